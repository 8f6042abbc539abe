// A caller with more linked accounts than one question may go to says which it means, and no provider is asked before.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createGateway, type Gateway } from '../../src/index.ts'
import { providers } from '../../src/providers/registry.ts'
import type { Sandbox } from '../../src/providers/sandbox-server.ts'
import { mostAccounts } from '../../src/service/fan-out.ts'

const businesses = mostAccounts + 1
let sandbox: Sandbox
let gateway: Gateway
beforeAll(async () => {
  const [layer] = providers
  if (layer === undefined) throw new Error('There is no provider.')
  sandbox = await layer.startSandbox({ customers: 3, businesses, settings: { rateLimit: null } as object })
  const { LAYER_CLIENT_ID, LAYER_CLIENT_SECRET, LAYER_BASE_URL, LAYER_TOKEN_URL } = sandbox.environment
  gateway = createGateway({
    credentials: {
      books: {
        provider: 'layer',
        clientId: LAYER_CLIENT_ID,
        clientSecret: LAYER_CLIENT_SECRET,
        baseUrl: LAYER_BASE_URL,
        tokenUrl: LAYER_TOKEN_URL,
      },
    },
    linkedAccounts: [],
    viewer: (request) => ({
      id: 'platform',
      linkedAccounts: [],
      mintedAccounts: sandbox.control.businesses
        .slice(0, Number(request.headers.get('x-accounts')))
        .map((businessId) => ({ provider: 'layer', credential: 'books', businessId })),
    }),
  })
})
afterAll(async () => {
  await gateway.close()
  await sandbox.close()
})
beforeEach(() => sandbox.control.reset())

async function ask(accounts: number, query: string, variables: object = {}) {
  const headers = { 'content-type': 'application/json', 'x-accounts': String(accounts) }
  const body = JSON.stringify({ query, variables })
  const response = await gateway.handler(new Request('http://x/graphql', { method: 'POST', headers, body }))
  // biome-ignore lint/suspicious/noExplicitAny: what a test reads of an answer is what it checks.
  return (await response.json()) as { data?: any; errors?: { message: string; extensions: object }[] }
}

async function accountIds(): Promise<readonly string[]> {
  const { data } = await ask(businesses, '{ linkedAccounts { id } }')
  return data.linkedAccounts.map(({ id }: { id: string }) => id)
}

const list = `query ($filter: CustomerFilter) {
  customers(first: 5, filter: $filter) { nodes { linkedAccount { id } } isComplete }
}`

describe(`a caller with more than ${mostAccounts} linked accounts`, () => {
  test.each<[string, object | undefined]>([
    ['without a filter', undefined],
    ['by provider', { providers: ['LAYER'] }],
    ['by name', { nameContains: 'bakery' }],
  ])('may not list all of them, %s', async (_what, filter) => {
    const { data, errors } = await ask(businesses, list, { filter })
    expect(data).toEqual({ customers: null })
    expect(errors).toMatchObject([
      {
        message: `You may see ${businesses} linked accounts, and at most ${mostAccounts} are asked unless they are named. Name those that you mean in \`filter.linkedAccountIds\`.`,
        extensions: { code: 'BAD_USER_INPUT', argument: 'filter' },
      },
    ])
    expect(sandbox.control.requests).toEqual([])
  })

  test('lists those that it names', async () => {
    const ids = await accountIds()
    const two = [ids[20], ids[3]]
    const { data, errors } = await ask(businesses, list, { filter: { linkedAccountIds: two } })
    expect(errors).toBeUndefined()
    const seen = data.customers.nodes.map(({ linkedAccount }: { linkedAccount: { id: string } }) => linkedAccount.id)
    expect(new Set(seen)).toEqual(new Set(two))
    const all = await ask(businesses, list, { filter: { linkedAccountIds: ids } })
    expect(all.data.customers.isComplete).toBe(true)
  })

  test.each<[string, string]>([
    ['externalId', '{ customerGroup(externalId: "x") { members { id } } }'],
    [
      'target.groupExternalId',
      'mutation { archiveCustomers(input: { target: { groupExternalId: "x" } }) { summary { changed } } }',
    ],
  ])('may not ask all of them by %s', async (argument, operation) => {
    const { errors } = await ask(businesses, operation)
    expect(errors).toMatchObject([
      { message: expect.stringContaining('filter.externalId'), extensions: { code: 'BAD_USER_INPUT', argument } },
    ])
    expect(sandbox.control.requests).toEqual([])
  })

  test('finds no counterparts at all of them', async () => {
    const ids = await accountIds()
    const { errors } = await ask(
      businesses,
      'query ($ids: [ID!]) { customers(first: 1, filter: { linkedAccountIds: $ids }) { nodes { counterparts { matchedOn } } } }',
      { ids: [ids[0]] },
    )
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', argument: 'counterparts' } }])
    expect(sandbox.control.counters().requests.list).toBe(1)
  })

  test('reads a customer by its id as ever', async () => {
    const [account] = await accountIds()
    const { data } = await ask(
      businesses,
      'query ($ids: [ID!]) { customers(first: 1, filter: { linkedAccountIds: $ids }) { nodes { id } } }',
      { ids: [account] },
    )
    const [{ id }] = data.customers.nodes
    expect((await ask(businesses, 'query ($id: ID!) { customer(id: $id) { id } }', { id })).data.customer).toEqual({
      id,
    })
  })
})

test(`a caller with ${mostAccounts} linked accounts lists them all`, async () => {
  const { data, errors } = await ask(mostAccounts, list)
  expect(errors).toBeUndefined()
  expect(data.customers.isComplete).toBe(true)
})
