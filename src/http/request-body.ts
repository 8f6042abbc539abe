// Reads the body of a request as text, and not a byte more than is allowed: the length that a caller states may be wrong,
// missing, or the length before decompression.
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'
import type { Refusal } from './json-answer.ts'

/** A header by its name in small letters. */
export type HeaderReader = (name: string) => string | null | undefined

export interface BodyRules {
  readonly maximumBytes: number
  /** Whether a body may be compressed; what counts then is its size afterwards. */
  readonly allowsCompression: boolean
}

const decompressors = { gzip: createGunzip, deflate: createInflate, br: createBrotliDecompress } as const

/** Thrown through a pipeline, to end it. */
const tooLarge = Symbol('too large')

/**
 * What its headers say against the body of a POST, before any of it is read. A POST must say that it is JSON: browsers
 * send other types across origins without asking first, so accepting them would let any web page use a visitor's access.
 */
export function checkBodyHeaders(header: HeaderReader, { maximumBytes, allowsCompression }: BodyRules): Refusal | null {
  const type = header('content-type') ?? ''
  const refusal = type === 'application/json' ? null : checkType(type)
  if (refusal !== null) return refusal
  const encoding = encodingOf(header)
  if (encoding !== 'identity' && !allowsCompression) return refuseType('Request bodies must not be compressed.')
  if (encoding !== 'identity' && !Object.hasOwn(decompressors, encoding)) {
    return refuseType('Request bodies may be compressed with gzip, deflate or br, and only once.')
  }
  return Number(header('content-length') ?? 0) > maximumBytes ? createTooLarge(maximumBytes) : null
}

function checkType(given: string): Refusal | null {
  const [type, ...parameters] = given.toLowerCase().split(';')
  if (type?.trim() !== 'application/json') return refuseType('The content type of a POST must be application/json.')
  const charset = parameters.map((one) => one.trim()).find((one) => one.startsWith('charset='))
  const isUtf8 = charset === undefined || /^charset="?utf-?8"?$/.test(charset)
  return isUtf8 ? null : refuseType('The charset must be UTF-8.')
}

const unreadable = 'The body ended before its time, or is not compressed in the way that is stated.'

/** The body, whose headers have been checked. Never rejects. */
export async function readBody(
  body: AsyncIterable<Uint8Array>,
  header: HeaderReader,
  { maximumBytes }: BodyRules,
): Promise<string | Refusal> {
  const chunks: Uint8Array[] = []
  const collect = async (source: AsyncIterable<Uint8Array>): Promise<void> => {
    let bytes = 0
    for await (const chunk of source) {
      bytes += chunk.byteLength
      if (bytes > maximumBytes) throw tooLarge
      chunks.push(chunk)
    }
  }
  const decompress = decompressors[encodingOf(header) as keyof typeof decompressors]
  try {
    if (decompress === undefined) await collect(body)
    else await pipeline(Readable.from(body), decompress(), collect)
  } catch (error) {
    if (error === tooLarge) return createTooLarge(maximumBytes)
    return { status: 400, code: 'BAD_REQUEST', message: unreadable }
  }
  return decodeBody(Buffer.concat(chunks))
}

const decoder = new TextDecoder()

/** What is no UTF-8 becomes U+FFFD, and a mark of the byte order is left out. */
export function decodeBody(bytes: Uint8Array): string {
  return decoder.decode(bytes)
}

function encodingOf(header: HeaderReader): string {
  return header('content-encoding')?.trim().toLowerCase() || 'identity'
}

function refuseType(message: string): Refusal {
  return { status: 415, code: 'UNSUPPORTED_MEDIA_TYPE', message }
}

function createTooLarge(maximumBytes: number): Refusal {
  return { status: 413, code: 'REQUEST_ENTITY_TOO_LARGE', message: `The body is larger than ${maximumBytes} bytes.` }
}
