// The merged list: every linked account is read at once and contributes in turn, one row each. An account that runs dry
// leaves its turns to the others; one that fails keeps them, as rows that it still owes.
import type { Call } from '../domain/call.ts'
import type { CustomerRecord } from '../domain/customer.ts'
import { isRetryable } from '../domain/failure.ts'
import type { Logger } from '../observability/logger.ts'
import { InvalidArgument } from './invalid-argument.ts'
import type { Source } from './linked-accounts.ts'
import { decodeCursor, encodeCursor, type ListCursor, type SourceProgress, startOfList } from './list-cursor.ts'
import { createSourceReader, type SourceReader } from './source-reader.ts'
import { type SourceReport, toSourceProblem } from './source-report.ts'

export const largestFirst = 500

export interface ListArguments {
  /** Rows wanted: 1 to 500. */
  readonly first: number
  readonly after: string | null
  readonly includeArchived: boolean
}

export interface CustomerEdge {
  readonly record: CustomerRecord
  /** Continues the list behind this row. */
  cursor(): string
}

export interface CustomerList {
  readonly edges: readonly CustomerEdge[]
  readonly pageInfo: {
    readonly hasNextPage: boolean
    readonly hasPreviousPage: boolean
    readonly startCursor: string | null
    readonly endCursor: string | null
  }
  /** One report per linked account that was asked for, in their fixed order. */
  readonly sources: readonly SourceReport[]
  readonly isComplete: boolean
  /** True when no account could be read at all: an empty list would read as "no customers". */
  readonly isFailed: boolean
}

export interface ListContext {
  readonly sources: readonly Source[]
  readonly newCall: () => Call
  readonly logger: Logger
}

/** One row of the page: which reader gave it, and where that reader stood behind it. */
interface Pick {
  readonly reader: SourceReader
  readonly record: CustomerRecord
  readonly after: SourceProgress
}

/** Throws InvalidArgument for a `first` or `after` that cannot be used; what providers do wrong is in the reports. */
export async function listCustomers(context: ListContext, given: ListArguments): Promise<CustomerList> {
  const { first, after, includeArchived } = given
  if (!Number.isInteger(first) || first < 1 || first > largestFirst) {
    throw new InvalidArgument('first', `\`first\` must be from 1 to ${largestFirst}.`)
  }
  const binding = includeArchived ? 'archived' : ''
  const cursor = after === null ? newCursor(binding) : decodeCursor(after, binding)
  const readers = context.sources
    .filter(({ account }) => cursor.owed === null || cursor.owed.account === account.name)
    .map((source) =>
      createSourceReader({
        source,
        start: cursor.progress.get(source.account.name) ?? startOfList,
        includeArchived,
        call: context.newCall(),
      }),
    )
  const wanted = Math.min(first, cursor.owed?.rows ?? first)
  const page = await fillPage(inTurn(readers, cursor.turn), wanted)
  for (const reader of readers) noteHealth(reader, context.logger)
  return toList(context.sources, readers, cursor, page)
}

function newCursor(binding: string): ListCursor {
  return { binding, turn: '', progress: new Map(), owed: null }
}

/** The readers, beginning with the one whose turn it is. */
function inTurn(readers: readonly SourceReader[], turn: string): SourceReader[] {
  const index = Math.max(0, readers.findIndex(({ source }) => source.account.name === turn))
  return [...readers.slice(index), ...readers.slice(0, index)]
}

interface FilledPage {
  readonly picks: readonly Pick[]
  /** Turns that failed accounts could not take, by account. */
  readonly owed: ReadonlyMap<SourceReader, number>
  /** The account whose turn comes after the last one. */
  readonly turn: SourceReader | undefined
}

async function fillPage(order: readonly SourceReader[], wanted: number): Promise<FilledPage> {
  const picks: Pick[] = []
  const owed = new Map<SourceReader, number>()
  let turns = 0
  let at = 0
  while (turns < wanted && order.some((reader) => !reader.isDrained())) {
    await Promise.all(shares(order, at, wanted - turns).map(([reader, rows]) => reader.fill(rows)))
    while (turns < wanted) {
      const reader = order[at]
      if (reader === undefined || order.every((each) => each.isDrained())) break
      const row = reader.take()
      if (row !== undefined) picks.push({ reader, ...row })
      else if (reader.failure !== null) owed.set(reader, (owed.get(reader) ?? 0) + 1)
      else if (!reader.isDrained()) break
      if (row !== undefined || reader.failure !== null) turns += 1
      at = (at + 1) % order.length
    }
  }
  return { picks, owed, turn: order[at] }
}

/** How many rows each reader must have waiting so that the next `turns` turns can be taken, from `at` on. */
function shares(order: readonly SourceReader[], at: number, turns: number): [SourceReader, number][] {
  const active = order.map((_, step) => order[(at + step) % order.length]).filter((reader) => reader !== undefined)
  const open = active.filter((reader) => !reader.isDrained())
  return open
    .map((reader, place): [SourceReader, number] => [reader, Math.ceil((turns - place) / open.length)])
    .filter(([, rows]) => rows > 0)
}

function toList(
  sources: readonly Source[],
  readers: readonly SourceReader[],
  cursor: ListCursor,
  { picks, owed, turn }: FilledPage,
): CustomerList {
  const { binding } = cursor
  const names = readers.map(({ source }) => source.account.name)
  const finalProgress = new Map([
    ...cursor.progress,
    ...readers.map(({ source, progress }): [string, SourceProgress] => [source.account.name, progress()]),
  ])
  // A retry asked one account only: the turn is still the one that the list had stopped at.
  const finalTurn = cursor.owed === null ? (turn?.source.account.name ?? '') : cursor.turn
  const endCursor = (): string => encodeCursor({ binding, turn: finalTurn, progress: finalProgress, owed: null })

  function cursorBehind(index: number): string {
    if (index === picks.length - 1) return endCursor()
    const progress = new Map(cursor.progress)
    for (const { reader, after } of picks.slice(0, index + 1)) progress.set(reader.source.account.name, after)
    const name = picks[index]?.reader.source.account.name ?? ''
    const next = names[(names.indexOf(name) + 1) % names.length] ?? ''
    return encodeCursor({ binding, turn: cursor.owed === null ? next : cursor.turn, progress, owed: null })
  }

  const reports = readers.map((reader): SourceReport => {
    const { source, failure, quarantined, attempts } = reader
    const facts = { source, latencyMs: attempts === 0 ? null : Math.round(reader.latency), attempts }
    if (failure !== null) {
      const rows = owed.get(reader) ?? 0
      const retryCursor = encodeCursor({
        binding,
        turn: finalTurn,
        progress: finalProgress,
        owed: rows === 0 ? null : { account: source.account.name, rows },
      })
      return { kind: 'failed', ...facts, ...toSourceProblem(failure), retryCursor }
    }
    if (cursor.progress.get(source.account.name) === 'done') return { kind: 'skipped', ...facts, reason: 'EXHAUSTED' }
    const returned = picks.filter((pick) => pick.reader === reader).length
    return { kind: 'ok', ...facts, returned, hasMore: !reader.isDrained(), quarantined }
  })
  const failed = reports.filter(({ kind }) => kind === 'failed').length
  const answered = reports.filter(({ kind }) => kind === 'ok').length
  const hasNextPage = hasMore(sources, readers, finalProgress)
  return {
    edges: picks.map(({ record }, index) => ({ record, cursor: () => cursorBehind(index) })),
    pageInfo: {
      hasNextPage,
      hasPreviousPage: cursor.progress.size > 0 && cursor.owed === null,
      startCursor: picks.length === 0 ? null : cursorBehind(0),
      endCursor: picks.length > 0 || hasNextPage ? endCursor() : null,
    },
    sources: reports,
    isComplete: failed === 0,
    isFailed: failed > 0 && answered === 0 && picks.length === 0,
  }
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
