// One request with everything that may become of it: a token before it, a gate on its way, another try after a failure.
// The only loop that sends.
import type { Call } from '../domain/call.ts'
import { Failure } from '../domain/failure.ts'
import type { LeaveSignal } from '../domain/leaving.ts'
import type { Logger } from '../observability/logger.ts'
import {
  type JsonAnswer,
  type Parse,
  type ParsedJson,
  parseList,
  readJsonAnswer,
  readRequestId,
  requestIdHeaders,
} from './answer.ts'
import { acceptedEncodings } from './decompression.ts'
import { createEchoCheck, readUnlessEcho, withoutEchoes } from './echo.ts'
import type { Exchange, ExchangeAnswer } from './exchange.ts'
import type { Gate, Pass } from './gate.ts'
import { pauseBeforeRetry, type RetryPolicy } from './retry.ts'
import type { UpstreamRequest } from './transport.ts'
import type { UnchangedAnswers } from './unchanged-answers.ts'

export interface SenderOptions {
  readonly exchange: Exchange
  readonly gate: Gate
  readonly unchanged: UnchangedAnswers<ParsedJson>
  readonly retry: RetryPolicy
  readonly attemptMilliseconds: number
  readonly random: () => number
  readonly logger: Logger
}

/** What it throws is named: provider and operation stand in front of the message. */
export type SendRequest = (request: UpstreamRequest, call: Call) => Promise<JsonAnswer>

/** A shorter attempt that times out says more about the caller's patience than about the provider. */
const fairMilliseconds = 1_000

export function createSender(options: SenderOptions): SendRequest {
  const { exchange, gate, retry, attemptMilliseconds, random, logger, unchanged } = options
  const leastFair = Math.min(fairMilliseconds, attemptMilliseconds)

  async function renew(request: UpstreamRequest, refused: string, call: Call): Promise<string | null> {
    try {
      return await request.authorization.renew(refused, call)
    } catch (error) {
      throw nameFailure(error, request)
    }
  }

  function readAnswer(request: UpstreamRequest, sentWith: string, call: Call, received: ExchangeAnswer): JsonAnswer {
    const echoes = createEchoCheck(sentWith)
    const answer = withoutEchoes(received, requestIdHeaders, echoes)
    gate.learn(answer.headers)
    if (request.method === 'POST' && request.isGrant !== true) call.changeRequestId = readRequestId(answer.headers)
    return readJsonAnswer(answer, readUnlessEcho(request.readErrorCode, echoes), parserOf(request))
  }

  /** Undefined: the usual one. */
  function parserOf(request: UpstreamRequest): Parse | undefined {
    const { scanList, authorization } = request
    if (scanList === undefined || request.method !== 'GET') return undefined
    return (answer) =>
      unchanged.read(authorization, keyOf(request), answer, (bytes, isKept) => parseList(bytes, isKept, scanList))
  }

  // One function that waits only where there is something to wait for: every request pays for each wait.
  return async (request, call) => {
    // Outside the loop: a grant has its own retries, and one retry layer must never sit under another. Before the gate:
    // who holds a slot must not wait for a token that needs one.
    let authorization: string
    try {
      const header = request.authorization.header(call)
      authorization = typeof header === 'string' ? header : await header
    } catch (error) {
      // However the token was missed, the request that needed it has not been sent: nobody has to read back after it.
      const { code, message, details } = nameFailure(error, request)
      throw new Failure(code, message, { ...details, wasSent: false })
    }
    let isRenewed = false
    let before: Failure | null = null
    const begunAt = Date.now()
    gate.begin()
    for (let sent = 1; ; ) {
      let pass: Pass
      try {
        const turn = gate.enter(call, request.isGrant === true)
        pass = turn instanceof Promise ? await turn : turn
      } catch (error) {
        // After a failure the gate's refusal is no news, unless the caller has left.
        const refusal = nameFailure(error, request)
        throw before === null || refusal.code === 'CANCELLED' ? refusal : before
      }
      const startedAt = Date.now()
      const milliseconds = Math.min(attemptMilliseconds, call.deadline - startedAt)
      let failure: Failure | null = null
      try {
        if (milliseconds <= 0) throw new Failure('TIMEOUT', 'No time was left.', { wasSent: false })
        call.attempts += 1
        const received = await exchange.send(toExchangeRequest(request, authorization), milliseconds, call.signal)
        return readAnswer(request, authorization, call, received)
      } catch (error) {
        failure = nameFailure(error, request)
      } finally {
        gate.leave(pass, failure, milliseconds >= leastFair)
      }
      const canRenew = failure.code === 'CREDENTIALS' && !isRenewed
      const pause = request.isRepeatable ? pauseAfter(failure, sent, call, begunAt) : null
      const isRepeated = pause !== null && gate.spendRetry(pass)
      logFailure(request, failure, startedAt, isRepeated ? pause : null)
      before = failure
      if (canRenew) {
        const renewed = await renew(request, authorization, call)
        if (renewed === null) throw failure
        authorization = renewed
        isRenewed = true
      } else if (isRepeated) {
        sent += 1
        await sleep(pause, call.signal, request)
      } else throw failure
    }
  }

  function pauseAfter(failure: Failure, attemptsSoFar: number, call: Call, begunAt: number): number | null {
    const now = Date.now()
    return pauseBeforeRetry(retry, {
      failure,
      attempt: attemptsSoFar,
      millisecondsLeft: call.deadline - now,
      millisecondsSpent: now - begunAt,
      random: random(),
    })
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
        milliseconds: Date.now() - startedAt,
        retryInMilliseconds: pause,
      },
      'upstream request failed',
    )
  }
}

function toExchangeRequest(request: UpstreamRequest, authorization: string) {
  return {
    method: request.method,
    origin: request.url.origin,
    path: request.url.pathname + request.url.search,
    headers: { ...request.headers, accept: 'application/json', 'accept-encoding': acceptedEncodings, authorization },
    body: request.body ?? null,
  }
}

/** The URL and the headers that make a difference to the answer. */
export function keyOf({ url, headers }: UpstreamRequest): string {
  let key = url.href
  // No value of a header has the end of a line in it.
  for (const name in headers) key += `\n${name}:${headers[name]}`
  return key
}

/** Puts provider and operation in front of the message, once: a failed token grant keeps its own name. */
export function nameFailure(error: unknown, { provider, operation }: UpstreamRequest): Failure {
  if (!(error instanceof Failure)) {
    return new Failure('BAD_RESPONSE', `${provider}, ${operation}: the answer could not be processed.`, {
      cause: error,
    })
  }
  if (error.message.startsWith(`${provider}, `)) return error
  return new Failure(error.code, `${provider}, ${operation}: ${error.message}`, error.details)
}

function sleep(milliseconds: number, signal: LeaveSignal, request: UpstreamRequest): Promise<void> {
  return new Promise((resolve, reject) => {
    const leave = (): void => {
      clearTimeout(timer)
      reject(nameFailure(new Failure('CANCELLED', 'The caller went away.'), request))
    }
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', leave)
      resolve()
    }, milliseconds)
    if (signal.aborted) leave()
    else signal.addEventListener('abort', leave)
  })
}
