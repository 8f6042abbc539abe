// One page of one linked account's customers, as a provider client hands it to the merged list.
import type { CustomerRecord } from './customer.ts'

/**
 * Where a page starts. Made and understood by one provider client alone (an upstream cursor, a row number). It travels
 * inside the gateway's cursors and so comes back from callers: the client that reads it must not trust it.
 */
export type PageToken = string

/** Conditions that a provider may apply by itself; which ones it can is a capability. */
export interface PushedFilter {
  /** Part of a name, in any case. */
  readonly nameContains?: string
  readonly email?: string
}

export interface ListQuery {
  /** Null: the first page. */
  readonly page: PageToken | null
  /** How many rows are wanted, at least 1. A page may hold fewer, or more when the provider ignores limits. */
  readonly size: number
  readonly includeArchived: boolean
  /** Only conditions that the provider's capabilities name. */
  readonly pushed?: PushedFilter
  /** Ask for the number of all customers that the query finds, where that has to be asked for. */
  readonly withTotal?: boolean
}

export interface CustomerPage {
  readonly rows: readonly CustomerRecord[]
  /** Where the next page starts; null: the provider said that this was the last. */
  readonly next: PageToken | null
  /**
   * Where a page would start whose first row follows `rows[index]`, for providers that can start anywhere. Without it,
   * the same page is read again and its first rows are skipped.
   */
  readonly startAfter?: (index: number) => PageToken
  /** How many customers the query finds in all, if the answer says so. */
  readonly total: number | null
  /** Rows that could not be used at all (no id, not an object, of another business), left out and counted. */
  readonly quarantined: number
  /** Whether the same `rows` are given again for as long as the provider answers with the same bytes. Default false. */
  readonly isKept?: boolean
}
