// Reads one linked account's list for one request: page after page until enough rows are there, each row with the
// position behind it. Notices upstream paging that would never end. A failure stops it and keeps what was read.
import type { Call } from '../domain/call.ts'
import type { CustomerRecord } from '../domain/customer.ts'
import { Failure, toFailure } from '../domain/failure.ts'
import type { CustomerPage, ListQuery } from '../domain/page.ts'
import { readIsArchived } from '../domain/remembered.ts'
import { haveOwnIds, type ScannedRow } from '../domain/row-table.ts'
import { ScannedRecord } from '../domain/scanned-record.ts'
import type { SourceFilter } from './customer-filter.ts'
import type { Source } from './linked-accounts.ts'
import { longestPageToken, type SourcePosition, type SourceProgress, type Trail } from './list-cursor.ts'

/** Pages that one request reads of one account. Enough for 500 rows; a provider that needs more is reported. */
const pageCeiling = 20

/** What one scanned page asks for, when most of its rows may not be wanted. */
export const scanPage = 100

/** The end of an id is what tells ids apart, whether they are random or counted. */
const markLength = 12

/** One row as a reader gives it. There are many of them: they hold what they need and nothing that is made for each. */
export interface ReadRow {
  readonly reader: SourceReader
  readonly record: CustomerRecord
}

export interface SourceReader {
  readonly source: Source
  /** How many rows are read and not yet taken. */
  readonly waiting: number
  readonly taken: number
  readonly quarantined: number
  /** Milliseconds spent waiting for the provider. */
  readonly latency: number
  readonly attempts: number
  readonly failure: Failure | null
  /** How many customers the provider says there are, if a page said so. */
  readonly total: number | null
  /** How many customers this reader itself found, once it has read the list from its start to its end; else null. */
  readonly counted: number | null
  /** True when neither a waiting row nor a further page is left. */
  isDrained(): boolean
  /** True when a scan stopped at its bound: there may be more. */
  isBounded(): boolean
  /** Reads until `rows` are waiting, or there are no more, or something failed. Never throws. */
  fill(rows: number): Promise<void>
  /** The next waiting row; with `ahead`, the one so many places behind it. */
  peek(ahead?: number): ReadRow | undefined
  take(): ReadRow | undefined
  /** Where the account stands once this row is served. Reckoned when a cursor needs it: most rows end no page. */
  progressBehind(row: ReadRow): SourceProgress
  /** How far this account has been served. */
  progress(): SourceProgress
}

export type Mutable<Shape> = { -readonly [Key in keyof Shape]: Shape[Key] }

export interface ReaderOptions {
  readonly source: Source
  readonly start: SourceProgress
  readonly includeArchived: boolean
  readonly call: Call
  /** Null: every row is wanted. */
  readonly filter: SourceFilter | null
  /** Pages that a scan may read, in place of the ceiling that is a failure. */
  readonly scanPages?: number
  /** Whether the first page is to say how many customers there are. */
  readonly withTotal?: boolean
}

/** A row with the page that it came with. */
interface PageRow extends ReadRow {
  readonly page: BegunPage
  /** Index of the last row of the page that is served with this one. */
  readonly last: number
}

interface BegunPage extends CustomerPage {
  readonly begun: SourcePosition
}

export function createSourceReader(options: ReaderOptions): SourceReader {
  const { source, start, includeArchived, call, filter, scanPages } = options
  /** What the gateway filters no provider can count. */
  const withTotal = options.withTotal === true && filter === null
  const rows: PageRow[] = []
  /** Ids of the customers that were served; those of the first page only once there is a second one. */
  let seen: Set<string> | null = null
  let firstRows: readonly CustomerRecord[] = []
  /** Where the next page will be read. */
  let next = start
  let served: SourceProgress | PageRow = start
  let pagesRead = 0
  let found = 0
  const isScan = scanPages !== undefined || filter?.matches != null
  const pageLimit = scanPages ?? filter?.scanPages ?? pageCeiling

  function takePage(page: BegunPage, wantedRows: readonly number[], fresh: number): void {
    const { begun } = page
    reader.quarantined += page.quarantined
    reader.total = page.total ?? reader.total
    for (let order = 0; order < wantedRows.length; order += 1) {
      const record = page.rows[wantedRows[order] ?? -1]
      if (record === undefined) continue
      // Rows that nobody will see count as served together with the row before them.
      const last = (wantedRows[order + 1] ?? page.rows.length) - 1
      rows.push({ reader, record, page, last })
    }
    found += wantedRows.length
    reader.waiting = rows.length - reader.taken
    next = page.next === null ? 'done' : { page: page.next, skip: 0, trail: begun.trail }
    if (page.next !== null && page.next.length > longestPageToken) throw paging(source, 'a cursor is too long to keep')
    if (page.next !== null && page.next === begun.page) throw paging(source, 'a cursor leads to itself')
    if (fresh === 0 && page.rows.length > begun.skip && page.next !== null) {
      throw paging(source, 'a page holds nothing but customers of earlier pages')
    }
  }

  function askProvider({ page, skip }: SourcePosition, wanted: number): Promise<CustomerPage> {
    if (pagesRead === pageLimit) throw paging(source, `no end after ${pageLimit} pages`)
    pagesRead += 1
    if (filter?.externalId != null) {
      const found = source.client.findByExternalId(filter.externalId, call)
      return found.then((rows) => ({ rows, next: null, total: null, quarantined: 0 }))
    }
    const size = skip + (isScan ? Math.max(wanted, filter?.scanSize ?? scanPage) : wanted)
    const query: Mutable<ListQuery> = { page, size, includeArchived }
    if (filter !== null) query.pushed = filter.pushed
    if (withTotal && pagesRead === 1) query.withTotal = true
    return source.client.listPage(query, call)
  }

  /** The indexes of the rows to serve: behind the skipped ones, each customer once, and no archived one unasked. */
  function sift(page: CustomerPage, skip: number): { usable: readonly number[]; fresh: number } {
    const known = pagesRead === 1 && skip === 0 ? siftedOf(page, includeArchived) : null
    if (known !== null && !known.hasRepeats) {
      firstRows = page.rows
      return { usable: known.usable, fresh: page.rows.length }
    }
    seen ??= new Set(firstRows.map(idOf))
    const usable: number[] = []
    let fresh = 0
    for (let index = skip; index < page.rows.length; index += 1) {
      const record = page.rows[index]
      if (record === undefined || seen.has(idOf(record))) continue
      seen.add(idOf(record))
      fresh += 1
      if (isUsable(record, includeArchived)) usable.push(index)
    }
    return { usable, fresh }
  }

  /** Brent's cycle detection over the pages' first customers: cursors prove nothing, customers that return do. */
  function follow(trail: Trail, page: CustomerPage): Trail {
    const markOf = ({ facts }: CustomerRecord): string => facts.nativeId.slice(-markLength)
    if (page.rows.length === 0) return trail
    if (trail.pages > 0 && trail.marks.every((mark) => page.rows.some((record) => markOf(record) === mark))) {
      throw paging(source, 'customers of an earlier page came back')
    }
    const pages = trail.pages + 1
    const isPowerOfTwo = (pages & (pages - 1)) === 0
    return { pages, marks: isPowerOfTwo ? page.rows.slice(0, 2).map(markOf) : trail.marks }
  }

  const isBounded = (): boolean => isScan && next !== 'done' && pagesRead >= pageLimit

  // Plain members and no accessors: those of an object literal keep everything that they close over until the next
  // full garbage collection.
  const reader: Mutable<SourceReader> = {
    source,
    waiting: 0,
    taken: 0,
    quarantined: 0,
    latency: 0,
    attempts: 0,
    failure: null,
    total: null,
    counted: null,
    isDrained: () => reader.waiting === 0 && next === 'done',
    isBounded,
    fill: async (wanted) => {
      const startedAt = performance.now()
      // A filtered list looks one row ahead: only then is "there is more" the truth.
      const target = filter?.matches == null ? wanted : wanted + 1
      while (reader.waiting < target && next !== 'done' && reader.failure === null && !isBounded()) {
        try {
          const position: SourcePosition = next
          const page = await askProvider(position, target - reader.waiting)
          const trail = position.skip === 0 ? follow(position.trail, page) : position.trail
          const { usable, fresh } = sift(page, position.skip)
          const wantedRows = filter?.matches == null ? usable : await keepMatches(page, usable, filter.matches)
          takePage({ ...page, begun: { ...position, trail } }, wantedRows, fresh)
        } catch (error) {
          reader.failure = toFailure(error)
        }
      }
      reader.latency += performance.now() - startedAt
      reader.attempts = call.attempts
      const isWhole = start !== 'done' && start.page === null && start.skip === 0 && next === 'done'
      reader.counted = isWhole ? found : null
      if (reader.waiting === 0) served = next
    },
    peek: (ahead = 0) => rows[reader.taken + ahead],
    take: () => {
      const row = rows[reader.taken]
      if (row === undefined) return undefined
      reader.taken += 1
      reader.waiting -= 1
      served = row
      return row
    },
    progressBehind: (row) => progressBehind(row as PageRow),
    progress: () => (typeof served === 'object' && 'record' in served ? progressBehind(served) : served),
  }
  return reader
}

async function keepMatches(
  page: CustomerPage,
  indexes: readonly number[],
  matches: (record: CustomerRecord) => boolean | Promise<boolean>,
): Promise<number[]> {
  const kept = await Promise.all(
    indexes.map(async (index) => {
      const record = page.rows[index]
      return record !== undefined && (await matches(record))
    }),
  )
  return indexes.filter((_, order) => kept[order])
}

function progressBehind({ page, last }: PageRow): SourceProgress {
  const { trail } = page.begun
  if (last === page.rows.length - 1) return page.next === null ? 'done' : { page: page.next, skip: 0, trail }
  if (page.startAfter !== undefined) return { page: page.startAfter(last), skip: 0, trail }
  return { page: page.begun.page, skip: last + 1, trail }
}

interface SiftedRows {
  readonly includeArchived: boolean
  readonly usable: readonly number[]
  readonly hasRepeats: boolean
}

/** First pages whose rows are the same as before are the same objects. */
const sifted = new WeakMap<readonly CustomerRecord[], SiftedRows>()

function siftedOf({ rows, isKept = false }: CustomerPage, includeArchived: boolean): SiftedRows {
  const known = isKept ? sifted.get(rows) : undefined
  if (known?.includeArchived === includeArchived) return known
  const usable: number[] = []
  for (let index = 0; index < rows.length; index += 1) {
    if (isUsable(rows[index] as CustomerRecord, includeArchived)) usable.push(index)
  }
  const hasRepeats = !haveOwnIds(rows.map(scannedOf)) && new Set(rows.map(idOf)).size < rows.length
  const found = { includeArchived, usable, hasRepeats }
  if (isKept) sifted.set(rows, found)
  return found
}

function scannedOf(record: CustomerRecord): ScannedRow | null {
  return record instanceof ScannedRecord ? record.scanned : null
}

function isUsable(record: CustomerRecord, includeArchived: boolean): boolean {
  return includeArchived || readIsArchived(record) !== true
}

function idOf({ facts }: CustomerRecord): string {
  return facts.nativeId
}

function paging({ provider }: Source, what: string): Failure {
  return new Failure('BAD_RESPONSE', `${provider.title}, list customers: the paging does not end (${what}).`)
}
