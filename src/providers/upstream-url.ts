// Builds upstream URLs. The host comes from configuration alone; ids come from callers and are checked part by part.
// Where a caller's own text has to stand in a path it is encoded as exactly one part.
import { z } from 'zod'
import { Failure } from '../domain/failure.ts'
import type { UpstreamUrl } from '../transport/transport.ts'

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

export type PathParts = readonly (string | EncodedPart)[]

export type UrlQuery = Readonly<Record<string, string | number | boolean | null>>

/**
 * Makes the URLs below one address, for every request anew and therefore without the parsing of `URL`. `base`: as
 * configured, with or without a path of its own; a slash at its end is ignored. `root`: what all paths begin with. Parts
 * are fixed words, ids, and encoded text. Throws Failure INVALID for a part that is not safe in a path.
 */
export function createUrlBuilder(base: string, root: PathParts, { hasTrailingSlash = false } = {}) {
  const { origin, pathname } = new URL(base)
  const start = pathname.replace(/\/+$/, '') + joinParts(root)
  const end = hasTrailingSlash ? '/' : ''
  return (parts: PathParts = [], query: UrlQuery = {}): UpstreamUrl => {
    const path = start + joinParts(parts) + end
    const search = toSearch(query)
    return { href: origin + path + search, origin, pathname: path, search }
  }
}

function joinParts(parts: PathParts): string {
  let path = ''
  for (const part of parts) path += `/${typeof part === 'string' ? checkPart(part) : part.encoded}`
  return path
}

function checkPart(part: string): string {
  if (pathPartPattern.test(part)) return part
  throw new Failure('INVALID', 'An id has characters that no id has.', { wasSent: false })
}

/** Names are fixed words; what is null is left out. */
function toSearch(query: UrlQuery): string {
  let search = ''
  for (const name in query) {
    const value = query[name] ?? null
    if (value !== null) search += `${search === '' ? '?' : '&'}${name}=${encodeValue(String(value))}`
  }
  return search
}

/** Numbers, words and most cursors need no encoding. */
function encodeValue(text: string): string {
  return /^[\w.*-]*$/.test(text) ? text : new URLSearchParams({ v: text }).toString().slice('v='.length)
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
