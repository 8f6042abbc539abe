// Builds upstream URLs. The host comes from configuration alone; ids come from callers and are checked part by part.
// Where a caller's own text has to stand in a path it is encoded as exactly one part.
import { z } from 'zod'
import { Failure } from '../domain/failure.ts'

/** Letters, digits, "-" and "_": no dot, slash, "%", "?" or "#", so no part can climb out of its place. */
export const pathPartPattern = /^[A-Za-z0-9_-]{1,128}$/

/** Free text as one part of a path, made by `encodePathPart` alone. */
export interface EncodedPart {
  readonly encoded: string
}

/** Longer text makes a URL that servers refuse. */
const longestText = 1_024

/**
 * Any text as one part of a path: what separates parts, begins a query or escapes is escaped. Throws Failure INVALID for
 * what no encoding can hold in its place: nothing at all, "." and ".." (which climb, encoded or not), half a character.
 */
export function encodePathPart(text: string): EncodedPart {
  if (text === '' || text === '.' || text === '..' || text.length > longestText || !text.isWellFormed()) {
    throw new Failure('INVALID', 'This text cannot be part of a path.', { wasSent: false })
  }
  return { encoded: encodeURIComponent(text) }
}

export interface UpstreamPath {
  /** Configured base, with or without a path of its own; a slash at its end is ignored. */
  readonly base: string
  /** Fixed words, checked ids, and encoded text. */
  readonly parts: readonly (string | EncodedPart)[]
  readonly hasTrailingSlash?: boolean
  readonly query?: Readonly<Record<string, string | number | boolean | null>>
}

/** Throws Failure INVALID for a part that is not safe in a path. */
export function buildUrl({ base, parts, hasTrailingSlash = false, query = {} }: UpstreamPath): URL {
  const path = parts.map((part) => {
    if (typeof part !== 'string') return part.encoded
    if (pathPartPattern.test(part)) return part
    throw new Failure('INVALID', 'An id has characters that no id has.', { wasSent: false })
  })
  const url = new URL(`${base.replace(/\/+$/, '')}/${path.join('/')}${hasTrailingSlash ? '/' : ''}`)
  for (const [name, value] of Object.entries(query)) if (value !== null) url.searchParams.set(name, String(value))
  return url
}

const loopbackHosts = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/

/** A configured upstream address: https, or http on a loopback host; without credentials, query or fragment. */
export const upstreamUrlSchema = z.string().refine(isUpstreamUrl, {
  error: 'must be an https URL (http is accepted for loopback hosts only), without credentials, query or fragment',
})

function isUpstreamUrl(text: string): boolean {
  // In the text, since a bare "?" or "#" at its end leaves no trace in the parsed address and swallows every path.
  if (/[?#\s\\]/.test(text)) return false
  const url = URL.parse(text)
  if (url === null || url.username !== '' || url.password !== '') return false
  return url.protocol === 'https:' || (url.protocol === 'http:' && loopbackHosts.test(url.hostname))
}
