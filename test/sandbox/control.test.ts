// The control surface: useful to people and other processes on this machine, and to nobody else.
import { request as openRequest } from 'node:http'
import { afterAll, afterEach, describe, expect, test } from 'vitest'
import { startSandbox as startLayer } from '../../src/providers/layer/sandbox.ts'
import { faultNames } from '../../src/providers/sandbox-faults.ts'
import type { Sandbox, SandboxOptions } from '../../src/providers/sandbox-server.ts'
import { startSandbox as startSequence } from '../../src/providers/sequence/sandbox.ts'
import { startSandbox as startThred } from '../../src/providers/thred/sandbox.ts'
import { layerCaller, send, sequenceCaller } from './callers.ts'

// A registry holds the three under one type.
const starters: readonly ((options?: SandboxOptions) => Promise<Sandbox>)[] = [startLayer, startSequence, startThred]

const sandbox = await startSequence()
const control = (path: string, method = 'GET', body?: unknown) =>
  send(`${sandbox.origin}/__sandbox${path}`, {
    method,
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })

afterEach(() => sandbox.control.reset())
afterAll(() => sandbox.close())

/** fetch cannot set Host, so these go over node:http. */
function statusFor(headers: Record<string, string>, path = '/__sandbox/'): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const request = openRequest(`${sandbox.origin}${path}`, { headers }, (response) => {
      response.resume()
      resolve(response.statusCode)
    })
    request.on('error', reject).end()
  })
}

test('all three start under one type and tell the gateway where they are', async () => {
  const sandboxes = await Promise.all(starters.map((start) => start()))
  expect(sandboxes.map(({ provider, environment }) => [provider, Object.keys(environment)])).toEqual([
    [
      'layer',
      [
        'LAYER_CLIENT_ID',
        'LAYER_CLIENT_SECRET',
        'LAYER_BUSINESS_ID',
        'LAYER_ENVIRONMENT',
        'LAYER_BASE_URL',
        'LAYER_TOKEN_URL',
      ],
    ],
    ['sequence', ['SEQUENCE_CLIENT_ID', 'SEQUENCE_CLIENT_SECRET', 'SEQUENCE_ENVIRONMENT', 'SEQUENCE_BASE_URL']],
    ['thred', ['THRED_PARTNER_ID', 'THRED_API_KEY', 'THRED_BUSINESS_ID', 'THRED_ENVIRONMENT', 'THRED_BASE_URL']],
  ])
  for (const { origin } of sandboxes) expect(new URL(origin).hostname).toBe('127.0.0.1')
  await Promise.all(sandboxes.map((one) => one.close()))
})

test('a scope of its own is told too', async () => {
  const scoped = await startLayer({ settings: { scope: 'https://sandbox.layerfi.com/other' } })
  expect(scoped.environment.LAYER_SCOPE).toBe('https://sandbox.layerfi.com/other')
  await scoped.close()
})

test('a port that is taken fails the start', async () => {
  await expect(startLayer({ port: Number(new URL(sandbox.origin).port) })).rejects.toThrow('EADDRINUSE')
})

describe('over HTTP', () => {
  test('the help text names every fault that means something here', async () => {
    const { json } = await control('/')
    expect(json.sandbox).toBe('sequence')
    const missing = faultNames.filter((name) => !(name in json.faults))
    expect(missing).toEqual(['expired-token', 'token-without-expiry', 'token-string-expiry', 'token-without-token'])
    expect(json.faults.latency).toEqual({
      description: expect.any(String),
      parameters: { ms: 1_000 },
      operations: ['token', 'list', 'get', 'archive', 'unarchive', 'alias'],
    })
  })

  test('faults are set, read and cleared', async () => {
    const fault = { name: 'status', status: 503, operations: ['list'], times: 3 }
    expect((await control('/faults', 'PUT', fault)).json).toEqual([fault])
    expect((await sequenceCaller(sandbox)('/customers')).status).toBe(503)
    expect((await control('/faults')).json).toEqual([fault])
    expect((await control('/faults', 'PUT', [fault, { name: 'drip' }])).json).toHaveLength(2)
    expect((await control('/faults', 'DELETE')).json).toEqual([])
    expect((await sequenceCaller(sandbox)('/customers')).status).toBe(200)
  })

  test.each([
    ['not JSON', '{', 'JSON'],
    ['not an object', 'null', 'object'],
    ['no name', {}, 'latency'],
    ['an unknown name', { name: 'gremlins' }, 'Known are'],
    ['a name of Object.prototype', { name: 'toString' }, 'Known are'],
    ['an unknown parameter', { name: 'latency', seconds: 1 }, 'seconds'],
    ['a parameter of the wrong type', { name: 'latency', ms: 'long' }, 'whole number'],
    ['a negative one', { name: 'latency', ms: -1 }, 'whole number'],
    ['no such status', { name: 'status', status: 99 }, 'status code'],
    ['an unknown operation', { name: 'latency', operations: ['delete'] }, 'unarchive'],
    ['no operation', { name: 'latency', operations: [] }, 'operations'],
    ['zero times', { name: 'latency', times: 0 }, 'times'],
    ['a fault of other providers', { name: 'expired-token' }, 'layer and thred'],
    ['one bad among good ones', [{ name: 'drop' }, { name: 'x' }], 'Fault 1'],
  ])('%s is refused with the reason, and changes nothing', async (_case, body, reason) => {
    sandbox.control.setFaults({ name: 'latency', ms: 0 })
    const refused = await control('/faults', 'PUT', body)
    expect(refused.status).toBe(400)
    expect(refused.json.error).toContain(reason)
    expect(sandbox.control.faults).toEqual([{ name: 'latency', ms: 0 }])
  })

  test('settings are read and changed, unknown ones refused', async () => {
    expect((await control('/settings', 'PATCH', { defaultLimit: 3 })).json.defaultLimit).toBe(3)
    expect((await sequenceCaller(sandbox)('/customers')).json.items).toHaveLength(3)
    expect((await control('/settings', 'PATCH', { defualtLimit: 3 })).status).toBe(400)
    sandbox.control.updateSettings({ defaultLimit: 10 })
  })

  test('counters and requests tell what was asked; reset forgets it and brings the rows back', async () => {
    const call = sequenceCaller(sandbox)
    const [{ id }] = (await call('/customers')).json.items
    await call(`/customers/${id}/archive`, { method: 'POST' })
    sandbox.control.setFaults({ name: 'drip' })
    expect((await control('/counters')).json).toMatchObject({
      requests: { list: 1, archive: 1 },
      transitions: { [id]: 1 },
    })
    expect((await control('/requests')).json.map(({ path }: { path: string }) => path)).toEqual([
      '/api/customers',
      `/api/customers/${id}/archive`,
    ])
    const after = await control('/reset', 'POST')
    expect(after.json).toMatchObject({ requests: { list: 0, archive: 0 }, transitions: {} })
    expect(sandbox.control.faults).toEqual([])
    expect((await call('/customers')).json.items[0].id).toBe(id)
  })

  test('control requests are not counted', async () => {
    await control('/')
    expect(Object.values(sandbox.control.counters().requests)).toEqual([0, 0, 0, 0, 0, 0, 0])
  })

  test('unknown control paths are 404', async () => {
    expect((await control('/faults', 'POST', {})).status).toBe(404)
    expect((await control('/nothing')).status).toBe(404)
  })
})

describe('strangers', () => {
  test.each(['attacker.example', 'attacker.example:80', '127.0.0.1.attacker.example', '192.168.0.1'])(
    'a Host header of "%s" is refused',
    async (host) => {
      expect(await statusFor({ host })).toBe(403)
      expect(await statusFor({ host }, '/__sandbox')).toBe(403)
    },
  )

  test.each(['localhost', 'localhost:1234', '127.0.0.1:80', '[::1]:80'])(
    'a Host header of "%s" is let in',
    async (host) => {
      expect(await statusFor({ host })).toBe(200)
    },
  )

  test('a web page of another origin is refused, one of this machine is not', async () => {
    expect(await statusFor({ origin: 'https://attacker.example' })).toBe(403)
    expect(await statusFor({ origin: 'null' })).toBe(403)
    expect(await statusFor({ origin: 'http://localhost:4000' })).toBe(200)
  })
})

test('paths are taken as they were sent, dots and all', async () => {
  const layer = await startLayer()
  await layerCaller(layer)
  await new Promise<void>((resolve) => {
    openRequest(`${layer.origin}`, { path: '/v1/businesses/x/../../whoami' }, (response) => {
      response.resume()
      resolve()
    }).end()
  })
  expect(layer.control.requests.at(-1)?.path).toBe('/v1/businesses/x/../../whoami')
  await layer.close()
})
