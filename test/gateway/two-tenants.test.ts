// Two tenants under the same credentials of a platform ask at the same time, the same questions, of providers that fail in
// many ways, and each tries the other's ids, cursors and keys: neither ever meets anything of the other's.
import { SignJWT } from 'jose'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { scopes } from '../../src/domain/viewer.ts'
import { createGateway, type Gateway, type RunningServer, startServer } from '../../src/index.ts'
import { layerRows } from '../../src/providers/layer/sandbox-rows.ts'
import { providers } from '../../src/providers/registry.ts'
import type { Fault, Sandbox } from '../../src/providers/sandbox-server.ts'
import { sequenceRows } from '../../src/providers/sequence/sandbox-rows.ts'
import { thredRows } from '../../src/providers/thred/sandbox-rows.ts'
import { createCaller } from '../http/callers.ts'
import type { Data } from './rig.ts'

const queries = 600
const customers = 20
const secret = 'a secret that is long enough to be one'

interface Tenant {
  /** Native ids of its customers. */
  readonly own: ReadonlySet<string>
  /** What only the other tenant's customers have: ids, names, addresses, and the other's accounts. */
  readonly foreign: string[]
  readonly externalIds: readonly string[]
  authorization: string
  /** Global ids and cursors that it was given. */
  readonly ids: string[]
  readonly accountIds: string[]
  readonly cursors: string[]
  rows: number
}

const sandboxes: Record<string, Sandbox> = {}
let gateway: Gateway
let server: RunningServer
let tenants: readonly [Tenant, Tenant]

/** One tenant has a key and accounts that the configuration lists; the other a token that names its businesses. */
beforeAll(async () => {
  for (const provider of providers) {
    const options = { customers, businesses: 2, settings: { rateLimit: null } as object }
    const sandbox = await provider.startSandbox(options)
    sandboxes[sandbox.provider] = sandbox
  }
  const all = Object.assign({}, ...Object.values(sandboxes).map(({ environment }) => environment))
  const business = (provider: string, index: number): string => sandboxes[provider]?.control.businesses[index] ?? ''
  const listed = createCaller('first', { linkedAccounts: ['first-books', 'first-billing', 'first-ledger'] })
  const billing = { provider: 'sequence', clientSecret: all.SEQUENCE_CLIENT_SECRET, baseUrl: all.SEQUENCE_BASE_URL }
  gateway = createGateway({
    credentials: {
      books: {
        provider: 'layer',
        clientId: all.LAYER_CLIENT_ID,
        clientSecret: all.LAYER_CLIENT_SECRET,
        baseUrl: all.LAYER_BASE_URL,
        tokenUrl: all.LAYER_TOKEN_URL,
      },
      'billing-one': { ...billing, clientId: all.SEQUENCE_CLIENT_ID },
      'billing-two': { ...billing, clientId: `${all.SEQUENCE_CLIENT_ID}-1` },
      ledger: {
        provider: 'thred',
        partnerId: all.THRED_PARTNER_ID,
        apiKey: all.THRED_API_KEY,
        baseUrl: all.THRED_BASE_URL,
      },
    },
    linkedAccounts: [
      { name: 'first-books', credential: 'books', businessId: business('layer', 0) },
      { name: 'first-billing', credential: 'billing-one' },
      { name: 'first-ledger', credential: 'ledger', businessId: business('thred', 0) },
    ],
    auth: {
      apiKeys: [listed.entry],
      jwt: { issuer: 'i', audience: 'a', algorithms: ['HS256'], secret, claims: { accounts: 'accounts' } },
    },
    deadlineMilliseconds: 3_000,
    auditLogger: { write: () => {} },
  })
  server = await startServer({ gateway, host: '127.0.0.1', port: 0 })
  const token = await new SignJWT({
    scope: scopes.join(' '),
    accounts: [
      { provider: 'layer', credential: 'books', businessId: business('layer', 1) },
      { provider: 'sequence', credential: 'billing-two' },
      { provider: 'thred', credential: 'ledger', businessId: business('thred', 1) },
    ],
  })
    .setProtectedHeader({ alg: 'HS256' })
    .setIssuer('i')
    .setAudience('a')
    .setSubject('second')
    .setExpirationTime('10m')
    .sign(Buffer.from(secret))
  const rows = [0, 1].map((index) => [
    ...layerRows(index, customers),
    ...sequenceRows(index, customers).map(({ customer, aliases: [external_id] }) => ({ ...customer, external_id })),
    ...thredRows(index, customers),
  ])
  const [first, second] = rows.map((own, index): Tenant => {
    const mine = JSON.stringify(own)
    const others = (rows[1 - index] ?? []).flatMap((row) => textsOf(row)).filter((text) => !mine.includes(text))
    return {
      own: new Set(own.map(({ id }) => id)),
      foreign: [...new Set([...others, business('layer', 1 - index), business('thred', 1 - index)])],
      externalIds: own.map((row) => row['external_id']).filter((id) => typeof id === 'string'),
      authorization: index === 0 ? listed.headers.authorization : `Bearer ${token}`,
      ids: [],
      accountIds: [],
      cursors: [],
      rows: 0,
    }
  })
  if (first === undefined || second === undefined) throw new Error('There must be two tenants.')
  tenants = [first, second]
})

afterAll(async () => {
  await server.close()
  await gateway.close()
  await Promise.all(Object.values(sandboxes).map((sandbox) => sandbox.close()))
})

/** Ids, names and addresses: what tells a customer from all others. */
function textsOf(row: Record<string, unknown>): string[] {
  const named = ['id', 'external_id', 'company_name', 'individual_name', 'display_name', 'legalName', 'email']
  const contacts = Array.isArray(row['contacts']) ? row['contacts'].flatMap(textsOf) : []
  const own = named.map((name) => row[name]).filter((text) => typeof text === 'string')
  return [...own, ...contacts].filter((text) => text.trim().length > 7)
}

async function ask(tenant: Tenant, { query, variables }: Question): Promise<string> {
  const response = await fetch(`${server.address}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: tenant.authorization },
    body: JSON.stringify({ query, variables }),
  })
  expect(response.status).toBe(200)
  return response.text()
}

interface Question {
  readonly query: string
  readonly variables: Readonly<Record<string, unknown>>
  /** What must be true of the answer, whatever the providers do. */
  readonly check?: (answer: { data: Data; errors?: Data[] }) => void
}

const customer = `{
  id nativeId displayName email status externalId vatNumber notes raw metadata
  linkedAccount { id name businessId } providerData { __typename }
}`
const list = `query ($first: Int!, $after: String, $includeArchived: Boolean! = false, $filter: CustomerFilter, $orderBy: CustomerOrder) {
  customers(first: $first, after: $after, includeArchived: $includeArchived, filter: $filter, orderBy: $orderBy) {
    edges { cursor node ${customer} }
    pageInfo { endCursor }
    sources { linkedAccount { id name } ... on SourceFailed { message retryCursor } }
  }
}`
const archive = `mutation ($input: ArchiveCustomerInput!) {
  archiveCustomer(input: $input) { outcome customer ${customer} userErrors { __typename ... on UserError { message } } }
}`
const unarchive = archive
  .replaceAll('archiveCustomer', 'unarchiveCustomer')
  .replace('ArchiveCustomerInput', 'UnarchiveCustomerInput')

/** The same questions in every run. */
function createRandom(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

const random = createRandom(20_260_901)
const pick = <Item>(items: readonly Item[]): Item | undefined => items[random(items.length)]

/** What both tenants ask at the same moment; `mine` and `yours` are swapped for the other. */
const kinds: readonly ((seed: number) => (mine: Tenant, yours: Tenant) => Question)[] = [
  (seed) => () => ({ query: list, variables: { first: 1 + (seed % 30), includeArchived: seed % 2 === 0 } }),
  (seed) => (mine) => ({ query: list, variables: { first: 5, after: mine.cursors.at(-1 - (seed % 10)) ?? null } }),
  (seed) => (_mine, yours) => ({
    query: list,
    variables: { first: 5, after: yours.cursors.at(-1 - (seed % 10)) ?? null },
  }),
  (seed) => () => ({
    query: list,
    variables: { first: 10, filter: { nameContains: ['a', 'ltd', 'studio'][seed % 3] } },
  }),
  () => () => ({ query: list, variables: { first: 20, orderBy: { field: 'DISPLAY_NAME', direction: 'ASC' } } }),
  (seed) => (mine, yours) => ({
    query: list,
    variables: { first: 10, filter: { externalId: at(seed % 2 === 0 ? mine.externalIds : yours.externalIds, seed) } },
  }),
  (seed) => (_mine, yours) => ({
    query: list,
    variables: { first: 5, filter: { linkedAccountIds: [at(yours.accountIds, seed)] } },
    check: ({ data, errors }) => {
      expect(data).toEqual({ customers: null })
      expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }])
    },
  }),
  (seed) => (mine) => ({
    query: `query ($id: ID!) { customer(id: $id) ${customer} }`,
    variables: { id: at(mine.ids, seed) },
  }),
  (seed) => (_mine, yours) => ({
    query: `query ($id: ID!, $account: ID!) { customer(id: $id) ${customer} node(id: $account) { id } }`,
    variables: { id: at(yours.ids, seed), account: at(yours.accountIds, seed) },
    check: (answer) => expect(answer).toEqual({ data: { customer: null, node: null } }),
  }),
  (seed) => (mine, yours) => ({
    query: `query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Customer ${customer} } }`,
    variables: { ids: [at(mine.ids, seed), at(yours.ids, seed), at(mine.ids, seed + 1)] },
    check: ({ data }) => expect(data.nodes[1]).toBeNull(),
  }),
  (seed) => (mine) => ({
    query: `query ($id: ID!) { customer(id: $id) { id nativeId counterparts { matchedOn customer ${customer} } } }`,
    variables: { id: at(mine.ids, seed) },
  }),
  (seed) => (mine, yours) => ({
    query: `query ($externalId: String!) { customerGroup(externalId: $externalId) { members ${customer} } }`,
    variables: { externalId: at(seed % 2 === 0 ? mine.externalIds : yours.externalIds, seed) },
  }),
  (seed) => (mine) => ({
    query: archive,
    variables: { input: { id: at(mine.ids, seed), idempotencyKey: `key-${seed % 3}` } },
  }),
  (seed) => (mine) => ({ query: unarchive, variables: { input: { id: at(mine.ids, seed) } } }),
  (seed) => (_mine, yours) => ({
    query: archive,
    variables: { input: { id: at(yours.ids, seed), dryRun: seed % 2 === 0 } },
    check: ({ data }) =>
      expect(data.archiveCustomer).toMatchObject({
        outcome: 'NOT_CHANGED',
        customer: null,
        userErrors: [{ __typename: 'CustomerNotFoundError' }],
      }),
  }),
  () => () => ({ query: '{ linkedAccounts { id name businessId status lastSuccessAt } }', variables: {} }),
]

function at(items: readonly string[], index: number): string {
  return items[index % Math.max(1, items.length)] ?? ''
}

/** Few requests each, so that in between everything works: rows are served, and circuits close. */
const faults: readonly Omit<Fault, 'times'>[] = [
  { name: 'latency', ms: 40 },
  { name: 'status', status: 500 },
  { name: 'status', status: 503 },
  { name: 'status', status: 401 },
  { name: 'status', status: 403 },
  { name: 'status', status: 429, retryAfter: 0 },
  { name: 'drop' },
  { name: 'drop-mid-body' },
  { name: 'html' },
  { name: 'truncated-json' },
  { name: 'null-body' },
  { name: 'duplicate-rows' },
  { name: 'wrong-types' },
  { name: 'unknown-enum' },
  { name: 'wrong-customer' },
  { name: 'expired-token' },
  { name: 'drop-after-commit' },
]

function disturb(): void {
  for (const { control, provider } of Object.values(sandboxes)) {
    const fault = pick(faults)
    if (fault === undefined || random(3) === 0) control.clearFaults()
    else if (fault.name === 'expired-token' && provider === 'sequence') control.clearFaults()
    else control.setFaults({ ...fault, times: 1 + random(2) } as Fault)
  }
}

function learn(tenant: Tenant, text: string): void {
  for (const [, cursor] of text.matchAll(/"(?:endCursor|cursor|retryCursor)":"([^"]+)"/g))
    tenant.cursors.push(String(cursor))
  tenant.cursors.splice(0, tenant.cursors.length - 50)
}

/** How many customers the answer holds, and which texts of the other tenant. */
function inspect(tenant: Tenant, text: string): { rows: number; strangers: readonly string[] } {
  const ids = [...text.matchAll(/"nativeId":"([^"]+)"/g)].map(([, id]) => String(id))
  const strangers = ids.filter((id) => !tenant.own.has(id))
  return { rows: ids.length, strangers: [...strangers, ...tenant.foreign.filter((foreign) => text.includes(foreign))] }
}

test(`in ${queries} interleaved queries under faults no tenant meets a row of the other`, {
  timeout: 180_000,
}, async () => {
  for (const tenant of tenants) {
    const { data } = JSON.parse(await ask(tenant, { query: list, variables: { first: 100, includeArchived: true } }))
    expect(data.customers.edges).toHaveLength(3 * customers)
    for (const { node } of data.customers.edges) tenant.ids.push(node.id)
    for (const { linkedAccount } of data.customers.sources) tenant.accountIds.push(linkedAccount.id)
    const [other] = tenants.filter((each) => each !== tenant)
    other?.foreign.push(...data.customers.sources.map((each: Data) => each.linkedAccount.name))
  }
  let asked = 0
  let failures = 0
  const strangers: string[] = []
  while (asked < queries) {
    disturb()
    const batch = Array.from({ length: 6 }, () => {
      const seed = random(10_000)
      const kind = pick(kinds)
      if (kind === undefined) throw new Error('There are no questions.')
      return kind(seed)
    })
    const answers = batch.flatMap((question) =>
      tenants.map(async (mine, index) => {
        const yours = tenants[1 - index] ?? mine
        const one = question(mine, yours)
        const text = await ask(mine, one)
        expect(text).not.toContain('GRAPHQL_VALIDATION_FAILED')
        one.check?.(JSON.parse(text))
        const seen = inspect(mine, text)
        mine.rows += seen.rows
        strangers.push(...seen.strangers)
        if (text.includes('retryCursor":"') || text.includes('"errors"')) failures += 1
        learn(mine, text)
      }),
    )
    await Promise.all(answers)
    asked += answers.length
  }
  expect(strangers).toEqual([])
  // The question was put: rows were served to both, and providers did fail.
  for (const { rows } of tenants) expect(rows).toBeGreaterThan(500)
  expect(failures).toBeGreaterThan(50)
})
