// What a caller's scopes let it do. Asked through GraphQL, because what a field answers without its scope is the promise.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { startServer } from '../../src/index.ts'
import { type Rig, startRig } from '../gateway/rig.ts'
import { createCaller } from '../http/callers.ts'

const all = createCaller('all')
const reader = createCaller('reader', { scopes: ['customers:read'] })
const archiver = createCaller('archiver', { scopes: ['customers:archive'] })
const rawOnly = createCaller('raw-only', { scopes: ['customers:raw'] })
const callers = { all, reader, archiver, rawOnly }

let rig: Rig
let ids: readonly string[]
beforeAll(async () => {
  rig = await startRig({ customers: 5, auth: { apiKeys: Object.values(callers).map(({ entry }) => entry) } })
})
afterAll(() => rig.close())
beforeEach(async () => {
  rig.reset()
  const { data } = await as('all', '{ customers(first: 6) { nodes { id } } }')
  ids = data.customers.nodes.map(({ id }: { id: string }) => id)
  for (const { control } of Object.values(rig.sandboxes)) (control.requests as unknown[]).length = 0
})

function as(caller: keyof typeof callers, query: string, variables: Record<string, unknown> = {}) {
  return rig.query(query, variables, { headers: callers[caller].headers })
}

function upstreamRequests(): number {
  return Object.values(rig.sandboxes).reduce((sum, { control }) => sum + control.requests.length, 0)
}

describe('without customers:read', () => {
  test.each([
    ['customers', '{ customers { nodes { id } } }'],
    ['customer', 'query ($id: ID!) { customer(id: $id) { id } }'],
    ['node', 'query ($id: ID!) { node(id: $id) { id } }'],
    ['customerGroup', '{ customerGroup(externalId: "x") { members { id } } }'],
    ['linkedAccounts', '{ linkedAccounts { name } }'],
  ])('%s is null, and says which scope is missing', async (field, query) => {
    const { data, errors } = await as('archiver', query, { id: ids[0] })
    expect(data).toEqual({ [field]: null })
    expect(errors).toEqual([
      expect.objectContaining({
        message: 'This needs the scope customers:read, which your credential does not have.',
        path: [field],
        extensions: { code: 'FORBIDDEN', scope: 'customers:read' },
      }),
    ])
    expect(upstreamRequests()).toBe(0)
  })

  test('every place of nodes is null, a linked account too', async () => {
    const account = rig.gateway.sources[0]?.id
    const { data, errors } = await as('archiver', 'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', {
      ids: [ids[0], account],
    })
    expect(data).toEqual({ nodes: [null, null] })
    expect(errors?.map(({ extensions }) => extensions?.['code'])).toEqual(['FORBIDDEN', 'FORBIDDEN'])
    expect(upstreamRequests()).toBe(0)
  })

  test('providers are told all the same: they are the same for everybody', async () => {
    const { data, errors } = await as('rawOnly', '{ providers { name } }')
    expect(errors).toBeUndefined()
    expect(data.providers).toHaveLength(3)
  })

  test('a mutation tells what became of a customer, and nothing of the customer', async () => {
    const one = await as('archiver', archiveOne, { id: ids[0] })
    expect(one.data.archiveCustomer).toEqual({ outcome: 'ARCHIVED', customer: null, userErrors: [] })
    const many = await as('archiver', archiveMany, { ids: [ids[1]] })
    expect(many.data.archiveCustomers.results).toEqual([{ outcome: 'ARCHIVED', customer: null, userErrors: [] }])
    const back = await as('archiver', unarchive, { id: ids[0] })
    expect(back.data.unarchiveCustomer).toEqual({ outcome: 'UNARCHIVED', customer: null, userErrors: [] })
  })
})

describe('without customers:archive', () => {
  const error = {
    __typename: 'PermissionError',
    code: 'PERMISSION',
    message: 'This needs the scope customers:archive, which your credential does not have.',
    missingScope: 'customers:archive',
    deniedBy: null,
  }

  test.each(['archiveCustomer', 'unarchiveCustomer'])('%s changes nothing and asks nobody', async (mutation) => {
    for (const id of [ids[0], 'no id', '']) {
      for (const dryRun of [false, true]) {
        const { data, errors } = await as(
          'reader',
          `mutation ($input: ${capital(mutation)}Input!) {
          ${mutation}(input: $input) { outcome plan { url } customer { id } userErrors { ...problem } }
        } ${problem}`,
          { input: { id, dryRun, idempotencyKey: 'k' } },
        )
        expect(errors).toBeUndefined()
        expect(data[mutation]).toEqual({ outcome: 'NOT_CHANGED', plan: null, customer: null, userErrors: [error] })
      }
    }
    expect(upstreamRequests()).toBe(0)
  })

  test('the attempt is in the audit log', async () => {
    rig.audit.entries.length = 0
    await as('reader', archiveOne, { id: ids[0] })
    expect(rig.audit.entries).toMatchObject([
      { viewer: 'key:reader', operation: 'archiveCustomer', outcome: 'NOT_CHANGED', userErrors: ['PERMISSION'] },
    ])
  })

  test('archiveCustomers tells it of each id, and of a group as a whole', async () => {
    const document = `mutation ($input: ArchiveCustomersInput!) {
      archiveCustomers(input: $input) {
        results { outcome userErrors { ...problem } }
        summary { changed failed }
        userErrors { ...problem }
      }
    } ${problem}`
    const listed = await as('reader', document, { input: { target: { ids: [ids[0], 'no id'] } } })
    const result = { outcome: 'NOT_CHANGED', userErrors: [error] }
    expect(listed.data.archiveCustomers).toEqual({
      results: [result, result],
      summary: { changed: 0, failed: 2 },
      userErrors: [],
    })
    const grouped = await as('reader', document, { input: { target: { groupExternalId: 'x' } } })
    expect(grouped.data.archiveCustomers).toEqual({
      results: [],
      summary: { changed: 0, failed: 1 },
      userErrors: [error],
    })
    expect(upstreamRequests()).toBe(0)
  })
})

describe('without customers:raw', () => {
  test('raw is null with an error at its place, and everything else is told', async () => {
    const { data, errors } = await as('reader', '{ customers(first: 2) { nodes { id raw metadata } } }')
    expect(data.customers.nodes.map(({ id, raw }: { id: string; raw: unknown }) => [id, raw])).toEqual([
      [ids[0], null],
      [ids[1], null],
    ])
    expect(errors).toEqual(
      [0, 1].map((index) =>
        expect.objectContaining({
          path: ['customers', 'nodes', index, 'raw'],
          extensions: { code: 'FORBIDDEN', scope: 'customers:raw' },
        }),
      ),
    )
  })

  test('the scope alone reads nothing', async () => {
    const { data, errors } = await as('rawOnly', '{ customers { nodes { raw } } }')
    expect(data).toEqual({ customers: null })
    expect(errors?.[0]?.extensions).toEqual({ code: 'FORBIDDEN', scope: 'customers:read' })
  })

  test('with it and customers:read, raw is the JSON of the provider', async () => {
    const { data, errors } = await as('all', '{ customers(first: 1) { nodes { raw } } }')
    expect(errors).toBeUndefined()
    expect(data.customers.nodes[0].raw).toHaveProperty('id')
  })
})

test('a query that comes again over a port is answered to each caller by its own scopes', async () => {
  const server = await startServer({ gateway: rig.gateway, host: '127.0.0.1', port: 0 })
  const query = '{ customers(first: 1) { nodes { id raw } } }'
  const ask = async (caller: keyof typeof callers) => {
    const headers = { 'content-type': 'application/json', ...callers[caller].headers }
    const answer = await fetch(`${server.address}/graphql`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ query }),
    })
    // biome-ignore lint/suspicious/noExplicitAny: what a test reads of an answer is what it checks.
    return (await answer.json()) as { data: any; errors?: { extensions: object }[] }
  }
  try {
    for (let round = 0; round < 5; round += 1) {
      const whole = await ask('all')
      expect(whole.errors).toBeUndefined()
      expect(whole.data.customers.nodes[0].raw).toHaveProperty('id')
      const withoutRaw = await ask('reader')
      expect(withoutRaw.data.customers.nodes[0]).toEqual({ id: ids[0], raw: null })
      expect(withoutRaw.errors).toMatchObject([{ extensions: { code: 'FORBIDDEN', scope: 'customers:raw' } }])
      const nothing = await ask('archiver')
      expect(nothing.data).toEqual({ customers: null })
      expect(nothing.errors).toMatchObject([{ extensions: { code: 'FORBIDDEN', scope: 'customers:read' } }])
    }
  } finally {
    await server.close()
  }
})

const problem = `fragment problem on UserError {
  __typename code message ... on PermissionError { missingScope deniedBy { name } }
}`
const archiveOne = `mutation ($id: ID!) {
  archiveCustomer(input: { id: $id }) { outcome customer { id } userErrors { __typename } }
}`
const unarchive = archiveOne.replace('archiveCustomer', 'unarchiveCustomer')
const archiveMany = `mutation ($ids: [ID!]!) {
  archiveCustomers(input: { target: { ids: $ids } }) { results { outcome customer { id } userErrors { __typename } } }
}`

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1)
}
