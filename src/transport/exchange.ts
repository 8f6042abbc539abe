// One HTTP request and its whole answer, over undici's pools: bounded in time and in bytes, redirects never followed.
// The only file that talks to undici.
import { Agent, type Dispatcher } from 'undici'
import { Failure, type FailureCode } from '../domain/failure.ts'
import { createDecompression, tooLarge } from './decompression.ts'
import { createLargeAnswers, type LargeAnswers, type Place } from './large-answers.ts'

export interface ExchangeRequest {
  readonly method: 'GET' | 'POST'
  /** Scheme, host and port. */
  readonly origin: string
  /** Path and query, already encoded. */
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
}

export interface ExchangeAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: Buffer
  /** Unix milliseconds at which the answer was complete. */
  readonly receivedAt: number
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
  send(request: ExchangeRequest, milliseconds: number, signal: AbortSignal): Promise<ExchangeAnswer>
  close(): Promise<void>
}

export function createExchange(limits: ExchangeLimits): Exchange {
  const decompress = createDecompression(limits.answerBytes)
  const agent = new Agent({
    connections: limits.connections,
    pipelining: 1,
    // Over HTTP/2 undici repeats requests by itself, and one socket carries what `connections` is there to bound.
    allowH2: false,
    connect: { timeout: limits.connectMilliseconds },
    // One timer per request, below, covers these two: a second one would only blur which of them fired.
    headersTimeout: 0,
    bodyTimeout: 0,
  })
  const largeByOrigin = new Map<string, LargeAnswers>()

  /** Makes an answer wait, once it is known to be large, for those that are being taken in. */
  function createIntake(origin: string): Intake {
    let place: Place | undefined
    return {
      hold: (controller) => {
        if (place !== undefined) return
        let line = largeByOrigin.get(origin)
        if (line === undefined) {
          line = createLargeAnswers(limits.largeAtOnce ?? 4)
          largeByOrigin.set(origin, line)
        }
        place = line.enter(() => controller.resume())
        if (!place.isTaken()) controller.pause()
      },
      leave: () => place?.leave(),
    }
  }

  return {
    send: async (request, milliseconds, signal) => {
      const intake = createIntake(request.origin)
      try {
        const answer = await dispatch(agent, request, milliseconds, signal, limits, intake)
        return answer.headers['content-encoding'] === undefined ? answer : await decompress(answer)
      } finally {
        intake.leave()
      }
    },
    close: () => agent.destroy(),
  }
}

interface Intake {
  /** The answer has turned out to be large. */
  hold(controller: Dispatcher.DispatchController): void
  leave(): void
}

function dispatch(
  agent: Agent,
  request: ExchangeRequest,
  milliseconds: number,
  signal: AbortSignal,
  { answerBytes, largeBytes = 256 * 1024 }: ExchangeLimits,
  intake: Intake,
): Promise<ExchangeAnswer> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(cancelled(false))
    let controller: Dispatcher.DispatchController | undefined
    let wasSent = false
    let isSettled = false
    let status = 0
    let headers: ExchangeAnswer['headers'] = {}
    let length = 0
    const chunks: Buffer[] = []

    const settle = (): boolean => {
      if (isSettled) return false
      isSettled = true
      clearTimeout(timer)
      signal.removeEventListener('abort', leave)
      return true
    }
    const fail = (failure: Failure): void => {
      if (!settle()) return
      controller?.abort(failure)
      reject(failure)
    }
    const leave = (): void => fail(cancelled(wasSent))
    const expire = (): void =>
      fail(new Failure('TIMEOUT', `No complete answer within ${milliseconds} ms.`, { wasSent }))
    // A turn of the event loop later: where it was this process that was busy, the answer may have been here for long.
    const timer = setTimeout(() => setImmediate(expire), milliseconds)
    signal.addEventListener('abort', leave)

    agent.dispatch(
      { ...request, body: request.body ?? null },
      {
        onRequestStart(started) {
          controller = started
          // A request that gave up while it waited for a socket must not be sent after all.
          if (isSettled) started.abort(cancelled(false))
          else wasSent = true
        },
        onResponseStart(_controller, statusCode, answerHeaders) {
          status = statusCode
          headers = answerHeaders as ExchangeAnswer['headers']
          if (Number(headers['content-length']) > answerBytes) fail(tooLarge(status, answerBytes))
        },
        onResponseData(answering, chunk) {
          length += chunk.length
          if (length > answerBytes) return fail(tooLarge(status, answerBytes))
          chunks.push(chunk)
          if (length > largeBytes) intake.hold(answering)
        },
        onResponseEnd() {
          if (!settle()) return
          const body = chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks, length)
          resolve({ status, headers, body, receivedAt: Date.now() })
        },
        onResponseError(_controller, error) {
          fail(toExchangeFailure(error, wasSent))
        },
      },
    )
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
