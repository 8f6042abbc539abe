// How a provider treats one credential at the moment: what transport knows and what reports and health show of it.

/** So many requests in any span of so many seconds. */
export interface RateLimit {
  readonly requests: number
  readonly seconds: number
}

export interface RateLimitFacts {
  /** Requests per window; null when only a pause is known. */
  readonly limit: number | null
  readonly remaining: number | null
  /** ISO 8601: when there will be more; null when there is nothing to wait for. */
  readonly resetAt: string | null
  /** True when the gateway reckoned it, false when the provider's own headers said so. */
  readonly isEstimated: boolean
}

export interface CredentialCondition {
  /** True while nothing is sent, or one request at a time to find out whether the provider is back. */
  isCircuitOpen(): boolean
  /** Null when nothing is known of a limit. */
  rateLimit(): RateLimitFacts | null
}

/** Of a credential that nobody watches. */
export const unknownCondition: CredentialCondition = { isCircuitOpen: () => false, rateLimit: () => null }
