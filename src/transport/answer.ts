// Reads an upstream answer: status first, then content type, then JSON. What is wrong becomes a Failure with the facts
// that a report needs; the body itself goes no further.
import { createExactReader, type ExactReader } from '../domain/exact-json.ts'
import { Failure, type FailureCode, type FailureDetails } from '../domain/failure.ts'
import { memberOf, type ScanList } from '../domain/row-table.ts'
import { largestInteger } from '../domain/wire-values.ts'
import type { ExchangeAnswer } from './exchange.ts'
import { bytesOf } from './unchanged-answers.ts'

export interface JsonAnswer {
  readonly status: number
  readonly headers: ExchangeAnswer['headers']
  readonly json: unknown
  /** Reads parts of `json` once more with exact numbers. Costs a second parse of the whole, once, when first used. */
  readonly exactOf: ExactReader
  readonly receivedAt: number
  /** Whether the same `json` is given again for as long as the provider answers with the same bytes. */
  readonly isKept: boolean
}

export type ParsedJson = Pick<JsonAnswer, 'json' | 'exactOf' | 'isKept'>

/** Throws for what is no JSON. */
export type Parse = (answer: ExchangeAnswer) => ParsedJson

/** Finds the provider's machine-readable code in a parsed error body. */
export type ReadErrorCode = (body: unknown) => string | null

/** `parse`: in place of `parseJson`, where its results are kept. */
export function readJsonAnswer(
  answer: ExchangeAnswer,
  readErrorCode: ReadErrorCode,
  parse: Parse = ({ body }) => parseJson(body),
): JsonAnswer {
  const { status, headers, receivedAt } = answer
  if (status >= 200 && status < 300) {
    const { json, exactOf, isKept } = parseBody(answer, parse)
    return { status, headers, receivedAt, json, exactOf, isKept }
  }
  throw new Failure(codeOfStatus(status), messageOfStatus(status), {
    ...answerFacts(answer),
    ...readUpstreamCode(answer, readErrorCode),
    ...readRetryAfter(headers, receivedAt),
  })
}

/** The facts of an answer that was received but cannot be used. */
export function answerFacts(answer: Pick<ExchangeAnswer, 'status' | 'headers'>): FailureDetails {
  const id = readRequestId(answer.headers)
  return { wasSent: true, upstreamStatus: answer.status, ...(id === null ? {} : { upstreamRequestId: id }) }
}

function codeOfStatus(status: number): FailureCode {
  if (status === 401) return 'CREDENTIALS'
  if (status === 403) return 'FORBIDDEN'
  if (status === 404 || status === 410) return 'NOT_FOUND'
  if (status === 408) return 'TIMEOUT'
  if (status === 409) return 'CONFLICT'
  if (status === 429) return 'RATE_LIMITED'
  if (status >= 500) return 'UNAVAILABLE'
  if (status >= 400) return 'INVALID'
  return 'BAD_RESPONSE'
}

function messageOfStatus(status: number): string {
  if (status >= 300 && status < 400) return `The answer is a redirect (status ${status}), which is never followed.`
  return `The answer has status ${status}.`
}

/** An empty body is `undefined`: some operations answer with none. */
function parseBody(answer: ExchangeAnswer, parse: Parse): ParsedJson {
  const type = String(answer.headers['content-type'] ?? '').toLowerCase()
  if (bytesOf(answer) === 0) return { json: undefined, exactOf: () => undefined, isKept: false }
  if (type.includes('html') || type.includes('xml')) {
    throw new Failure('BAD_RESPONSE', 'The answer is not JSON.', answerFacts(answer))
  }
  try {
    return parse(answer)
  } catch {
    // No cause: V8's message quotes the body.
    throw new Failure('BAD_RESPONSE', 'The answer is not JSON.', answerFacts(answer))
  }
}

/** Throws for what is no JSON. */
function parseJson(body: Buffer, isKept = false): ParsedJson {
  const json: unknown = JSON.parse(decodeUtf8(body))
  // The bytes are kept and not the text, which the garbage collector would carry around; but not a small part of a
  // large buffer.
  const kept = body.length * 2 < body.buffer.byteLength ? Buffer.from(body) : body
  return { json, exactOf: createExactReader(() => decodeUtf8(kept), json), isKept }
}

/** As `parseJson`, but for the rows, which are left as they are where that can be. */
export function parseList(body: Buffer, isKept: boolean, scan: ScanList): ParsedJson {
  const list = scan(body)
  return list === null ? parseJson(body, isKept) : { json: list.json, exactOf: () => undefined, isKept }
}

function decodeUtf8(body: Buffer): string {
  const text = body.toString('utf8')
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text
}

function readUpstreamCode(answer: ExchangeAnswer, readErrorCode: ReadErrorCode): FailureDetails {
  let body: unknown
  try {
    body = JSON.parse(decodeUtf8(answer.body))
  } catch {
    return {}
  }
  return upstreamCodeFacts(readErrorCode(body))
}

/** A code is a short word; anything else may be free text, or a number with which somebody can be called. */
export function upstreamCodeFacts(code: string | null): FailureDetails {
  return code !== null && /^[A-Za-z][A-Za-z0-9_.:-]{0,63}$/.test(code) ? { upstreamCode: code } : {}
}

/** Response headers under which providers and their proxies send a request id. */
export const requestIdHeaders = [
  'x-request-id',
  'x-trace-id',
  'x-amzn-requestid',
  'x-amzn-trace-id',
  'traceparent',
  'cf-ray',
]

/** Null where none is sent, or none that is fit for a log. */
export function readRequestId(headers: ExchangeAnswer['headers']): string | null {
  for (const name of requestIdHeaders) {
    const value = headers[name]
    if (typeof value === 'string' && /^[\w.:;=/+-]{1,128}$/.test(value)) return value
  }
  return null
}

/** `Retry-After` in seconds or as an HTTP date (RFC 9110 section 10.2.3); nonsense is as good as none. */
export function readRetryAfter(headers: ExchangeAnswer['headers'], receivedAt: number): FailureDetails {
  const value = headers['retry-after']
  if (typeof value !== 'string') return {}
  const text = value.trim()
  if (/^\d{1,9}(\.\d+)?$/.test(text)) return { retryAfterSeconds: Math.min(largestInteger, Math.ceil(Number(text))) }
  // Date.parse would take "-5" for a year; an HTTP date begins with the day's name.
  const at = /^[A-Za-z]{3}/.test(text) ? Date.parse(text) : Number.NaN
  return Number.isNaN(at)
    ? {}
    : { retryAfterSeconds: Math.min(largestInteger, Math.max(0, Math.ceil((at - receivedAt) / 1_000))) }
}

/** The string under `key` of a parsed body, or of a row of a list, if there is one. */
export function textMember(body: unknown, key: string): string | null {
  const value = memberOf(body, key)
  return typeof value === 'string' && value !== '' ? value : null
}
