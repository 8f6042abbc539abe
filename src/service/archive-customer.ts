// Archiving, told truthfully: done, not done, or not known. The customer is read first, so that "already archived" and
// "no such customer" are facts; after any doubtful answer it is read back, and only what was read is claimed.
import { createCall } from '../domain/call.ts'
import { type CustomerRecord, readField, withArchived } from '../domain/customer.ts'
import { Failure, toFailure } from '../domain/failure.ts'
import type { Logger } from '../observability/logger.ts'
import type { CustomerReads } from './customer-reads.ts'
import type { Source } from './linked-accounts.ts'
import { type SourceProblem, toSourceProblem } from './source-report.ts'

export type ArchiveOutcome = 'ARCHIVED' | 'ALREADY_ARCHIVED' | 'NOT_CHANGED' | 'INDETERMINATE'

export type ArchiveProblem =
  | { readonly kind: 'InvalidId'; readonly message: string }
  | { readonly kind: 'CustomerNotFound'; readonly message: string }
  | {
      readonly kind: 'OperationNotSupported'
      readonly message: string
      readonly source: Source
      readonly documentationUrl: string
    }
  | {
      readonly kind: 'ProviderRejected'
      readonly message: string
      readonly source: Source
      readonly upstreamStatus: number | null
      readonly upstreamCode: string | null
      readonly upstreamRequestId: string | null
    }
  | {
      readonly kind: 'SourceUnavailable'
      readonly message: string
      readonly source: Source
      readonly problem: SourceProblem
    }
  | { readonly kind: 'Permission'; readonly message: string; readonly source: Source }

export interface ArchiveResult {
  readonly outcome: ArchiveOutcome
  /** The customer as it was last read; null when it could not be read at all. */
  readonly customer: CustomerRecord | null
  readonly problems: readonly ArchiveProblem[]
}

export interface ArchiveContext {
  readonly reads: CustomerReads
  /** Unix milliseconds. */
  readonly deadline: number
  readonly signal: AbortSignal
  readonly logger: Logger
}

/** Requests that may change something, at most, per archive. */
const mostRequests = 3

export async function archiveCustomer(context: ArchiveContext, id: string): Promise<ArchiveResult> {
  const place = context.reads.locate(id)
  if (place === 'malformed')
    return notChanged(null, { kind: 'InvalidId', message: 'This is not a customer id of this gateway.' })
  if (place === 'hidden') return notChanged(null, { kind: 'CustomerNotFound', message: 'There is no such customer.' })
  const { source, nativeId } = place
  const { provider } = source
  if (!provider.capabilities.archive) {
    const message = `${provider.title} cannot archive a customer.`
    const { documentationUrl } = provider
    return notChanged(null, { kind: 'OperationNotSupported', message, source, documentationUrl })
  }
  let before: CustomerRecord
  try {
    before = await context.reads.read(source, nativeId)
  } catch (error) {
    return notChanged(null, toProblem(source, toFailure(error)))
  }
  if (readField(before, 'isArchived') === true) return { outcome: 'ALREADY_ARCHIVED', customer: before, problems: [] }
  if (context.signal.aborted) throw new Failure('CANCELLED', 'The caller went away.', { wasSent: false })
  const result = await send(context, source, before)
  logOutcome(context.logger, source, nativeId, result)
  if (result.customer !== null) context.reads.remember(result.customer)
  return result
}

/** From here on the caller's leaving stops nothing: what was sent is brought to an end and told to the log. */
async function send(
  { reads, deadline }: ArchiveContext,
  source: Source,
  before: CustomerRecord,
): Promise<ArchiveResult> {
  const { nativeId } = before.facts
  for (let sent = 1; ; sent += 1) {
    let failure: Failure
    try {
      const answer = await source.client.archive(nativeId, createCall(deadline))
      if (readField(answer, 'isArchived') === true) return done(answer)
      failure = new Failure(
        'BAD_RESPONSE',
        `${source.provider.title} accepted the request, but the customer is not archived.`,
      )
    } catch (error) {
      failure = toFailure(error)
    }
    if (!isDoubtful(failure)) return notChanged(before, toProblem(source, failure))
    let now: CustomerRecord
    try {
      now = await reads.readAgain(source, nativeId, createCall(deadline))
    } catch (error) {
      return indeterminate(before, source, toFailure(error))
    }
    const isArchived = readField(now, 'isArchived')
    if (isArchived === null) return indeterminate(now, source, failure)
    // A refusal, and archived all the same: somebody else did it in between.
    if (isArchived) return isRefusal(failure) ? { outcome: 'ALREADY_ARCHIVED', customer: now, problems: [] } : done(now)
    // Archiving sets a state, and the state was just read: sending it again can do no harm.
    if (isRefusal(failure) || sent === mostRequests) return notChanged(now, toProblem(source, failure))
  }
}

function done(record: CustomerRecord): ArchiveResult {
  return { outcome: 'ARCHIVED', customer: withArchived(record, true), problems: [] }
}

function notChanged(customer: CustomerRecord | null, problem: ArchiveProblem): ArchiveResult {
  return { outcome: 'NOT_CHANGED', customer, problems: [problem] }
}

function indeterminate(customer: CustomerRecord, source: Source, failure: Failure): ArchiveResult {
  const problem = toSourceProblem(failure)
  const message = `${source.provider.title} gave no clear answer, and whether the customer is archived could not be read back.`
  return { outcome: 'INDETERMINATE', customer, problems: [{ kind: 'SourceUnavailable', message, source, problem }] }
}

/** Whether the customer may be archived in spite of the failure. */
function isDoubtful({ code, details }: Failure): boolean {
  if (details.wasSent === false) return false
  return code !== 'CREDENTIALS' && code !== 'FORBIDDEN' && code !== 'RATE_LIMITED' && code !== 'NOT_SUPPORTED'
}

/** A clear no to this request, which may still mean that the customer was archived before. */
function isRefusal({ code }: Failure): boolean {
  return code === 'NOT_FOUND' || code === 'INVALID' || code === 'CONFLICT'
}

function toProblem(source: Source, failure: Failure): ArchiveProblem {
  const { code, message, details } = failure
  switch (code) {
    case 'NOT_FOUND':
      return { kind: 'CustomerNotFound', message: 'There is no such customer.' }
    case 'FORBIDDEN':
      return { kind: 'Permission', message, source }
    case 'NOT_SUPPORTED':
      return { kind: 'OperationNotSupported', message, source, documentationUrl: source.provider.documentationUrl }
    case 'INVALID':
    case 'CONFLICT':
      return {
        kind: 'ProviderRejected',
        message,
        source,
        upstreamStatus: details.upstreamStatus ?? null,
        upstreamCode: details.upstreamCode ?? null,
        upstreamRequestId: details.upstreamRequestId ?? null,
      }
    default:
      return { kind: 'SourceUnavailable', message, source, problem: toSourceProblem(failure) }
  }
}

function logOutcome(logger: Logger, source: Source, nativeId: string, { outcome, problems }: ArchiveResult): void {
  const { provider, name } = source.account
  const facts = { provider, linkedAccount: name, nativeId, outcome, problems: problems.map(({ kind }) => kind) }
  if (outcome === 'INDETERMINATE') logger.warn(facts, 'archive: outcome not known')
  else logger.info(facts, 'archive: ended')
}
