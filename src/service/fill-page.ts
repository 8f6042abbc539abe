// Fills one page from several readers: in turns, one row each, or merged in an order.
import type { Order, OrderPosition } from './customer-order.ts'
import type { OrderedReader } from './ordered-reader.ts'
import type { ReadRow, SourceReader } from './source-reader.ts'

/** What a failed account still owes for the page. */
export interface Debt {
  readonly rows: number
  /** In an order: the last place that the page reached; null: the page reached the end. */
  readonly until: OrderPosition | null
}

export interface FilledPage {
  readonly picks: readonly ReadRow[]
  readonly debts: ReadonlyMap<SourceReader, Debt>
  /** Name of the account whose turn comes after the last one. */
  readonly turn: string
}

/**
 * Every reader contributes in turn. One that runs dry leaves its turns to the others; one that fails keeps them, as
 * rows that it still owes.
 */
export async function fillInTurns(order: readonly SourceReader[], wanted: number): Promise<FilledPage> {
  const picks: ReadRow[] = []
  const debts = new Map<SourceReader, Debt>()
  let turns = 0
  let at = 0
  while (turns < wanted && !order.every(isSpent)) {
    await Promise.all(shares(order, at, wanted - turns).map(([reader, rows]) => reader.fill(rows)))
    while (turns < wanted) {
      const reader = order[at]
      const row = reader?.take()
      if (reader === undefined) break
      if (row !== undefined) picks.push(row)
      else if (reader.failure !== null) debts.set(reader, { rows: (debts.get(reader)?.rows ?? 0) + 1, until: null })
      else if (!isSpent(reader) || order.every(isSpent)) break
      if (row !== undefined || reader.failure !== null) turns += 1
      at = (at + 1) % order.length
    }
  }
  return { picks, debts, turn: order[at]?.source.account.name ?? '' }
}

/** Nothing more can come of it in this request. */
function isSpent(reader: SourceReader): boolean {
  return reader.isDrained() || (reader.isBounded() && reader.waiting === 0 && reader.failure === null)
}

/** How many rows each reader must have waiting so that the next `turns` turns can be taken, from `at` on. */
function shares(order: readonly SourceReader[], at: number, turns: number): [SourceReader, number][] {
  const open = order
    .map((_, step) => order[(at + step) % order.length])
    .filter((reader) => reader !== undefined && !isSpent(reader))
  return open
    .filter((reader) => reader !== undefined)
    .map((reader, place): [SourceReader, number] => [reader, Math.ceil((turns - place) / open.length)])
    .filter(([, rows]) => rows > 0)
}

/** The rows of all readers in one order. A failed one owes what would have come up to the page's last place. */
export async function mergeInOrder(
  readers: readonly OrderedReader[],
  { compare }: Order,
  wanted: number,
): Promise<FilledPage> {
  await Promise.all(readers.map((reader) => reader.fill(wanted)))
  const picks: ReadRow[] = []
  let last: OrderPosition | null = null
  while (picks.length < wanted) {
    let first: OrderedReader | undefined
    for (const reader of readers) {
      const head = reader.peek()
      const best = first?.peek()
      if (head !== undefined && (best === undefined || compare(head.position, best.position) < 0)) first = reader
    }
    const row = first?.peek()
    if (first === undefined || row === undefined) break
    first.take()
    last = row.position
    picks.push(row)
  }
  // Where nobody else has more, nobody will come back for what is behind the last place.
  const isEnd = readers.every((reader) => reader.failure !== null || reader.isDrained())
  const until = picks.length < wanted || isEnd ? null : last
  const failed = readers.filter(({ failure }) => failure !== null)
  return { picks, debts: new Map(failed.map((reader) => [reader, { rows: wanted, until }])), turn: '' }
}
