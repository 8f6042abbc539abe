// The Layer sandbox must fail where Layer fails; a double that accepts anything proves nothing about a client.
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { startSandbox } from '../../src/providers/layer/sandbox.ts'
import { layerCaller, layerToken, send } from './callers.ts'

let clock = Date.UTC(2026, 9, 1)
const original = { rateLimit: null, meta: true, ignoreLimit: false, trailingSlash: 404, unknownId: 404 } as const
const sandbox = await startSandbox({ settings: { rateLimit: null }, businesses: 2, now: () => clock })
let call: Awaited<ReturnType<typeof layerCaller>>

beforeAll(async () => {
  call = await layerCaller(sandbox)
})
afterEach(() => {
  sandbox.control.reset()
  sandbox.control.updateSettings({ ...original, repeatedArchive: 'ok' })
})
afterAll(() => sandbox.close())

describe('the token endpoint', () => {
  test('grants a bearer token for Basic and all three form fields', async () => {
    const granted = await layerToken(sandbox)
    expect(granted.status).toBe(200)
    expect(granted.json).toEqual({ access_token: expect.any(String), token_type: 'Bearer', expires_in: 3_600 })
  })

  test.each([
    ['a wrong secret', { headers: { authorization: 'Basic eDp5' } }, 401],
    ['no Basic at all', { headers: { authorization: '' } }, 401],
    ['a JSON body', { headers: { 'content-type': 'application/json' } }, 400],
    ['no grant type', { form: { grant_type: undefined } }, 400],
    ['no client id in the form', { form: { client_id: undefined } }, 400],
    ['another client id in the form', { form: { client_id: 'someone-else' } }, 400],
    ['no scope', { form: { scope: undefined } }, 400],
    ['the scope of production', { form: { scope: 'https://api.layerfi.com/production' } }, 400],
  ])('refuses %s', async (_case, changes, status) => {
    const refused = await layerToken(sandbox, changes)
    expect(refused.status).toBe(status)
    expect(refused.json.access_token).toBeUndefined()
  })

  test('its tokens expire', async () => {
    const early = await layerCaller(sandbox)
    expect((await early('')).status).toBe(200)
    clock += 3_600_000
    const late = await early('')
    clock -= 3_600_000
    expect(late.status).toBe(401)
    expect(late.json.errors[0]).toMatchObject({ type: expect.any(String), description: expect.any(String) })
  })

  test('can write expires_in as a string', async () => {
    sandbox.control.setFaults({ name: 'token-string-expiry', times: 1 })
    expect((await layerToken(sandbox)).json.expires_in).toBe('3600')
  })
})

describe('the list', () => {
  test('answers in the envelope, newcomer-friendly rows first', async () => {
    const first = await call('?limit=2')
    expect(first.json.data.map((row: { company_name: string }) => row.company_name)).toEqual([
      'Larkspur Bakery LLC',
      'Harbor & Finch Roasters',
    ])
    expect(first.json.meta.pagination).toMatchObject({ has_more: true, cursor: expect.any(String) })
    expect(first.json.meta.pagination.total_count).toBeUndefined()
  })

  test('walks by cursor through every live row once', async () => {
    const seen: string[] = []
    let cursor = ''
    do {
      const page = await call(`?limit=70${cursor === '' ? '' : `&cursor=${cursor}`}`)
      seen.push(...page.json.data.map((row: { id: string }) => row.id))
      cursor = page.json.meta.pagination.has_more ? page.json.meta.pagination.cursor : ''
    } while (cursor !== '')
    const { json } = await call('?limit=1&show_total_count=true')
    expect(new Set(seen).size).toBe(seen.length)
    expect(seen.length).toBe(json.meta.pagination.total_count)
  })

  test('a cursor holds its place when rows before it are archived', async () => {
    const first = await call('?limit=3')
    const expected = (await call(`?limit=3&cursor=${first.json.meta.pagination.cursor}`)).json.data
    await call(`/${first.json.data[2].id}/archive`, { method: 'POST' })
    await call(`/${first.json.data[0].id}/archive`, { method: 'POST' })
    expect((await call(`?limit=3&cursor=${first.json.meta.pagination.cursor}`)).json.data).toEqual(expected)
  })

  test('gives at most 100 rows a page, and 100 when not asked', async () => {
    expect((await call('?limit=500')).json.data).toHaveLength(100)
    expect((await call('')).json.data).toHaveLength(100)
  })

  test('can come without meta, whole', async () => {
    sandbox.control.updateSettings({ meta: false })
    const { json } = await call('?limit=5')
    expect(Object.keys(json)).toEqual(['data'])
    expect(json.data.length).toBeGreaterThan(200)
  })

  test('can ignore limit', async () => {
    sandbox.control.updateSettings({ ignoreLimit: true })
    const { json } = await call('?limit=5')
    expect(json.data.length).toBeGreaterThan(200)
    expect(json.meta.pagination.has_more).toBe(false)
  })

  test('leaves archived customers out unless asked', async () => {
    const statuses = async (query: string) =>
      new Set((await call(query)).json.data.map((row: { status: string }) => row.status))
    expect(await statuses('')).not.toContain('ARCHIVED')
    expect(await statuses('?include_archived=true')).toContain('ARCHIVED')
    expect((await call('?include_archived=yes')).status).toBe(400)
  })

  test('filters by external id and by part of a name', async () => {
    const [row] = (await call('?limit=1')).json.data
    expect((await call(`?external_id=${row.external_id}`)).json.data).toEqual([row])
    expect((await call(`?external_id_contains=${row.external_id.slice(2).toUpperCase()}`)).json.data).toEqual([row])
    expect((await call('?name_contains=SPUR%20bak')).json.data).toEqual([row])
    expect((await call('?name=Larkspur')).json.data).toEqual([])
    expect((await call('?name=Larkspur%20Bakery%20LLC')).json.data).toEqual([row])
  })

  test('refuses cursors that it never gave', async () => {
    expect((await call('?cursor=bogus')).status).toBe(400)
  })

  test('has customers with only a memo, only notes, both, and neither date of archiving', async () => {
    sandbox.control.updateSettings({ meta: false })
    const rows: Record<string, unknown>[] = (await call('?include_archived=true')).json.data
    expect(rows.some((row) => row.memo !== undefined && row.memo !== null && !('notes' in row))).toBe(true)
    expect(rows.some((row) => !('memo' in row) && typeof row.notes === 'string')).toBe(true)
    expect(rows.some((row) => typeof row.memo === 'string' && typeof row.notes === 'string')).toBe(true)
    expect(rows.filter((row) => 'archived_at' in row || 'created_at' in row)).toEqual([])
  })
})

describe('one customer', () => {
  test('is found by id, archived ones too', async () => {
    const { json } = await call('?include_archived=true')
    const archived = json.data.find((row: { status: string }) => row.status === 'ARCHIVED')
    expect((await call(`/${archived.id}`)).json).toEqual({ data: archived })
  })

  test('is not found by an unknown id, with 404 or 400', async () => {
    const unknown = '/00000000-0000-4000-8000-000000000000'
    const missing = await call(unknown)
    expect(missing.status).toBe(404)
    expect(missing.json.errors[0].error_enum).toBe('SpecifiedIdNotFound')
    sandbox.control.updateSettings({ unknownId: 400 })
    expect((await call(unknown)).status).toBe(400)
  })

  test('is archived by status alone, and brought back', async () => {
    const [{ id }] = (await call('?limit=1')).json.data
    const archived = await call(`/${id}/archive`, { method: 'POST' })
    expect(archived.json.data.status).toBe('ARCHIVED')
    expect(archived.json.data).not.toHaveProperty('archived_at')
    expect((await call('?limit=1')).json.data[0].id).not.toBe(id)
    expect((await call(`/${id}`)).json.data.status).toBe('ARCHIVED')
    expect((await call(`/${id}/unarchive`, { method: 'POST' })).json.data.status).toBe('ACTIVE')
    expect((await call('?limit=1')).json.data[0].id).toBe(id)
    await call(`/${id}/archive`, { method: 'POST' })
    expect(sandbox.control.counters().transitions).toEqual({ [id]: 2 })
  })

  test('is archived once, however often it is asked for', async () => {
    const [{ id }] = (await call('?limit=1')).json.data
    await call(`/${id}/archive`, { method: 'POST' })
    expect((await call(`/${id}/archive`, { method: 'POST' })).status).toBe(200)
    sandbox.control.updateSettings({ repeatedArchive: 'conflict' })
    expect((await call(`/${id}/archive`, { method: 'POST' })).status).toBe(409)
    expect(sandbox.control.counters().transitions).toEqual({ [id]: 1 })
    expect(sandbox.control.counters().requests.archive).toBe(3)
  })
})

describe('access', () => {
  test('401 without a valid token, 403 for a foreign business', async () => {
    const { origin, control } = sandbox
    const url = `${origin}/v1/businesses/${control.businesses[0]}/customers`
    expect((await send(url)).status).toBe(401)
    expect((await send(url, { headers: { authorization: 'Bearer x' } })).json.errors[0].error_enum).toBe(
      'Unauthenticated',
    )
    const authorization = `Bearer ${(await layerToken(sandbox)).json.access_token}`
    const foreign = `${origin}/v1/businesses/00000000-0000-4000-8000-000000000000/customers`
    expect((await send(foreign, { headers: { authorization } })).status).toBe(403)
  })

  test('a second business has rows of its own', async () => {
    const authorization = `Bearer ${(await layerToken(sandbox)).json.access_token}`
    const [first, second] = await Promise.all(
      sandbox.control.businesses.map(
        async (id) =>
          (await send(`${sandbox.origin}/v1/businesses/${id}/customers`, { headers: { authorization } })).json,
      ),
    )
    const ids = [...first.data, ...second.data].map((row) => row.id)
    expect(new Set(ids).size).toBe(200)
  })
})

test('a slash at the end of a path is 404, or a redirect that is counted', async () => {
  expect((await call('/')).status).toBe(404)
  sandbox.control.updateSettings({ trailingSlash: 301 })
  const redirect = await call('/')
  expect(redirect.status).toBe(301)
  expect(redirect.headers.get('location')).toMatch(/customers$/)
  expect(sandbox.control.counters().redirectsServed).toBe(1)
})

test('the rate limit counts down, answers 429 with Retry-After: 1, and is whole again a second later', async () => {
  sandbox.control.updateSettings({ rateLimit: { requests: 2, seconds: 1 } })
  clock += 1_000
  const first = await call('?limit=1')
  expect(first.headers.get('x-ratelimit-limit')).toBe('2')
  expect(first.headers.get('x-ratelimit-remaining')).toBe('1')
  expect(first.headers.get('x-ratelimit-reset')).toBe(String(clock / 1_000 + 1))
  await call('?limit=1')
  const refused = await call('?limit=1')
  expect(refused.status).toBe(429)
  expect(refused.headers.get('retry-after')).toBe('1')
  expect(refused.json.errors).toHaveLength(1)
  expect(sandbox.control.counters().rateLimited).toBe(1)
  clock += 1_000
  expect((await call('?limit=1')).status).toBe(200)
})

test('a 200 can carry errors', async () => {
  sandbox.control.setFaults({ name: 'errors-in-200' })
  const { status, json } = await call('')
  expect(status).toBe(200)
  expect(json.errors).toHaveLength(1)
  expect(json.data).toBeUndefined()
})
