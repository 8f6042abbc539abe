// What the loop that sends asks of the gate, and what it says when a request is given up between two attempts.
import { afterEach, describe, expect, test } from 'vitest'
import type { Call } from '../../src/domain/call.ts'
import type { Failure } from '../../src/domain/failure.ts'
import type { GateOptions } from '../../src/transport/gate.ts'
import {
  type CredentialTransport,
  createTransport,
  type TransportOptions,
  type UpstreamRequest,
} from '../../src/transport/transport.ts'
import { call, failureOf, type LogLine, recordingLogger } from '../providers/harness.ts'
import { type Answerer, startWireServer, type WireServer } from '../wire-server.ts'

const open: { close(): Promise<void> }[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()))
})

interface Bench {
  readonly server: WireServer
  readonly transport: CredentialTransport
  readonly lines: LogLine[]
  send(request?: Partial<UpstreamRequest>, work?: Call): Promise<unknown>
}

async function bench(
  answerer: Answerer,
  gate: Partial<GateOptions> = {},
  options: Partial<TransportOptions> = {},
): Promise<Bench> {
  const server = await startWireServer(answerer)
  const lines: LogLine[] = []
  const root = createTransport({ logger: recordingLogger(lines), random: () => 0, joinReads: false, ...options })
  open.push(root, server)
  const transport = root.forCredential({ provider: 'ACME', name: 'main', rateLimit: null, ...gate })
  return {
    server,
    transport,
    lines,
    send: (request = {}, work = call()) =>
      transport.sendJson(
        {
          provider: 'Acme',
          operation: 'list things',
          method: 'GET',
          url: new URL('/things', server.origin),
          authorization: { header: async () => 'Secret one', renew: async () => null },
          isRepeatable: true,
          readErrorCode: () => null,
          ...request,
        },
        work,
      ),
  }
}

const change = { method: 'POST', isRepeatable: false } as const
const arrived = ({ server }: Bench, count: number) => expect.poll(() => server.requests.length).toBe(count)

describe('the gate', () => {
  test('learns the rate from the headers of every answer', async () => {
    const one = await bench(() => ({
      status: 404,
      headers: { 'x-ratelimit-limit': '50', 'x-ratelimit-remaining': '7', 'x-ratelimit-reset': '30' },
    }))
    await failureOf(one.send())
    expect(one.transport.condition.rateLimit()).toMatchObject({ limit: 50, remaining: 7, isEstimated: false })
  })

  test('lets a request for a token pass a rate that is used up', async () => {
    const one = await bench(() => ({ body: {} }), { rateLimit: { requests: 1, seconds: 60 } })
    await one.send()
    expect(await failureOf(one.send())).toMatchObject({ code: 'RATE_LIMITED', details: { wasSent: false } })
    await one.send({ ...change, isGrant: true })
    expect(one.server.requests).toHaveLength(2)
  })

  test('earns retries with each request, and none with its retries', async () => {
    const one = await bench(() => ({ status: 503 }), { retryBudget: { share: 1, initial: 0, most: 10 } })
    await failureOf(one.send())
    expect(one.server.requests).toHaveLength(2)
    await failureOf(one.send(change))
    expect(one.server.requests).toHaveLength(3)
    await failureOf(one.send())
    expect(one.server.requests).toHaveLength(5)
    const pauses = one.lines.map(({ facts }) => facts['retryInMilliseconds']).filter((pause) => pause !== undefined)
    expect(pauses).toEqual([0, null, null, 0, null])
  })

  test('blames the provider for attempts of full length, and not for a caller with less patience', async () => {
    const one = await bench(() => null, {}, { limits: { attemptMilliseconds: 150 } })
    await Promise.all(Array.from({ length: 9 }, () => failureOf(one.send(change, call(60)))))
    expect(one.transport.condition.isCircuitOpen()).toBe(false)
    await Promise.all(Array.from({ length: 5 }, () => failureOf(one.send(change))))
    expect(one.transport.condition.isCircuitOpen()).toBe(true)
  })
})

describe('given up between two attempts', () => {
  const narrow = { bulkhead: { inFlight: 1, waiting: 9 } }

  test('because the circuit opened meanwhile: what is told is the failure before', async () => {
    const one = await bench(() => ({ status: 503 }), narrow)
    const work = failureOf(one.send())
    // They wait for the only slot, and its next try waits behind them.
    await Promise.all(Array.from({ length: 4 }, () => failureOf(one.send(change))))
    const failure = await work
    expect(failure).toMatchObject({ code: 'UNAVAILABLE', details: { upstreamStatus: 503 } })
    expect(failure.details.isCircuitOpen).toBeUndefined()
    expect(one.server.requests).toHaveLength(5)
  })

  test('because the caller leaves while it waits for a slot: it was cancelled', async () => {
    const one = await bench(({ method }) => (method === 'GET' ? { status: 503 } : null), narrow)
    const caller = new AbortController()
    const work = failureOf(one.send({}, call(10_000, caller.signal)))
    const other = failureOf(one.send(change, call(10_000, caller.signal)))
    await arrived(one, 2)
    await new Promise((resolve) => setTimeout(resolve, 20))
    caller.abort()
    expect((await work).code).toBe('CANCELLED')
    await other
    expect(one.server.requests).toHaveLength(2)
  })
})

describe('a request', () => {
  test('whose deadline has passed is not sent', async () => {
    const server = await startWireServer(() => ({ body: {} }))
    const root = createTransport({ logger: recordingLogger([]) })
    open.push(root, server)
    const url = new URL(server.origin)
    const work = call(0)
    const request = {
      provider: 'Acme',
      operation: 'list things',
      method: 'GET',
      url,
      authorization: { header: async () => 'x', renew: async () => null },
      isRepeatable: false,
      readErrorCode: () => null,
    } as const
    expect(await failureOf(root.sendJson(request, work))).toMatchObject({
      code: 'TIMEOUT',
      details: { wasSent: false },
    })
    expect(work.attempts).toBe(0)
    expect(server.requests).toHaveLength(0)
  })

  test('that is refused for its credentials counts no retry, and the log tells each pause', async () => {
    let turn = 0
    const statuses = [401, 503, 503, 503]
    const one = await bench(() => ({ status: statuses[turn++] ?? 200, body: {} }))
    const authorization = { header: async () => 'Secret one', renew: async () => 'Secret two' }
    await failureOf(one.send({ authorization }))
    const attempts = one.lines.filter(({ message }) => message === 'upstream request failed')
    expect(attempts.map(({ facts }) => [facts['code'], facts['retryInMilliseconds']])).toEqual([
      ['CREDENTIALS', null],
      ['UNAVAILABLE', 0],
      ['UNAVAILABLE', 0],
      ['UNAVAILABLE', null],
    ])
    expect(one.server.requests.map(({ headers }) => headers.authorization)).toEqual([
      'Secret one',
      ...Array(3).fill('Secret two'),
    ])
  })

  test('that changes something leaves the provider’s id of it with the caller; no other does', async () => {
    const one = await bench(() => ({ body: {}, headers: { 'x-request-id': 'r-1' } }))
    const idOf = async (request: Partial<UpstreamRequest>): Promise<string | null> => {
      const work = call()
      await one.send(request, work)
      return work.changeRequestId
    }
    expect([await idOf(change), await idOf({}), await idOf({ ...change, isGrant: true })]).toEqual(['r-1', null, null])
  })

  test('that is sent again is sent no sooner than Retry-After says, and not at all when the caller leaves', async () => {
    const one = await bench(() => ({ status: 429, headers: { 'retry-after': '3' } }))
    const caller = new AbortController()
    const work = failureOf(one.send({}, call(10_000, caller.signal)))
    await arrived(one, 1)
    await expect.poll(() => one.lines.length).toBe(1)
    caller.abort()
    expect(await work).toMatchObject({ code: 'CANCELLED', message: 'Acme, list things: The caller went away.' })
    expect(one.server.requests).toHaveLength(1)
  })

  test('for a list is parsed once for bytes that come again; any other is parsed each time', async () => {
    const one = await bench(() => ({ body: [{ a: 1 }] }))
    const authorization = { header: async () => 'Secret one', renew: async () => null }
    const threeTimes = async (request: Partial<UpstreamRequest>): Promise<unknown[]> => {
      const read = async () => ((await one.send({ authorization, ...request })) as { json: unknown }).json
      return [await read(), await read(), await read()]
    }
    const [, second, third] = await threeTimes({ scanList: () => null })
    expect(third).toEqual([{ a: 1 }])
    expect(third).toBe(second)
    for (const request of [{}, { ...change, scanList: () => null }]) {
      const [, before, after] = await threeTimes(request)
      expect(after).toEqual([{ a: 1 }])
      expect(after).not.toBe(before)
    }
    expect(one.server.requests).toHaveLength(9)
  })

  test('that sends a body sends it whole, and one without sends none', async () => {
    const one = await bench(() => ({ body: {} }))
    await one.send({ ...change, body: '{"a":1}', headers: { 'content-type': 'application/json' } })
    await one.send(change)
    expect(one.server.requests.map(({ body }) => body)).toEqual(['{"a":1}', ''])
  })

  test('that ends in a fault of our own says so without its text', async () => {
    const one = await bench(() => ({ body: {} }))
    const authorization = {
      header: async (): Promise<string> => {
        throw new TypeError('a secret')
      },
      renew: async () => null,
    }
    const failure: Failure = await failureOf(one.send({ authorization }))
    expect(failure).toMatchObject({
      code: 'BAD_RESPONSE',
      message: 'Acme, list things: the answer could not be processed.',
    })
    expect(failure.details.cause).toBeInstanceOf(TypeError)
  })
})
