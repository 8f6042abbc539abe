// The merged list: every linked account is read at once, and one page is made of what they have.
import { createHash } from 'node:crypto'
import type { Call } from '../domain/call.ts'
import type { CustomerRecord } from '../domain/customer.ts'
import { isRetryable } from '../domain/failure.ts'
import type { Logger } from '../observability/logger.ts'
import {
  type CustomerFilter,
  checkFilter,
  needsArchived,
  type ReadComplete,
  type SourceFilter,
  selectSources,
  toSourceFilter,
} from './customer-filter.ts'
import { type CustomerOrder, type Order, toOrder } from './customer-order.ts'
import { type FilledPage, fillInTurns, mergeInOrder } from './fill-page.ts'
import { InvalidArgument } from './invalid-argument.ts'
import type { Source } from './linked-accounts.ts'
import {
  decodeCursor,
  encodeCursor,
  type ListCursor,
  notACursor,
  type SourceProgress,
  startOfList,
} from './list-cursor.ts'
import { createOrderedReader, type OrderedReader } from './ordered-reader.ts'
import { createSourceReader, type ReadRow, type SourceReader } from './source-reader.ts'
import { type SourceReport, toSourceProblem } from './source-report.ts'
import { type Count, countCustomers } from './total-count.ts'

/** Customers that one page may hold, unless the operator says otherwise. */
export const defaultListMaximum = 500

export interface ListArguments {
  /** Rows wanted: 1 to the operator's maximum, 500 by default. */
  readonly first: number
  readonly after: string | null
  readonly includeArchived: boolean
  readonly filter?: CustomerFilter
  readonly orderBy?: CustomerOrder
  /** `countTotal` will be called: providers that count only when asked are asked together with the page. */
  readonly withTotal?: boolean
}

export interface CustomerEdge {
  readonly record: CustomerRecord
  /** Continues the list behind this row. */
  cursor(): string
}

export interface CustomerList {
  readonly records: readonly CustomerRecord[]
  /** The records with their cursors. */
  edges(): readonly CustomerEdge[]
  readonly pageInfo: {
    readonly hasNextPage: boolean
    readonly hasPreviousPage: boolean
    startCursor(): string | null
    endCursor(): string | null
  }
  /** One report per linked account that was asked for, in their fixed order. */
  readonly sources: readonly SourceReport[]
  readonly isComplete: boolean
  /** True when no account could be read at all: an empty list would read as "no customers". */
  readonly isFailed: boolean
  /** How many customers the arguments find in all; asks the providers that have not said so with the page. */
  countTotal(): Promise<Count | null>
}

export interface ListContext {
  readonly sources: readonly Source[]
  readonly newCall: () => Call
  readonly logger: Logger
  readonly readComplete: ReadComplete
  /** Pages of 100 rows that one request may read of one account to put it in order. */
  readonly orderScanPages: number
  /** Rows that one page may hold. */
  readonly listMaximum: number
}

const bySource: CustomerOrder = { field: 'SOURCE', direction: 'ASC' }

/** Throws InvalidArgument for arguments that cannot be used; what providers do wrong is in the reports. */
export async function listCustomers(context: ListContext, given: ListArguments): Promise<CustomerList> {
  const { first, after, filter = {}, orderBy = bySource } = given
  if (!Number.isInteger(first) || first < 1 || first > context.listMaximum) {
    throw new InvalidArgument('first', `\`first\` must be from 1 to ${context.listMaximum}.`)
  }
  checkFilter(filter)
  const order = toOrder(orderBy)
  const selected = selectSources(context.sources, filter)
  const includeArchived = needsArchived(filter, given.includeArchived)
  const binding = (): string => bind(includeArchived, filter, orderBy)
  const cursor: Place = after === null ? startOfAll : withoutOthers(decodeCursor(after, binding()), selected)
  const asked = selected.filter(({ account }) => cursor.owed === null || cursor.owed.account === account.name)
  const query: Query = {
    context,
    binding,
    cursor,
    includeArchived,
    filters: new Map(asked.map((source) => [source, toSourceFilter(source, filter, context.readComplete)])),
    wanted: Math.min(first, cursor.owed?.rows ?? first),
    withTotal: given.withTotal === true,
  }
  const page = order === null ? await readInTurns(query, asked) : await readInOrder(query, asked, order)
  for (const reader of page.readers) noteHealth(reader, context.logger)
  return toList(query, selected, page)
}

/** Which rows there are, in few letters: a cursor must not be used with other arguments. */
function bind(includeArchived: boolean, filter: CustomerFilter, orderBy: CustomerOrder): string {
  const { linkedAccountIds, providers, status, externalId, nameContains, email } = filter
  const lists = [linkedAccountIds, providers, status].map((list) => list?.toSorted() ?? null)
  const texts = [externalId, nameContains, email].map((text) => text ?? null)
  const content = JSON.stringify([includeArchived, ...lists, ...texts, orderBy.field, orderBy.direction])
  return createHash('sha256').update(content).digest('base64url').slice(0, 12)
}

/** A cursor comes back from a caller, who may have it from somebody else: what it says of other accounts is forgotten. */
function withoutOthers(cursor: ListCursor, selected: readonly Source[]): ListCursor {
  const names = new Set(selected.map(({ account }) => account.name))
  const { turn, progress, last, owed } = cursor
  if (owed !== null && !names.has(owed.account)) throw notACursor()
  return {
    ...cursor,
    turn: names.has(turn) ? turn : '',
    progress: new Map([...progress].filter(([name]) => names.has(name))),
    last: last.filter((name) => names.has(name)),
  }
}

type Place = Omit<ListCursor, 'binding'>

const startOfAll: Place = { turn: '', progress: new Map(), last: [], owed: null }

interface Query {
  readonly context: ListContext
  /** Reckoned when a cursor is made. */
  readonly binding: () => string
  readonly cursor: Place
  readonly includeArchived: boolean
  readonly filters: ReadonlyMap<Source, SourceFilter | null>
  readonly wanted: number
  readonly withTotal: boolean
}

interface ReadPage extends FilledPage {
  /** Every reader that was made, in the accounts' order. */
  readonly readers: readonly SourceReader[]
  /** Names of the accounts that take turns. */
  readonly inTurns: readonly string[]
  /** Names of the accounts whose rows come behind all that could be put in order. */
  readonly last: readonly string[]
}

function readerOf(query: Query, source: Source): SourceReader {
  const { context, cursor, includeArchived, filters, withTotal } = query
  return createSourceReader({
    source,
    start: cursor.progress.get(source.account.name) ?? startOfList,
    includeArchived,
    call: context.newCall(),
    filter: filters.get(source) ?? null,
    withTotal,
  })
}

async function readInTurns(query: Query, sources: readonly Source[]): Promise<ReadPage> {
  const readers = sources.map((source) => readerOf(query, source))
  const index = Math.max(
    0,
    readers.findIndex(({ source }) => source.account.name === query.cursor.turn),
  )
  const page = await fillInTurns([...readers.slice(index), ...readers.slice(0, index)], query.wanted)
  // A filter may leave nothing of an account that this page did not come to: "there is more" is asked, not assumed.
  const isKnown = readers.some(({ waiting }) => waiting > 0)
  if (!isKnown)
    await Promise.all(readers.filter(({ source }) => query.filters.get(source) != null).map((reader) => reader.fill(1)))
  return { ...page, readers, inTurns: sources.map(({ account }) => account.name), last: [] }
}

/** First what can be put in order; behind all of it, in turns, the accounts that cannot. */
async function readInOrder(query: Query, sources: readonly Source[], order: Order): Promise<ReadPage> {
  const { context, cursor, includeArchived, filters, wanted } = query
  const isLast = ({ account }: Source): boolean => cursor.last.includes(account.name)
  const isBegun = cursor.progress.size > 0
  const ordered = sources.filter((source) => order.canOrder(source) && !isLast(source))
  const all = ordered.map((source) =>
    createOrderedReader({
      source,
      order,
      start: cursor.progress.get(source.account.name) ?? startOfList,
      until: cursor.owed?.until ?? null,
      includeArchived,
      call: context.newCall(),
      withTotal: query.withTotal,
      filter: filters.get(source) ?? null,
      scanPages: context.orderScanPages,
      mustOrder: isBegun,
    }),
  )
  await Promise.all(all.map((reader) => reader.fill(wanted)))
  const readers: OrderedReader[] = all.filter((reader) => isBegun || !reader.hasTooMany())
  const head = await mergeInOrder(readers, order, wanted)
  const behind = sources.filter((source) => !readers.some((reader) => reader.source === source))
  const isEnd = readers.every((reader) => reader.failure !== null || reader.isDrained())
  const missing = isEnd ? wanted - head.picks.length : 0
  const tail = await readInTurns({ ...query, wanted: missing }, behind)
  return {
    picks: [...head.picks, ...tail.picks],
    debts: new Map([...head.debts, ...tail.debts]),
    turn: tail.turn,
    readers: sources.flatMap((source) => [...readers, ...tail.readers].filter((reader) => reader.source === source)),
    inTurns: tail.inTurns,
    last: tail.inTurns,
  }
}

function toList(query: Query, selected: readonly Source[], page: ReadPage): CustomerList {
  const { binding, cursor, filters, context, includeArchived, withTotal } = query
  const { picks, debts, readers } = page
  // A retry asked one account only: the list goes on where it had stopped.
  const isRetry = cursor.owed !== null
  const last = isRetry ? cursor.last : page.last

  function cursorAtEnd(owed: ListCursor['owed']): string {
    const progress = new Map([
      ...cursor.progress,
      ...readers.map((reader): [string, SourceProgress] => [reader.source.account.name, reader.progress()]),
    ])
    const turn = isRetry ? cursor.turn : page.turn
    return encodeCursor({ binding: binding(), turn, progress, last, owed })
  }

  /** How far the accounts are behind each row, carried on from one row to the next: cursors are asked for in order. */
  let passed = new Map<string, ReadRow>()
  let passedRows = 0

  function cursorBehind(index: number): string {
    if (index === picks.length - 1) return cursorAtEnd(null)
    if (passedRows > index + 1) {
      passed = new Map()
      passedRows = 0
    }
    for (const row of picks.slice(passedRows, index + 1)) passed.set(row.reader.source.account.name, row)
    passedRows = index + 1
    const progress = new Map(cursor.progress)
    for (const [account, row] of passed) progress.set(account, row.reader.progressBehind(row))
    const turn = isRetry ? cursor.turn : nextTurn(page, picks[index])
    return encodeCursor({ binding: binding(), turn, progress, last, owed: null })
  }

  const reports = readers.map((reader): SourceReport => {
    const { source, failure, quarantined, attempts } = reader
    const { name } = source.account
    const facts = { source, latencyMs: attempts === 0 ? null : Math.round(reader.latency), attempts }
    if (failure !== null) {
      const debt = debts.get(reader)
      const owed = debt === undefined ? null : { account: name, ...debt }
      return {
        ...facts,
        kind: 'failed',
        ...toSourceProblem(failure),
        retryCursor: cursorAtEnd(owed),
      }
    }
    if (cursor.progress.get(name) === 'done') return { ...facts, kind: 'skipped', reason: 'EXHAUSTED' }
    if (page.last.includes(name)) return { ...facts, kind: 'skipped', reason: 'ORDER_UNSUPPORTED' }
    const filterExecution = filters.get(source)?.execution ?? 'NONE'
    const hasMore = !reader.isDrained()
    return { ...facts, kind: 'ok', returned: reader.taken, hasMore, quarantined, filterExecution }
  })
  const failed = reports.filter(({ kind }) => kind === 'failed').length
  const isAnswered = readers.some(({ failure, attempts }) => failure === null && attempts > 0)
  let count: Promise<Count | null> | null = null
  const hasNextPage = hasMore(selected, readers, cursor.progress)
  return {
    records: picks.map(({ record }) => record),
    edges: () => picks.map(({ record }, index) => ({ record, cursor: () => cursorBehind(index) })),
    pageInfo: {
      hasNextPage,
      hasPreviousPage: cursor.progress.size > 0 && !isRetry,
      startCursor: () => (picks.length === 0 ? null : cursorBehind(0)),
      endCursor: () => (picks.length > 0 || hasNextPage ? cursorAtEnd(null) : null),
    },
    sources: reports,
    isComplete: failed === 0,
    isFailed: failed > 0 && !isAnswered && picks.length === 0,
    countTotal: () => {
      const { newCall } = context
      count ??= countCustomers({ sources: selected, readers, filters, includeArchived, withTotal, newCall })
      return count
    },
  }
}

/** The account whose turn comes behind this row. */
function nextTurn({ inTurns, turn }: ReadPage, pick: ReadRow | undefined): string {
  const index = inTurns.indexOf(pick?.reader.source.account.name ?? '')
  return index < 0 ? turn : (inTurns[(index + 1) % inTurns.length] ?? '')
}

/** Whether an account that works, or that this call did not ask, has more. One that is down promises nothing. */
function hasMore(
  sources: readonly Source[],
  readers: readonly SourceReader[],
  progress: ReadonlyMap<string, SourceProgress>,
): boolean {
  return sources.some((source) => {
    const reader = readers.find((each) => each.source === source)
    if (reader !== undefined) return reader.failure === null && !reader.isDrained()
    return progress.get(source.account.name) !== 'done'
  })
}

function noteHealth({ source, failure, attempts }: SourceReader, logger: Logger): void {
  if (failure === null) {
    if (attempts > 0) source.health.succeeded()
    return
  }
  source.health.failed(failure)
  const { cause, ...facts } = failure.details
  const where = { provider: source.account.provider, linkedAccount: source.account.name }
  const what = { code: failure.code, isRetryable: isRetryable(failure.code), ...facts }
  const line = { ...where, ...what, cause: cause instanceof Error ? cause.name : undefined }
  if (failure.code === 'CANCELLED') logger.debug(line, failure.message)
  else logger.warn(line, failure.message)
}
