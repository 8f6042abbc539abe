// How many requests a credential may still send, so that a burst waits its turn instead of collecting refusals. Pure
// arithmetic over a clock: a sliding window of what was sent, corrected by what the provider's answers say.
import type { RateLimit, RateLimitFacts } from '../domain/credential-condition.ts'

export interface RateBudgetOptions {
  /** Null: not known, until a refusal teaches one. */
  readonly limit: RateLimit | null
  /** Unix milliseconds. */
  readonly now: () => number
}

export interface RateBudget {
  /** Milliseconds, at the least, until a request may be sent that has `ahead` others before it. */
  wait(ahead: number): number
  /** Milliseconds that the provider asked for: nothing at all may be sent. */
  pause(): number
  /** A request is about to be sent. */
  begin(): void
  /** Its answer came, or it was given up. */
  end(): void
  /** The provider served a request: what it refuses next is refused for the first time. */
  served(): void
  /** Obeys the X-RateLimit headers of an answer, whatever its status. */
  learn(headers: AnswerHeaders): void
  /**
   * The provider refused a request for its rate. False when that is no news: the request was sent before an earlier
   * refusal was obeyed.
   */
  refused(sentAt: number, retryAfterSeconds: number | undefined): boolean
  facts(): RateLimitFacts | null
}

export type AnswerHeaders = Readonly<Record<string, string | string[] | undefined>>

/** Of what was sent in the second before a refusal, this much is taken for the limit where none is known. */
const caution = 0.8
/** After this long without a refusal a limit that was guessed is raised by a tenth. */
const quietMilliseconds = 10_000
/** A guess that no refusal has confirmed for so long is forgotten. */
const forgetMilliseconds = 600_000
/** A refusal that says nothing about time: a second, then twice as long each time, up to this. */
const longestBackoff = 60_000
/** Longer pauses are taken in parts: after each, one request finds out whether the refusal still stands. */
const longestPause = 300_000

export function createRateBudget({ limit: configured, now }: RateBudgetOptions): RateBudget {
  /** Where none was configured: what refusals have taught. */
  let window = configured
  let told: { limit: number; remaining: number; resetAt: number } | null = null
  let pausedUntil = 0
  let refusedAt = 0
  let raisedAt = 0
  let refusalsInRow = 0
  let inFlight = 0
  /**
   * When the latest answers came, oldest first. A request counts until a window after its answer, not after its
   * sending: only then is it certain that the provider counted it no later.
   */
  const answered: number[] = []
  let lately = { second: 0, sent: 0, before: 0 }

  function forgetOld({ seconds }: RateLimit): void {
    const oldest = now() - seconds * 1_000
    for (let at = answered[0]; at !== undefined && at <= oldest; at = answered[0]) answered.shift()
  }

  function raiseGuess(): void {
    if (configured !== null || window === null || now() - raisedAt < quietMilliseconds) return
    raisedAt = now()
    const isKept = now() - refusedAt < forgetMilliseconds
    window = isKept ? { ...window, requests: Math.ceil(window.requests * 1.1) } : null
  }

  function guess(): void {
    if (configured !== null) return
    const sent = Math.max(1, lately.before, lately.sent)
    const requests = Math.max(1, Math.floor(Math.min(sent, window?.requests ?? sent) * caution))
    window = { requests, seconds: 1 }
    raisedAt = now()
  }

  const pause = (): number => (pausedUntil === 0 ? 0 : Math.max(0, pausedUntil - now()))

  function wait(ahead: number): number {
    raiseGuess()
    if (window === null) return pause()
    forgetOld(window)
    const span = window.seconds * 1_000
    const used = answered.length
    const behind = ahead + 1 - (window.requests - inFlight - used)
    if (behind <= 0) return pause()
    // The turns that come free one by one; then, a window later at the least, those of requests that are not answered yet.
    const freeAt = answered[behind - 1]
    const own =
      freeAt === undefined ? span * (1 + Math.floor((behind - used - 1) / window.requests)) : freeAt + span - now()
    return Math.max(pause(), own)
  }

  return {
    wait,
    pause,
    begin: () => {
      const second = Math.floor(now() / 1_000)
      if (second !== lately.second) {
        lately = { second, sent: 0, before: second === lately.second + 1 ? lately.sent : 0 }
      }
      lately.sent += 1
      inFlight += 1
    },
    end: () => {
      inFlight -= 1
      if (window !== null) answered.push(now())
    },
    served: () => {
      refusalsInRow = 0
    },
    learn: (headers) => {
      const facts = readHeaders(headers, now)
      if (facts === null) return
      told = facts
      if (configured !== null && facts.limit < configured.requests) window = { ...configured, requests: facts.limit }
      // A clock that is wrong must not stop everything: no longer than the window, or a minute.
      const longest = now() + (window?.seconds ?? 60) * 1_000
      if (facts.remaining === 0) pausedUntil = Math.max(pausedUntil, Math.min(facts.resetAt, longest))
    },
    refused: (sentAt, retryAfterSeconds) => {
      const isNews = sentAt >= refusedAt
      if (isNews) {
        guess()
        refusedAt = now()
        refusalsInRow += 1
      }
      const backoff = isNews ? Math.min(longestBackoff, 1_000 * 2 ** (refusalsInRow - 1)) : 0
      const asked = retryAfterSeconds === undefined ? backoff : Math.min(longestPause, retryAfterSeconds * 1_000)
      pausedUntil = Math.max(pausedUntil, now() + asked)
      return isNews
    },
    facts: () => {
      if (told !== null && told.resetAt > now()) {
        return { limit: told.limit, remaining: told.remaining, resetAt: toText(told.resetAt), isEstimated: false }
      }
      if (window === null) {
        if (pause() === 0) return null
        return { limit: null, remaining: 0, resetAt: toText(pausedUntil), isEstimated: true }
      }
      forgetOld(window)
      const { requests: limit, seconds } = window
      const remaining = pause() > 0 ? 0 : Math.max(0, limit - answered.length - inFlight)
      const resetAt = Math.max(pausedUntil, (answered[0] ?? 0) + seconds * 1_000)
      return { limit, remaining, resetAt: resetAt > now() ? toText(resetAt) : null, isEstimated: true }
    },
  }
}

function toText(milliseconds: number): string {
  return new Date(milliseconds).toISOString()
}

/** Reset: seconds since 1970, as one provider documents it, or (a small number) seconds from now. */
function readHeaders(headers: AnswerHeaders, now: () => number) {
  const limit = readNumber(headers['x-ratelimit-limit'])
  if (limit === null || limit < 1) return null
  const remaining = readNumber(headers['x-ratelimit-remaining'])
  const reset = readNumber(headers['x-ratelimit-reset'])
  if (remaining === null || reset === null) return null
  const resetAt = reset < 1e9 ? now() + reset * 1_000 : reset * 1_000
  // Nothing that is a date is further away.
  return resetAt < 8e15 ? { limit, remaining, resetAt } : null
}

function readNumber(value: string | string[] | undefined): number | null {
  return typeof value === 'string' && /^\d{1,12}$/.test(value.trim()) ? Number(value) : null
}
