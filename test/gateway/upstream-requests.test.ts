// What the commonest operations cost at the providers: counted by the sandboxes, held against what the gateway says it
// made, and against what it reckoned before.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type Data, type Rig, startRig } from './rig.ts'

let rig: Rig
const variables: Record<string, unknown> = {}
beforeAll(async () => {
  rig = await startRig({ customers: 150 })
  const { data } = await rig.query(
    '{ customers(first: 450, includeArchived: true) { nodes { id provider externalId isArchived } } }',
  )
  const { nodes } = data.customers
  const at = (provider: string): Data[] => nodes.filter((node: Data) => node.provider === provider)
  variables['shared'] = nodes.find((node: Data) => node.externalId?.startsWith('crm-')).externalId
  variables['sequence'] = at('SEQUENCE')[0].id
  variables['thred'] = at('THRED').find(({ isArchived }) => !isArchived).id
  variables['hundred'] = [...at('LAYER').slice(0, 40), ...at('SEQUENCE').slice(0, 30), ...at('THRED').slice(0, 30)].map(
    ({ id }) => id,
  )
})
afterAll(() => rig.close())
beforeEach(async () => {
  rig.reset()
  // Tokens are fetched once for many operations.
  await rig.query('{ customers(first: 3) { nodes { id } } }')
  for (const { control } of Object.values(rig.sandboxes)) control.reset()
})

/** Requests at Layer, Sequence and Thred. */
function counted(): number[] {
  return Object.values(rig.sandboxes).map(({ control }) => {
    return Object.values(control.counters().requests).reduce((sum, number) => sum + number, 0)
  })
}

const operations: readonly (readonly [what: string, operation: string, requests: number[], planned: number])[] = [
  ['a page of the list', '{ customers(first: 60) { nodes { id displayName isArchived } } }', [1, 1, 1], 6],
  ['a page with addresses', '{ customers(first: 60) { nodes { email status contacts { name } } } }', [1, 21, 1], 66],
  ['a page with the total', '{ customers(first: 60) { totalCount { count } nodes { id } } }', [1, 1, 1], 6],
  [
    'a total of accounts that a short page leaves out',
    '{ customers(first: 1) { ... on CustomerConnection { all: totalCount { count } } } }',
    [1, 1, 1],
    9,
  ],
  [
    'found by external id',
    'query ($shared: String!) { customers(filter: { externalId: $shared }) { nodes { displayName email } } }',
    [1, 2, 1],
    4,
  ],
  [
    'found by a part of the name',
    '{ customers(first: 20, filter: { nameContains: "bakery" }) { nodes { displayName } } }',
    [1, 2, 2],
    60,
  ],
  [
    'a page in order',
    '{ customers(first: 20, orderBy: { field: DISPLAY_NAME, direction: ASC }) { nodes { displayName } } }',
    [2, 2, 2],
    66,
  ],
  [
    'one customer by id',
    'query ($sequence: ID!) { customer(id: $sequence) { displayName email status } }',
    [0, 1, 0],
    1,
  ],
  [
    'a hundred by id',
    'query ($hundred: [ID!]!) { nodes(ids: $hundred) { ... on Customer { displayName email } } }',
    [40, 30, 30],
    100,
  ],
  ['a group', 'query ($shared: String!) { customerGroup(externalId: $shared) { members { email } } }', [1, 2, 1], 4],
  [
    'an archive',
    'mutation ($thred: ID!) { archiveCustomer(input: { id: $thred }) { outcome customer { status email } } }',
    [0, 0, 2],
    7,
  ],
]

test.each(operations)('%s', async (_what, operation, requests, planned) => {
  const names = [...operation.matchAll(/\$(\w+):/g)].map(([, name]) => String(name))
  const given = Object.fromEntries(names.map((name) => [name, variables[name]]))
  const { errors, extensions } = await rig.query(operation, given, { headers: { 'x-gateway-cost': '1' } })
  expect(errors).toBeUndefined()
  expect(counted()).toEqual(requests)
  expect(extensions.cost).toEqual({ planned, actual: requests.reduce((sum, number) => sum + number) })
})

test('a provider that counts only when asked is asked only for a total that is selected', async () => {
  const asked = async (selection: string): Promise<boolean> => {
    rig.sandboxes.layer.control.reset()
    const { errors } = await rig.query(
      `query ($yes: Boolean = true) { customers(first: 3) { ...Part nodes @include(if: $yes) { id } } } fragment Part on CustomerConnection { ${selection} }`,
    )
    expect(errors).toBeUndefined()
    return rig.sandboxes.layer.control.requests.some(({ query }) => query.includes('show_total_count=true'))
  }
  expect(await asked('all: totalCount { count }')).toBe(true)
  expect(await asked('totalCount @skip(if: $yes) { count }')).toBe(false)
  expect(await asked('isComplete ... @include(if: $yes) { totalCount { count } }')).toBe(true)
  expect(await asked('pageInfo { hasNextPage } ... @skip(if: $yes) { totalCount { count } }')).toBe(false)
})

test('nothing at all for what the gateway knows by itself', async () => {
  await rig.query('{ linkedAccounts { status rateLimit { remaining } } providers { coverage { support } } __typename }')
  expect(counted()).toEqual([0, 0, 0])
})

test('an account that the filter leaves out is not asked', async () => {
  await rig.query('{ customers(first: 60, filter: { providers: [THRED] }) { nodes { email } totalCount { count } } }')
  expect(counted()).toEqual([0, 0, 1])
})

test('aliases cost one request per customer of Sequence, and none elsewhere', async () => {
  const { data } = await rig.query(
    '{ customers(first: 9) { nodes { provider a: providerData { ... on SequenceCustomer { aliases } } b: providerData { ... on SequenceCustomer { aliases } } } } }',
  )
  expect(counted()).toEqual([1, 4, 1])
  const sequence = data.customers.nodes.filter(({ provider }: Data) => provider === 'SEQUENCE')
  expect(sequence.map(({ a }: Data) => a.aliases.length > 0)).toEqual([true, true, true])
})

test('a token that many reads wait for counts once', async () => {
  rig.reset()
  const { extensions } = await rig.query(
    'query ($hundred: [ID!]!) { nodes(ids: $hundred) { id } }',
    { hundred: variables['hundred'] },
    { headers: { 'x-gateway-cost': '1' } },
  )
  expect(counted()).toEqual([41, 30, 32])
  expect(extensions.cost).toEqual({ planned: 100, actual: 103 })
})
