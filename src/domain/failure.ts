// The closed set of ways in which work at a provider can fail. Every room speaks these words, so that what a caller
// reads never depends on which provider, library or socket was at fault.

export const failureCodes = [
  /** The provider has no such record (or no such page). */
  'NOT_FOUND',
  /** The provider refused the input. */
  'INVALID',
  /** The record's state does not allow the operation. */
  'CONFLICT',
  /** The credential is good but may not do this, e.g. it does not own the business. */
  'FORBIDDEN',
  /** The credential was refused, or no token could be had with it. */
  'CREDENTIALS',
  /** The provider asked for fewer requests. */
  'RATE_LIMITED',
  /** No complete answer in time. */
  'TIMEOUT',
  /** Connection refused or lost, or a 5xx status. */
  'UNAVAILABLE',
  /** An answer came and cannot be what it should be: not JSON, wrong shape, a redirect, too large. */
  'BAD_RESPONSE',
  /** The provider has no such operation. */
  'NOT_SUPPORTED',
  /** The caller went away. */
  'CANCELLED',
] as const

export type FailureCode = (typeof failureCodes)[number]

export interface FailureDetails {
  /** HTTP status of the provider's answer, when there was one. */
  readonly upstreamStatus?: number
  /** The provider's own machine-readable code, when the answer carried one. */
  readonly upstreamCode?: string
  /** The provider's request id, for its support desk. */
  readonly upstreamRequestId?: string
  /** Seconds after which a new try makes sense: the provider said so, or the gateway knows. */
  readonly retryAfterSeconds?: number
  /** False only when it is certain that the provider never received the request. */
  readonly wasSent?: boolean
  /** True when nothing was sent because the provider failed too often a moment ago. */
  readonly isCircuitOpen?: boolean
  /** For the log only: never leaves the process. */
  readonly cause?: unknown
}

/** Thrown by provider clients and by nothing else below the service. `message` is ours and safe to show to a caller. */
export class Failure extends Error {
  readonly code: FailureCode
  readonly details: FailureDetails

  constructor(code: FailureCode, message: string, details: FailureDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause })
    this.name = 'Failure'
    this.code = code
    this.details = details
  }
}

const retryable: ReadonlySet<FailureCode> = new Set(['RATE_LIMITED', 'TIMEOUT', 'UNAVAILABLE', 'BAD_RESPONSE'])

/** Whether the same call may succeed later without anyone changing input or configuration. */
export function isRetryable(code: FailureCode): boolean {
  return retryable.has(code)
}

/** Turns anything thrown into a Failure; what is not one already is a defect of ours or an answer nobody foresaw. */
export function toFailure(thrown: unknown): Failure {
  if (thrown instanceof Failure) return thrown
  return new Failure('BAD_RESPONSE', 'The answer could not be processed.', { cause: thrown })
}
