// What is Layer's alone: its token request, lists with and without paging, errors inside a 2xx, no slash at the end.
import { afterEach, describe, expect, test } from 'vitest'
import { layer } from '../../src/providers/layer/provider.ts'
import { type LayerSandboxSettings, startSandbox } from '../../src/providers/layer/sandbox.ts'
import type { Sandbox } from '../../src/providers/sandbox-server.ts'
import { type Answerer, startWireServer, type WireServer } from '../wire-server.ts'
import { type Connection, type ConnectOptions, call, connect, failureOf, field, firstId, walk } from './harness.ts'

const open: { close(): Promise<void> }[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()))
})

async function over(
  settings: Partial<LayerSandboxSettings> = {},
  {
    customers = 30,
    variables = {},
    ...options
  }: ConnectOptions & { customers?: number; variables?: Record<string, string> } = {},
): Promise<Connection & { sandbox: Sandbox<LayerSandboxSettings> }> {
  const now = options.now === undefined ? {} : { now: options.now }
  const sandbox = await startSandbox({ customers, settings: { rateLimit: null, ...settings }, ...now })
  const connection = connect(layer, { ...sandbox.environment, ...variables }, options)
  open.push(sandbox, connection)
  return { ...connection, sandbox }
}

async function composed(
  answer: Answerer,
  variables: Record<string, string> = {},
): Promise<Connection & { server: WireServer }> {
  const server = await startWireServer((request, response) =>
    request.target === '/oauth2/token'
      ? { body: { access_token: 'token-1', expires_in: 3_600 } }
      : answer(request, response),
  )
  const connection = connect(layer, {
    LAYER_CLIENT_ID: 'client-1',
    LAYER_CLIENT_SECRET: 'secret-1',
    LAYER_BUSINESS_ID: 'business-1',
    LAYER_BASE_URL: server.origin,
    LAYER_TOKEN_URL: `${server.origin}/oauth2/token`,
    ...variables,
  })
  open.push(server, connection)
  return { ...connection, server }
}

describe('the access token', () => {
  test('is asked for with Basic and exactly three form fields', async () => {
    const { client, sandbox } = await over()
    await firstId(client)
    const [grant] = sandbox.control.requests
    expect(grant).toMatchObject({ operation: 'token', method: 'POST', path: '/oauth2/token', query: '' })
    const { LAYER_CLIENT_ID = '', LAYER_CLIENT_SECRET = '' } = sandbox.environment
    expect(grant?.headers.authorization).toBe(
      `Basic ${Buffer.from(`${LAYER_CLIENT_ID}:${LAYER_CLIENT_SECRET}`).toString('base64')}`,
    )
    expect(grant?.headers['content-type']).toBe('application/x-www-form-urlencoded')
    expect([...new URLSearchParams(grant?.body)]).toEqual([
      ['grant_type', 'client_credentials'],
      ['scope', 'https://sandbox.layerfi.com/sandbox'],
      ['client_id', LAYER_CLIENT_ID],
    ])
  })

  test.each([
    ['sandbox', 'https://sandbox.layerfi.com/sandbox'],
    ['production', 'https://api.layerfi.com/production'],
    ['production-ca', 'https://api-ca.layerfi.com/production'],
  ])('has the scope of the environment %s', async (environment, scope) => {
    const { client, server } = await composed(() => ({ body: { data: [] } }), { LAYER_ENVIRONMENT: environment })
    await walk(client, { size: 10 })
    expect(new URLSearchParams(server.requests[0]?.body).get('scope')).toBe(scope)
  })

  test('is granted once for fifty cold calls', async () => {
    const { client, sandbox } = await over()
    await Promise.all(Array.from({ length: 50 }, () => firstId(client)))
    expect(sandbox.control.counters().requests).toMatchObject({ token: 1, list: 50 })
  })

  test('is granted once for fifty calls that all find it expired', async () => {
    const { client, sandbox } = await over()
    await firstId(client)
    sandbox.control.setFaults({ name: 'expired-token', operations: ['list'] })
    await Promise.all(Array.from({ length: 50 }, () => firstId(client)))
    expect(sandbox.control.counters().requests).toMatchObject({ token: 2, list: 101 })
  })

  test('is renewed before it ends, and not long before', async () => {
    let now = Date.now()
    const { client, sandbox } = await over({ tokenLifetimeSeconds: 3_600 }, { now: () => now })
    await firstId(client)
    now += 3_539_000
    await firstId(client)
    expect(sandbox.control.counters().requests.token).toBe(1)
    now += 2_000
    await firstId(client)
    // No 401 was needed to notice.
    expect(sandbox.control.counters().requests).toMatchObject({ token: 2, list: 3 })
  })

  test.each([
    ['a string', { expiresInAsString: true }],
    ['a short one', { tokenLifetimeSeconds: 10 }],
  ])('lives as long as expires_in says: %s', async (_case, settings) => {
    let now = Date.now()
    const { client, sandbox } = await over(settings, { now: () => now })
    const lifetime = 'tokenLifetimeSeconds' in settings ? settings.tokenLifetimeSeconds : 3_600
    await firstId(client)
    now += lifetime * 900 - 60_000
    await firstId(client)
    expect(sandbox.control.counters().requests.token).toBe(1)
    now += lifetime * 100 + 60_000
    await firstId(client)
    expect(sandbox.control.counters().requests.token).toBe(2)
  })

  test('a 401 makes one new token and one retry', async () => {
    const { client, sandbox } = await over()
    const id = await firstId(client)
    sandbox.control.setFaults({ name: 'expired-token' })
    expect(field(await client.archive(id, call()), 'isArchived')).toBe(true)
    expect(sandbox.control.counters().requests).toMatchObject({ token: 2, archive: 2 })
    expect(sandbox.control.counters().transitions).toEqual({ [id]: 1 })
  })

  test('a 401 loop is two requests and CREDENTIALS', async () => {
    const { client, sandbox } = await over()
    sandbox.control.setFaults({ name: 'reject-token' })
    expect(await failureOf(firstId(client))).toMatchObject({ code: 'CREDENTIALS', details: { upstreamStatus: 401 } })
    expect(sandbox.control.counters().requests).toMatchObject({ token: 2, list: 2 })
  })

  test.each([
    ['a wrong secret', { LAYER_CLIENT_SECRET: 'wrong' }, 401, 'invalid_client'],
    ['a wrong scope', { LAYER_SCOPE: 'https://elsewhere.example/scope' }, 400, 'invalid_scope'],
  ])(
    '%s is CREDENTIALS after one request, and no customer path is called',
    async (_case, variables, upstreamStatus, upstreamCode) => {
      const { client, sandbox } = await over({}, { variables })
      expect(await failureOf(firstId(client))).toMatchObject({
        code: 'CREDENTIALS',
        details: { upstreamStatus, upstreamCode },
      })
      expect(sandbox.control.counters().requests).toMatchObject({ token: 1, list: 0 })
    },
  )

  test.each([
    ['spaces', 'two words'],
    ['a line break', 'one\r\nX-Injected: yes'],
    ['letters outside ASCII', 'tökén'],
    ['nothing', ''],
    ['a number', 42],
  ])('one with %s is no token', async (_case, accessToken) => {
    const server = await startWireServer(() => ({ body: { access_token: accessToken, expires_in: 3_600 } }))
    const { client, ...connection } = connect(layer, {
      LAYER_CLIENT_ID: 'client-1',
      LAYER_CLIENT_SECRET: 'secret-1',
      LAYER_BUSINESS_ID: 'business-1',
      LAYER_BASE_URL: server.origin,
      LAYER_TOKEN_URL: `${server.origin}/oauth2/token`,
    })
    open.push(server, connection)
    const failure = await failureOf(firstId(client))
    expect(failure).toMatchObject({
      code: 'UNAVAILABLE',
      message: 'Layer, get an access token: the answer holds no access token.',
    })
    expect(server.requests.every(({ target }) => target === '/oauth2/token')).toBe(true)
  })
})

describe('lists', () => {
  test.each([
    ['with meta', {}, 6],
    ['without meta', { meta: false }, 1],
    ['that ignore limit', { ignoreLimit: true }, 1],
  ])('%s are read whole', async (_case, settings, requests) => {
    const { client, sandbox } = await over(settings, { customers: 60 })
    const { ids } = await walk(client, { size: 10, includeArchived: true })
    expect(new Set(ids).size).toBe(60)
    expect(sandbox.control.counters().requests.list).toBe(requests)
  })

  test('ask for archived customers only when told, as the literal true', async () => {
    const { client, sandbox } = await over()
    await walk(client, { size: 50 })
    await walk(client, { size: 50, includeArchived: true })
    const queries = sandbox.control.requests.filter(({ operation }) => operation === 'list').map(({ query }) => query)
    expect(queries).toEqual(['limit=50', 'limit=50&include_archived=true'])
  })

  const pagination = { sort_order: 'ASC', cursor: 'next-1', has_more: true }
  test.each([
    ['no meta', {}],
    ['null as meta', { meta: null }],
    ['no pagination', { meta: {} }],
    ['has_more false', { meta: { pagination: { ...pagination, has_more: false } } }],
    ['has_more as text', { meta: { pagination: { ...pagination, has_more: 'true' } } }],
    ['no cursor', { meta: { pagination: { has_more: true } } }],
    ['a blank cursor', { meta: { pagination: { ...pagination, cursor: '' } } }],
    ['a cursor of another type', { meta: { pagination: { ...pagination, cursor: 7 } } }],
  ])('end at %s', async (_case, rest) => {
    const { client } = await composed(() => ({ body: { data: [{ id: 'c1' }], ...rest } }))
    expect((await client.listPage({ page: null, size: 5, includeArchived: false }, call())).next).toBeNull()
  })

  test('ask for a hundred customers at most', async () => {
    const { client, server } = await composed(() => ({ body: { data: [] } }))
    for (const size of [7, 500]) await client.listPage({ page: null, size, includeArchived: false }, call())
    const targets = server.requests.map(({ target }) => target).filter((target) => target.includes('customers'))
    expect(targets.map((target) => /limit=(\d+)/.exec(target)?.[1])).toEqual(['7', '100'])
  })

  test('pass the cursor back as it came, encoded', async () => {
    const cursor = 'a b+c/d?e=f&g#h%00'
    const { client, server } = await composed(({ target }) => {
      const isFirst = !target.includes('cursor=')
      return { body: { data: [{ id: isFirst ? 'c1' : 'c2' }], meta: { pagination: { cursor, has_more: isFirst } } } }
    })
    expect((await walk(client, { size: 5 })).ids).toEqual(['c1', 'c2'])
    expect(new URL(server.requests.at(-1)?.target ?? '', server.origin).searchParams.get('cursor')).toBe(cursor)
  })

  test('count rows that are no customers, and serve the others', async () => {
    const data = [
      null,
      7,
      'c0',
      [],
      {},
      { id: 12 },
      { id: '' },
      { id: '../x' },
      { id: 'c1' },
      { id: 'c2', business_id: 'other' },
      { id: 'c3', business_id: 'BUSINESS-1' },
    ]
    const { client } = await composed(() => ({ body: { data } }))
    const page = await client.listPage({ page: null, size: 50, includeArchived: false }, call())
    expect(page.rows.map(({ facts }) => facts.nativeId)).toEqual(['c1', 'c3'])
    expect(page.quarantined).toBe(9)
  })

  test.each([
    ['an object for a list', { data: {} }],
    ['null', { data: null }],
    ['no data', {}],
    ['a bare list', [{ id: 'c1' }]],
    ['another envelope', { items: [] }],
    ['data beside errors', { data: [], errors: [{ type: 'ClientError' }] }],
    ['data beside an empty list of errors', { data: [], errors: [] }],
  ])('%s is a BAD_RESPONSE and never an empty list', async (_case, body) => {
    const { client } = await composed(() => ({ body }))
    expect((await failureOf(firstId(client))).code).toBe('BAD_RESPONSE')
  })

  test('null as errors is no error', async () => {
    const { client } = await composed(() => ({ body: { data: [{ id: 'c1' }], errors: null } }))
    expect(await firstId(client)).toBe('c1')
  })
})

describe('single customers', () => {
  test('errors inside a 2xx are a failure with their code', async () => {
    const errors = [{ type: 'ClientError', description: 'No.', error_enum: 'SpecifiedBadRequest' }]
    const { client } = await composed(() => ({
      status: 200,
      headers: { 'x-request-id': 'r-1' },
      body: { data: { id: 'c1' }, errors },
    }))
    for (const work of [client.get('c1', call()), client.archive('c1', call()), firstId(client)]) {
      expect(await failureOf(work)).toMatchObject({
        code: 'BAD_RESPONSE',
        details: { upstreamStatus: 200, upstreamCode: 'SpecifiedBadRequest', upstreamRequestId: 'r-1' },
      })
    }
  })

  test('an unknown id may come as a 400 with a code of its own', async () => {
    const { client } = await over({ unknownId: 400 })
    for (const operation of ['get', 'archive', 'unarchive'] as const) {
      const failure = await failureOf(client[operation]('00000000-0000-4000-8000-000000000000', call()))
      expect(failure).toMatchObject({
        code: 'NOT_FOUND',
        details: { upstreamStatus: 400, upstreamCode: 'SpecifiedIdNotFound' },
      })
    }
  })

  test.each([
    [403, 'FORBIDDEN'],
    [409, 'CONFLICT'],
  ] as const)('that code beside a %i changes nothing: it is %s', async (status, code) => {
    const { client } = await composed(() => ({ status, body: { errors: [{ error_enum: 'SpecifiedIdNotFound' }] } }))
    expect((await failureOf(client.get('c1', call()))).code).toBe(code)
  })

  test('any other 400 is INVALID', async () => {
    const { client, sandbox } = await over()
    sandbox.control.setFaults({ name: 'status', status: 400, operations: ['get'] })
    expect((await failureOf(client.get('c1', call()))).code).toBe('INVALID')
  })

  test('an archive answered with 204 is no proof', async () => {
    const { client } = await composed(() => ({ status: 204 }))
    expect(await failureOf(client.archive('c1', call()))).toMatchObject({
      code: 'BAD_RESPONSE',
      details: { upstreamStatus: 204 },
    })
  })

  test('archive and unarchive send no body', async () => {
    const { client, sandbox } = await over()
    const id = await firstId(client)
    await client.archive(id, call())
    await client.unarchive(id, call())
    expect(
      sandbox.control.requests.filter(({ operation }) => operation.endsWith('archive')).map(({ body }) => body),
    ).toEqual(['', ''])
  })

  test('no path ever ends in a slash', async () => {
    const { client, sandbox } = await over({ trailingSlash: 301 }, { variables: {} })
    const id = await firstId(client)
    await client.get(id, call())
    await client.archive(id, call())
    await client.unarchive(id, call())
    expect(sandbox.control.requests.filter(({ path }) => path.endsWith('/'))).toEqual([])
    expect(sandbox.control.counters().redirectsServed).toBe(0)
  })

  test('a base URL with a slash at its end, or a path of its own, stays what it is', async () => {
    const { client, server } = await composed(() => ({ body: { data: [{ id: 'c1' }] } }))
    const other = connect(layer, {
      LAYER_CLIENT_ID: 'client-1',
      LAYER_CLIENT_SECRET: 'secret-1',
      LAYER_BUSINESS_ID: 'business-1',
      LAYER_BASE_URL: `${server.origin}/proxy//`,
      LAYER_TOKEN_URL: `${server.origin}/oauth2/token`,
    })
    open.push(other)
    await firstId(client)
    await firstId(other.client)
    const targets = server.requests.filter(({ method }) => method === 'GET').map(({ target }) => target)
    expect(targets).toEqual([
      '/v1/businesses/business-1/customers?limit=1',
      '/proxy/v1/businesses/business-1/customers?limit=1',
    ])
  })

  test('another business is FORBIDDEN, with one request', async () => {
    const { client, sandbox } = await over({}, { variables: { LAYER_BUSINESS_ID: 'somebody-else' } })
    expect(await failureOf(firstId(client))).toMatchObject({
      code: 'FORBIDDEN',
      details: { upstreamCode: 'BusinessNotPermitted' },
    })
    expect(sandbox.control.counters().requests.list).toBe(1)
  })
})

test('an exhausted budget is RATE_LIMITED with the seconds to wait', async () => {
  const { client } = await over({ rateLimit: { requests: 1, seconds: 3_600 } })
  await firstId(client)
  expect(await failureOf(client.listPage({ page: null, size: 1, includeArchived: false }, call(500)))).toMatchObject({
    code: 'RATE_LIMITED',
    details: { retryAfterSeconds: 1, upstreamStatus: 429, upstreamCode: 'RateLimitExceeded' },
  })
})

test('a 204 stands for an empty list', async () => {
  const { client } = await composed(() => ({ status: 204 }))
  const page = await client.listPage({ page: null, size: 10, includeArchived: false }, call())
  expect(page).toMatchObject({ rows: [], next: null })
})
