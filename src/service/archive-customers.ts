// Archives many customers: up to a hundred by id, or one real-world customer at every account. Each is told by itself, so
// that one failure hides nothing; calling again finishes what is left, because what is done then reads as done.
import { encodeCustomerId } from '../domain/global-id.ts'
import { type ArchiveProblem, type ArchiveResult, toProblem } from './archive-result.ts'
import { type ChangeContext, changeArchived, changeAt } from './change-archived.ts'
import type { Each } from './change-audit.ts'
import { checkExternalId, checkGroup, type GroupContext, lookUpGroup } from './customer-group.ts'
import { InvalidArgument } from './invalid-argument.ts'
import { type Limit, limitConcurrency } from './limit-concurrency.ts'
import type { Source } from './linked-accounts.ts'

export type ArchiveTarget =
  /** Global ids of customers. */
  | { readonly ids: readonly string[] }
  /** Every customer with this caller-owned id, at every account. */
  | { readonly groupExternalId: string }

export interface ArchiveCustomerResult extends ArchiveResult {
  /** The global id, as it was given where it was given. */
  readonly id: string
}

export interface ArchiveSummary {
  /** ARCHIVED. A dry run changes nothing. */
  readonly changed: number
  /** ALREADY_ARCHIVED, and PLANNED. */
  readonly unchanged: number
  /** NOT_CHANGED, and what `problems` says of the whole: an account that could not be asked for members. */
  readonly failed: number
  readonly indeterminate: number
}

export interface ArchiveCustomersResult {
  /** In the order of the ids, one for each; of a group: the members that were found, in the order of the accounts. */
  readonly results: readonly ArchiveCustomerResult[]
  readonly summary: ArchiveSummary
  /** What concerns no single customer: accounts that could not be asked for members of the group, or nobody found. */
  readonly problems: readonly ArchiveProblem[]
}

const mostIds = 100

/** Customers at once per linked account. */
const changesAtOnce = 4

/** Throws InvalidArgument for a target that cannot be used. */
export function checkTarget(target: ArchiveTarget, sources: readonly Source[]): void {
  if ('groupExternalId' in target) {
    checkExternalId(target.groupExternalId, 'target.groupExternalId')
    checkGroup(sources, 'target.groupExternalId')
  } else if (target.ids.length > mostIds) {
    throw new InvalidArgument('target.ids', `\`target.ids\` must not hold more than ${mostIds} ids.`)
  }
}

/** Expects a target that was checked. Never throws. */
export async function archiveCustomers(
  context: ChangeContext & GroupContext,
  target: ArchiveTarget,
  isDryRun: boolean,
  each: Each,
): Promise<ArchiveCustomersResult> {
  const request = { change: 'archive', isDryRun } as const
  const limits = new Map<string, Limit>()
  if ('ids' in target) {
    const changes = new Map<string, Promise<ArchiveResult>>()
    const results = target.ids.map(async (id): Promise<ArchiveCustomerResult> => {
      const place = context.reads.locate(id)
      const account = typeof place === 'string' ? '' : place.source.account.name
      // An id that comes twice is one change, told twice.
      const change =
        changes.get(id) ?? limitOf(limits, account)(() => each(id, () => changeArchived(context, id, request)))
      changes.set(id, change)
      return { id, ...(await change) }
    })
    return toResult(await Promise.all(results), [])
  }
  const lookups = await lookUpGroup(context, target.groupExternalId)
  const problems = lookups.flatMap(({ source, failure }) => (failure === null ? [] : [toProblem(source, failure)]))
  const members = lookups.flatMap(({ source, records }) => records.map((record) => ({ source, record })))
  const results = members.map(async ({ source, record }): Promise<ArchiveCustomerResult> => {
    const { account, nativeId } = record.facts
    const id = encodeCustomerId(account.provider, account.name, nativeId)
    const place = { source, nativeId }
    const change = limitOf(limits, account.name)(() => each(id, () => changeAt(context, place, request, record)))
    return { id, ...(await change) }
  })
  const message = 'No customer with this external id was found.'
  const nobody: ArchiveProblem[] = members.length === 0 ? [{ kind: 'CustomerNotFound', message }] : []
  return toResult(await Promise.all(results), problems.length > 0 ? problems : nobody)
}

function limitOf(limits: Map<string, Limit>, account: string): Limit {
  const limit = limits.get(account) ?? limitConcurrency(changesAtOnce)
  limits.set(account, limit)
  return limit
}

export function toResult(
  results: readonly ArchiveCustomerResult[],
  problems: readonly ArchiveProblem[],
): ArchiveCustomersResult {
  const count = (...outcomes: readonly ArchiveResult['outcome'][]): number =>
    results.filter(({ outcome }) => outcomes.includes(outcome)).length
  const summary = {
    changed: count('ARCHIVED'),
    unchanged: count('ALREADY_ARCHIVED', 'PLANNED'),
    failed: count('NOT_CHANGED') + problems.length,
    indeterminate: count('INDETERMINATE'),
  }
  return { results, summary, problems }
}
