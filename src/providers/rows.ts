// From parsed JSON to records: which rows can be used at all, and which answers are about the customer asked for.
import type { CustomerMap, CustomerRecord, RowFacts, WireRow } from '../domain/customer.ts'
import type { ExactReader } from '../domain/exact-json.ts'
import { Failure, type FailureDetails } from '../domain/failure.ts'
import { keepTexts } from '../domain/kept-text.ts'
import type { LinkedAccount } from '../domain/linked-account.ts'
import { isObject } from '../domain/wire-values.ts'
import { pathPartPattern } from './upstream-url.ts'

export interface RowContext {
  readonly account: LinkedAccount
  readonly map: CustomerMap
  readonly receivedAt: number
  /** Reads parts of the answer that the rows come from with exact numbers. */
  readonly exactOf: ExactReader
}

export interface ListedRows {
  readonly rows: readonly CustomerRecord[]
  /** Where in the list that was read each row stood. */
  readonly indexes: readonly number[]
  /** How many were left out: not an object, without a usable id, or marked as another business's. */
  readonly quarantined: number
}

/**
 * An answer with the same bytes as the one before has the same items, and its rows are made once: `receivedAt` is that of
 * the first of them, so that what expires is never said to last too long.
 */
const listed = new WeakMap<readonly unknown[], { readonly rows: ListedRows; isKept: boolean }>()

/**
 * `items`: the list as it is in the answer to one request of one linked account, or any other that is made for this.
 * `isArchived` is what the list request itself proves about every row; undefined when it proves nothing.
 */
export function toListedRows(items: readonly unknown[], context: RowContext, isArchived?: boolean): ListedRows {
  const known = listed.get(items)
  if (known !== undefined) {
    if (!known.isKept) keepTexts(known.rows.rows)
    known.isKept = true
    return known.rows
  }
  const rows = readRows(items, context, isArchived)
  listed.set(items, { rows, isKept: false })
  return rows
}

function readRows(items: readonly unknown[], context: RowContext, isArchived: boolean | undefined): ListedRows {
  const rows: CustomerRecord[] = []
  const indexes: number[] = []
  for (let index = 0; index < items.length; index += 1) {
    const item = items[index]
    const nativeId = isObject(item) ? readNativeId(item, context.account) : null
    if (nativeId === null) continue
    rows.push(toRecord(item as WireRow, nativeId, false, context, isArchived))
    indexes.push(index)
  }
  return { rows, indexes, quarantined: items.length - rows.length }
}

/** The answer of a get, archive or unarchive. An answer about anyone else is a BAD_RESPONSE, never that customer. */
export function toDetailRecord(
  value: unknown,
  requestedId: string,
  context: RowContext,
  answer: { operation: string; facts: FailureDetails },
): CustomerRecord {
  const nativeId = isObject(value) ? readNativeId(value, context.account) : null
  if (nativeId === null || !isSameId(nativeId, requestedId)) {
    const message = `${answer.operation}: the answer is not the customer that was asked for.`
    throw new Failure('BAD_RESPONSE', message, answer.facts)
  }
  return toRecord(value as WireRow, nativeId, true, context)
}

function toRecord(
  row: WireRow,
  nativeId: string,
  isDetail: boolean,
  { account, map, receivedAt, exactOf }: RowContext,
  isArchived?: boolean,
): CustomerRecord {
  const facts: RowFacts = {
    account,
    nativeId,
    isDetail,
    receivedAt,
    ...(isArchived === undefined ? {} : { isArchived }),
  }
  return { row, facts, map, exactOf }
}

/** Ids are UUIDs, which mean the same in either case. */
function isSameId(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase()
}

function readNativeId(row: WireRow, account: LinkedAccount): string | null {
  const { id, business_id: businessId } = row
  if (typeof id !== 'string' || !pathPartPattern.test(id)) return null
  // No provider documents the business on a row; one that is there and wrong is another tenant's data.
  if (typeof businessId === 'string' && account.businessId !== null && !isSameId(businessId, account.businessId))
    return null
  return id
}
