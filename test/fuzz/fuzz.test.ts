// Requests that nobody should send, over a real port. `npm run fuzz` sends many more of the same kind.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createRequests, type FuzzRequest } from '../../scripts/fuzz/requests.ts'
import { type FuzzResult, fuzz, isDefect } from '../../scripts/fuzz/run.ts'
import { createSender, toBytes } from '../../scripts/fuzz/send.ts'
import { type RunningServer, startServer } from '../../src/index.ts'
import { providers } from '../../src/providers/registry.ts'
import { createSchema } from '../../src/schema/schema.ts'
import { type Rig, type RigOptions, startRig } from '../gateway/rig.ts'

const seed = 20_261_125
const schema = createSchema(providers)
const credential = { authorization: 'Bearer fuzz' }

const gateways: readonly (readonly [string, RigOptions, number])[] = [
  ['in development', { graphiql: false }, 2_200],
  [
    'in production, by callers with a scope too few',
    {
      mode: 'production',
      viewer: (request) =>
        request.headers.get('authorization') === credential.authorization
          ? { id: 'fuzz', linkedAccounts: 'all', scopes: ['customers:read'] }
          : null,
    },
    1_000,
  ],
]

describe.each(gateways)('a gateway %s', (_what, options, count) => {
  let rig: Rig
  let server: RunningServer
  let result: FuzzResult
  beforeAll(async () => {
    rig = await startRig({ customers: 12, ...options })
    server = await startServer({ gateway: rig.gateway, host: '127.0.0.1', port: 0 })
    result = await fuzz({ address: server.address, schema, seed, from: 0, count, headers: credential })
  }, 120_000)
  afterAll(async () => {
    await server.close()
    await rig.close()
  })

  test('answers thousands of mutated requests without a single 5xx', () => {
    const told = result.defects.map(({ index, request, reply }) => [index, toBytes(request).toString('latin1'), reply])
    expect(told).toEqual([])
    const sent = Object.values(result.statuses).reduce((sum, times) => sum + times, 0)
    expect(sent).toBe(count)
    expect(result.statuses).toMatchObject({ 200: expect.any(Number), 400: expect.any(Number), 404: expect.any(Number) })
  })

  test('is alive afterwards, and logged no defect', async () => {
    const sender = createSender(server.address)
    const request: FuzzRequest = { how: 'http', method: 'GET', path: '/healthz', headers: {}, body: null }
    expect(await sender.send(request)).toMatchObject({ status: 200 })
    sender.close()
    expect(rig.lines.filter(({ level }) => Number(level) >= 50)).toEqual([])
  })
})

test('the same seed makes the same requests, and another one others', () => {
  const corpus = { ids: ['i'], cursors: ['c'], externalIds: ['e'] }
  const made = (from: number): string =>
    Array.from({ length: 50 }, (_, at) => toBytes(createRequests(schema, corpus, from)(at)).toString('latin1')).join()
  expect(made(7)).toBe(made(7))
  expect(made(7)).not.toBe(made(8))
})

test.each([
  ['a status of 500', { status: 500, body: '' }, true],
  ['an error that nobody foresaw beside data', { status: 200, body: '{"code":"INTERNAL_SERVER_ERROR"}' }, true],
  ['a refusal', { status: 400, body: '{"errors":[]}' }, false],
  ['a connection that was closed', { status: null, body: '' }, false],
])('%s is a defect: %j → %s', (_what, reply, expected) => {
  expect(isDefect(reply)).toBe(expected)
})
