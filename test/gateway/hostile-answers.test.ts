// Answers that no provider should give, seen by a caller: numbers that GraphQL cannot hold, JSON that cannot be written
// again, cursors that cannot be carried. Each costs what it spoils and nothing else.
import { afterEach, expect, test } from 'vitest'
import { createGateway } from '../../src/gateway.ts'
import { createSecret } from '../../src/index.ts'
import { type Answerer, startWireServer } from '../wire-server.ts'
import type { Answer } from './rig.ts'

const open: { close(): Promise<void> }[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()))
})

const business = '6b1f6a52-51a7-4b0a-9a7e-0c9c2f7d4e10'

/** A gateway with one account at a provider that answers so. */
async function over(provider: 'layer' | 'thred', answer: Answerer) {
  const wire = await startWireServer((request, response) =>
    request.target.includes('token')
      ? { body: { access_token: 'token', expires_in: 3600 } }
      : answer(request, response),
  )
  const secret = createSecret('secret')
  const credential =
    provider === 'layer'
      ? { clientId: 'id', clientSecret: secret, baseUrl: wire.origin, tokenUrl: `${wire.origin}/token` }
      : { partnerId: 'id', apiKey: secret, baseUrl: wire.origin }
  const gateway = createGateway({
    credentials: { main: { provider, ...credential } },
    linkedAccounts: [{ name: provider, credential: 'main', businessId: business }],
  })
  open.push(gateway, wire)
  return async (query: string): Promise<Pick<Answer, 'status' | 'data' | 'errors'>> => {
    const response = await gateway.handler(
      new Request('http://gateway.test/graphql', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query }),
      }),
    )
    return { status: response.status, ...((await response.json()) as Pick<Answer, 'data' | 'errors'>) }
  }
}

test('JSON that is nested beyond measure is null with a warning, and its customer is served', async () => {
  const deep = `${'['.repeat(20_000)}${']'.repeat(20_000)}`
  const ask = await over('thred', () => ({
    headers: { 'content-type': 'application/json' },
    body: `{"count":2,"next":null,"results":[{"id":"a","company_name":"Deep","metadata":${deep}},{"id":"b","company_name":"Flat","metadata":[1]}]}`,
  }))
  const { status, data, errors } = await ask(
    '{ customers(first: 2) { nodes { displayName metadata warnings { code field } absences { field reason } } } }',
  )
  expect([status, errors]).toEqual([200, undefined])
  const [first, second] = data.customers.nodes
  expect(first).toMatchObject({ displayName: 'Deep', metadata: null })
  expect(first.warnings).toContainEqual({ code: 'WRONG_TYPE', field: 'metadata' })
  expect(first.absences).toContainEqual({ field: 'metadata', reason: 'UNMAPPABLE' })
  expect(second).toMatchObject({ displayName: 'Flat', metadata: [1] })
})

test('raw JSON that is nested beyond measure is an error at its own place', async () => {
  const deep = `${'['.repeat(2_000)}${']'.repeat(2_000)}`
  const ask = await over('thred', () => ({
    headers: { 'content-type': 'application/json' },
    body: `{"count":2,"next":null,"results":[{"id":"a","metadata":${deep}},{"id":"b","metadata":[1]}]}`,
  }))
  const { status, data, errors } = await ask('{ customers(first: 2) { nodes { nativeId raw } } }')
  expect(status).toBe(200)
  expect(data.customers.nodes).toEqual([
    { nativeId: 'a', raw: null },
    { nativeId: 'b', raw: { id: 'b', metadata: [1] } },
  ])
  expect(errors).toMatchObject([{ path: ['customers', 'nodes', 0, 'raw'], extensions: { code: 'BAD_RESPONSE' } }])
})

test('a pause until the end of time is a number that callers can hold', async () => {
  const ask = await over('thred', () => ({
    status: 429,
    headers: { 'retry-after': 'Fri, 31 Dec 9999 23:59:59 GMT' },
    body: {},
  }))
  const { data, errors } = await ask(
    '{ customers { sources { ... on SourceFailed { code retryAfterSeconds } } pageInfo { hasNextPage } } }',
  )
  expect(data.customers).toBeNull()
  expect(errors).toMatchObject([{ extensions: { code: 'RATE_LIMITED', retryAfterSeconds: 2_147_483_647 } }])
})

test('a total beyond what callers can hold is none', async () => {
  const ask = await over('thred', () => ({ body: { count: 1e15, next: 'more', results: [{ id: 'a' }] } }))
  const { data, errors } = await ask('{ customers(first: 1) { nodes { nativeId } totalCount { count } } }')
  expect(errors).toBeUndefined()
  expect(data.customers).toEqual({ nodes: [{ nativeId: 'a' }], totalCount: null })
})

test('a cursor that is too long to carry ends the walk with a report, not with a cursor that leads nowhere', async () => {
  const ask = await over('layer', () => ({
    body: {
      data: [{ id: 'a', company_name: 'A', status: 'ACTIVE' }],
      meta: { pagination: { cursor: 'x'.repeat(20_000), has_more: true } },
    },
  }))
  const { data } = await ask(
    '{ customers(first: 1) { nodes { nativeId } pageInfo { hasNextPage } sources { __typename ... on SourceFailed { code } } } }',
  )
  expect(data.customers).toEqual({
    nodes: [{ nativeId: 'a' }],
    pageInfo: { hasNextPage: false },
    sources: [{ __typename: 'SourceFailed', code: 'BAD_RESPONSE' }],
  })
})

test('a provider that archives a moment after it has said that it could not is found out', async () => {
  const id = 'd25c880f-9ea8-4ac1-8aca-703b9d99dde6'
  let isArchived = false
  let posts = 0
  const ask = await over('layer', ({ method, target }) => {
    const data = { id, company_name: 'A', status: isArchived ? 'ARCHIVED' : 'ACTIVE' }
    if (method === 'GET') return { body: { data: target.includes(id) ? data : [data] } }
    posts += 1
    setTimeout(() => {
      isArchived = true
    }, 150)
    return { status: 504, body: {} }
  })
  const list = await ask('{ customers(first: 1) { nodes { id } } }')
  const archive = `mutation { archiveCustomer(input: { id: "${list.data.customers.nodes[0].id}" }) { outcome } }`
  expect((await ask(archive)).data.archiveCustomer.outcome).toBe('ARCHIVED')
  expect(posts).toBeLessThanOrEqual(3)
})
