// What the HTTP pipeline promises, one step after the other.
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { GraphQLError, GraphQLInt, GraphQLList, GraphQLObjectType, GraphQLSchema, GraphQLString } from 'graphql'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createMemoryLimiter } from '../../src/http/caller-budget.ts'
import { createHttpHandler, type HandlerOptions } from '../../src/http/handler.ts'
import { createLogger } from '../../src/index.ts'
import { createService } from '../../src/service/service.ts'
import { createTestAudit } from '../audit.ts'
import { type Rig, startRig } from '../gateway/rig.ts'

let rig: Rig
beforeAll(async () => {
  rig = await startRig()
})
afterAll(() => rig.close())
beforeEach(() => rig.reset())

const json = { 'content-type': 'application/json' }

async function body(response: Response): Promise<Record<string, unknown>> {
  return (await response.json()) as Record<string, unknown>
}

describe('operations', () => {
  test('are taken from a POST of JSON and from a GET', async () => {
    const posted = await rig.send('/graphql', { method: 'POST', headers: json, body: '{"query":"{ __typename }"}' })
    const got = await rig.send(`/graphql?query=${encodeURIComponent('{ __typename }')}`)
    expect(await body(posted)).toEqual({ data: { __typename: 'Query' } })
    expect(await body(got)).toEqual({ data: { __typename: 'Query' } })
  })

  test('may not be mutations in a GET', async () => {
    const query = encodeURIComponent('mutation { archiveCustomer(input: { id: "x" }) { outcome } }')
    const response = await rig.send(`/graphql?query=${query}`)
    expect(response.status).toBe(405)
    const answer = await body(response)
    expect(answer).not.toHaveProperty('data')
    expect(answer).toMatchObject({ errors: [{ extensions: { code: 'METHOD_NOT_ALLOWED' } }] })
  })

  test.each([
    ['text', 'text/plain', '{"query":"{ __typename }"}'],
    ['a form', 'application/x-www-form-urlencoded', 'query={__typename}'],
    ['bare GraphQL', 'application/graphql', '{ __typename }'],
    ['several parts', 'multipart/form-data; boundary=x', '--x--'],
    ['nothing that is said', '', '{"query":"{ __typename }"}'],
  ])('are refused as %s', async (_what, type, text) => {
    const headers = type === '' ? new Headers() : { 'content-type': type }
    const response = await rig.send('/graphql', { method: 'POST', headers, body: new TextEncoder().encode(text) })
    expect(response.status).toBe(415)
    expect(await body(response)).toMatchObject({ errors: [{ extensions: { code: 'UNSUPPORTED_MEDIA_TYPE' } }] })
  })

  test('are refused when compressed', async () => {
    const headers = { ...json, 'content-encoding': 'gzip' }
    expect((await rig.send('/graphql', { method: 'POST', headers, body: 'x' })).status).toBe(415)
  })

  test('are refused in batches', async () => {
    const response = await rig.send('/graphql', { method: 'POST', headers: json, body: '[{"query":"{ __typename }"}]' })
    expect(response.status).toBe(400)
  })

  test('are refused above a megabyte, whether the length is said or not', async () => {
    const text = JSON.stringify({ query: '{ __typename }', variables: { x: 'x'.repeat(1024 * 1024) } })
    const said = await rig.send('/graphql', { method: 'POST', headers: json, body: text })
    expect(said.status).toBe(413)
    const stream = new ReadableStream({
      start: (controller) => {
        controller.enqueue(new TextEncoder().encode(text))
        controller.close()
      },
    })
    const init = { method: 'POST', headers: json, body: stream, duplex: 'half' } as RequestInit
    expect((await rig.send('/graphql', init)).status).toBe(413)
  })

  test.each([
    '',
    '{',
    'null',
    '7',
    '"text"',
    '{}',
    '{"query":7}',
    '{"query":""}',
    '{"query":"{"}',
    '{"query":"{ nope }"}',
  ])('that are none answer 400: %s', async (text) => {
    const response = await rig.send('/graphql', {
      method: 'POST',
      headers: { ...json, accept: 'application/graphql-response+json' },
      body: text,
    })
    expect(response.status).toBe(400)
    expect(await body(response)).toMatchObject({ errors: [{ message: expect.any(String) }] })
  })
})

describe('every answer', () => {
  test('says how it may be read and kept', async () => {
    for (const path of ['/graphql?query={__typename}', '/healthz', '/readyz', '/nope']) {
      const { headers } = await rig.send(path)
      expect([path, headers.get('x-content-type-options')]).toEqual([path, 'nosniff'])
      expect([path, headers.get('cache-control')]).toEqual([path, 'no-store'])
      expect(headers.get('x-powered-by')).toBeNull()
      expect(headers.get('access-control-allow-origin')).toBeNull()
    }
  })

  test('lets no page of another origin read it', async () => {
    const headers = { origin: 'https://elsewhere.example', 'access-control-request-method': 'POST' }
    for (const method of ['GET', 'OPTIONS']) {
      const answer = await rig.send('/graphql?query={__typename}', { method, headers })
      expect([...answer.headers.keys()].filter((name) => name.startsWith('access-control-'))).toEqual([])
    }
  })

  test('carries the id that its request came with', async () => {
    const { headers } = await rig.send('/healthz', { headers: { 'x-request-id': 'trace-7.a:b_C' } })
    expect(headers.get('x-request-id')).toBe('trace-7.a:b_C')
  })

  test.each(['', 'a b', 'x'.repeat(129), '"}{"', 'ä'])('carries an id of its own instead of %j', async (given) => {
    const { headers } = await rig.send('/healthz', { headers: { 'x-request-id': given } })
    expect(headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/)
  })
})

describe('paths', () => {
  test.each([
    '/',
    '/nope',
    '/graphql/',
    '/nope/graphql',
    '/healthz/',
    '/nope?x=/graphql',
    '/nope?x=/healthz',
    '//graphql',
  ])('that are not served answer 404 in JSON: %s', async (path) => {
    const response = await rig.send(path, { headers: { accept: 'text/html' } })
    expect(response.status).toBe(404)
    const text = await response.text()
    expect(JSON.parse(text)).toMatchObject({ errors: [{ extensions: { code: 'NOT_FOUND' } }] })
    expect(text).not.toContain('nope')
    expect(text).not.toContain('gateway.test')
  })

  test('of the endpoint can be chosen', async () => {
    const other = await startRig({ endpoint: '/api/customers', customers: 1 })
    expect((await other.send('/api/customers?query={__typename}')).status).toBe(200)
    expect((await other.send('/graphql?query={__typename}')).status).toBe(404)
    await other.close()
  })
})

describe('health', () => {
  test('is alive', async () => {
    const response = await rig.send('/healthz')
    expect([response.status, await body(response)]).toEqual([200, { status: 'ok' }])
  })

  test('stays ready when a provider is down, and says which', async () => {
    rig.sandboxes.thred.control.setFaults({ name: 'drop' })
    await rig.query('{ customers(first: 3) { isComplete } }')
    const response = await rig.send('/readyz')
    expect(response.status).toBe(200)
    expect(await body(response)).toMatchObject({
      status: 'ready',
      linkedAccounts: [
        { name: 'layer', provider: 'LAYER', status: 'HEALTHY' },
        { name: 'sequence', provider: 'SEQUENCE', status: 'HEALTHY' },
        { name: 'thred', provider: 'THRED', status: 'DEGRADED' },
      ],
    })
  })

  test('is not ready while draining, and alive all the same', async () => {
    const other = await startRig({ customers: 1 })
    other.gateway.drain()
    const response = await other.send('/readyz')
    expect([response.status, (await body(response))['status']]).toEqual([503, 'draining'])
    expect((await other.send('/healthz')).status).toBe(200)
    expect((await other.send('/graphql?query={__typename}')).status).toBe(200)
    await other.close()
  })

  test('answers GET and HEAD only', async () => {
    expect((await rig.send('/readyz', { method: 'POST' })).status).toBe(405)
    expect((await rig.send('/readyz', { method: 'HEAD' })).status).toBe(200)
  })
})

describe('viewers', () => {
  test('see their own linked accounts only', async () => {
    const other = await startRig({
      customers: 5,
      viewer: (request) => ({ id: 'tester', linkedAccounts: (request.headers.get('x-accounts') ?? '').split(',') }),
    })
    const list = '{ customers(first: 50) { nodes { id provider } } linkedAccounts { name } }'
    const all = await other.query(list, {}, { headers: { 'x-accounts': 'layer,sequence,thred' } })
    const one = await other.query(list, {}, { headers: { 'x-accounts': 'thred' } })
    expect(one.data.linkedAccounts).toEqual([{ name: 'thred' }])
    expect(new Set(one.data.customers.nodes.map(({ provider }: { provider: string }) => provider))).toEqual(
      new Set(['THRED']),
    )
    const foreign = all.data.customers.nodes.find(({ provider }: { provider: string }) => provider === 'LAYER').id
    const read = 'query ($id: ID!) { customer(id: $id) { id } node(id: $id) { id } }'
    const hidden = await other.query(read, { id: foreign }, { headers: { 'x-accounts': 'thred' } })
    expect(hidden.data).toEqual({ customer: null, node: null })
    expect(hidden.errors).toBeUndefined()
    const none = await other.query(list, {}, { headers: { 'x-accounts': '' } })
    expect(none.data).toEqual({ customers: { nodes: [] }, linkedAccounts: [] })
    await other.close()
  })

  test('that cannot be told get an error without details', async () => {
    const other = await startRig({
      customers: 1,
      viewer: () => {
        throw new Error('secret of the host')
      },
    })
    const { status, data, errors } = await other.query('{ linkedAccounts { name } }')
    expect(status).toBe(500)
    expect(data).toBeUndefined()
    expect(errors).toMatchObject([{ message: 'Unexpected error.', extensions: { code: 'INTERNAL_SERVER_ERROR' } }])
    expect(JSON.stringify(errors)).not.toContain('secret of the host')
    expect(other.log()).not.toContain('secret of the host')
    expect(other.lines.find(({ msg }) => msg === 'unexpected error')).toMatchObject({ error: { type: 'Error' } })
    await other.close()
  })
})

describe('errors', () => {
  const lines: string[] = []
  const fields = {
    many: {
      type: new GraphQLList(GraphQLString),
      args: { count: { type: GraphQLInt } },
      resolve: (_: unknown, { count }: { count?: number }) =>
        Array.from({ length: count ?? 0 }, () => new GraphQLError('One of many.')),
    },
    defect: { type: GraphQLString, resolve: () => Promise.reject(new TypeError('secret defect')) },
    intended: {
      type: GraphQLString,
      resolve: () => {
        throw new GraphQLError('Said on purpose.', {
          extensions: { code: 'BAD_USER_INPUT', argument: 'jane@example.com', retryCursor: 'c-1', debug: { sql: 'x' } },
        })
      },
    },
  }
  const logger = createLogger({ level: 'info', destination: { write: (line) => lines.push(line) } })
  const options: HandlerOptions = {
    schema: new GraphQLSchema({ query: new GraphQLObjectType({ name: 'Query', fields }) }),
    service: createService({ sources: [], logger, trail: createTestAudit().trail }),
    sources: [],
    logger,
    endpoint: '/graphql',
    hasGraphiql: false,
    joinsAnswers: false,
    hasIntrospection: true,
    requiresPreflight: false,
    corsOrigins: [],
    persistedOperations: {},
    persistedOnly: false,
    allowsCompression: false,
    maximumCost: 1,
    callerLimiter: createMemoryLimiter(1_000),
    deadlineMilliseconds: 1_000,
    identify: () => ({ id: 'tester', linkedAccounts: [] }),
    needsCredential: false,
    isDraining: () => false,
  }
  const { handler } = createHttpHandler(options)

  test('that nobody foresaw are hidden, and logged with their kind and place under the same request id', async () => {
    const request = new Request('http://x/graphql?query={defect}', { headers: { 'x-request-id': 'r-1' } })
    const answer = await body(await handler(request))
    expect(answer).toMatchObject({
      data: { defect: null },
      errors: [
        {
          message: 'Unexpected error.',
          path: ['defect'],
          extensions: { code: 'INTERNAL_SERVER_ERROR', requestId: 'r-1' },
        },
      ],
    })
    expect(JSON.stringify(answer)).not.toContain('secret defect')
    const logged = lines.map((line) => JSON.parse(line)).find(({ msg }) => msg === 'unexpected error')
    expect(logged).toMatchObject({
      requestId: 'r-1',
      field: 'defect',
      error: {
        type: 'TypeError',
        at: expect.arrayContaining([expect.stringMatching(/^http\/pipeline\.test\.ts:\d+:\d+$/)]),
      },
    })
    expect(lines.join('')).not.toContain('secret defect')
  })

  test('that are too many are counted', async () => {
    const tell = async (count: number) =>
      (await body(await handler(new Request(`http://x/graphql?query={many(count:${count})}`))))['errors'] as object[]
    expect(await tell(100)).toHaveLength(100)
    const errors = await tell(130)
    expect(errors).toHaveLength(101)
    expect(errors.at(-1)).toEqual({
      message: 'There are 30 more errors, which are left out.',
      extensions: { code: 'ERRORS_LEFT_OUT' },
    })
  })

  test('of the host’s own log are told to nobody, and keep nobody waiting', async () => {
    const fail = (): never => {
      throw new Error('secret of the host')
    }
    const other = createHttpHandler({ ...options, logger: { debug: fail, info: fail, warn: fail, error: fail } })
    const server = createServer(other.listener).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const path = '/graphql?query={__typename}'
    for (const response of [await other.handler(new Request(`http://x${path}`)), await fetch(address + path)]) {
      expect(response.status).toBe(500)
      expect(await body(response)).toEqual({
        errors: [{ message: 'Unexpected error.', extensions: { code: 'INTERNAL_SERVER_ERROR' } }],
      })
    }
    server.closeAllConnections()
    server.close()
  })

  test('that were made on purpose are told', async () => {
    const answer = await body(await handler(new Request('http://x/graphql?query={intended}')))
    expect(answer).toMatchObject({
      data: { intended: null },
      errors: [{ message: 'Said on purpose.', path: ['intended'] }],
    })
    const [{ extensions }] = answer['errors'] as [{ extensions: unknown }]
    expect(extensions).toEqual({ code: 'BAD_USER_INPUT', retryCursor: 'c-1' })
  })
})

describe('the log', () => {
  test('has one line per operation, without its text, variables or customers', async () => {
    rig.sandboxes.thred.control.setFaults({ name: 'status', status: 500, body: { canary: 'upstream-canary' } })
    const document = 'query Find($after: String) { customers(first: 6, after: $after) { isComplete nodes { email } } }'
    const { data } = await rig.query(
      document,
      { after: null, unused: 'variable-canary' },
      { headers: { 'x-request-id': 'r-2' } },
    )
    const requests = rig.lines.filter(({ msg }) => msg === 'request')
    expect(requests).toHaveLength(1)
    expect(requests[0]).toMatchObject({
      requestId: 'r-2',
      method: 'POST',
      path: '/graphql',
      operationName: 'Find',
      operationType: 'query',
      status: 200,
      milliseconds: expect.any(Number),
      failedSources: [{ linkedAccount: 'thred', code: 'UNAVAILABLE' }],
    })
    const email = data.customers.nodes.find((node: { email: string | null }) => node.email !== null).email
    for (const secret of ['isComplete', 'variable-canary', 'upstream-canary', email, 'Basic ', 'Bearer ']) {
      expect(rig.log()).not.toContain(secret)
    }
  })

  test('has no query string, and no path that might be somebody’s address', async () => {
    await rig.send('/graphql?query={__typename}&secret=canary')
    await rig.send('/customers/jane@example.com')
    expect(rig.lines.filter(({ msg }) => msg === 'request').map(({ path }) => path)).toEqual([
      '/graphql',
      '(not plain)',
    ])
    expect(rig.log()).not.toMatch(/canary|jane/)
  })

  test('names the codes of what went wrong', async () => {
    await rig.query('{ customers(first: 0) { isComplete } }')
    expect(rig.lines.find(({ msg }) => msg === 'request')).toMatchObject({
      status: 200,
      errorCodes: ['BAD_USER_INPUT'],
    })
  })
})

describe('GraphiQL', () => {
  const browser = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' }

  test('is the page for browsers, compressed as they like it, and not sent twice', async () => {
    const plain = await rig.send('/graphql', { headers: browser })
    expect(plain.status).toBe(200)
    expect(plain.headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(plain.headers.get('content-encoding')).toBeNull()
    expect(await plain.text()).toMatch(/^<!doctype html>/)
    const encodings = ['gzip, deflate', 'gzip, br', 'br;q=0, gzip', 'identity'].map(async (accepted) => {
      const { headers } = await rig.send('/graphql', { headers: { ...browser, 'accept-encoding': accepted } })
      return headers.get('content-encoding')
    })
    expect(await Promise.all(encodings)).toEqual(['gzip', 'br', 'gzip', null])
    const etag = plain.headers.get('etag') ?? ''
    const again = await rig.send('/graphql', { headers: { ...browser, 'if-none-match': etag } })
    expect([again.status, await again.text()]).toEqual([304, ''])
  })

  test('has its script and its styles in files that browsers may keep for ever', async () => {
    const page = await (await rig.send('/graphql', { headers: browser })).text()
    expect(page.length).toBeLessThan(200_000)
    const addresses = [...page.matchAll(/(?:src|href)="(\?[^"]+)"/g)].map(([, address]) => `/graphql${address}`)
    const files = await Promise.all(
      addresses.map((address) => rig.send(address, { headers: { accept: '*/*', 'accept-encoding': 'br' } })),
    )
    expect(files.map(({ status, headers }) => [status, headers.get('content-type')]).toSorted()).toEqual([
      [200, 'text/css; charset=utf-8'],
      [200, 'text/javascript; charset=utf-8'],
    ])
    for (const { headers } of files) {
      expect(headers.get('content-encoding')).toBe('br')
      expect(headers.get('cache-control')).toContain('immutable')
      expect(headers.get('x-content-type-options')).toBe('nosniff')
    }
    const unknown = await rig.send('/graphql?graphiql-file=other.js', { headers: { accept: '*/*' } })
    expect([unknown.status, unknown.headers.get('content-type')]).toEqual([400, 'application/json; charset=utf-8'])
  })

  test('may run its own script and talk to its own origin only', async () => {
    const { headers } = await rig.send('/graphql', { headers: browser })
    const policy = headers.get('content-security-policy')
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("connect-src 'self'")
    expect(policy).toContain("script-src 'self';")
    expect(policy).not.toMatch(/https?:|\*/)
  })

  test('is off in production', async () => {
    const production = await startRig({ mode: 'production', customers: 1 })
    const response = await production.send('/graphql', { headers: browser })
    expect(response.headers.get('content-type')).not.toContain('text/html')
    await production.close()
  })
})
