// Runs a change under a caller's idempotency key: the same key with the same input tells again what it told before.
//
// What is kept is the outcome as it was told, customer included: a replay asks no provider, and so it may show a customer
// that has been changed by somebody since. Only outcomes that say for certain what is are kept. Failures that changed
// nothing are not, so that the same key can be tried again; nor is INDETERMINATE, because a repeat reads the customer again
// and can settle what was not known. Of many customers the whole is kept, once nothing of it is left to do. Where something
// was changed, or may have been, the key goes on belonging to its input all the same: another one is refused.
import { createHash } from 'node:crypto'
import { type CustomerRecord, withoutMembers } from '../domain/customer.ts'
import type { ArchiveCustomersResult } from './archive-customers.ts'
import type { ArchiveProblem, ArchiveResult } from './archive-result.ts'
import type { IdempotencyStore } from './idempotency-store.ts'
import { InvalidArgument } from './invalid-argument.ts'
import type { Source } from './linked-accounts.ts'

export type KeptOutcome = ArchiveResult | ArchiveCustomersResult

export interface IdempotencyContext {
  readonly store: IdempotencyStore<KeptOutcome>
  /** Who asks, and for which accounts: keys of one viewer mean nothing to another. */
  readonly viewerId: string
  readonly sources: readonly Source[]
}

export interface KeyedChange<Result extends KeptOutcome> {
  readonly key: string | null
  /** A plan changes nothing: it neither takes a key nor needs one. */
  readonly isDryRun: boolean
  /** Everything that the outcome depends on, the operation's name included. */
  readonly input: readonly unknown[]
  run(): Promise<Result>
  /** An earlier outcome is about to be told again. */
  replaying(): void
  /** The outcome of a request whose key is not free. */
  refuse(problem: ArchiveProblem): Result
}

/** Up to 255 characters, none of them a control character, a line break or half a character. */
const keyPattern = /^[^\p{C}\p{Zl}\p{Zp}]{1,255}$/u

/** Throws InvalidArgument for a key that cannot be used, and what `run` throws. */
export async function runOnce<Result extends KeptOutcome>(
  context: IdempotencyContext,
  { key, isDryRun, input, run, replaying, refuse }: KeyedChange<Result>,
): Promise<Result> {
  if (key === null) return run()
  if (!keyPattern.test(key) || key.length > 255 || key.trim() === '') {
    throw new InvalidArgument('idempotencyKey', '`idempotencyKey` must be 1 to 255 printable characters.')
  }
  if (isDryRun) return run()
  const { store, viewerId, sources } = context
  const hashedKey = hash([viewerId, sources.map(({ id }) => id), key])
  const hashedInput = hash(input)
  const taken = await store.take(hashedKey, hashedInput)
  if (taken.state !== 'taken') {
    const isSame = taken.input === hashedInput
    // The hash of the input names the operation, so an equal input has an outcome of this kind.
    if (isSame && taken.state === 'kept') {
      replaying()
      return taken.outcome as Result
    }
    return refuse(conflict(isSame))
  }
  let isSettled = false
  try {
    const result = await run()
    if (isCertain(result)) {
      await store.keep(hashedKey, toKept(result, sources), 'results' in result ? result.results.length : 1)
      isSettled = true
    } else if (mayHaveChanged(result)) {
      await store.bind(hashedKey)
      isSettled = true
    }
    return result
  } finally {
    if (!isSettled) await store.release(hashedKey)
  }
}

function conflict(isInProgress: boolean): ArchiveProblem {
  const message = isInProgress
    ? 'The same request with this `idempotencyKey` has not ended yet. Ask again in a moment.'
    : 'This `idempotencyKey` was used for another input in the last 24 hours. Use a new one.'
  return { kind: 'IdempotencyConflict', message, isInProgress }
}

function isCertain(result: KeptOutcome): boolean {
  if ('results' in result) return result.problems.length === 0 && result.results.every(isCertain)
  return result.outcome !== 'NOT_CHANGED' && result.outcome !== 'INDETERMINATE'
}

function mayHaveChanged(result: KeptOutcome): boolean {
  if ('results' in result) return result.results.some(mayHaveChanged)
  return ['ARCHIVED', 'UNARCHIVED', 'INDETERMINATE'].includes(result.outcome)
}

/** What expires, such as presigned addresses, is not kept: when it is asked for it is read afresh. */
function toKept(result: KeptOutcome, sources: readonly Source[]): KeptOutcome {
  if ('results' in result) return { ...result, results: result.results.map((one) => withoutPerishables(one, sources)) }
  return withoutPerishables(result, sources)
}

function withoutPerishables<Result extends ArchiveResult>(result: Result, sources: readonly Source[]): Result {
  return { ...result, customer: result.customer === null ? null : durable(result.customer, sources) }
}

function durable(record: CustomerRecord, sources: readonly Source[]): CustomerRecord {
  const source = sources.find(({ account }) => account.name === record.facts.account.name)
  return withoutMembers(record, source?.provider.perishableMembers ?? [])
}

function hash(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('base64url')
}
