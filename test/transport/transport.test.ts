// A request with everything that may become of it: credentials, retries, names, and a caller who may leave at any moment.
import { afterEach, describe, expect, test } from 'vitest'
import { Failure } from '../../src/domain/failure.ts'
import type { JsonAnswer } from '../../src/transport/answer.ts'
import {
  type Authorization,
  createTransport,
  type Transport,
  type TransportOptions,
} from '../../src/transport/transport.ts'
import { call, failureOf, type LogLine, recordingLogger } from '../providers/harness.ts'
import { type Answerer, startWireServer, type WireServer } from '../wire-server.ts'

const open: { close(): Promise<void> }[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()))
})

interface Bench {
  readonly server: WireServer
  readonly transport: Transport
  readonly lines: LogLine[]
  send(
    request?: Partial<Parameters<Transport['sendJson']>[0]>,
    work?: Parameters<Transport['sendJson']>[1],
  ): Promise<JsonAnswer>
}

async function bench(answerer: Answerer, options: Partial<TransportOptions> = {}): Promise<Bench> {
  const server = await startWireServer(answerer)
  const lines: LogLine[] = []
  const transport = createTransport({ logger: recordingLogger(lines), random: () => 0, ...options })
  open.push(server, transport)
  return {
    server,
    transport,
    lines,
    send: (request, work = call()) =>
      transport.sendJson(
        {
          provider: 'Acme',
          operation: 'list things',
          method: 'GET',
          url: new URL(`${server.origin}/things?x=1`),
          authorization: fixed('Secret one'),
          isRepeatable: true,
          readErrorCode: () => null,
          ...request,
        },
        work,
      ),
  }
}

function fixed(header: string, renewed: string | null = null): Authorization {
  return { header: async () => header, renew: async () => renewed }
}

/** Answers in turn, and the last one for ever. */
function inTurn(...statuses: readonly number[]): Answerer {
  let turn = 0
  return () => {
    const status = statuses[Math.min(turn, statuses.length - 1)] ?? 200
    turn += 1
    return { status, body: { turn } }
  }
}

describe('a request', () => {
  test('carries credentials, and asks for JSON in codings that can be undone', async () => {
    const { send, server } = await bench(() => ({ body: { ok: true } }))
    expect(await send({ headers: { 'x-own': '1' } })).toMatchObject({ status: 200, json: { ok: true } })
    expect(server.requests).toMatchObject([
      {
        method: 'GET',
        target: '/things?x=1',
        headers: {
          authorization: 'Secret one',
          accept: 'application/json',
          'accept-encoding': 'gzip, deflate, br',
          'x-own': '1',
        },
      },
    ])
  })

  test('that fails says who was asked for what, and the log says it without credentials', async () => {
    const { send, lines } = await bench(inTurn(404))
    expect((await failureOf(send())).message).toBe('Acme, list things: The answer has status 404.')
    expect(lines).toMatchObject([
      {
        level: 'debug',
        message: 'upstream request failed',
        facts: {
          provider: 'Acme',
          operation: 'list things',
          code: 'NOT_FOUND',
          upstreamStatus: 404,
          retryInMilliseconds: null,
        },
      },
    ])
    expect(JSON.stringify(lines)).not.toContain('Secret')
  })

  test('counts its attempts where the report finds them', async () => {
    const { send } = await bench(inTurn(503, 503, 200))
    const work = call()
    await send({}, work)
    expect(work.attempts).toBe(3)
  })
})

describe('a retry', () => {
  test.each([500, 502, 503, 504, 429, 408])('follows status %i, and its answer is the answer', async (status) => {
    const { send, server } = await bench(inTurn(status, 200))
    expect((await send()).json).toEqual({ turn: 2 })
    expect(server.requests).toHaveLength(2)
  })

  test.each([400, 403, 404, 409, 422, 301])('never follows status %i', async (status) => {
    const { send, server } = await bench(inTurn(status, 200))
    await failureOf(send())
    expect(server.requests).toHaveLength(1)
  })

  test('never follows an answer that is complete and wrong', async () => {
    const { send, server } = await bench(() => ({ body: '<html>' }))
    expect((await failureOf(send())).code).toBe('BAD_RESPONSE')
    expect(server.requests).toHaveLength(1)
  })

  test('comes twice at most', async () => {
    const { send, server } = await bench(inTurn(503))
    expect((await failureOf(send())).code).toBe('UNAVAILABLE')
    expect(server.requests).toHaveLength(3)
  })

  test('never comes for a request that is not repeatable, not even when it was not sent', async () => {
    const { send, server, lines } = await bench(inTurn(503))
    await failureOf(send({ method: 'POST', isRepeatable: false }))
    expect(server.requests).toHaveLength(1)
    await server.close()
    await failureOf(send({ method: 'POST', isRepeatable: false }))
    expect(lines).toHaveLength(2)
  })

  test('never comes after the deadline, also when Retry-After asks for it', async () => {
    const { send, server } = await bench(() => ({ status: 429, headers: { 'retry-after': '60' } }))
    expect(await failureOf(send({}, call(5_000)))).toMatchObject({
      code: 'RATE_LIMITED',
      details: { retryAfterSeconds: 60 },
    })
    expect(server.requests).toHaveLength(1)
  })

  test('is not waited for by a caller who leaves', async () => {
    const caller = new AbortController()
    const { send, server } = await bench(() => ({ status: 429, headers: { 'retry-after': '3' } }))
    const work = failureOf(send({}, call(60_000, caller.signal)))
    await until(() => server.requests.length === 1)
    setTimeout(() => caller.abort(), 20)
    expect(await work).toMatchObject({ code: 'CANCELLED', message: expect.stringContaining('Acme, list things') })
    expect(server.requests).toHaveLength(1)
  })
})

describe('a 401', () => {
  test('is tried once more with other credentials', async () => {
    const { send, server } = await bench(({ headers }) => ({
      status: headers.authorization === 'Secret two' ? 200 : 401,
      body: {},
    }))
    await send({ authorization: fixed('Secret one', 'Secret two') })
    expect(server.requests.map(({ headers }) => headers.authorization)).toEqual(['Secret one', 'Secret two'])
  })

  test('is tried once more for a request that is not repeatable too: it was refused, not performed', async () => {
    const { send, server } = await bench(inTurn(401, 200))
    await send({ method: 'POST', isRepeatable: false, authorization: fixed('Secret one', 'Secret two') })
    expect(server.requests).toHaveLength(2)
  })

  test('is final where there are no others', async () => {
    const { send, server } = await bench(inTurn(401))
    expect((await failureOf(send())).code).toBe('CREDENTIALS')
    expect(server.requests).toHaveLength(1)
  })

  test('for ever is two requests', async () => {
    const { send, server } = await bench(inTurn(401))
    expect((await failureOf(send({ authorization: fixed('Secret one', 'Secret two') }))).code).toBe('CREDENTIALS')
    expect(server.requests).toHaveLength(2)
  })

  test('between other failures does not buy more attempts', async () => {
    const { send, server } = await bench(inTurn(503, 401, 503, 401, 200))
    await failureOf(send({ authorization: fixed('Secret one', 'Secret two') }))
    expect(server.requests.length).toBeLessThanOrEqual(4)
  })
})

describe('credentials that cannot be had', () => {
  const noToken = (code: Failure['code']): Authorization => ({
    header: async () => {
      throw new Failure(code, 'No token.', { wasSent: true, upstreamStatus: 503 })
    },
    renew: async () => null,
  })

  test.each(['CREDENTIALS', 'UNAVAILABLE', 'TIMEOUT', 'RATE_LIMITED', 'CANCELLED'] as const)(
    'with %s: the request is not sent, is not retried, and is known not to have been sent',
    async (code) => {
      const { send, server } = await bench(inTurn(200))
      for (const isRepeatable of [true, false]) {
        expect(await failureOf(send({ isRepeatable, authorization: noToken(code) }))).toMatchObject({
          code,
          message: 'Acme, list things: No token.',
          details: { wasSent: false, upstreamStatus: 503 },
        })
      }
      expect(server.requests).toEqual([])
    },
  )
})

test('a listener on the caller’s signal is not left behind by retries', async () => {
  const warnings: string[] = []
  const listen = (warning: Error): void => void warnings.push(warning.name)
  process.on('warning', listen)
  const { send } = await bench(inTurn(503))
  const { signal } = new AbortController()
  await Promise.all(Array.from({ length: 100 }, () => failureOf(send({}, call(10_000, signal)))))
  await new Promise((resolve) => setImmediate(resolve))
  process.off('warning', listen)
  expect(warnings).toEqual([])
})

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5))
}
