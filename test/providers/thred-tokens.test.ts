// Thred's two tiers of tokens: what each costs, when each is renewed, and how the right one is found.
import { afterEach, describe, expect, test } from 'vitest'
import type { Sandbox } from '../../src/providers/sandbox-server.ts'
import { thred } from '../../src/providers/thred/provider.ts'
import { startWireServer } from '../wire-server.ts'
import { call, connect, failureOf, field, firstId } from './harness.ts'
import { business, closeAll, composed, open, over } from './thred-rig.ts'

afterEach(closeAll)

function tokensOf(sandbox: Sandbox): string[] {
  return sandbox.control.requests.map(({ operation, headers, path }) => {
    const [, payload = ''] = headers.authorization?.split('.') ?? []
    const tier = payload === '' ? 'key' : JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')).tier
    return `${operation}${path.includes('platform/oauth2') ? ' partner' : operation === 'token' ? ' business' : ''} with ${tier}`
  })
}

describe('tokens', () => {
  test('a customer endpoint gets a business token, which a partner token paid for', async () => {
    const { client, sandbox } = await over()
    await firstId(client)
    expect(tokensOf(sandbox)).toEqual(['token partner with key', 'token business with partner', 'list with business'])
  })

  test('the partner token request is Basic with exactly two form fields', async () => {
    const { client, sandbox } = await over()
    await firstId(client)
    const [grant] = sandbox.control.requests
    const { THRED_PARTNER_ID = '', THRED_API_KEY = '' } = sandbox.environment
    expect(grant?.headers.authorization).toBe(
      `Basic ${Buffer.from(`${THRED_PARTNER_ID}:${THRED_API_KEY}`).toString('base64')}`,
    )
    expect(grant?.headers['content-type']).toBe('application/x-www-form-urlencoded')
    expect(Object.fromEntries(new URLSearchParams(grant?.body))).toEqual({
      grant_type: 'client_credentials',
      client_id: THRED_PARTNER_ID,
    })
  })

  test.each([400, 415] as const)(
    'a form refused with %i is followed by one request as JSON',
    async (wrongFormatStatus) => {
      const { client, sandbox } = await over({ partnerTokenBody: 'json', wrongFormatStatus })
      await firstId(client)
      const [form, json] = sandbox.control.requests
      expect(form?.headers['content-type']).toBe('application/x-www-form-urlencoded')
      expect(json?.headers['content-type']).toBe('application/json')
      expect(JSON.parse(json?.body ?? '')).toEqual({
        grant_type: 'client_credentials',
        client_id: sandbox.environment['THRED_PARTNER_ID'],
      })
      expect(sandbox.control.counters().requests.token).toBe(3)
    },
  )

  test('a wrong key is CREDENTIALS with the provider’s code, and never asks twice as JSON', async () => {
    const { client, sandbox } = await over({}, { variables: { THRED_API_KEY: 'wrong', THRED_TOKEN_MODE: 'business' } })
    expect(await failureOf(firstId(client))).toMatchObject({
      code: 'CREDENTIALS',
      details: { upstreamStatus: 401, upstreamCode: 'authentication_required' },
    })
    expect(sandbox.control.counters().requests.token).toBe(1)
  })

  test('fifty cold calls at once make one grant of each tier', async () => {
    const { client, sandbox } = await over()
    await Promise.all(Array.from({ length: 50 }, () => firstId(client)))
    expect(sandbox.control.counters().requests).toMatchObject({ token: 2, list: 50 })
  })

  test('auto changes to the partner token once, says so, and remembers it', async () => {
    const { client, sandbox, lines } = await over({ customerTokens: 'partner' })
    await firstId(client)
    await firstId(client)
    expect(tokensOf(sandbox).slice(2)).toEqual(['list with business', 'list with partner', 'list with partner'])
    expect(lines.filter(({ level }) => level === 'info')).toHaveLength(1)
  })

  test('auto changes for an archive too, and the archive happens once', async () => {
    const { client, sandbox } = await over({ customerTokens: 'both' })
    const id = await firstId(client)
    sandbox.control.updateSettings({ customerTokens: 'partner' })
    expect(field(await client.archive(id, call()), 'isArchived')).toBe(true)
    expect(sandbox.control.counters().transitions).toEqual({ [id]: 1 })
  })

  test.each([
    ['business', 'partner'],
    ['partner', 'business'],
  ] as const)('mode %s never tries the other tier', async (mode, customerTokens) => {
    const { client, sandbox } = await over({ customerTokens }, { variables: { THRED_TOKEN_MODE: mode } })
    expect((await failureOf(firstId(client))).code).toBe('FORBIDDEN')
    expect(tokensOf(sandbox).filter((line) => line.startsWith('list'))).toEqual([`list with ${mode}`])
  })

  test('mode partner asks for no business token', async () => {
    const { client, sandbox } = await over(
      { customerTokens: 'partner' },
      { variables: { THRED_TOKEN_MODE: 'partner' } },
    )
    await firstId(client)
    expect(tokensOf(sandbox)).toEqual(['token partner with key', 'list with partner'])
  })

  test('a 401 makes one new token and one retry; a 401 loop in one tier is two requests', async () => {
    const { client, sandbox } = await over({}, { variables: { THRED_TOKEN_MODE: 'business' } })
    await firstId(client)
    sandbox.control.setFaults({ name: 'expired-token', operations: ['list'] })
    await firstId(client)
    expect(sandbox.control.counters().requests.list).toBe(3)
    sandbox.control.setFaults({ name: 'reject-token', operations: ['list'] })
    expect((await failureOf(firstId(client))).code).toBe('CREDENTIALS')
    expect(sandbox.control.counters().requests.list).toBe(5)
  })

  test('a 401 loop in auto is two requests, one with each tier, and the partner token is not tried again for a minute', async () => {
    let now = Date.now()
    const { client, sandbox } = await over({}, { now: () => now })
    sandbox.control.setFaults({ name: 'reject-token', operations: ['list'] })
    for (const requests of [2, 4]) {
      expect((await failureOf(firstId(client))).code).toBe('CREDENTIALS')
      expect(sandbox.control.counters().requests.list).toBe(requests)
    }
    const lists = tokensOf(sandbox).filter((line) => line.startsWith('list'))
    expect(lists).toEqual(['business', 'partner', 'business', 'business'].map((tier) => `list with ${tier}`))
    now += 60_000
    await failureOf(firstId(client))
    expect(sandbox.control.counters().requests.list).toBe(6)
    sandbox.control.clearFaults()
    await firstId(client)
  })

  test('a partner token that was revoked early does not cost the business token', async () => {
    const { client, sandbox } = await over()
    await firstId(client)
    sandbox.control.setFaults({ name: 'expired-token' })
    await firstId(client)
    expect(tokensOf(sandbox).slice(3)).toEqual([
      'list with business',
      'token business with partner',
      'token partner with key',
      'token business with partner',
      'list with business',
    ])
  })

  test('auto comes to the partner token also when business tokens are refused later on', async () => {
    let accepted = 'Bearer for-business'
    const { client, server } = await composed(({ headers }) =>
      headers.authorization === accepted ? { body: { results: [{ id: 'c1' }] } } : { status: 401, body: {} },
    )
    expect(await firstId(client)).toBe('c1')
    accepted = 'Bearer for-partner'
    expect((await failureOf(firstId(client))).code).toBe('CREDENTIALS')
    expect(await firstId(client)).toBe('c1')
    const lists = server.requests.filter(({ target }) => target.includes('customers'))
    expect(lists.map(({ headers }) => headers.authorization?.slice(11))).toEqual([
      'business',
      ...['business', 'business'],
      ...['business', 'partner'],
    ])
  })

  test('auto does not try the partner token after a failure that is no refusal', async () => {
    const { client, server } = await composed(() => ({ status: 404, body: {} }))
    await failureOf(firstId(client))
    const lists = server.requests.filter(({ target }) => target.includes('customers'))
    expect(lists.map(({ headers }) => headers.authorization)).toEqual(['Bearer for-business'])
  })

  test.each([403, 404, 400])('a business token refused with %i is asked for once', async (status) => {
    const server = await startWireServer(({ target }) =>
      target.includes(business) ? { status, body: {} } : { body: { access_token: 'for-partner', expires_in: 3_600 } },
    )
    const variables = { THRED_PARTNER_ID: 'partner-1', THRED_API_KEY: 'key-1', THRED_BUSINESS_ID: business }
    const connection = connect(thred, { ...variables, THRED_BASE_URL: server.origin, THRED_TOKEN_MODE: 'business' })
    open.push(server, connection)
    expect((await failureOf(firstId(connection.client))).message).toContain('Thred, get a business token: ')
    expect(server.requests.map(({ target }) => target.includes(business))).toEqual([false, true])
  })

  test('both tokens are renewed before they end', async () => {
    let now = Date.now()
    const { client, sandbox } = await over({ tokenLifetimeSeconds: 3_600 }, { now: () => now })
    await firstId(client)
    now += 3_539_000
    await firstId(client)
    expect(sandbox.control.counters().requests.token).toBe(2)
    now += 2_000
    await firstId(client)
    expect(sandbox.control.counters().requests).toMatchObject({ token: 4, list: 3 })
  })
})
