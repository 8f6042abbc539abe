// Whether and when a request is sent again: pure arithmetic, decided in this one place.
import type { Failure } from '../domain/failure.ts'

export interface RetryPolicy {
  /** Requests in all, the first included. */
  readonly attempts: number
  /** Upper bound of the first pause; it doubles with each further one. */
  readonly baseMilliseconds: number
  readonly capMilliseconds: number
}

export const defaultRetryPolicy: RetryPolicy = { attempts: 3, baseMilliseconds: 100, capMilliseconds: 2_000 }

export interface RetryQuestion {
  readonly failure: Failure
  /** Requests sent so far, at least 1. */
  readonly attempt: number
  readonly millisecondsLeft: number
  /** Since the first request was sent. */
  readonly millisecondsSpent: number
  /** From 0 up to 1. */
  readonly random: number
}

/** A provider that hangs costs its callers no more than this many attempts of full length. */
const attemptsThatTimeOut = 2
/** The first retry may wait for as long as the provider asks, inside the deadline; further ones begin no later. */
const lastStartMilliseconds = 4_000

/**
 * Milliseconds to wait before the next try; null: give up. The pause is drawn evenly from 0 to its bound ("full
 * jitter"), except that a Retry-After is obeyed to the letter, and a pause that would outlast the deadline is a no.
 */
export function pauseBeforeRetry(policy: RetryPolicy, question: RetryQuestion): number | null {
  const { failure, attempt, millisecondsLeft, millisecondsSpent, random } = question
  if (attempt >= policy.attempts || !isWorthRepeating(failure)) return null
  if (failure.code === 'TIMEOUT' && attempt >= attemptsThatTimeOut) return null
  const bound = Math.min(policy.capMilliseconds, policy.baseMilliseconds * 2 ** (attempt - 1))
  const jittered = Math.floor(random * bound)
  const asked = failure.details.retryAfterSeconds
  const pause = asked === undefined ? jittered : Math.max(asked * 1_000, jittered)
  if (attempt > 1 && millisecondsSpent + pause > lastStartMilliseconds) return null
  return pause < millisecondsLeft ? pause : null
}

/** A 4xx other than 429 will not get better, nor will an answer that is complete and wrong. */
function isWorthRepeating(failure: Failure): boolean {
  return failure.code === 'UNAVAILABLE' || failure.code === 'TIMEOUT' || failure.code === 'RATE_LIMITED'
}
