// Reads one linked account in an order that its provider does not keep: scans the whole list, within a bound, and keeps
// the rows that come next. Nothing is remembered between requests, so a cursor is a place in the order and not in a
// page: rows that are added or archived meanwhile move nobody else.
import { z } from 'zod'
import type { CustomerRecord } from '../domain/customer.ts'
import { Failure } from '../domain/failure.ts'
import type { Order, OrderPosition } from './customer-order.ts'
import type { Source } from './linked-accounts.ts'
import { notACursor, type SourcePosition, type SourceProgress, startOfList } from './list-cursor.ts'
import {
  createSourceReader,
  type Mutable,
  type ReaderOptions,
  type ReadRow,
  type SourceReader,
  scanPage,
} from './source-reader.ts'

export interface OrderedRow extends ReadRow {
  readonly position: OrderPosition
}

export interface OrderedReader extends SourceReader {
  peek(ahead?: number): OrderedRow | undefined
  /** True when there are more customers than one scan may read: their order is not known. */
  hasTooMany(): boolean
}

export interface OrderedOptions extends Omit<ReaderOptions, 'start'> {
  readonly order: Order
  readonly start: SourceProgress
  /** The last place that is asked for; null: no end. */
  readonly until: OrderPosition | null
  /** Pages of 100 rows that one scan may read. */
  readonly scanPages: number
  /** Whether too many customers are a failure, because rows in this order were served before. */
  readonly mustOrder: boolean
}

export function createOrderedReader(options: OrderedOptions): OrderedReader {
  const { order, start, until } = options
  const scan = createSourceReader({ ...options, start: startOfList })
  const from = start === 'done' ? null : readPosition(start)
  const rows: OrderedRow[] = []
  let isRead = start === 'done'
  let hasMore = false
  let served = start

  function isInRange(position: OrderPosition): boolean {
    if (from !== null && order.compare(position, from) <= 0) return false
    return until === null || order.compare(position, until) <= 0
  }

  const hasTooMany = (): boolean => scan.isBounded() && scan.failure === null

  /** The `most` first rows of the range; only these are kept while the scan goes on. */
  async function readAll(most: number): Promise<void> {
    let kept: { record: CustomerRecord; position: OrderPosition }[] = []
    while (!scan.isDrained() && !(scan.isBounded() && scan.waiting === 0) && scan.failure === null) {
      await scan.fill(scanPage)
      for (let row = scan.take(); row !== undefined; row = scan.take()) {
        const position = order.positionOf(row.record)
        if (isInRange(position)) kept.push({ record: row.record, position })
      }
      kept = kept.toSorted((left, right) => order.compare(left.position, right.position))
      hasMore ||= kept.length > most
      kept = kept.slice(0, most)
    }
    const { quarantined, latency, attempts, total, counted } = scan
    Object.assign(reader, { quarantined, latency, attempts, total, counted })
    const limit = options.mustOrder && hasTooMany() ? tooMany(scan.source, options.scanPages) : null
    reader.failure = scan.failure ?? limit
    for (const { record, position } of reader.failure === null ? kept : []) {
      rows.push({ reader, record, position })
    }
    reader.waiting = rows.length
    isRead = true
  }

  const isEnd = (): boolean => isRead && reader.failure === null && reader.waiting === 0 && !hasMore

  const reader: Mutable<OrderedReader> = {
    source: scan.source,
    waiting: 0,
    taken: 0,
    quarantined: 0,
    latency: 0,
    attempts: 0,
    failure: null,
    total: null,
    counted: null,
    isDrained: isEnd,
    isBounded: () => false,
    hasTooMany,
    fill: async (wanted) => {
      if (!isRead) await readAll(wanted)
    },
    peek: (ahead = 0) => rows[reader.taken + ahead],
    take: () => {
      const row = rows[reader.taken]
      if (row === undefined) return undefined
      reader.taken += 1
      reader.waiting -= 1
      served = toProgress(row.position)
      return row
    },
    progressBehind: (row) => toProgress((row as OrderedRow).position),
    progress: () => (isEnd() && until === null ? 'done' : served),
  }
  return reader
}

function tooMany({ provider }: Source, scanPages: number): Failure {
  const message = `${provider.title}, list customers: there are more than ${scanPages * scanPage} customers to put in order.`
  return new Failure('BAD_RESPONSE', message)
}

function toProgress({ key, nativeId }: OrderPosition): SourceProgress {
  return { page: JSON.stringify([key, nativeId]), skip: 0, trail: startOfList.trail }
}

const placeSchema = z.tuple([z.string().nullable(), z.string()])

/** A place in the order, out of a cursor; null: from the start. Throws InvalidArgument for anything else. */
function readPosition({ page }: SourcePosition): OrderPosition | null {
  if (page === null) return null
  let place: unknown
  try {
    place = JSON.parse(page)
  } catch {
    throw notACursor()
  }
  const parsed = placeSchema.safeParse(place)
  if (!parsed.success) throw notACursor()
  const [key, nativeId] = parsed.data
  return { key, nativeId }
}
