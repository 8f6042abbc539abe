// How provider clients reach their provider: JSON over HTTP with credentials, inside the caller's deadline, repeated
// where that is safe. Says which provider and operation failed; the exchange below knows neither.
import type { Call } from '../domain/call.ts'
import type { CredentialCondition } from '../domain/credential-condition.ts'
import type { ScanList } from '../domain/row-table.ts'
import type { Logger } from '../observability/logger.ts'
import type { JsonAnswer, ParsedJson, ReadErrorCode } from './answer.ts'
import { createExchange, type ExchangeLimits } from './exchange.ts'
import { createGate, type Gate, type GateOptions, openGate } from './gate.ts'
import { createJoinedReads, type JoinedReads } from './joined-reads.ts'
import { defaultRetryPolicy, type RetryPolicy } from './retry.ts'
import { createSender, keyOf, nameFailure } from './send-request.ts'
import { createUnchangedAnswers } from './unchanged-answers.ts'

export interface Authorization {
  /** The Authorization header's value; at once where it is known. */
  header(call: Call): string | Promise<string>
  /** After a 401: another value to try once, or null when there is no other (static credentials). */
  renew(refused: string, call: Call): Promise<string | null>
}

/** A `URL`, or what one would give. */
export type UpstreamUrl = Pick<URL, 'href' | 'origin' | 'pathname' | 'search'>

export interface UpstreamRequest {
  /** For messages and the log, e.g. "Layer" and "list customers". */
  readonly provider: string
  readonly operation: string
  readonly method: 'GET' | 'POST'
  readonly url: UpstreamUrl
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  /** One object for each linked account: equal reads with the same one are joined. */
  readonly authorization: Authorization
  /** True when a second request does no harm: reads and token grants. */
  readonly isRepeatable: boolean
  /** For a list of customers: reads it without parsing its rows. It is asked for again and again: see unchanged-answers.ts. */
  readonly scanList?: ScanList
  /** True for a request for a token, which others wait for. */
  readonly isGrant?: boolean
  readonly readErrorCode: ReadErrorCode
}

export interface Transport {
  /** The parsed body of a 2xx answer. Throws Failure for everything else; its message names provider and operation. */
  sendJson(request: UpstreamRequest, call: Call): Promise<JsonAnswer>
  close(): Promise<void>
}

/** What the linked accounts of one credential share: breaker, bulkhead, rate, and reads that are in flight. */
export interface CredentialTransport extends Transport {
  readonly condition: CredentialCondition
}

export interface RootTransport extends Transport {
  /** Its `close` turns away what waits, and leaves the connections to the root's. */
  forCredential(options: GateOptions): CredentialTransport
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
  /** Whether equal reads in flight become one. Default true. */
  readonly joinReads?: boolean
  /** Called when something is about to change at a provider, and when it has changed or may have. */
  readonly onChange?: () => void
}

/** Itself it sends through no gate; what it makes for a credential does. */
export function createTransport(options: TransportOptions): RootTransport {
  const { logger, retry = defaultRetryPolicy, random = Math.random, joinReads = true, onChange = () => {} } = options
  const limits = { ...defaultTransportLimits, ...options.limits }
  const exchange = createExchange(limits)
  const gates: Gate[] = []
  const unchanged = createUnchangedAnswers<ParsedJson>()

  function sendThrough(gate: Gate, joined: JoinedReads<JsonAnswer> | null): Transport['sendJson'] {
    const { attemptMilliseconds } = limits
    const send = createSender({ exchange, gate, unchanged, retry, attemptMilliseconds, random, logger })

    function separate(): void {
      joined?.separate()
      onChange()
    }

    async function sendChange(request: UpstreamRequest, call: Call): Promise<JsonAnswer> {
      separate()
      try {
        return await send(request, call)
      } finally {
        separate()
      }
    }

    async function join(reads: JoinedReads<JsonAnswer>, request: UpstreamRequest, call: Call): Promise<JsonAnswer> {
      try {
        return await reads.read(request.authorization, keyOf(request), call, (shared) => send(request, shared))
      } catch (error) {
        throw nameFailure(error, request)
      } finally {
        call.hasHeard = true
      }
    }

    return (request, call) => {
      if (!request.isRepeatable) return sendChange(request, call)
      return joined === null || request.method !== 'GET' ? send(request, call) : join(joined, request, call)
    }
  }

  return {
    sendJson: sendThrough(openGate, null),
    forCredential: (gateOptions) => {
      const gate = createGate(gateOptions, logger)
      gates.push(gate)
      return {
        sendJson: sendThrough(gate, joinReads ? createJoinedReads() : null),
        condition: gate,
        close: async () => gate.close(),
      }
    },
    close: async () => {
      for (const gate of gates) gate.close()
      await exchange.close()
    },
  }
}
