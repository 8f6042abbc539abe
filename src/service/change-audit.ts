// Writes a line of the audit log for each customer that a caller wants changed, whatever becomes of it: done, refused,
// planned, told again, or given up because of a defect, and also when the caller has gone.
import type { LeaveSignal } from '../domain/leaving.ts'
import type { AuditEntry } from '../observability/audit-log.ts'
import type { Change } from '../providers/contract.ts'
import { type ArchiveResult, codeOfProblem } from './archive-result.ts'
import type { AuditTrail } from './audit-trail.ts'
import type { CustomerReads } from './customer-reads.ts'
import type { KeptOutcome } from './idempotent-changes.ts'
import { InvalidArgument } from './invalid-argument.ts'

export interface AuditContext {
  readonly trail: AuditTrail
  readonly reads: Pick<CustomerReads, 'locate'>
  readonly viewerId: string
  readonly requestId: string | null
  readonly signal: LeaveSignal
}

export interface AuditedRequest {
  readonly operation: AuditEntry['operation']
  readonly change: Change
  /** Global ids as they were given, or the external id of a group. */
  readonly target: { readonly ids: readonly string[] } | { readonly groupExternalId: string }
  readonly isDryRun: boolean
  readonly idempotencyKey: string | null
}

/** Runs the change of one customer and writes its line when it ends. */
export type Each = <Result extends ArchiveResult>(id: string, change: () => Promise<Result>) => Promise<Result>

export interface ChangeAudit {
  /**
   * Runs `work`, which runs each change through `each` and says when it tells an earlier outcome again; then writes the
   * lines of customers that no change was run for. Throws ChangesRefused, and what `work` throws.
   */
  run<Result extends KeptOutcome>(
    request: AuditedRequest,
    work: (each: Each, replaying: () => void) => Promise<Result>,
  ): Promise<Result>
}

/** A list of ids that was refused for its length gets one line. */
const mostLines = 100

interface Ending {
  readonly id: string | null
  readonly outcome: string
  readonly userErrors: readonly string[]
  readonly upstreamRequestId: string | null
  readonly startedAt: number
}

export function createChangeAudit(context: AuditContext): ChangeAudit {
  return {
    run: async (request, work) => {
      context.trail.requireWorking()
      const startedAt = performance.now()
      const written = new Set<string>()
      let isReplay = false

      function write(ending: Omit<Ending, 'startedAt'>, since = startedAt): void {
        if (ending.id !== null) written.add(ending.id)
        context.trail.write(toEntry(context, request, { ...ending, startedAt: since }, isReplay))
      }
      const each: Each = async (id, change) => {
        const since = performance.now()
        try {
          const result = await change()
          write(endingOf(id, result), since)
          return result
        } catch (error) {
          write(brokenOff(id, error), since)
          throw error
        }
      }
      const replaying = (): void => {
        isReplay = true
      }

      const result = await work(each, replaying).catch((error: unknown) => {
        const ids = 'ids' in request.target ? new Set(request.target.ids) : new Set<string>()
        if (ids.size <= mostLines) for (const id of ids) if (!written.has(id)) write(brokenOff(id, error))
        if (written.size === 0) write(brokenOff(null, error))
        throw error
      })
      if ('outcome' in result) {
        const [id = null] = 'ids' in request.target ? request.target.ids : []
        if (written.size === 0) write(endingOf(id, result))
        return result
      }
      for (const one of result.results) if (!written.has(one.id)) write(endingOf(one.id, one))
      // What concerns the group as a whole.
      if (result.problems.length > 0) {
        const userErrors = result.problems.map(codeOfProblem)
        write({ id: null, outcome: 'NOT_CHANGED', userErrors, upstreamRequestId: null })
      }
      return result
    },
  }
}

function endingOf(
  id: string | null,
  { outcome, problems, upstreamRequestId }: ArchiveResult,
): Omit<Ending, 'startedAt'> {
  return { id, outcome, userErrors: problems.map(codeOfProblem), upstreamRequestId: upstreamRequestId ?? null }
}

function brokenOff(id: string | null, error: unknown): Omit<Ending, 'startedAt'> {
  const isRefusal = error instanceof InvalidArgument
  return {
    id,
    outcome: isRefusal ? 'REFUSED' : 'FAILED',
    userErrors: isRefusal ? ['BAD_USER_INPUT'] : [],
    upstreamRequestId: null,
  }
}

function toEntry(
  { trail, reads, viewerId, requestId, signal }: AuditContext,
  { operation, change, target, isDryRun, idempotencyKey }: AuditedRequest,
  { id, outcome, userErrors, upstreamRequestId, startedAt }: Ending,
  isReplay: boolean,
): AuditEntry {
  const located = id === null ? 'malformed' : reads.locate(id)
  const place = typeof located === 'string' ? null : located
  const account = place?.source.account
  const planned = place?.source.client.plan(change, place.nativeId) ?? null
  return {
    time: new Date().toISOString(),
    requestId,
    viewer: viewerId,
    operation,
    provider: account?.provider ?? null,
    linkedAccount: account?.name ?? null,
    nativeId: place?.nativeId ?? null,
    idHash: id === null || place !== null ? null : trail.hash('id', id),
    groupHash: 'groupExternalId' in target ? trail.hash('group', target.groupExternalId) : null,
    idempotencyKeyHash: idempotencyKey === null ? null : trail.hash('key', viewerId, idempotencyKey),
    isDryRun,
    isReplay,
    planned: planned === null ? null : `${planned.method} ${planned.url.pathname}`,
    outcome,
    userErrors,
    upstreamRequestId,
    hasCallerLeft: signal.aborted,
    milliseconds: Math.round(performance.now() - startedAt),
  }
}
