// One HTTP request and its whole answer, over undici's pools: bounded in time and in bytes, redirects never followed.
// The only file that talks to undici.
import { type Dispatcher, Pool } from 'undici'
import { Failure, type FailureCode } from '../domain/failure.ts'
import type { LeaveSignal } from '../domain/leaving.ts'
import { createDecompression, tooLarge } from './decompression.ts'
import { createLargeAnswers, type LargeAnswers, type Place } from './large-answers.ts'

export interface ExchangeRequest {
  readonly method: 'GET' | 'POST'
  /** Scheme, host and port. */
  readonly origin: string
  /** Path and query, already encoded. */
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string | null
}

export interface ExchangeAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: Buffer
  /** The body as it came, where it was not put together yet. */
  readonly parts?: readonly Buffer[]
  /** Unix milliseconds at which the answer was complete. */
  readonly receivedAt: number
}

/** Puts its body together when it is asked for, which it is not where it is the same as before. */
class ReceivedAnswer implements ExchangeAnswer {
  readonly status: number
  readonly headers: ExchangeAnswer['headers']
  readonly parts: readonly Buffer[]
  readonly receivedAt: number
  private whole: Buffer | null = null

  constructor(status: number, headers: ExchangeAnswer['headers'], parts: readonly Buffer[]) {
    this.status = status
    this.headers = headers
    this.parts = parts
    this.receivedAt = Date.now()
  }

  get body(): Buffer {
    const [first] = this.parts
    this.whole ??= this.parts.length === 1 && first !== undefined ? first : Buffer.concat(this.parts)
    return this.whole
  }
}

export interface ExchangeLimits {
  /** Sockets per origin. */
  readonly connections: number
  readonly connectMilliseconds: number
  /** Bytes of one answer, after decompression. */
  readonly answerBytes: number
  /** Answers of more bytes than this, as they are sent, are large; default 256 KiB. */
  readonly largeBytes?: number
  /** Large answers of one origin that are taken in at the same time; default 4. */
  readonly largeAtOnce?: number
}

export interface Exchange {
  /**
   * Throws Failure TIMEOUT, UNAVAILABLE, BAD_RESPONSE or CANCELLED; an answer of any status is a value.
   * `milliseconds` covers everything: waiting for a socket, connecting, headers, and a body that drips.
   */
  send(request: ExchangeRequest, milliseconds: number, signal: LeaveSignal): Promise<ExchangeAnswer>
  close(): Promise<void>
}

export function createExchange(limits: ExchangeLimits): Exchange {
  const { answerBytes, largeBytes = 256 * 1024, largeAtOnce = 4 } = limits
  const decompress = createDecompression(answerBytes)
  const origins = new Map<string, Origin>()
  let isClosed = false

  function originOf(origin: string): Origin {
    const known = origins.get(origin)
    if (known !== undefined) return known
    const made = { pool: createPool(origin, limits), largeAnswers: createLargeAnswers(largeAtOnce) }
    origins.set(origin, made)
    if (isClosed) made.pool.destroy()
    return made
  }

  return {
    send: (request, milliseconds, signal) =>
      new Promise((resolve, reject) => {
        if (signal.aborted) return reject(cancelled(false))
        const { pool, largeAnswers } = originOf(request.origin)
        let controller: Dispatcher.DispatchController | null = null
        let wasSent = false
        let isSettled = false
        let status = 0
        let answerHeaders: ExchangeAnswer['headers'] = {}
        let length = 0
        const chunks: Buffer[] = []
        let place: Place | null = null

        const settle = (): boolean => {
          if (isSettled) return false
          isSettled = true
          clearTimeout(timer)
          signal.removeEventListener('abort', leave)
          return true
        }
        // Later: the parser may be at work here, and lets no other answer go on before it has ended.
        const leavePlace = (): void => {
          if (place !== null) queueMicrotask(place.leave)
        }
        const fail = (failure: Failure): void => {
          if (!settle()) return
          leavePlace()
          controller?.abort(failure)
          reject(failure)
        }
        const leave = (): void => fail(cancelled(wasSent))
        const expire = (): void =>
          fail(new Failure('TIMEOUT', `No complete answer within ${milliseconds} ms.`, { wasSent }))
        // A turn of the event loop later: where it was this process that was busy, the answer may have been here for long.
        const timer = setTimeout(() => setImmediate(expire), milliseconds)
        signal.addEventListener('abort', leave)

        pool.dispatch(request, {
          onRequestStart(started) {
            controller = started
            // A request that gave up while it waited for a socket must not be sent after all.
            if (isSettled) started.abort(cancelled(false))
            else wasSent = true
          },
          onResponseStart(_controller, statusCode, received) {
            status = statusCode
            answerHeaders = received as ExchangeAnswer['headers']
            if (Number(answerHeaders['content-length']) > answerBytes) fail(tooLarge(status, answerBytes))
          },
          onResponseData(answering, chunk) {
            length += chunk.length
            if (length > answerBytes) return fail(tooLarge(status, answerBytes))
            chunks.push(chunk)
            if (length <= largeBytes || place !== null) return
            place = largeAnswers.enter(() => answering.resume())
            if (!place.isTaken()) answering.pause()
          },
          onResponseEnd() {
            if (!settle()) return
            const answer = new ReceivedAnswer(status, answerHeaders, chunks)
            if (answerHeaders['content-encoding'] === undefined) {
              leavePlace()
              resolve(answer)
            } else resolve(decompress(answer).finally(leavePlace))
          },
          onResponseError(_controller, error) {
            fail(toExchangeFailure(error, wasSent))
          },
        })
      }),
    close: async () => {
      isClosed = true
      await Promise.all([...origins.values()].map(({ pool }) => pool.destroy()))
    },
  }
}

interface Origin {
  readonly pool: Pool
  readonly largeAnswers: LargeAnswers
}

function createPool(origin: string, { connections, connectMilliseconds }: ExchangeLimits): Pool {
  return new Pool(origin, {
    connections,
    pipelining: 1,
    // Over HTTP/2 undici repeats requests by itself, and one socket carries what `connections` is there to bound.
    allowH2: false,
    connect: { timeout: connectMilliseconds },
    // One timer per request, above, covers these two: a second one would only blur which of them fired.
    headersTimeout: 0,
    bodyTimeout: 0,
  })
}

function cancelled(wasSent: boolean): Failure {
  return new Failure('CANCELLED', 'The caller went away.', { wasSent })
}

const failureOfErrorCode: Readonly<Record<string, { code: FailureCode; message: string }>> = {
  UND_ERR_CONNECT_TIMEOUT: { code: 'TIMEOUT', message: 'No connection in time.' },
  ECONNREFUSED: { code: 'UNAVAILABLE', message: 'The connection was refused.' },
  ENOTFOUND: { code: 'UNAVAILABLE', message: 'The host name is not known.' },
  EAI_AGAIN: { code: 'UNAVAILABLE', message: 'The host name could not be looked up.' },
  EHOSTUNREACH: { code: 'UNAVAILABLE', message: 'The host could not be reached.' },
  ENETUNREACH: { code: 'UNAVAILABLE', message: 'The network could not be reached.' },
}

const neverSent = new Set(Object.keys(failureOfErrorCode))

function toExchangeFailure(error: Error, wasSent: boolean): Failure {
  const code = errorCode(error)
  const known = failureOfErrorCode[code]
  if (known !== undefined) {
    return new Failure(known.code, known.message, { wasSent: wasSent && !neverSent.has(code), cause: error })
  }
  // The parser's error has a name, and a code only in part of its cases.
  const isMalformed = error.name === 'HTTPParserError' || code.startsWith('HPE_')
  if (isMalformed || code === 'UND_ERR_HEADERS_OVERFLOW' || code.startsWith('UND_ERR_RES')) {
    // No cause: the parser's error carries the bytes that it could not read.
    return new Failure('BAD_RESPONSE', 'The answer is not valid HTTP.', { wasSent })
  }
  const message = wasSent ? 'The connection was lost.' : 'No connection could be made.'
  return new Failure('UNAVAILABLE', message, { wasSent, cause: error })
}

function errorCode(error: Error): string {
  const { code } = error as Error & { code?: unknown }
  return typeof code === 'string' ? code : ''
}
