// Tokens that an issuer signs for callers: which are taken, which are not, and what happens when the issuer's keys cannot be
// had. The issuer is a server of this test that publishes real keys.
import { generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { SignJWT } from 'jose'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import type { JwtConfig } from '../../src/index.ts'
import { type Rig, startRig } from '../gateway/rig.ts'
import { startWireServer, type WireReply, type WireServer } from '../wire-server.ts'

const first = generateKeyPairSync('rsa', { modulusLength: 2048 })
const second = generateKeyPairSync('rsa', { modulusLength: 2048 })
const elliptic = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const publicPem = first.publicKey.export({ type: 'spki', format: 'pem' }).toString()
const issuer = 'https://login.example'
const audience = 'gateway'
const claims = { sub: 'alice', scope: 'openid customers:read', linked_accounts: ['layer'] }
const list = '{ linkedAccounts { name } }'

interface Signing {
  readonly alg?: string
  readonly kid?: string
  readonly key?: KeyObject | Uint8Array
  readonly header?: Record<string, unknown>
  readonly expires?: number | null
}

/** A token that is good in every respect, but for what is said. */
function sign(payload: Record<string, unknown> = {}, signing: Signing = {}): Promise<string> {
  const { alg = 'RS256', kid = 'first', key = first.privateKey, header = {}, expires = 300 } = signing
  const token = new SignJWT({ iss: issuer, aud: audience, ...claims, ...payload })
  token.setProtectedHeader({ alg, kid, ...header })
  if (expires !== null) token.setExpirationTime(Math.floor(Date.now() / 1_000) + expires)
  return token.sign(key)
}

const jwk = (pair: { publicKey: KeyObject }, kid: string) => ({
  ...pair.publicKey.export({ format: 'jwk' }),
  kid,
  use: 'sig',
})

let rig: Rig
let keys: WireServer
let published: WireReply
/** The issuer answers when this is resolved. */
let answering: Promise<void>
beforeAll(async () => {
  keys = await startWireServer(async () => {
    await answering
    return published
  })
})
afterAll(() => keys.close())
beforeEach(() => {
  published = { body: { keys: [jwk(first, 'first')] } }
  answering = Promise.resolve()
})

async function start(jwt: Partial<Record<keyof JwtConfig, unknown>> = {}): Promise<void> {
  rig = await startRig({
    customers: 3,
    auth: { jwt: { issuer, audience, algorithms: ['RS256'], jwksUrl: `${keys.origin}/keys`, ...jwt } as JwtConfig },
  })
}

function ask(token: string, query = list) {
  return rig.query(query, {}, { headers: { authorization: `Bearer ${token}` } })
}

function lastReason(): unknown {
  return rig.lines.findLast(({ msg }) => msg === 'request')?.['refusedBecause']
}

describe('a token', () => {
  beforeAll(() => start())
  afterAll(() => rig.close())
  beforeEach(() => {
    rig.lines.length = 0
  })

  test('says who asks, what for, and for which linked accounts', async () => {
    const { status, data } = await ask(await sign(), '{ linkedAccounts { name } customers { nodes { provider } } }')
    expect(status).toBe(200)
    expect(data.linkedAccounts).toEqual([{ name: 'layer' }])
    expect(data.customers.nodes[0]).toEqual({ provider: 'LAYER' })
  })

  test('may name several audiences and accounts, and scopes as a list', async () => {
    const payload = { aud: ['other', audience], scope: ['customers:read'], linked_accounts: ['thred', 'layer', 'gone'] }
    expect((await ask(await sign(payload))).data.linkedAccounts).toEqual([{ name: 'layer' }, { name: 'thred' }])
  })

  test('without scopes lets nobody do anything', async () => {
    const { data, errors } = await ask(await sign({ scope: undefined }))
    expect(data).toEqual({ linkedAccounts: null })
    expect(errors?.[0]?.extensions).toEqual({ code: 'FORBIDDEN', scope: 'customers:read' })
  })

  test('is good for a minute beyond its time, because clocks differ', async () => {
    expect((await ask(await sign({}, { expires: -50 }))).status).toBe(200)
    expect((await ask(await sign({ nbf: Math.floor(Date.now() / 1_000) + 50 }))).status).toBe(200)
  })

  const now = () => Math.floor(Date.now() / 1_000)
  const unsigned = (header: object) =>
    `${[header, { iss: issuer, aud: audience, exp: 9_999_999_999, ...claims }]
      .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .join('.')}.`

  test.each<[string, () => string | Promise<string>]>([
    ['that has expired', () => sign({}, { expires: -70 })],
    ['without an end', () => sign({}, { expires: null })],
    ['whose end is no time', () => sign({ exp: 'never' }, { expires: null })],
    ['that is not good yet', () => sign({ nbf: now() + 70 })],
    ['of another issuer', () => sign({ iss: 'https://evil.example' })],
    ['of no issuer', () => sign({ iss: undefined })],
    ['for somebody else', () => sign({ aud: 'other' })],
    ['for nobody', () => sign({ aud: undefined })],
    ['without a signature', () => unsigned({ alg: 'none' })],
    ['without a signature, by a key that is known', () => unsigned({ alg: 'none', kid: 'first' })],
    ['with the empty signature of a good algorithm', () => unsigned({ alg: 'RS256', kid: 'first' })],
    ['signed by somebody else', () => sign({}, { key: second.privateKey })],
    ['signed by a key that nobody knows', () => sign({}, { kid: 'unknown', key: second.privateKey })],
    ['whose secret is the public key', () => sign({}, { alg: 'HS256', key: Buffer.from(publicPem) })],
    ['of an algorithm that was not agreed on', () => sign({}, { alg: 'PS256' })],
    ['that brings its own key', () => sign({}, { key: second.privateKey, header: { jwk: jwk(second, 'first') } })],
    ['that says where its key is', () => sign({}, { key: second.privateKey, header: { jku: 'http://127.0.0.1:1/' } })],
    ['with something critical', () => sign({}, { header: { crit: ['b64'], b64: true } })],
    ['that was changed', async () => (await sign()).replace(/\.(.)/, (_, letter) => `.${letter === 'e' ? 'f' : 'e'}`)],
    ['that was cut off', async () => (await sign()).slice(0, -20)],
    ['of two parts', async () => (await sign()).split('.').slice(0, 2).join('.')],
    ['that is none', () => 'a.b.c'],
    ['for no caller', () => sign({ sub: undefined })],
    ['for a blank caller', () => sign({ sub: ' ' })],
    ['for a caller with an endless name', () => sign({ sub: 'x'.repeat(257) })],
    ['for a caller that is no text', () => sign({ sub: 7 })],
    ['for no linked accounts', () => sign({ linked_accounts: undefined })],
    ['whose linked accounts are no list', () => sign({ linked_accounts: 'layer' })],
    ['whose linked accounts are no names', () => sign({ linked_accounts: [{ name: 'layer' }] })],
    ['whose scopes are no words', () => sign({ scope: { 'customers:read': true } })],
  ])('%s is refused like any other', async (_what, make) => {
    const token = await make()
    const { status, headers, text } = await ask(token)
    expect(status).toBe(401)
    expect(headers.get('www-authenticate')).toBe('Bearer realm="customer-gateway", error="invalid_token"')
    expect(JSON.parse(text)).toEqual({
      errors: [
        {
          message: 'This needs a valid credential in the Authorization header.',
          extensions: { code: 'UNAUTHENTICATED' },
        },
      ],
    })
    expect(lastReason()).toEqual(expect.stringMatching(/^(token: |unknown key)/))
    expect(rig.log()).not.toContain(token)
  })

  test('is told from a key where there are both', async () => {
    expect((await ask(`cgk_${randomBytes(32).toString('base64url')}`)).status).toBe(401)
    expect(lastReason()).toBe('unknown key')
  })
})

describe('a token is verified', () => {
  afterEach(() => rig.close())

  test('with one public key', async () => {
    await start({ jwksUrl: undefined, publicKey: publicPem })
    expect((await ask(await sign())).status).toBe(200)
    expect((await ask(await sign({}, { key: second.privateKey }))).status).toBe(401)
    expect((await ask(await sign({}, { alg: 'HS256', key: Buffer.from(publicPem) }))).status).toBe(401)
    expect((await ask(await sign({}, { header: { crit: ['b64'], b64: true } }))).status).toBe(401)
  })

  test('with a shared secret', async () => {
    const secret = 'a secret that is long enough to be one'
    await start({ jwksUrl: undefined, secret, algorithms: ['HS256'] })
    expect((await ask(await sign({}, { alg: 'HS256', key: Buffer.from(secret) }))).status).toBe(200)
    expect((await ask(await sign({}, { alg: 'HS384', key: Buffer.from(secret) }))).status).toBe(401)
    expect((await ask(await sign({}, { alg: 'HS256', key: Buffer.from(`${secret}.`) }))).status).toBe(401)
  })

  test('with elliptic keys', async () => {
    published = { body: { keys: [jwk(first, 'first'), jwk(elliptic, 'curve')] } }
    await start({ algorithms: ['ES256'] })
    expect((await ask(await sign({}, { alg: 'ES256', kid: 'curve', key: elliptic.privateKey }))).status).toBe(200)
    expect((await ask(await sign())).status).toBe(401)
  })

  test('by the names that the configuration gives to claims', async () => {
    const names = {
      subject: 'https://app.example/user',
      scopes: 'permissions',
      linkedAccounts: 'https://app.example/accounts',
    }
    await start({ claims: names })
    expect((await ask(await sign())).status).toBe(401)
    const payload = { [names.subject]: 'bob', [names.scopes]: ['customers:read'], [names.linkedAccounts]: ['thred'] }
    expect((await ask(await sign(payload))).data).toEqual({ linkedAccounts: [{ name: 'thred' }] })
  })
})

describe('the keys of an issuer', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['Date'] })
    return start()
  })
  afterEach(async () => {
    vi.useRealTimers()
    await rig.close()
  })
  const later = (seconds: number): void => void vi.setSystemTime(Date.now() + seconds * 1_000)
  const fetches = (since: number): number => keys.requests.length - since

  test('are fetched once for many callers, and kept', async () => {
    const since = keys.requests.length
    const tokens = await Promise.all(Array.from({ length: 20 }, (_, index) => sign({ sub: `caller-${index}` })))
    const answers = await Promise.all(tokens.map((token) => ask(token)))
    expect(answers.map(({ status }) => status)).toEqual(tokens.map(() => 200))
    expect(fetches(since)).toBe(1)
  })

  test('may change: a new one is fetched when it is first met', async () => {
    expect((await ask(await sign())).status).toBe(200)
    published = { body: { keys: [jwk(first, 'first'), jwk(second, 'second')] } }
    later(31)
    const rotated = await sign({}, { kid: 'second', key: second.privateKey })
    expect((await ask(rotated)).status).toBe(200)
    expect((await ask(await sign({ sub: 'bob' }))).status).toBe(200)
  })

  test('are not asked for again and again by tokens of unknown keys', async () => {
    expect((await ask(await sign())).status).toBe(200)
    const since = keys.requests.length
    for (const kid of ['a', 'b', 'c', 'd']) {
      expect((await ask(await sign({}, { kid, key: second.privateKey }))).status).toBe(401)
    }
    expect(fetches(since)).toBe(0)
  })

  test('that were withdrawn are good for ten minutes and some at most', async () => {
    const token = await sign({}, { expires: 3_600 })
    expect((await ask(token)).status).toBe(200)
    published = { body: { keys: [jwk(second, 'second')] } }
    later(601)
    const status = async (): Promise<number> => {
      later(61)
      return (await ask(token)).status
    }
    await expect.poll(status).toBe(401)
  })

  test.each<[string, WireReply]>([
    ['an error', { status: 503 }],
    ['a page', { body: '<html>Welcome</html>' }],
    ['something else', { body: { hello: 'world' } }],
    ['a redirect', { status: 302, headers: { location: 'http://127.0.0.1:1/' } }],
  ])('that are %s at first: nobody can tell, and the next try may come soon', async (_what, reply) => {
    published = reply
    const { status, headers, data, errors } = await ask(await sign())
    expect([status, headers.get('retry-after'), headers.get('www-authenticate')]).toEqual([503, '5', null])
    expect(data).toBeUndefined()
    expect(errors).toEqual([
      {
        message: 'Credentials cannot be checked at the moment. Try again in a few seconds.',
        extensions: { code: 'UNAVAILABLE' },
      },
    ])
    expect(lastReason()).toBe('the keys of the issuer cannot be read')
    published = { body: { keys: [jwk(first, 'first')] } }
    const since = keys.requests.length
    expect((await ask(await sign())).status).toBe(503)
    expect(fetches(since)).toBe(0)
    later(6)
    expect((await ask(await sign())).status).toBe(200)
  })

  test('are still those that are known when the issuer is down; only of others nobody can tell', async () => {
    expect((await ask(await sign())).status).toBe(200)
    published = { status: 500 }
    later(700)
    expect((await ask(await sign({ sub: 'bob' }))).status).toBe(200)
    expect((await ask(await sign({}, { kid: 'second', key: second.privateKey }))).status).toBe(503)
    later(3_000)
    expect((await ask(await sign({ sub: 'carol' }))).status).toBe(503)
  })

  test('that are waited for keep no request of a caller who has left', async () => {
    expect((await ask(await sign())).status).toBe(200)
    const held = Promise.withResolvers<void>()
    const since = keys.requests.length
    answering = held.promise
    later(31)
    const authorization = `Bearer ${await sign({}, { kid: 'second', key: second.privateKey })}`
    const left = Promise.withResolvers<void>()
    const server = createServer((request, response) => {
      request.once('close', left.resolve)
      rig.gateway.listener(request, response)
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    const caller = new AbortController()
    const asked = fetch(`http://127.0.0.1:${port}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization },
      body: JSON.stringify({ query: list }),
      signal: caller.signal,
    })
    await expect.poll(() => fetches(since)).toBe(1)
    caller.abort()
    await expect(asked).rejects.toThrow()
    await left.promise
    published = { body: { keys: [jwk(first, 'first'), jwk(second, 'second')] } }
    held.resolve()
    server.close()
    // It waits for whatever is being worked on.
    await rig.gateway.close()
  })

  test('cannot keep a caller waiting', async () => {
    await rig.close()
    const silent = await startWireServer(() => null)
    await start({ jwksUrl: `${silent.origin}/keys` })
    expect((await ask(await sign())).status).toBe(503)
    expect((await rig.send('/healthz')).status).toBe(200)
    await silent.close()
  })
})
