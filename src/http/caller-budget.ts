// What one caller may cost in a minute, in requests to providers. The worst that an operation can cause is taken before
// anybody is asked, and what it did not cause is given back; so many operations at once cannot pass together.
import { RateLimiterMemory } from 'rate-limiter-flexible'
import { describeError } from '../observability/describe-error.ts'
import type { Logger } from '../observability/logger.ts'

/** Keeps the sums, and rejects with `{ msBeforeNext }` who has too little left. Every limiter of rate-limiter-flexible is one. */
export interface CallerLimiter {
  consume(caller: string, points: number): Promise<{ readonly msBeforeNext: number }>
  reward(caller: string, points: number): Promise<unknown>
}

export type Spending =
  | {
      readonly isAllowed: true
      /** Takes the requests that were really made, and gives back the rest. */
      settle(made: number): void
    }
  | { readonly isAllowed: false; readonly retryAfterSeconds: number }

export interface CallerBudget {
  /** Resolves at once with memory, and never rejects. An operation that causes no request counts as one. */
  spend(caller: string, requests: number): Promise<Spending>
}

const windowSeconds = 60

/** The sums in this process, forgotten with it. */
export function createMemoryLimiter(requestsPerMinute: number): CallerLimiter {
  return new RateLimiterMemory({ points: requestsPerMinute, duration: windowSeconds })
}

export function createCallerBudget(limiter: CallerLimiter, logger: Logger, now: () => number): CallerBudget {
  /** Who cannot be counted is served: the providers have limits of their own. */
  const tell = (error: unknown): void => logger.warn({ error: describeError(error) }, 'a caller could not be counted')

  return {
    spend: async (caller, requests) => {
      const cost = Math.max(1, requests)
      try {
        const { msBeforeNext } = await limiter.consume(caller, cost)
        const windowEnds = now() + msBeforeNext
        return {
          isAllowed: true,
          settle: (made) => {
            const unused = cost - Math.max(1, made)
            // The next minute starts full anyway.
            if (unused > 0 && now() < windowEnds) limiter.reward(caller, unused).catch(tell)
          },
        }
      } catch (refused) {
        if (isRefused(refused)) {
          // A refused operation costs nothing, or one that is too dear would use up what cheaper ones may have.
          limiter.reward(caller, cost).catch(tell)
          return { isAllowed: false, retryAfterSeconds: Math.max(1, Math.ceil(refused.msBeforeNext / 1_000)) }
        }
        tell(refused)
        return { isAllowed: true, settle: () => {} }
      }
    },
  }
}

/** By its shape: a host may bring its own copy of the library. */
function isRefused(reason: unknown): reason is { readonly msBeforeNext: number } {
  return typeof reason === 'object' && reason !== null && 'msBeforeNext' in reason
}
