// The engine that all provider sandboxes share: one HTTP server on loopback which routes a request to the provider's
// own wire rules, applies the faults that were asked for, counts, and offers the control surface. It knows no provider.
//
// The life of a request: read → control surface? → route → rate limit → faults that refuse → the provider's handler →
// faults that bend rows → faults that bend the answer → delivery. Faults and their order are in sandbox-faults.ts.
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { answerControl, controlPrefix } from './sandbox-control.ts'
import { type Delivery, deliver } from './sandbox-delivery.ts'
import { createFaultBoard } from './sandbox-fault-board.ts'
import { type Fault, strokesOf } from './sandbox-faults.ts'
import { type Budget, createRateLimit, type RateLimit } from './sandbox-rate-limit.ts'
import { createTokenStore, type TokenStore } from './sandbox-tokens.ts'

/** How to start a sandbox. Everything has a default; two sandboxes started alike hold the same rows. */
export interface SandboxOptions<Settings extends object = object> {
  /** Loopback port; 0 (default) takes a free one. */
  readonly port?: number
  /** Rows per business, default 260. Every oddity of the seed is there from about 120 on. */
  readonly customers?: number
  /**
   * Businesses with rows of their own, default 1. The first is the one of `environment`; at Sequence, where the key decides
   * whose customers there are, the client id of the second ends in `-1`, and so on.
   */
  readonly businesses?: number
  /** The provider's knobs; each provider documents its own. */
  readonly settings?: Partial<Settings>
  /** Milliseconds since 1970, for token expiry, rate limits and the dates of archiving. Default Date.now. */
  readonly now?: () => number
}

export interface Sandbox<Settings extends object = object> {
  readonly provider: string
  /** `http://127.0.0.1:PORT` */
  readonly origin: string
  /** The gateway's environment variables that point at this sandbox. */
  readonly environment: Readonly<Record<string, string>>
  readonly control: SandboxControl<Settings>
  /** Where a person makes it fail. */
  readonly controlAddress: string
  /** Stops at once, also while faults hold requests open. */
  close(): Promise<void>
}

export interface SandboxControl<Settings extends object = object> {
  /** Ids of the businesses that have rows; empty where the provider has none in its paths. */
  readonly businesses: readonly string[]
  /** The latest requests, oldest first (at most 2,000). Credentials in them are as fake as the sandbox. */
  readonly requests: readonly RecordedRequest[]
  readonly faults: readonly Fault[]
  readonly settings: Readonly<Settings>
  /** Replaces the faults. Throws a SandboxInputError that says what is wrong with them. */
  setFaults(faults: Fault | readonly Fault[]): void
  clearFaults(): void
  counters(): SandboxCounters
  updateSettings(changes: Partial<Settings>): void
  /** Rows, counters, recorded requests and faults as at the start. Settings and granted tokens stay. */
  reset(): void
}

export type SandboxOperation = 'token' | 'list' | 'get' | 'archive' | 'unarchive' | 'alias' | 'other'

export interface SandboxCounters {
  readonly requests: Record<SandboxOperation, number>
  tokensGranted: number
  redirectsServed: number
  /** GETs on an archive or unarchive URL: what a client does that follows a redirect with a POST. */
  getAfterPost: number
  rateLimited: number
  openSockets: number
  /** Customer id → how often it really went from active to archived. */
  readonly transitions: Record<string, number>
  /** Fault name → how often it struck. */
  readonly faultsStruck: Record<string, number>
}

export interface RecordedRequest {
  readonly operation: SandboxOperation
  readonly method: string
  readonly path: string
  readonly query: string
  readonly headers: Readonly<IncomingHttpHeaders>
  readonly body: string
  readonly faults: readonly string[]
}

export interface WireRequest {
  readonly method: string
  /** As sent: neither decoded nor normalised, so that `..` in a path stays visible. */
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: Readonly<IncomingHttpHeaders>
  readonly body: string
}

export type Row = Readonly<Record<string, unknown>>

export interface WireAnswer {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  /** undefined: no body at all. A string is sent as it is, everything else as JSON. */
  readonly body?: unknown
  /** Customers in the answer, kept apart from their envelope until the row faults have had them. */
  readonly rows?: { readonly items: readonly Row[]; readonly render: (items: readonly Row[]) => unknown }
  readonly delivery?: Delivery
}

/** What faults ask of a provider's own code. */
export interface Strokes {
  readonly paging: 'honest' | 'same-cursor' | 'cyclic-cursor' | 'endless'
  readonly totals: 'honest' | 'wrong'
  /** false: archive and unarchive answer 2xx and change nothing. */
  readonly commits: boolean
  /** Tokens with this serial number or a lower one are refused; Infinity refuses all, static keys too. */
  readonly refusedTokens: number
  readonly grant: 'whole' | 'without-expiry' | 'string-expiry' | 'without-token'
}

export interface Exchange {
  readonly request: WireRequest
  /** The route pattern's groups, decoded. */
  readonly parameters: readonly string[]
  readonly strokes: Strokes
}

export interface Route {
  readonly method: string
  /** Anchored at both ends. */
  readonly path: RegExp
  readonly operation: SandboxOperation
  readonly handle: (exchange: Exchange) => WireAnswer
}

/** One provider's wire rules. */
export interface ProviderWire {
  readonly routes: readonly Route[]
  readonly businesses: readonly string[]
  /** An error answer in the provider's documented shape. */
  failure(status: number): WireAnswer
  /** No route has this path. null: an ordinary 404 (or 405). */
  unmatched(request: WireRequest): WireAnswer | null
  rateLimited(budget: Budget): WireAnswer
  /** Headers that every answer of this provider carries. */
  decorate(answer: WireAnswer, budget: Budget): WireAnswer
  reset(): void
  /** The row with a status that no documentation knows. */
  freeze(row: Row): Row
  /** The row with wrong types in several fields. */
  scramble(row: Row): Row
  /** Rows of a business that nobody asked for (Sequence: of an account), as a list shows them. */
  foreignRows(): readonly Row[]
  /** One of them, as it is shown alone. */
  foreignCustomer(): Row
}

/** What the engine lends to a provider's wire rules. */
export interface Bench<Settings> {
  readonly settings: Readonly<Settings>
  readonly counters: SandboxCounters
  readonly tokens: TokenStore
  readonly now: () => number
}

/** The knobs that every provider has. */
export interface CommonSettings {
  /** null switches the limit off. */
  readonly rateLimit: RateLimit | null
}

export interface SandboxDefinition<Settings extends CommonSettings> {
  readonly provider: string
  readonly options: SandboxOptions<Settings>
  readonly defaults: Settings
  readonly wire: (bench: Bench<Settings>) => ProviderWire
  readonly environment: (origin: string, wire: ProviderWire) => Readonly<Record<string, string>>
}

const recordedRequestsKept = 2_000
const requestBytesAccepted = 1_048_576

export async function startSandboxServer<Settings extends CommonSettings>(
  definition: SandboxDefinition<Settings>,
): Promise<Sandbox<Settings>> {
  const { provider, options } = definition
  const now = options.now ?? Date.now
  const settings: Settings = { ...definition.defaults, ...options.settings }
  const counters = emptyCounters()
  const tokens = createTokenStore(provider, counters, now)
  const wire = definition.wire({ settings, counters, tokens, now })
  const board = createFaultBoard(provider, tokens, counters)
  const rateLimit = createRateLimit(now)
  const requests: RecordedRequest[] = []
  const sockets = new Set<Socket>()
  const closing = new AbortController()
  let served = 0

  const control: SandboxControl<Settings> = {
    businesses: wire.businesses,
    requests,
    get faults() {
      return board.current()
    },
    settings,
    setFaults: (faults) => board.set(faults),
    clearFaults: () => board.clear(),
    counters: () => ({ ...structuredClone(counters), openSockets: sockets.size }),
    updateSettings: (changes) => void Object.assign(settings, changes),
    reset() {
      board.clear()
      wire.reset()
      requests.length = 0
      Object.assign(counters, emptyCounters())
    },
  }

  async function answer(request: WireRequest): Promise<WireAnswer> {
    const { route, parameters } = findRoute(wire.routes, request)
    const operation = route?.operation ?? 'other'
    // Token endpoints are outside the API's budget: at Layer they are on another host.
    const budget = rateLimit.take(operation === 'token' ? null : settings.rateLimit)
    const strikes = route === null || !budget.allowed ? [] : board.strike(operation)
    counters.requests[operation] += 1
    const faults = strikes.map(({ fault }) => fault.name)
    requests.push({ ...request, query: request.query.toString(), operation, faults })
    if (requests.length > recordedRequestsKept) requests.shift()

    if (!budget.allowed) {
      counters.rateLimited += 1
      return wire.decorate(wire.rateLimited(budget), budget)
    }
    if (route === null) return wire.decorate(wire.unmatched(request) ?? unrouted(wire, request), budget)
    return wire.decorate(await underFaults(route, { request, parameters }), budget)

    async function underFaults(found: Route, exchange: Omit<Exchange, 'strokes'>): Promise<WireAnswer> {
      for (const { effect, fault } of strikes) {
        if (effect.at === 'wait')
          await wait(effect.milliseconds(fault), undefined, { signal: closing.signal, ref: false })
      }
      for (const { effect, fault } of strikes) {
        if (effect.at === 'refuse') return effect.answer(fault, wire)
      }
      const whole = found.handle({ ...exchange, strokes: strokesOf(strikes) })
      let items = whole.rows?.items ?? []
      for (const { effect, fault } of strikes) {
        if (effect.at === 'rows' && whole.status < 300) items = effect.change(items, fault, wire)
      }
      let result: WireAnswer = whole.rows === undefined ? whole : { ...whole, body: whole.rows.render(items) }
      for (const { effect, fault } of strikes) {
        if (effect.at === 'answer') result = effect.change(result, fault, wire)
      }
      return result
    }
  }

  async function serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const request = await readRequest(incoming)
    if (request.path.startsWith(controlPrefix)) {
      return deliver(response, answerControl(request, provider, control), closing.signal)
    }
    served += 1
    response.setHeader('x-request-id', `${provider}-${served}`)
    await deliver(response, await answer(request), closing.signal)
  }

  const server = createServer({ keepAliveTimeout: 60_000, requestTimeout: 0, noDelay: true }, (incoming, response) => {
    serve(incoming, response).catch(() => {
      // The caller left, or the sandbox is closing: nobody is there to be told.
      incoming.socket.destroy()
    })
  })
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port ?? 0, '127.0.0.1', resolve)
  })
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  return {
    provider,
    origin,
    controlAddress: `${origin}${controlPrefix}/`,
    environment: definition.environment(origin, wire),
    control,
    async close() {
      closing.abort()
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}

function emptyCounters(): SandboxCounters {
  return {
    requests: { token: 0, list: 0, get: 0, archive: 0, unarchive: 0, alias: 0, other: 0 },
    tokensGranted: 0,
    redirectsServed: 0,
    getAfterPost: 0,
    rateLimited: 0,
    openSockets: 0,
    transitions: {},
    faultsStruck: {},
  }
}

function findRoute(routes: readonly Route[], request: WireRequest): { route: Route | null; parameters: string[] } {
  for (const route of routes) {
    if (route.method !== request.method) continue
    const match = route.path.exec(request.path)
    if (match !== null) return { route, parameters: match.slice(1).map(decodePathPart) }
  }
  return { route: null, parameters: [] }
}

function unrouted(wire: ProviderWire, request: WireRequest): WireAnswer {
  return wire.failure(wire.routes.some((route) => route.path.test(request.path)) ? 405 : 404)
}

function decodePathPart(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

async function readRequest(incoming: IncomingMessage): Promise<WireRequest> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes > requestBytesAccepted) throw new Error('The request body is larger than any provider needs.')
    chunks.push(chunk)
  }
  const url = incoming.url ?? '/'
  const mark = url.indexOf('?')
  return {
    method: incoming.method ?? 'GET',
    path: mark < 0 ? url : url.slice(0, mark),
    query: new URLSearchParams(mark < 0 ? '' : url.slice(mark + 1)),
    headers: incoming.headers,
    body: Buffer.concat(chunks).toString('utf8'),
  }
}

export type { Fault } from './sandbox-faults.ts'
