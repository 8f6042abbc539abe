// From parsed JSON to records: which rows can be used at all, and which answers are about the customer asked for.
import type { CustomerMap, CustomerRecord, RowFacts, WireRow } from '../domain/customer.ts'
import type { ExactReader } from '../domain/exact-json.ts'
import { Failure, type FailureDetails } from '../domain/failure.ts'
import type { LinkedAccount } from '../domain/linked-account.ts'
import { memberOf, type ScanList, ScannedRow } from '../domain/row-table.ts'
import { type ListFacts, ScannedRecord } from '../domain/scanned-record.ts'
import { createListScanner } from '../projection/list-scanner.ts'
import { pathPartPattern } from './upstream-url.ts'

export interface RowContext {
  readonly account: LinkedAccount
  readonly map: CustomerMap
  readonly receivedAt: number
  /** Reads parts of the answer that the rows come from with exact numbers. */
  readonly exactOf: ExactReader
  /** Whether the same list is given again. */
  readonly isKept: boolean
}

export interface ListedRows {
  readonly rows: readonly CustomerRecord[]
  /** Where in the list that was read each row stood. */
  readonly indexes: readonly number[]
  /** How many were left out: not an object, without a usable id, or marked as another business's. */
  readonly quarantined: number
  /** Whether the same rows are given again. */
  readonly isKept: boolean
}

/**
 * An answer with the same bytes as the one before has the same items, and its rows are made once: `receivedAt` is that of
 * the first of them, so that what expires is never said to last too long.
 */
const listed = new WeakMap<readonly unknown[], ListedRows>()

/**
 * `items`: the list as it is in the answer to one request of one linked account, or any other that is made for this.
 * `isArchived` is what the list request itself proves about every row; undefined when it proves nothing.
 */
export function toListedRows(items: readonly unknown[], context: RowContext, isArchived?: boolean): ListedRows {
  const known = context.isKept ? listed.get(items) : undefined
  if (known !== undefined) return known
  const rows = readRows(items, context, isArchived)
  // Not for others: what comes into such a map and goes with each answer makes the collector slow.
  if (context.isKept) listed.set(items, rows)
  return rows
}

function readRows(items: readonly unknown[], context: RowContext, isArchived: boolean | undefined): ListedRows {
  const rows: CustomerRecord[] = []
  const indexes: number[] = []
  const { account, map, receivedAt, isKept } = context
  const facts = { account, receivedAt, isDetail: false, ...(isArchived === undefined ? {} : { isArchived }) }
  const list: ListFacts = { facts, map, isKept }
  for (let index = 0; index < items.length; index += 1) {
    const item = items[index]
    if (item instanceof ScannedRow) {
      if (!hasPlainId(item) && readNativeId(item, account) === null) continue
      rows.push(new ScannedRecord(item, list))
    } else {
      const nativeId = readNativeId(item, account)
      if (nativeId === null) continue
      rows.push(toRecord(item as WireRow, { ...facts, nativeId }, context))
    }
    indexes.push(index)
  }
  return { rows, indexes, quarantined: items.length - rows.length, isKept: context.isKept }
}

/** The answer of a get, archive or unarchive. An answer about anyone else is a BAD_RESPONSE, never that customer. */
export function toDetailRecord(
  value: unknown,
  requestedId: string,
  context: RowContext,
  answer: { operation: string; facts: FailureDetails },
): CustomerRecord {
  const nativeId = readNativeId(value, context.account)
  if (nativeId === null || !isSameId(nativeId, requestedId)) {
    const message = `${answer.operation}: the answer is not the customer that was asked for.`
    throw new Failure('BAD_RESPONSE', message, answer.facts)
  }
  const { account, receivedAt } = context
  return toRecord(value as WireRow, { account, nativeId, isDetail: true, receivedAt }, context)
}

function toRecord(row: WireRow, facts: RowFacts, { map, exactOf }: RowContext): CustomerRecord {
  return { row, facts, map, exactOf }
}

/** Ids are UUIDs, which mean the same in either case. */
function isSameId(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase()
}

/** Null for what is no customer of the account. */
function readNativeId(row: unknown, account: LinkedAccount): string | null {
  const id = memberOf(row, 'id')
  const businessId = memberOf(row, 'business_id')
  if (typeof id !== 'string' || !pathPartPattern.test(id)) return null
  // No provider documents the business on a row; one that is there and wrong is another tenant's data.
  if (typeof businessId === 'string' && account.businessId !== null && !isSameId(businessId, account.businessId))
    return null
  return id
}

const idLetters = Uint8Array.from({ length: 256 }, (_, byte) => Number(pathPartPattern.test(String.fromCharCode(byte))))
/** Bytes of an id with its quotes. */
const usualIdBytes = 66

/** True only for an id as ids are, on a row that names no business: what most rows have. */
function hasPlainId({ table, index }: ScannedRow): boolean {
  const { bytes, places, placeOf } = table
  const base = index * table.stride
  const from = places[base + placeOf('id')] as number
  const to = places[base + placeOf('id') + 1] as number
  if (from <= 0 || to - from < 3 || to - from > usualIdBytes || places[base + placeOf('business_id')] !== 0)
    return false
  for (let at = from + 1; at < to - 1; at += 1) if (idLetters[bytes[at] as number] === 0) return false
  return bytes[from] === 0x22
}

/** For lists in this member of an answer: what can be read of a row without parsing it is what the map says it looks at. */
export function createRowScanner(list: string, map: CustomerMap): ScanList {
  const looked = Object.values(map).flatMap(({ members = [], presences = [] }) => [...members, ...presences])
  return createListScanner({ list, members: [...new Set(['id', 'business_id', ...looked])] })
}
