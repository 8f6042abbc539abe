// Keeps retries a small part of all requests: each first try earns a fifth of a retry, each retry costs a whole one. A
// provider that fails half of the time is asked about a fifth more often, not three times as often.

export interface RetryBudget {
  /** A request is sent for the first time. */
  earn(): void
  /** True when there is a retry left, which then is spent. */
  spend(): boolean
}

export interface RetryBudgetPolicy {
  /** Retries earned by each first try. */
  readonly share: number
  /** Retries to begin with, so that the first requests after a start may be repeated too. */
  readonly initial: number
  /** Retries that can be saved up: quiet hours must not pay for a storm. */
  readonly most: number
}

const defaultRetryBudgetPolicy: RetryBudgetPolicy = { share: 0.2, initial: 3, most: 10 }

/** Sums of fifths miss whole numbers by a hair. */
const rounding = 1e-9

export function createRetryBudget({ share, initial, most }: RetryBudgetPolicy = defaultRetryBudgetPolicy): RetryBudget {
  let balance = initial
  return {
    earn: () => {
      balance = Math.min(most, balance + share)
    },
    spend: () => {
      if (balance < 1 - rounding) return false
      balance -= 1
      return true
    },
  }
}
