// What Sequence sends, in the version that this client asks for. Sources: the provider's published OpenAPI schema
// (2024-07-30) and https://docs.sequencehq.com/reference/versioning.
import { isObject, readCount } from '../../domain/wire-values.ts'
import { textMember } from '../../transport/answer.ts'

/** Sent with every request: without it the shape depends on how the key was made. The archive verb depends on it too. */
export const apiVersion = '2024-07-30'

export const versionHeader = 'sequence-version'

/** The rows of a list answer; null when it is no list answer. */
export function readItems(body: unknown): readonly unknown[] | null {
  const items = isObject(body) ? body['items'] : undefined
  return Array.isArray(items) ? items : null
}

/** The aliases in the answer, each once; null when it is no list of aliases. Another customer's are left out. */
export function readAliases(body: unknown, nativeId: string): readonly string[] | null {
  const values = readItems(body)
    ?.filter((item) => (textMember(item, 'customerId') ?? nativeId) === nativeId)
    .map((item) => textMember(item, 'value'))
    .filter((value) => value !== null)
  return values === undefined ? null : [...new Set(values)]
}

/** Missing, null and "" all say that this was the last page. */
export function readNextCursor(body: unknown): string | null {
  return isObject(body) ? textMember(body['pagination'], 'after') : null
}

/** How many there are on all pages; optional. */
export function readTotal(body: unknown): number | null {
  const pagination = isObject(body) ? body['pagination'] : undefined
  return isObject(pagination) ? readCount(pagination['totalResultSize']) : null
}

/** Three error shapes are published; many answers have no body at all. */
export function readErrorCode(body: unknown): string | null {
  if (!isObject(body)) return null
  const { error } = body
  const errors: unknown = body['errors'] ?? (isObject(error) ? error['errors'] : undefined)
  const first: unknown = Array.isArray(errors) ? errors[0] : undefined
  return textMember(error, 'type') ?? textMember(first, 'code') ?? textMember(body, 'code')
}
