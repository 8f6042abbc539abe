// One real-world customer as all linked accounts know it, by the caller's own id: every account is asked at once.
import { type CustomerRecord, readField } from '../domain/customer.ts'
import type { ExactLookups, Lookup } from './exact-lookups.ts'
import { checkFanOut } from './fan-out.ts'
import { InvalidArgument } from './invalid-argument.ts'
import type { Source } from './linked-accounts.ts'
import { type SourceFailed, type SourceOk, toSourceProblem } from './source-report.ts'

/** A group has no pages, so there is nothing to continue: asking for the group again asks everybody again. */
export interface GroupSourceFailed extends Omit<SourceFailed, 'retryCursor'> {
  readonly retryCursor: null
}

export type GroupSourceReport = SourceOk | GroupSourceFailed

export interface CustomerGroup {
  readonly externalId: string
  /** In the order of the accounts; archived ones too. */
  readonly members: readonly CustomerRecord[]
  /** One report per linked account, in their fixed order. */
  readonly sources: readonly GroupSourceReport[]
  /** True when every account answered. */
  readonly isComplete: boolean
  /** True when no account answered: a group without members would read as "nobody has this id". */
  readonly isFailed: boolean
  /** Archived at one account and active at another, as far as accounts answered and tell. */
  readonly hasStatusConflict: boolean
}

export interface GroupContext {
  readonly sources: readonly Source[]
  readonly lookups: ExactLookups
}

const longestExternalId = 256

/** Throws InvalidArgument, naming `argument`, for text that cannot be an id. */
export function checkExternalId(externalId: string, argument: string): void {
  if (externalId.trim() === '') throw new InvalidArgument(argument, `\`${argument}\` is blank.`)
  if (externalId.length > longestExternalId) {
    throw new InvalidArgument(argument, `\`${argument}\` is longer than ${longestExternalId} characters.`)
  }
}

/** Throws InvalidArgument, naming `argument`, for a viewer with too many accounts to ask. */
export function checkGroup(sources: readonly Source[], argument: string): void {
  const instead = 'Ask for `customers` with `filter.externalId` and `filter.linkedAccountIds`.'
  checkFanOut(sources, argument, instead)
}

export function lookUpGroup({ sources, lookups }: GroupContext, externalId: string): Promise<readonly Lookup[]> {
  return Promise.all(sources.map((source) => lookups.byExternalId(source, externalId)))
}

/** Throws InvalidArgument for an id that cannot be used; what providers do wrong is in the reports. */
export async function readCustomerGroup(context: GroupContext, externalId: string): Promise<CustomerGroup> {
  checkExternalId(externalId, 'externalId')
  checkGroup(context.sources, 'externalId')
  const lookups = await lookUpGroup(context, externalId)
  const members = lookups.flatMap(({ records }) => records)
  const states = new Set(members.map((record) => readField(record, 'isArchived')))
  const failed = lookups.filter(({ failure }) => failure !== null).length
  return {
    externalId,
    members,
    sources: lookups.map(toReport),
    isComplete: failed === 0,
    isFailed: failed > 0 && failed === lookups.length,
    hasStatusConflict: states.has(true) && states.has(false),
  }
}

function toReport({ source, records, failure, latencyMs, attempts }: Lookup): GroupSourceReport {
  const facts = { source, latencyMs: attempts === 0 ? null : latencyMs, attempts }
  if (failure !== null) return { kind: 'failed', ...facts, ...toSourceProblem(failure), retryCursor: null }
  const answer = { returned: records.length, hasMore: false, quarantined: 0 }
  return { kind: 'ok', ...facts, ...answer, filterExecution: 'PUSHED_DOWN' }
}
