// The rate limits that providers document: a budget that is refilled whole at the turn of each window (Layer: every
// second; Sequence: every minute). One budget per sandbox, since a sandbox knows one credential.

export interface RateLimit {
  readonly requests: number
  /** Length of the window. */
  readonly seconds: number
}

export interface Budget {
  readonly allowed: boolean
  /** null: no limit applies to this request. */
  readonly limit: number | null
  readonly remaining: number
  /** UTC epoch seconds of the next refill. */
  readonly resetAt: number
}

export function createRateLimit(now: () => number): { take(limit: RateLimit | null): Budget } {
  let window = -1
  let spent = 0
  return {
    take(limit) {
      if (limit === null) return { allowed: true, limit: null, remaining: 0, resetAt: 0 }
      const current = Math.floor(now() / 1_000 / limit.seconds)
      if (current !== window) {
        window = current
        spent = 0
      }
      const allowed = spent < limit.requests
      if (allowed) spent += 1
      const resetAt = (current + 1) * limit.seconds
      return { allowed, limit: limit.requests, remaining: Math.max(0, limit.requests - spent), resetAt }
    },
  }
}
