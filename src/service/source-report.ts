// How each linked account contributed to a merged list: data for those who ask, errors for those who do not.
import { type Failure, type FailureCode, isRetryable } from '../domain/failure.ts'
import type { FilterExecution } from './customer-filter.ts'
import type { Source } from './linked-accounts.ts'

export const sourceErrorCodes = [
  'TIMED_OUT',
  'UNAVAILABLE',
  'RATE_LIMITED',
  'CIRCUIT_OPEN',
  'CREDENTIALS',
  'FORBIDDEN',
  'NOT_FOUND',
  'BAD_RESPONSE',
  'CANCELLED',
] as const
export type SourceErrorCode = (typeof sourceErrorCodes)[number]

export const skipReasons = ['EXHAUSTED', 'FILTER_UNSUPPORTED', 'ORDER_UNSUPPORTED'] as const
export type SkipReason = (typeof skipReasons)[number]

interface ReportFacts {
  readonly source: Source
  /** Time spent waiting for this account; null when it was not asked. */
  readonly latencyMs: number | null
  /** Upstream requests made, retries included. */
  readonly attempts: number
}

export interface SourceOk extends ReportFacts {
  readonly kind: 'ok'
  readonly returned: number
  readonly hasMore: boolean
  /** Rows that could not be used at all and were left out. */
  readonly quarantined: number
  readonly filterExecution: FilterExecution
}

export interface SourceProblem {
  readonly code: SourceErrorCode
  readonly message: string
  readonly isRetryable: boolean
  readonly retryAfterSeconds: number | null
  readonly upstreamStatus: number | null
  readonly upstreamCode: string | null
  readonly upstreamRequestId: string | null
}

export interface SourceFailed extends ReportFacts, SourceProblem {
  readonly kind: 'failed'
  /** Asks only for what this account still owes for the page. */
  readonly retryCursor: string
}

export interface SourceSkipped extends ReportFacts {
  readonly kind: 'skipped'
  readonly reason: SkipReason
}

export type SourceReport = SourceOk | SourceFailed | SourceSkipped

/** For a read, a refusal of our own request means that the answer is not one that should have come. */
const codeOfFailure: Readonly<Record<FailureCode, SourceErrorCode>> = {
  NOT_FOUND: 'NOT_FOUND',
  INVALID: 'BAD_RESPONSE',
  CONFLICT: 'BAD_RESPONSE',
  FORBIDDEN: 'FORBIDDEN',
  CREDENTIALS: 'CREDENTIALS',
  RATE_LIMITED: 'RATE_LIMITED',
  TIMEOUT: 'TIMED_OUT',
  UNAVAILABLE: 'UNAVAILABLE',
  BAD_RESPONSE: 'BAD_RESPONSE',
  NOT_SUPPORTED: 'BAD_RESPONSE',
  CANCELLED: 'CANCELLED',
}

export function toSourceProblem({ code, message, details }: Failure): SourceProblem {
  return {
    code: details.isCircuitOpen === true ? 'CIRCUIT_OPEN' : codeOfFailure[code],
    message,
    isRetryable: isRetryable(code),
    retryAfterSeconds: details.retryAfterSeconds ?? null,
    upstreamStatus: details.upstreamStatus ?? null,
    upstreamCode: details.upstreamCode ?? null,
    upstreamRequestId: details.upstreamRequestId ?? null,
  }
}
