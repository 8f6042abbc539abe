// What Layer sends: envelope, paging and error shapes, and nothing more than is needed of each.
// Sources: https://docs.layerfi.com/api-details/json-data, …/pagination and …/rate-limiting.
import type { WireRow } from '../../domain/customer.ts'
import { isObject, readCount } from '../../domain/wire-values.ts'
import { textMember } from '../../transport/answer.ts'

/**
 * The body's `data`; undefined when the body is no envelope, or holds `errors`: the provider's own decoder treats a
 * 2xx with `errors` as a failure.
 */
export function readData(body: unknown): unknown {
  return isObject(body) && !('errors' in body && body['errors'] !== null) ? body['data'] : undefined
}

/** How many there are in all: only when asked for, and not on every answer then. */
export function readTotal(body: unknown): number | null {
  return readCount(readPagination(body)['total_count'])
}

/** The cursor of the next page, or null. `meta`, `pagination` and `cursor` may each be missing on a last page. */
export function readNextCursor(body: unknown): string | null {
  const pagination = readPagination(body)
  return pagination['has_more'] === true ? textMember(pagination, 'cursor') : null
}

function readPagination(body: unknown): WireRow {
  const meta = isObject(body) ? body['meta'] : undefined
  const pagination = isObject(meta) ? meta['pagination'] : undefined
  return isObject(pagination) ? pagination : {}
}

/** `error_enum` is the stable code, on 4xx only; `type` is the category that is always there. */
export function readErrorCode(body: unknown): string | null {
  const errors = isObject(body) ? body['errors'] : undefined
  const first: unknown = Array.isArray(errors) ? errors[0] : undefined
  return textMember(first, 'error_enum') ?? textMember(first, 'type') ?? textMember(body, 'error')
}

/** An unknown id may arrive as a 400 with this code. Seen in the provider's published package. */
export const unknownIdCode = 'SpecifiedIdNotFound'
