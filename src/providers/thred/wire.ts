// What Thred sends: two list envelopes and five error shapes. Sources:
// https://docs.thredfi.com/api-reference/customers/list-customers, …/implementation/pagination, …/error-handling.
import { isObject, readCount } from '../../domain/wire-values.ts'
import { textMember } from '../../transport/answer.ts'

export interface ListAnswer {
  readonly results: readonly unknown[]
  /** Whether the answer says that a further page exists. */
  readonly hasMore: boolean
  /** How many there are on all pages, if the answer says so. */
  readonly total: number | null
  /** The page size that the server says it used; null when it does not say. */
  readonly pageSize: number | null
}

/** Null when it is no list answer. `next` is only ever a sign: it is never followed. */
export function readList(body: unknown, page: number, askedPageSize: number): ListAnswer | null {
  if (!isObject(body) || !Array.isArray(body['results'])) return null
  const results: readonly unknown[] = body['results']
  const info = isObject(body['page_info']) ? body['page_info'] : {}
  const totalPages = info['total_pages']
  const { count } = body
  const rowsBefore = (page - 1) * askedPageSize
  const hasMore =
    typeof totalPages === 'number'
      ? totalPages > page
      : 'next' in body
        ? textMember(body, 'next') !== null
        : typeof count === 'number' && rowsBefore + results.length < count
  const pageSize = info['page_size']
  return {
    results,
    hasMore: hasMore && results.length > 0,
    total: readCount(info['total_count']) ?? readCount(count),
    pageSize: typeof pageSize === 'number' && Number.isInteger(pageSize) && pageSize > 0 ? pageSize : null,
  }
}

/** `error` is no code here: it is the message, which may hold somebody's data. */
export function readErrorCode(body: unknown): string | null {
  return textMember(body, 'error_code') ?? textMember(body, 'code')
}

/** The id of a list row, if it has one: paging counts rows that the mapping will leave out. */
export function readRowId(row: unknown): string | null {
  return textMember(row, 'id')
}
