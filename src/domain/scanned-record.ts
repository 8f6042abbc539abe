// The record of a row that was not parsed, and need not be as long as nobody asks for more of it than its bytes tell.
import type { CustomerMap, CustomerRecord, RowFacts, WireRow } from './customer.ts'
import type { ExactReader } from './exact-json.ts'
import { memberOf, type ScannedRow } from './row-table.ts'

/** What is the same for all rows of one list. */
export type ListFacts = Omit<RowFacts, 'nativeId'>

/**
 * `scanned` must have text for its `id`. There are many of these, and most are only written down again: what that does not
 * need is made when it is asked for.
 */
export class ScannedRecord implements CustomerRecord {
  readonly scanned: ScannedRow
  readonly list: ListFacts
  readonly map: CustomerMap
  private made: RowFacts | null = null

  constructor(scanned: ScannedRow, list: ListFacts, map: CustomerMap) {
    this.scanned = scanned
    this.list = list
    this.map = map
  }

  get facts(): RowFacts {
    this.made ??= { ...this.list, nativeId: String(memberOf(this.scanned, 'id')) }
    return this.made
  }

  get row(): WireRow {
    return this.scanned.row
  }

  get exactOf(): ExactReader {
    return this.scanned.exactOf
  }
}
