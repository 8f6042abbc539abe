// Walks Thred's numbered pages as if they were cursors. A number drifts: when customers are added or archived during a
// walk, everything behind moves by as many places, and page n + 1 repeats rows or skips some. So a token remembers the
// last rows it stands behind, the next read starts a little earlier, and it continues behind whichever of them is found.
import { createHash } from 'node:crypto'
import { Failure } from '../../domain/failure.ts'

/** https://docs.thredfi.com/implementation/pagination */
export const largestPage = 100

/**
 * How many rows a token remembers and the next read overlaps. One more than the drift of five places that goes by without
 * a loss: even if five of them are archived themselves, the sixth is still there to be found.
 */
export const overlap = 6

export interface PagePosition {
  /** Rows in front of this position, counted from the start of the list. */
  readonly start: number
  /** The server's page size, where it was seen not to keep to the one asked for. */
  readonly pageSize: number | null
  /** Marks of the last rows in front of this position, in order. */
  readonly recent: readonly string[]
}

export const firstPosition: PagePosition = { start: 0, pageSize: null, recent: [] }

export interface PageWindow {
  /** Page number, from 1. */
  readonly page: number
  readonly pageSize: number
  /** Absolute number of the page's first row. */
  readonly first: number
}

/**
 * The page to ask for: of those that hold the whole overlap, the smallest that also holds `size` rows behind the position,
 * or the one that holds the most of them. A page size is free to choose, and so is where its pages begin and end.
 */
export function windowFor({ start, pageSize, recent }: PagePosition, size: number): PageWindow {
  const from = Math.max(0, start - recent.length)
  if (pageSize !== null) return toWindow(from, pageSize)
  const to = start + (recent.length === 0 ? size : Math.max(size, overlap + 1))
  // No window that holds the row at `from` reaches further than this.
  const furthest = Math.min(to, from + largestPage)
  let best = toWindow(from, Math.min(to - from, largestPage))
  for (
    let candidate = Math.min(to - from, largestPage / 2);
    candidate <= largestPage && endOf(best) < furthest;
    candidate += 1
  ) {
    const window = toWindow(from, candidate)
    if (endOf(window) > endOf(best)) best = window
  }
  return best
}

/** The page behind, for when this one ends too early. */
export function windowBehind({ page }: PageWindow, pageSize: number): PageWindow {
  return { page: page + 1, pageSize, first: page * pageSize }
}

/** Whether what has been read up to row `end` must hold all remembered rows and one behind them, whatever the drift. */
export function isFarBehind({ start }: PagePosition, end: number): boolean {
  return end > start + overlap
}

function endOf({ first, pageSize }: PageWindow): number {
  return first + pageSize
}

function toWindow(row: number, pageSize: number): PageWindow {
  const index = Math.floor(row / pageSize)
  return { page: index + 1, pageSize, first: index * pageSize }
}

/** A row's mark; null for a row without an id, which cannot be told from others. */
export type Mark = string | null

/**
 * Absolute number of the first row that follows the position, given the marks of the rows from `first` on. When none of
 * the remembered rows is left, all of these may be new.
 */
export function findStart({ recent }: PagePosition, first: number, marks: readonly Mark[]): number {
  for (const mark of recent.toReversed()) {
    const index = marks.lastIndexOf(mark)
    if (index >= 0) return first + index + 1
  }
  return first
}

/** The position behind the row with absolute number `row`, whose page's marks start at `first`. */
export function positionAfter(
  before: PagePosition,
  row: number,
  first: number,
  marks: readonly Mark[],
  pageSize: number | null,
): PagePosition {
  const passed = marks.slice(0, row - first + 1).filter((mark) => mark !== null)
  // In the order of the list: what the window shows is newer knowledge than what was remembered.
  const elsewhere = before.recent.filter((mark) => !passed.includes(mark))
  return { start: row + 1, pageSize, recent: [...elsewhere, ...passed].slice(-overlap) }
}

/**
 * The page size that the server really used: the one asked for if the page is full, else what a page in the middle
 * shows, else what the server says. A page that is short because it is the last shows nothing.
 */
export function usedPageSize(
  { page, pageSize }: PageWindow,
  answer: { readonly rows: number; readonly hasMore: boolean; readonly pageSize: number | null },
): number {
  if (answer.rows === pageSize) return pageSize
  if (answer.hasMore) return answer.rows
  return page === 1 ? pageSize : (answer.pageSize ?? Math.max(answer.rows, pageSize))
}

/** A short mark of an id: long enough to tell neighbours apart, short enough for a cursor. */
export function markOf(nativeId: string): string {
  return createHash('sha1').update(nativeId).digest('base64url').slice(0, 6)
}

export function writeToken({ start, pageSize, recent }: PagePosition): string {
  return `${start}~${pageSize ?? ''}~${recent.join('.')}`
}

/** Throws Failure INVALID: the token came back from a caller. */
export function readToken(token: string): PagePosition {
  const parts = /^(\d{1,9})~(\d{1,6})?~([A-Za-z0-9_.-]{0,64})$/.exec(token)
  const [, start, pageSize, recent = ''] = parts ?? []
  if (start === undefined || pageSize === '0')
    throw new Failure('INVALID', 'The page token is not one of ours.', { wasSent: false })
  return {
    start: Number(start),
    pageSize: pageSize === undefined ? null : Number(pageSize),
    recent: recent === '' ? [] : recent.split('.').slice(-overlap),
  }
}
