// Walks Thred's numbered pages as if they were cursors. A number drifts: when customers are added or archived during a
// walk, everything behind moves by as many places, and page n + 1 repeats rows or skips some. So a token remembers the
// last rows it stands behind, the next read starts a little earlier, and it continues behind whichever of them is found.
import { createHash } from 'node:crypto'
import { Failure } from '../../domain/failure.ts'

/** https://docs.thredfi.com/implementation/pagination */
export const largestPage = 100

/** How many rows a token remembers and the next read overlaps: a drift of up to so many places is noticed. */
const overlap = 5

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

/** The page to ask for so that one answer holds the overlap and `size` rows behind the position, if any page does. */
export function windowFor({ start, pageSize, recent }: PagePosition, size: number): PageWindow {
  const from = Math.max(0, start - recent.length)
  const to = start + size
  if (pageSize !== null) return toWindow(from, pageSize)
  for (let candidate = Math.min(to - from, largestPage); candidate < largestPage; candidate += 1) {
    const window = toWindow(from, candidate)
    if (window.first + candidate >= to) return window
  }
  return toWindow(start, largestPage)
}

function toWindow(row: number, pageSize: number): PageWindow {
  const index = Math.floor(row / pageSize)
  return { page: index + 1, pageSize, first: index * pageSize }
}

/** Absolute number of the first row that follows the position, given the marks of the rows of the window. */
export function findStart({ start, recent }: PagePosition, first: number, marks: readonly string[]): number {
  for (const mark of recent.toReversed()) {
    const index = marks.lastIndexOf(mark)
    if (index >= 0) return first + index + 1
  }
  return start
}

/** The position behind the row with absolute number `row`, whose page's marks start at `first`. */
export function positionAfter(
  before: PagePosition,
  row: number,
  first: number,
  marks: readonly string[],
  pageSize: number | null,
): PagePosition {
  const recent = [...before.recent, ...marks.slice(0, row - first + 1)]
  return { start: row + 1, pageSize, recent: [...new Set(recent)].slice(-overlap) }
}

/**
 * The page size that the server really used: the one asked for if the page is full, else what it says, else what page 1
 * shows. A page that is short because it is the last says nothing.
 */
export function usedPageSize(
  { page, pageSize }: PageWindow,
  answer: { readonly rows: number; readonly hasMore: boolean; readonly pageSize: number | null },
): number {
  if (answer.rows === pageSize || (page === 1 && !answer.hasMore)) return pageSize
  if (page === 1) return answer.rows
  return answer.pageSize ?? Math.max(answer.rows, pageSize)
}

/** A short mark of an id: long enough to tell neighbours apart, short enough for a cursor. */
export function markOf(nativeId: unknown): string {
  return createHash('sha1').update(String(nativeId)).digest('base64url').slice(0, 6)
}

export function writeToken({ start, pageSize, recent }: PagePosition): string {
  return `${start}~${pageSize ?? ''}~${recent.join('.')}`
}

/** Throws Failure INVALID: the token came back from a caller. */
export function readToken(token: string): PagePosition {
  const parts = /^(\d{1,9})~(\d{1,6})?~([A-Za-z0-9_.-]{0,64})$/.exec(token)
  const [, start, pageSize, recent = ''] = parts ?? []
  if (start === undefined || pageSize === '0') throw new Failure('INVALID', 'The page token is not one of ours.', { wasSent: false })
  return {
    start: Number(start),
    pageSize: pageSize === undefined ? null : Number(pageSize),
    recent: recent === '' ? [] : recent.split('.').slice(-overlap),
  }
}
