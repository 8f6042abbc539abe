// The record of a row that was not parsed, and need not be as long as nobody asks for more of it than its bytes tell.
import type { CustomerMap, CustomerRecord, RowFacts, WireRow } from './customer.ts'
import type { ExactReader } from './exact-json.ts'
import { memberOf, type ScannedRow } from './row-table.ts'

/** What is the same for all rows of one list. */
export interface ListFacts {
  readonly facts: Omit<RowFacts, 'nativeId'>
  readonly map: CustomerMap
  /** Whether the same rows are given again. */
  readonly isKept: boolean
}

/**
 * `scanned` must have text for its `id`. There are many of these, and most are only written down again: what that does not
 * need is made when it is asked for.
 */
export class ScannedRecord implements CustomerRecord {
  readonly scanned: ScannedRow
  readonly list: ListFacts
  private made: RowFacts | null = null

  constructor(scanned: ScannedRow, list: ListFacts) {
    this.scanned = scanned
    this.list = list
  }

  get facts(): RowFacts {
    this.made ??= { ...this.list.facts, nativeId: String(memberOf(this.scanned, 'id')) }
    return this.made
  }

  get map(): CustomerMap {
    return this.list.map
  }

  get row(): WireRow {
    return this.scanned.row
  }

  get exactOf(): ExactReader {
    return this.scanned.exactOf
  }
}
