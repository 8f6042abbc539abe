// How provider clients reach their provider: JSON over HTTP with credentials, inside the caller's deadline, repeated
// where that is safe. Says which provider and operation failed; the exchange below knows neither.
import type { Call } from '../domain/call.ts'
import { Failure } from '../domain/failure.ts'
import type { Logger } from '../observability/logger.ts'
import { type JsonAnswer, type ReadErrorCode, readJsonAnswer } from './answer.ts'
import { acceptedEncodings, createExchange, type ExchangeLimits } from './exchange.ts'
import { defaultRetryPolicy, pauseBeforeRetry, type RetryPolicy } from './retry.ts'

export interface Authorization {
  /** The Authorization header's value. */
  header(call: Call): Promise<string>
  /** After a 401: another value to try once, or null when there is no other (static credentials). */
  renew(refused: string, call: Call): Promise<string | null>
}

export interface UpstreamRequest {
  /** For messages and the log, e.g. "Layer" and "list customers". */
  readonly provider: string
  readonly operation: string
  readonly method: 'GET' | 'POST'
  readonly url: URL
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  readonly authorization: Authorization
  /** True when a second request does no harm: reads and token grants. */
  readonly isRepeatable: boolean
  readonly readErrorCode: ReadErrorCode
}

export interface Transport {
  /** The parsed body of a 2xx answer. Throws Failure for everything else; its message names provider and operation. */
  sendJson(request: UpstreamRequest, call: Call): Promise<JsonAnswer>
  close(): Promise<void>
}

export interface TransportLimits extends ExchangeLimits {
  /** Longest that one attempt may take, whatever the deadline still allows. */
  readonly attemptMilliseconds: number
}

export const defaultTransportLimits: TransportLimits = {
  connections: 100,
  connectMilliseconds: 2_000,
  attemptMilliseconds: 3_000,
  answerBytes: 10 * 1024 * 1024,
}

export interface TransportOptions {
  readonly logger: Logger
  readonly limits?: Partial<TransportLimits>
  readonly retry?: RetryPolicy
  readonly random?: () => number
}

export function createTransport(options: TransportOptions): Transport {
  const { logger, retry = defaultRetryPolicy, random = Math.random } = options
  const limits = { ...defaultTransportLimits, ...options.limits }
  const exchange = createExchange(limits)

  async function attempt(request: UpstreamRequest, authorization: string, call: Call): Promise<JsonAnswer> {
    const millisecondsLeft = call.deadline - Date.now()
    if (millisecondsLeft <= 0) throw new Failure('TIMEOUT', 'No time was left.', { wasSent: false })
    call.attempts += 1
    const answer = await exchange.send(
      {
        method: request.method,
        origin: request.url.origin,
        path: request.url.pathname + request.url.search,
        headers: {
          accept: 'application/json',
          'accept-encoding': acceptedEncodings,
          ...request.headers,
          authorization,
        },
        ...(request.body === undefined ? {} : { body: request.body }),
      },
      Math.min(limits.attemptMilliseconds, millisecondsLeft),
      call.signal,
    )
    return readJsonAnswer(answer, request.readErrorCode)
  }

  async function sendJson(request: UpstreamRequest, call: Call): Promise<JsonAnswer> {
    try {
      return await sendWithRetries(request, call)
    } catch (error) {
      throw nameFailure(error, request)
    }
  }

  async function sendWithRetries(request: UpstreamRequest, call: Call): Promise<JsonAnswer> {
    // Outside the loop: a token grant has its own retries, and one retry layer must never sit under another.
    let authorization = await request.authorization.header(call)
    let isRenewed = false
    for (let sent = 1; ; ) {
      const startedAt = performance.now()
      try {
        return await attempt(request, authorization, call)
      } catch (error) {
        const failure = nameFailure(error, request)
        const pause = request.isRepeatable
          ? pauseBeforeRetry(retry, {
              failure,
              attempt: sent,
              millisecondsLeft: call.deadline - Date.now(),
              random: random(),
            })
          : null
        logFailure(request, failure, startedAt, pause)
        if (failure.code === 'CREDENTIALS' && !isRenewed) {
          const renewed = await request.authorization.renew(authorization, call)
          if (renewed === null) throw failure
          authorization = renewed
          isRenewed = true
          continue
        }
        if (pause === null) throw failure
        sent += 1
        await sleep(pause, call.signal)
      }
    }
  }

  function logFailure(request: UpstreamRequest, failure: Failure, startedAt: number, pause: number | null): void {
    const { cause, ...facts } = failure.details
    logger.debug(
      {
        provider: request.provider,
        operation: request.operation,
        code: failure.code,
        ...facts,
        cause: cause instanceof Error ? cause.name : undefined,
        milliseconds: Math.round(performance.now() - startedAt),
        retryInMilliseconds: pause,
      },
      'upstream request failed',
    )
  }

  return { sendJson, close: () => exchange.close() }
}

/** Puts provider and operation in front of the message, once: a failed token grant keeps its own name. */
function nameFailure(error: unknown, { provider, operation }: UpstreamRequest): Failure {
  if (!(error instanceof Failure)) {
    return new Failure('BAD_RESPONSE', `${provider}, ${operation}: the answer could not be processed.`, {
      cause: error,
    })
  }
  if (error.message.startsWith(`${provider}, `)) return error
  return new Failure(error.code, `${provider}, ${operation}: ${error.message}`, error.details)
}

function sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const leave = (): void => {
      clearTimeout(timer)
      reject(new Failure('CANCELLED', 'The caller went away.'))
    }
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', leave)
      resolve()
    }, milliseconds)
    if (signal.aborted) leave()
    else signal.addEventListener('abort', leave, { once: true })
  })
}
