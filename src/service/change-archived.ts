// Archiving and unarchiving, told truthfully: done, not done, or not known. The customer is read first, so that "already
// there" and "no such customer" are facts; after any doubtful answer it is read back, and only what was read is claimed.
import type { Call } from '../domain/call.ts'
import { type CustomerRecord, readField, withArchived } from '../domain/customer.ts'
import { Failure, toFailure } from '../domain/failure.ts'
import type { LeaveSignal } from '../domain/leaving.ts'
import type { Logger } from '../observability/logger.ts'
import type { Change } from '../providers/contract.ts'
import { type ArchiveOutcome, type ArchiveResult, customerNotFound, notChanged, toProblem } from './archive-result.ts'
import type { CustomerReads, Place } from './customer-reads.ts'
import type { Source } from './linked-accounts.ts'
import type { OneAtATime } from './one-at-a-time.ts'
import { toSourceProblem } from './source-report.ts'

export interface ChangeContext {
  readonly reads: CustomerReads
  /** For work that goes on when the caller goes away. */
  readonly newLastingCall: () => Call
  readonly signal: LeaveSignal
  /** Changes of one customer wait for each other, whoever asks for them. */
  readonly oneAtATime: OneAtATime
  readonly logger: Logger
}

export interface ChangeRequest {
  readonly change: Change
  /** Plan and check, change nothing. */
  readonly isDryRun: boolean
}

interface Direction {
  /** What `isArchived` is once the change has taken effect. */
  readonly wanted: boolean
  readonly done: ArchiveOutcome
  readonly already: ArchiveOutcome
  readonly state: string
}

const directions: Readonly<Record<Change, Direction>> = {
  archive: { wanted: true, done: 'ARCHIVED', already: 'ALREADY_ARCHIVED', state: 'archived' },
  unarchive: { wanted: false, done: 'UNARCHIVED', already: 'ALREADY_ACTIVE', state: 'active' },
}

/** Requests that may change something, at most, per customer. */
export const mostRequests = 3

/** Milliseconds, at most, between the first of them and the second; then it doubles. */
const firstPause = 250

export async function changeArchived(
  context: ChangeContext,
  id: string,
  request: ChangeRequest,
): Promise<ArchiveResult> {
  const place = context.reads.locate(id)
  if (place === 'malformed') {
    return notChanged(null, { kind: 'InvalidId', message: 'This is not a customer id of this gateway.' })
  }
  if (place === 'hidden') return notChanged(null, customerNotFound)
  return changeAt(context, place, request)
}

/** `known`: the customer, where this request has just read whether it is archived. */
export function changeAt(
  context: ChangeContext,
  place: Place,
  request: ChangeRequest,
  known: CustomerRecord | null = null,
): Promise<ArchiveResult> {
  const { source, nativeId } = place
  const { reads, newLastingCall } = context
  return context.oneAtATime(JSON.stringify([source.id, nativeId.toLowerCase()]), (hasWaited) =>
    changeNow(context, place, request, () => {
      if (hasWaited) return reads.readAgain(source, nativeId, newLastingCall())
      return known ?? reads.read(source, nativeId)
    }),
  )
}

async function changeNow(
  context: ChangeContext,
  { source, nativeId }: Place,
  { change, isDryRun }: ChangeRequest,
  read: () => CustomerRecord | Promise<CustomerRecord>,
): Promise<ArchiveResult> {
  const { provider } = source
  if (!provider.capabilities[change]) {
    const message = `${provider.title} cannot ${change} a customer.`
    const { documentationUrl } = provider
    return notChanged(null, { kind: 'OperationNotSupported', message, source, documentationUrl })
  }
  let before: CustomerRecord
  try {
    before = await read()
  } catch (error) {
    return notChanged(null, toProblem(source, toFailure(error)))
  }
  const { wanted, already } = directions[change]
  if (readField(before, 'isArchived') === wanted) {
    return { outcome: already, customer: before, plan: isDryRun ? [] : null, problems: [] }
  }
  if (isDryRun) return plan(source, before, change)
  if (context.signal.aborted) {
    const failure = new Failure('CANCELLED', 'The caller went away before anything was sent.', { wasSent: false })
    return notChanged(before, toProblem(source, failure))
  }
  const trace: Trace = { upstreamRequestId: null }
  const result = { ...(await send(context, source, before, change, trace)), ...trace }
  logOutcome(context.logger, source, nativeId, change, result)
  if (result.outcome === directions[change].done && result.customer !== null) context.reads.remember(result.customer)
  return result
}

function plan(source: Source, before: CustomerRecord, change: Change): ArchiveResult {
  const planned = source.client.plan(change, before.facts.nativeId)
  const consequences = source.provider.consequences[change]
  const requests = planned === null ? [] : [{ source, method: planned.method, url: planned.url.href, consequences }]
  return { outcome: 'PLANNED', customer: before, plan: requests, problems: [] }
}

/** What the audit log is to know of the request that was sent last. */
interface Trace {
  upstreamRequestId: string | null
}

/** From here on the caller's leaving stops nothing: what was sent is brought to an end and told to the log. */
async function send(
  { reads, newLastingCall }: ChangeContext,
  source: Source,
  before: CustomerRecord,
  change: Change,
  trace: Trace,
): Promise<ArchiveResult> {
  const { nativeId } = before.facts
  const { wanted, done, already, state } = directions[change]
  const changed = (record: CustomerRecord): ArchiveResult => ({
    outcome: done,
    customer: withArchived(record, wanted),
    plan: null,
    problems: [],
  })
  for (let sent = 1; ; sent += 1) {
    let failure: Failure
    const call = newLastingCall()
    try {
      const answer = await source.client[change](nativeId, call)
      if (readField(answer, 'isArchived') === wanted) return changed(answer)
      const message = `${source.provider.title} accepted the request, but the customer is not ${state}.`
      failure = new Failure('BAD_RESPONSE', message)
    } catch (error) {
      failure = toFailure(error)
    } finally {
      trace.upstreamRequestId = call.changeRequestId
    }
    if (!isDoubtful(failure)) return notChanged(before, toProblem(source, failure))
    let now: CustomerRecord
    try {
      now = await reads.readAgain(source, nativeId, newLastingCall())
    } catch (error) {
      return indeterminate(before, source, state, toFailure(error))
    }
    const isArchived = readField(now, 'isArchived')
    if (isArchived === null || typeof isArchived === 'symbol') return indeterminate(now, source, state, failure)
    if (isArchived === wanted) {
      // A refusal, and there all the same: somebody else did it in between.
      return isRefusal(failure) ? { outcome: already, customer: now, plan: null, problems: [] } : changed(now)
    }
    // It sets a state, and the state was just read: sending it again can do no harm.
    if (isRefusal(failure) || sent === mostRequests) return notChanged(now, toProblem(source, failure))
    const pause = pauseAfter(failure, sent)
    if (pause >= call.deadline - Date.now()) return notChanged(now, toProblem(source, failure))
    await new Promise((resolve) => setTimeout(resolve, pause))
  }
}

/**
 * Milliseconds until the next request: a provider that has answered too early may still be at it, and one that is in
 * trouble is not helped by haste. Whoever did not answer at all has had time enough.
 */
function pauseAfter({ code }: Failure, sent: number): number {
  return code === 'TIMEOUT' ? 0 : firstPause * 2 ** (sent - 1) * (0.5 + Math.random() / 2)
}

function indeterminate(customer: CustomerRecord, source: Source, state: string, failure: Failure): ArchiveResult {
  const problem = toSourceProblem(failure)
  const message = `${source.provider.title} gave no clear answer, and whether the customer is ${state} could not be read back.`
  const problems = [{ kind: 'SourceUnavailable', message, source, problem } as const]
  return { outcome: 'INDETERMINATE', customer, plan: null, problems }
}

/** Whether the change may have taken effect in spite of the failure. */
function isDoubtful({ code, details }: Failure): boolean {
  if (details.wasSent === false) return false
  return code !== 'CREDENTIALS' && code !== 'FORBIDDEN' && code !== 'RATE_LIMITED' && code !== 'NOT_SUPPORTED'
}

/** A clear no to this request, which may still mean that the change was made before. */
function isRefusal({ code }: Failure): boolean {
  return code === 'NOT_FOUND' || code === 'INVALID' || code === 'CONFLICT'
}

function logOutcome(
  logger: Logger,
  source: Source,
  nativeId: string,
  change: Change,
  { outcome, problems }: ArchiveResult,
): void {
  const { provider, name } = source.account
  const facts = { provider, linkedAccount: name, nativeId, outcome, problems: problems.map(({ kind }) => kind) }
  if (outcome === 'INDETERMINATE') logger.warn(facts, `${change}: outcome not known`)
  else logger.info(facts, `${change}: ended`)
}
