// Who gets in, and what those are told who do not: the same for all of them, whatever was wrong.
import { request as send } from 'node:http'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createApiKey } from '../../src/http/api-keys.ts'
import { createGateway, startServer } from '../../src/index.ts'
import { type Rig, startRig } from '../gateway/rig.ts'
import { createCaller } from './callers.ts'

const desk = createCaller('desk')
const bakery = createCaller('bakery', { linkedAccounts: ['layer'] })
const list = '{ customers(first: 50) { nodes { provider } } linkedAccounts { name } }'
const refusal = {
  errors: [
    {
      message: 'This needs a valid credential in the Authorization header.',
      extensions: { code: 'UNAUTHENTICATED' },
    },
  ],
}

let rig: Rig
beforeAll(async () => {
  rig = await startRig({ customers: 5, auth: { apiKeys: [desk.entry, bakery.entry] } })
})
afterAll(() => rig.close())
beforeEach(() => rig.reset())

function upstreamRequests(): number {
  return Object.values(rig.sandboxes).reduce((sum, { control }) => sum + control.requests.length, 0)
}

describe('a caller with a key', () => {
  test('sees the linked accounts of its entry, and no others', async () => {
    const everything = await rig.query(list, {}, { headers: desk.headers })
    expect(everything.data.linkedAccounts).toEqual([{ name: 'layer' }, { name: 'sequence' }, { name: 'thred' }])
    const own = await rig.query(list, {}, { headers: bakery.headers })
    expect(own.data.linkedAccounts).toEqual([{ name: 'layer' }])
    expect(own.data.customers.nodes.length).toBeGreaterThan(0)
    for (const { provider } of own.data.customers.nodes) expect(provider).toBe('LAYER')
  })

  test('may write the scheme in any case', async () => {
    const authorization = desk.headers.authorization.replace('Bearer', 'bearer')
    expect((await rig.query(list, {}, { headers: { authorization } })).status).toBe(200)
  })
})

describe('a caller without a valid credential', () => {
  const key = desk.headers.authorization.slice('Bearer '.length)
  const presented: readonly [string, string][] = [
    ['another key', `Bearer ${createApiKey().key}`],
    ['a key with one letter less', `Bearer ${key.slice(0, -1)}`],
    ['a key with one letter more', `Bearer ${key}A`],
    ['a key in other case', `Bearer ${key.toUpperCase()}`],
    ['the hash of a key', `Bearer ${desk.entry.hash.slice('sha256:'.length)}`],
    ['the name of a key', 'Bearer desk'],
    ['a very long key', `Bearer ${'k'.repeat(10_000)}`],
    ['a token where no tokens are taken', 'Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJkZXNrIn0.'],
  ]
  const absent: readonly [string, string | null][] = [
    ['nothing', null],
    ['a blank header', ''],
    ['the scheme alone', 'Bearer'],
    ['the key without its scheme', key],
    ['another scheme', `Basic ${Buffer.from(`desk:${key}`).toString('base64')}`],
    ['two keys', `Bearer ${key}, Bearer ${key}`],
  ]

  test.each(presented)('is refused with %s', async (_what, authorization) => {
    const answer = await rig.send('/graphql', post({ authorization }))
    expect(answer.status).toBe(401)
    expect(answer.headers.get('www-authenticate')).toBe('Bearer realm="customer-gateway", error="invalid_token"')
    expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8')
    expect(answer.headers.get('cache-control')).toBe('no-store')
    expect(await answer.json()).toEqual(refusal)
    expect(upstreamRequests()).toBe(0)
  })

  test.each(absent)('is asked for one, having sent %s', async (_what, authorization) => {
    const answer = await rig.send('/graphql', post(authorization === null ? {} : { authorization }))
    expect(answer.status).toBe(401)
    expect(answer.headers.get('www-authenticate')).toBe('Bearer realm="customer-gateway"')
    expect(await answer.json()).toEqual(refusal)
    expect(upstreamRequests()).toBe(0)
  })

  test('is answered in the media type of GraphQL where it speaks that', async () => {
    const answer = await rig.send('/graphql', post({ accept: 'application/graphql-response+json' }))
    expect(answer.headers.get('content-type')).toBe('application/graphql-response+json; charset=utf-8')
    expect(await answer.json()).toEqual(refusal)
  })

  test.each(['{ __typename }', '{ __schema { queryType { name } } }', '{ providers { name } }', 'not GraphQL'])(
    'gets not even %s',
    async (query) => {
      const get = await rig.send(`/graphql?query=${encodeURIComponent(query)}`)
      expect([get.status, await get.json()]).toEqual([401, refusal])
    },
  )

  test('is refused before its body is read', async () => {
    const pulls: number[] = []
    const stream = new ReadableStream({ pull: () => void pulls.push(1) }, { highWaterMark: 0 })
    const answer = await rig.send('/graphql', { ...post({}), body: stream, duplex: 'half' } as RequestInit)
    expect(answer.status).toBe(401)
    expect(pulls).toEqual([])
  })

  test('is logged with the reason, and without what it sent', async () => {
    await rig.send('/graphql', post({ authorization: 'Bearer some-wrong-key' }))
    expect(rig.lines).toContainEqual(expect.objectContaining({ status: 401, refusedBecause: 'unknown key' }))
    expect(rig.log()).not.toContain('some-wrong-key')
  })

  test('learns that the gateway lives, and of no linked account', async () => {
    expect((await rig.send('/healthz')).status).toBe(200)
    const ready = await rig.send('/readyz')
    expect([ready.status, await ready.json()]).toEqual([200, { status: 'ready' }])
  })

  test('gets the page of GraphiQL, with a place for a credential', async () => {
    const page = await rig.send('/graphql', { headers: { accept: 'text/html' } })
    expect(page.status).toBe(200)
    const script = /<script src="([^"]+)"/.exec(await page.text())?.[1] ?? ''
    expect(await (await rig.send(`/graphql${script}`)).text()).toContain('Authorization\\": \\"Bearer ')
  })
})

describe('over a port', () => {
  test('a caller is known by its header', async () => {
    const server = await startServer({ gateway: rig.gateway, host: '127.0.0.1', port: 0 })
    try {
      const known = await fetch(`${server.address}/graphql`, post(desk.headers))
      expect(await known.json()).toMatchObject({ data: { linkedAccounts: [{}, {}, {}] } })
      const stranger = await fetch(`${server.address}/graphql`, post({}))
      expect([stranger.status, await stranger.json()]).toEqual([401, refusal])
    } finally {
      await server.close()
    }
  })

  test('two headers are refused, although one of them is good', async () => {
    const server = await startServer({ gateway: rig.gateway, host: '127.0.0.1', port: 0 })
    try {
      const wrong = `Bearer ${createApiKey().key}`
      const { port } = new URL(server.address)
      const status = await new Promise((resolve, reject) => {
        const headers = ['authorization', wrong, 'authorization', desk.headers.authorization, 'host', 'x']
        send({ port, path: '/graphql?query={__typename}', headers }, (answer) => {
          answer.resume()
          resolve(answer.statusCode)
        })
          .on('error', reject)
          .end()
      })
      expect(status).toBe(400)
    } finally {
      await server.close()
    }
  })
})

describe('a host with sessions of its own', () => {
  test('says who asks, and of whom it knows nothing is refused', async () => {
    const other = await startRig({
      customers: 1,
      viewer: (request) =>
        request.headers.get('cookie') === 'session=1' ? { id: 'alice', linkedAccounts: ['thred'] } : null,
    })
    const known = await other.query('{ linkedAccounts { name } }', {}, { headers: { cookie: 'session=1' } })
    expect(known.data.linkedAccounts).toEqual([{ name: 'thred' }])
    const stranger = await other.send('/graphql', post({}))
    expect([stranger.status, await stranger.json()]).toEqual([401, refusal])
    expect(await (await other.send('/readyz')).json()).toEqual({ status: 'ready' })
    await other.close()
  })

  test('does not let `auth` say it, too', () => {
    const options = { ...configuration, auth: { apiKeys: [desk.entry] }, viewer: () => null }
    expect(() => createGateway(options)).toThrow(/auth must not be set beside `viewer`/)
  })
})

describe('where nothing says who may ask', () => {
  test('everybody may do everything, and the log says so at the start', async () => {
    const other = await startRig({ customers: 1 })
    expect(other.lines).toContainEqual(expect.objectContaining({ msg: expect.stringContaining('no `auth`') }))
    expect((await other.query(list)).data.linkedAccounts).toHaveLength(3)
    expect(await (await other.send('/readyz')).json()).toMatchObject({ linkedAccounts: [{}, {}, {}] })
    await other.close()
  })
})

const configuration = {
  credentials: { layer: { provider: 'layer', clientId: 'x', clientSecret: 'x' } },
  linkedAccounts: [{ name: 'layer', credential: 'layer', businessId: 'x' }],
}

function post(headers: Record<string, string>): RequestInit {
  const body = JSON.stringify({ query: list })
  return { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } }
}
