// One page of one linked account's customers, as a provider client hands it to the merged list.
import type { CustomerRecord } from './customer.ts'

/**
 * Where a source stands between two rows. Made and understood by one provider client alone; travels inside the
 * gateway's cursors, so it comes back from callers: the client that reads it must not trust it.
 */
export type Position = string

export interface ListQuery {
  /** Null: from the start. */
  readonly position: Position | null
  /** How many rows are wanted; a page may hold fewer, or more when the provider ignores limits. At least 1. */
  readonly size: number
  readonly includeArchived: boolean
}

export interface CustomerPage {
  readonly rows: readonly CustomerRecord[]
  /** The position behind `rows[index]`. Computed only where asked for: most rows never end a page. */
  positionAfter(index: number): Position
  /** Where the next page starts; null: the provider said that this was the last. */
  readonly next: Position | null
  /** Rows that could not be used at all (no id, not an object), left out and counted. */
  readonly quarantined: number
}
