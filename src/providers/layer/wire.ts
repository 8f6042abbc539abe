// What Layer sends: envelope, paging and error shapes, and nothing more than is needed of each.
// Sources: https://docs.layerfi.com/api-details/json-data, …/pagination and …/rate-limiting.
import { isObject } from '../../domain/wire-values.ts'
import { textMember } from '../../transport/answer.ts'

/**
 * The body's `data`; undefined when the body is no envelope, or holds `errors`: the provider's own decoder treats a
 * 2xx with `errors` as a failure.
 */
export function readData(body: unknown): unknown {
  return isObject(body) && !('errors' in body && body['errors'] !== null) ? body['data'] : undefined
}

/** The cursor of the next page, or null. `meta`, `pagination` and `cursor` may each be missing on a last page. */
export function readNextCursor(body: unknown): string | null {
  const meta = isObject(body) ? body['meta'] : undefined
  const pagination = isObject(meta) ? meta['pagination'] : undefined
  if (!isObject(pagination) || pagination['has_more'] !== true) return null
  return textMember(pagination, 'cursor')
}

/** `error_enum` is the stable code, on 4xx only; `type` is the category that is always there. */
export function readErrorCode(body: unknown): string | null {
  const errors = isObject(body) ? body['errors'] : undefined
  const first: unknown = Array.isArray(errors) ? errors[0] : undefined
  return textMember(first, 'error_enum') ?? textMember(first, 'type') ?? textMember(body, 'error')
}

/** An unknown id may arrive as a 400 with this code. Seen in the provider's published package. */
export const unknownIdCode = 'SpecifiedIdNotFound'
