// What the requests of one credential meet on their way out, over real sockets: circuit, bulkhead, pace, joined reads.
import { afterEach, describe, expect, test, vi } from 'vitest'
import { type Call, createCall } from '../../src/domain/call.ts'
import type { Failure } from '../../src/domain/failure.ts'
import type { LogFacts, Logger } from '../../src/observability/logger.ts'
import { defaultBreakerPolicy } from '../../src/transport/breaker.ts'
import type { GateOptions } from '../../src/transport/gate.ts'
import { createTokenSource } from '../../src/transport/token-source.ts'
import {
  type Authorization,
  type CredentialTransport,
  createTransport,
  type TransportOptions,
  type UpstreamRequest,
} from '../../src/transport/transport.ts'
import { type Answerer, startWireServer, type WireServer } from '../wire-server.ts'

const closers: (() => Promise<void>)[] = []
afterEach(async () => {
  await Promise.all(closers.splice(0).map((close) => close()))
})

interface Setting {
  readonly server: WireServer
  readonly transport: CredentialTransport
  readonly other: CredentialTransport
  readonly changes: LogFacts[]
}

async function over(
  answerer: Answerer,
  gate: Partial<GateOptions> = {},
  options: Partial<TransportOptions> = {},
): Promise<Setting> {
  const server = await startWireServer(answerer)
  const changes: LogFacts[] = []
  const note = (facts: LogFacts): void => void (facts['circuit'] !== undefined && changes.push(facts))
  const logger: Logger = { debug() {}, info: note, warn: note, error: note }
  const root = createTransport({ logger, random: () => 0, ...options })
  closers.push(() => root.close(), server.close)
  const shared = { provider: 'THRED', rateLimit: null, ...gate }
  return {
    server,
    changes,
    transport: root.forCredential({ ...shared, name: 'main' }),
    other: root.forCredential({ ...shared, name: 'other' }),
  }
}

const fixed: Authorization = { header: async () => 'Basic x', renew: async () => null }

function send(
  { server, transport }: Pick<Setting, 'server' | 'transport'>,
  changes: Partial<UpstreamRequest> & { path?: string } = {},
  call: Call = createCall(Date.now() + 10_000),
): Promise<unknown> {
  const { path = '/customers', ...rest } = changes
  const method = rest.method ?? 'GET'
  const request: UpstreamRequest = {
    provider: 'Thred',
    operation: 'list customers',
    method,
    url: new URL(path, server.origin),
    authorization: fixed,
    isRepeatable: method === 'GET',
    readErrorCode: () => null,
    ...rest,
  }
  return transport.sendJson(request, call).then(({ json }) => json)
}

/** The code of what it fails with, CIRCUIT_OPEN among them. */
const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'served',
    ({ code, details }: Failure) => (details.isCircuitOpen === true ? 'CIRCUIT_OPEN' : code),
  )

async function codesOf(setting: Setting, count: number, make: (index: number) => Call | undefined = () => undefined) {
  const codes: string[] = []
  for (let index = 0; index < count; index += 1) codes.push(await codeOf(send(setting, {}, make(index))))
  return codes
}

const times = (count: number, code: string): string[] => Array.from({ length: count }, () => code)
const quick = { breaker: { ...defaultBreakerPolicy, openMilliseconds: [40] } }
const single = { retry: { attempts: 1, baseMilliseconds: 0, capMilliseconds: 0 } }

describe('the circuit', () => {
  test('opens after five failed requests, sends nothing then, and closes with the first success', async () => {
    let isDead = true
    const setting = await over(() => ({ status: isDead ? 503 : 200, body: {} }), quick, single)
    expect(await codesOf(setting, 7)).toEqual([...times(5, 'UNAVAILABLE'), 'CIRCUIT_OPEN', 'CIRCUIT_OPEN'])
    expect(setting.server.requests).toHaveLength(5)
    expect(setting.transport.condition.isCircuitOpen()).toBe(true)
    isDead = false
    await expect.poll(() => codeOf(send(setting))).toBe('served')
    expect(setting.transport.condition.isCircuitOpen()).toBe(false)
    expect(setting.changes.map(({ circuit }) => circuit)).toEqual(['open', 'half-open', 'closed'])
    expect(setting.changes[0]).toMatchObject({ provider: 'THRED', credential: 'main' })
  })

  test('tells when to come again, and that nothing was sent', async () => {
    const setting = await over(() => ({ status: 500 }), {}, single)
    await codesOf(setting, 5)
    const failure = await send(setting).catch((error: Failure) => error)
    expect(failure).toMatchObject({
      code: 'UNAVAILABLE',
      details: { isCircuitOpen: true, wasSent: false, retryAfterSeconds: 5 },
    })
  })

  test('counts retries as requests, and ends them once it is open', async () => {
    const setting = await over(() => ({ status: 500 }))
    expect(await codesOf(setting, 3)).toEqual(['UNAVAILABLE', 'UNAVAILABLE', 'CIRCUIT_OPEN'])
    expect(setting.server.requests).toHaveLength(5)
  })

  test('300 requests one after the other to a provider that is dead: at most 60 are sent', async () => {
    const setting = await over((_request, response) => {
      response.destroy()
      return null
    })
    const codes = await codesOf(setting, 300)
    expect(setting.server.requests.length).toBeLessThanOrEqual(60)
    expect(codes.at(-1)).toBe('CIRCUIT_OPEN')
  })

  test.each([400, 401, 403, 404, 409, 410, 422])('is not opened by status %i', async (status) => {
    const setting = await over(() => ({ status }), {}, single)
    expect(await codesOf(setting, 30)).not.toContain('CIRCUIT_OPEN')
    expect(setting.server.requests).toHaveLength(30)
  })

  test('is not opened by callers who leave, nor by those with no patience', async () => {
    const setting = await over(() => null, {}, { joinReads: false })
    expect(await codesOf(setting, 6, () => createCall(Date.now() + 20))).toEqual(times(6, 'TIMEOUT'))
    const leaver = (): Call => createCall(Date.now() + 5_000, AbortSignal.timeout(20))
    expect(await codesOf(setting, 6, leaver)).toEqual(times(6, 'CANCELLED'))
    expect(setting.transport.condition.isCircuitOpen()).toBe(false)
  })

  test('releases those who wait for their turn when it opens', async () => {
    const options = { joinReads: false, ...single }
    const setting = await over(() => ({ status: 500 }), { rateLimit: { requests: 5, seconds: 8 } }, options)
    const codes = await Promise.all(Array.from({ length: 8 }, () => codeOf(send(setting))))
    expect(codes).toEqual([...times(5, 'UNAVAILABLE'), ...times(3, 'CIRCUIT_OPEN')])
  })

  test('is each credential’s own', async () => {
    const setting = await over(() => ({ status: 500 }), {}, single)
    await codesOf(setting, 6)
    expect(await codeOf(send({ ...setting, transport: setting.other }))).toBe('UNAVAILABLE')
    expect(setting.other.condition.isCircuitOpen()).toBe(false)
  })
})

describe('the bulkhead', () => {
  test('300 requests at once to a provider that hangs: at most 60 are sent, the others learn why', async () => {
    const options = { joinReads: false, limits: { attemptMilliseconds: 300 } }
    const setting = await over(() => null, {}, options)
    const codes = await Promise.all(Array.from({ length: 300 }, () => codeOf(send(setting))))
    expect(setting.server.requests.length).toBeLessThanOrEqual(60)
    expect(new Set(codes)).toEqual(new Set(['TIMEOUT', 'CIRCUIT_OPEN']))
  })

  test('a full queue sheds at once, and the provider is not blamed', async () => {
    const setting = await over(() => null, { bulkhead: { inFlight: 1, waiting: 1 } }, { joinReads: false })
    const caller = new AbortController()
    const call = (): Call => createCall(Date.now() + 5_000, caller.signal)
    const held = [codeOf(send(setting, {}, call())), codeOf(send(setting, {}, call()))]
    await expect.poll(() => setting.server.requests.length).toBe(1)
    const failures = await Promise.all(
      Array.from({ length: 20 }, () => send(setting, {}, call()).catch((error: Failure) => error)),
    )
    for (const failure of failures) {
      expect(failure).toMatchObject({ code: 'UNAVAILABLE', details: { wasSent: false } })
      expect(failure).not.toHaveProperty('details.isCircuitOpen')
    }
    expect(setting.transport.condition.isCircuitOpen()).toBe(false)
    caller.abort()
    expect(await Promise.all(held)).toEqual(['CANCELLED', 'CANCELLED'])
    expect(setting.server.requests).toHaveLength(1)
  })

  test('requests that wait for a token hold no slot that the token needs', async () => {
    const setting = await over(
      ({ target }) => ({ body: target === '/token' ? 'granted' : { served: target } }),
      { bulkhead: { inFlight: 1, waiting: 1_000 } },
      { joinReads: false },
    )
    const source = createTokenSource({
      now: Date.now,
      requestGrant: async (call) => {
        const grant = { method: 'POST', isRepeatable: true, isGrant: true, path: '/token' } as const
        // The body is text, not JSON: only that it comes is of interest here.
        await send(setting, grant, call).catch(() => null)
        return { token: 'granted', lifetimeSeconds: 3_600 }
      },
    })
    const authorization: Authorization = { header: (call) => source.get(call), renew: async () => null }
    const answers = Array.from({ length: 20 }, (_, index) => send(setting, { authorization, path: `/${index}` }))
    await Promise.all(answers)
    expect(setting.server.requests.filter(({ target }) => target === '/token')).toHaveLength(1)
    expect(setting.server.requests).toHaveLength(21)
  })

  test('a closed transport turns away those who wait', async () => {
    const setting = await over(() => null, { bulkhead: { inFlight: 1, waiting: 9 } }, { joinReads: false })
    const codes = [codeOf(send(setting)), codeOf(send(setting))]
    await expect.poll(() => setting.server.requests.length).toBe(1)
    await setting.transport.close()
    expect(await codes[1]).toBe('UNAVAILABLE')
    await closers[0]?.()
    await codes[0]
  })
})

describe('the pace', () => {
  test('a burst waits for its turns instead of collecting refusals', async () => {
    const rateLimit = { requests: 5, seconds: 0.2 }
    const arrivals: number[] = []
    const setting = await over(
      () => {
        arrivals.push(performance.now())
        return { body: {} }
      },
      { rateLimit },
      { joinReads: false },
    )
    await Promise.all(Array.from({ length: 20 }, () => send(setting)))
    for (const [index, at] of arrivals.entries()) {
      expect((arrivals[index + 5] ?? Number.POSITIVE_INFINITY) - at).toBeGreaterThan(195)
    }
  })

  test('a refusal pauses the whole credential, and what was refused is served after it', async () => {
    let refusals = 1
    const refused = { status: 429, headers: { 'retry-after': '1' } }
    const setting = await over(() => (refusals-- > 0 ? refused : { body: {} }), {}, { joinReads: false })
    const first = send(setting)
    await expect.poll(() => setting.transport.condition.rateLimit()).toMatchObject({ remaining: 0, isEstimated: true })
    const hasty = send(setting, {}, createCall(Date.now() + 300)).catch((error: Failure) => error)
    expect(await hasty).toMatchObject({ code: 'RATE_LIMITED', details: { wasSent: false, retryAfterSeconds: 1 } })
    expect(setting.server.requests).toHaveLength(1)
    await Promise.all([first, send(setting)])
    expect(setting.server.requests).toHaveLength(3)
  })

  test('a burst that runs into an unknown limit does not open the circuit, and is served', async () => {
    let left = 10
    setTimeout(() => {
      left = 1_000
    }, 900)
    const setting = await over(() => (left-- > 0 ? { body: {} } : { status: 429 }), {}, { joinReads: false })
    const codes = await Promise.all(Array.from({ length: 30 }, () => codeOf(send(setting))))
    expect(new Set(codes)).toEqual(new Set(['served']))
    expect(setting.changes).toEqual([])
  })
})

describe('joined reads', () => {
  test('equal reads at once are one request; with joining switched off they are not', async () => {
    const setting = await over(() => ({ body: { value: 1 } }))
    expect(new Set(await Promise.all(Array.from({ length: 200 }, () => send(setting))))).toHaveLength(1)
    expect(setting.server.requests).toHaveLength(1)
    const apart = await over(() => ({ body: {} }), {}, { joinReads: false })
    await Promise.all(Array.from({ length: 20 }, () => send(apart)))
    expect(apart.server.requests).toHaveLength(20)
  })

  test('reads of other credentials, accounts, addresses and headers are never joined', async () => {
    const setting = await over(() => ({ body: {} }))
    await Promise.all([
      send(setting),
      send({ ...setting, transport: setting.other }),
      send(setting, { authorization: { ...fixed } }),
      send(setting, { path: '/customers?page=2' }),
      send(setting, { headers: { version: '2' } }),
    ])
    expect(setting.server.requests).toHaveLength(5)
  })

  test('a call has heard of its provider once a read of it is answered, or refused, and not before', async () => {
    const held: ((status: number) => void)[] = []
    const setting = await over(async () => ({
      status: await new Promise<number>((resolve) => held.push(resolve)),
      body: {},
    }))
    const calls = [createCall(Date.now() + 10_000), createCall(Date.now() + 10_000)]
    const heard = () => calls.map(({ hasHeard }) => hasHeard)
    const reads = calls.map((call, index) =>
      send(setting, { path: `/customers?page=${index}` }, call).catch(() => null),
    )
    await expect.poll(() => held.length).toBe(2)
    expect(heard()).toEqual([false, false])
    held[0]?.(200)
    await Promise.race(reads)
    expect(heard().toSorted()).toEqual([false, true])
    held[1]?.(403)
    await Promise.all(reads)
    expect(heard()).toEqual([true, true])
  })

  test('a read after a change never joins one from before it, nor one from while it was made', async () => {
    const held: (() => void)[] = []
    const setting = await over(async ({ method }) => {
      await new Promise<void>((resolve) => held.push(resolve))
      return { body: { method } }
    })
    const arrived = (count: number) => expect.poll(() => setting.server.requests.length).toBe(count)
    const before = send(setting)
    await arrived(1)
    const change = send(setting, { method: 'POST' })
    await arrived(2)
    const during = send(setting)
    await arrived(3)
    held[1]?.()
    await change
    const after = send(setting)
    await arrived(4)
    for (const release of held) release()
    await Promise.all([before, during, after])
  })

  test('the last caller to leave breaks the request off, the first one does not', async () => {
    const setting = await over(() => null)
    const callers = [new AbortController(), new AbortController()]
    const codes = callers.map(({ signal }) => codeOf(send(setting, {}, createCall(Date.now() + 5_000, signal))))
    await expect.poll(() => setting.server.requests.length).toBe(1)
    callers[0]?.abort()
    expect(await codes[0]).toBe('CANCELLED')
    expect(setting.server.sockets.size).toBe(1)
    callers[1]?.abort()
    expect(await codes[1]).toBe('CANCELLED')
    await expect.poll(() => setting.server.sockets.size, { interval: 5, timeout: 1_000 }).toBe(0)
  })
})

test('a thousand waiters on one signal leave no listener, no warning and no unhandled rejection', async () => {
  const problems: unknown[] = []
  const note = (problem: unknown): void => void problems.push(problem)
  process.on('warning', note).on('unhandledRejection', note)
  const setting = await over(() => null, {}, { joinReads: false })
  const caller = new AbortController()
  const remove = vi.spyOn(caller.signal, 'removeEventListener')
  const add = vi.spyOn(caller.signal, 'addEventListener')
  const codes = Array.from({ length: 1_000 }, () =>
    codeOf(send(setting, {}, createCall(Date.now() + 5_000, caller.signal))),
  )
  await expect.poll(() => setting.server.requests.length).toBe(50)
  caller.abort()
  expect(new Set(await Promise.all(codes))).toEqual(new Set(['CANCELLED']))
  expect(remove.mock.calls.length).toBeGreaterThanOrEqual(add.mock.calls.length)
  await new Promise((resolve) => setImmediate(resolve))
  process.off('warning', note).off('unhandledRejection', note)
  expect(problems).toEqual([])
})
