// Linked accounts that signed claims name: any business under a configured credential, without a list of them.
import { SignJWT } from 'jose'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { mintedNamePattern } from '../../src/config/minted-accounts.ts'
import { createGateway, type Gateway } from '../../src/index.ts'
import { providers } from '../../src/providers/registry.ts'
import type { Sandbox } from '../../src/providers/sandbox-server.ts'

const secret = 'a secret that is long enough to be one'
const jwt = {
  issuer: 'https://login.example',
  audience: 'gateway',
  algorithms: ['HS256'],
  secret,
  claims: { accounts: 'https://app.example/accounts' },
}

const sandboxes: Record<string, Sandbox> = {}
let gateway: Gateway
beforeAll(async () => {
  for (const provider of providers) {
    const settings = { rateLimit: null } as object
    const sandbox = await provider.startSandbox({ customers: 4, businesses: 3, settings })
    sandboxes[sandbox.provider] = sandbox
  }
})
afterAll(() => Promise.all(Object.values(sandboxes).map((sandbox) => sandbox.close())))
beforeEach(async () => {
  gateway = start()
  for (const { control } of Object.values(sandboxes)) control.reset()
  return () => gateway.close()
})

function business(provider: string, index: number): string {
  return sandboxes[provider]?.control.businesses[index] ?? ''
}

/** Credentials at all three, and one linked account: the first business at Layer. */
function configuration() {
  const all = Object.assign({}, ...Object.values(sandboxes).map(({ environment }) => environment))
  const { LAYER_BASE_URL, LAYER_TOKEN_URL, SEQUENCE_BASE_URL, THRED_BASE_URL } = all
  return {
    credentials: {
      books: {
        provider: 'layer',
        clientId: all.LAYER_CLIENT_ID,
        clientSecret: all.LAYER_CLIENT_SECRET,
        baseUrl: LAYER_BASE_URL,
        tokenUrl: LAYER_TOKEN_URL,
      },
      billing: {
        provider: 'sequence',
        clientId: all.SEQUENCE_CLIENT_ID,
        clientSecret: all.SEQUENCE_CLIENT_SECRET,
        baseUrl: SEQUENCE_BASE_URL,
      },
      ledger: {
        provider: 'thred',
        partnerId: all.THRED_PARTNER_ID,
        apiKey: all.THRED_API_KEY,
        baseUrl: THRED_BASE_URL,
      },
    },
    linkedAccounts: [{ name: 'bakery', credential: 'books', businessId: business('layer', 0) }],
  }
}

function start(): Gateway {
  return createGateway({ ...configuration(), auth: { jwt } })
}

async function ask(claims: Record<string, unknown>, query: string, variables: object = {}) {
  const token = await new SignJWT({ scope: 'customers:read customers:archive', ...claims })
    .setProtectedHeader({ alg: 'HS256' })
    .setIssuer(jwt.issuer)
    .setAudience(jwt.audience)
    .setSubject('alice')
    .setExpirationTime('5m')
    .sign(Buffer.from(secret))
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` }
  const body = JSON.stringify({ query, variables })
  const response = await gateway.handler(new Request('http://x/graphql', { method: 'POST', headers, body }))
  // biome-ignore lint/suspicious/noExplicitAny: what a test reads of an answer is what it checks.
  return { status: response.status, ...((await response.json()) as { data?: any; errors?: unknown[] }) }
}

function accounts(...list: readonly object[]): Record<string, unknown> {
  return { [jwt.claims.accounts]: list }
}

const bakery = (): object => ({ provider: 'layer', credential: 'books', businessId: business('layer', 0) })
const brewery = (): object => ({ provider: 'layer', credential: 'books', businessId: business('layer', 1) })
const roastery = (): object => ({ provider: 'thred', credential: 'ledger', businessId: business('thred', 2) })
const billing = { provider: 'sequence', credential: 'billing' }

const list =
  '{ linkedAccounts { id name provider businessId isSandbox: environment } customers(first: 500) { isComplete nodes { id } } }'

describe('a business that a claim names', () => {
  test('is a linked account of the caller, at every provider', async () => {
    const { data, errors } = await ask(accounts(brewery(), billing, roastery()), list)
    expect(errors).toBeUndefined()
    expect(data.linkedAccounts).toMatchObject([
      { provider: 'LAYER', businessId: business('layer', 1) },
      { provider: 'SEQUENCE', businessId: null },
      { provider: 'THRED', businessId: business('thred', 2) },
    ])
    for (const { name } of data.linkedAccounts) expect(name).toMatch(mintedNamePattern)
    expect(data.customers.isComplete).toBe(true)
    expect(data.customers.nodes.length).toBeGreaterThan(6)
    const asked = (sandboxes['layer']?.control.requests ?? []).filter(({ operation }) => operation === 'list')
    expect(asked.every(({ path }) => path.includes(`/${business('layer', 1)}/`))).toBe(true)
  })

  test('keeps its name and its ids when the gateway starts anew', async () => {
    const before = await ask(accounts(brewery(), roastery()), list)
    await gateway.close()
    gateway = start()
    const after = await ask(accounts(roastery(), brewery()), list)
    const sorted = (items: { id: string }[]) => items.map(({ id }) => id).toSorted()
    expect(sorted(after.data.linkedAccounts)).toEqual(sorted(before.data.linkedAccounts))
    expect(sorted(after.data.customers.nodes)).toEqual(sorted(before.data.customers.nodes))
    const [{ id }] = before.data.customers.nodes
    const again = await ask(accounts(brewery(), roastery()), 'query ($id: ID!) { customer(id: $id) { id } }', { id })
    expect(again.data.customer).toEqual({ id })
  })

  test('is the configured account where the configuration lists it, also when both are named', async () => {
    const minted = await ask(accounts(bakery()), list)
    expect(minted.data.linkedAccounts).toMatchObject([{ name: 'bakery' }])
    const both = await ask({ ...accounts(bakery(), bakery()), linked_accounts: ['bakery'] }, list)
    expect(both.data).toEqual(minted.data)
  })

  test('shares the token of its credential with the other businesses', async () => {
    await ask(accounts(brewery()), list)
    await ask(accounts(bakery()), list)
    expect(sandboxes['layer']?.control.counters().tokensGranted).toBe(1)
  })

  test('shows on no page that is for the operator', async () => {
    await ask(accounts(brewery()), list)
    expect(gateway.sources.map(({ account }) => account.name)).toEqual(['bakery'])
  })

  test('that the provider does not let the credential see costs its own rows only', async () => {
    const stranger = { ...brewery(), businessId: 'not-ours' }
    const { data } = await ask(
      accounts(stranger, roastery()),
      '{ customers { nodes { provider } sources { __typename } } }',
    )
    expect(data.customers.sources).toEqual([{ __typename: 'SourceFailed' }, { __typename: 'SourceOk' }])
  })
})

describe('a claim is refused as a whole', () => {
  test.each<[string, () => unknown]>([
    ['that is no list', () => brewery()],
    ['with something that is no account', () => [brewery(), 'layer']],
    ['with a null', () => [null]],
    ['with a credential that is not configured', () => [{ ...brewery(), credential: 'other' }]],
    ['with a credential by the name of what every object has', () => [{ ...brewery(), credential: 'constructor' }]],
    ['with another provider’s credential', () => [{ ...brewery(), credential: 'ledger' }]],
    ['with a provider that is none', () => [{ ...brewery(), provider: 'stripe' }]],
    ['without a provider', () => [{ ...brewery(), provider: undefined }]],
    ['without the business that the provider needs', () => [{ ...brewery(), businessId: undefined }]],
    ['with a business where the credential implies it', () => [{ ...billing, businessId: 'x' }]],
    ['with a business that is no text', () => [{ ...brewery(), businessId: 7 }]],
    ['with a way out of the path', () => [{ ...brewery(), businessId: '../admin' }]],
    ['with an encoded way out', () => [{ ...brewery(), businessId: '%2e%2e' }]],
    ['with a query', () => [{ ...brewery(), businessId: 'x?y' }]],
    ['with an endless business', () => [{ ...brewery(), businessId: 'x'.repeat(129) }]],
    ['with a setting that nobody knows', () => [{ ...brewery(), baseUrl: 'https://evil.example' }]],
  ])('%s', async (_what, make) => {
    const { status, data } = await ask({ [jwt.claims.accounts]: make() }, list)
    expect([status, data]).toEqual([401, undefined])
    for (const { control } of Object.values(sandboxes)) expect(control.requests).toEqual([])
  })

  test('where no claim is agreed on, accounts that a token names are nobody’s', async () => {
    await gateway.close()
    gateway = createGateway({
      ...configuration(),
      credentials: { books: configuration().credentials.books },
      auth: { jwt: { ...jwt, claims: {} } },
    })
    expect((await ask({ ...accounts(brewery()), accounts: [brewery()] }, list)).status).toBe(401)
    const named = await ask({ ...accounts(brewery()), linked_accounts: ['bakery'] }, list)
    expect(named.data.linkedAccounts).toMatchObject([{ name: 'bakery' }])
  })
})

describe('the configuration', () => {
  const { linkedAccounts: none, auth } = { linkedAccounts: [], auth: { jwt } }

  test('may have credentials without linked accounts where claims name them', async () => {
    await gateway.close()
    gateway = createGateway({ ...configuration(), linkedAccounts: none, auth })
    expect((await ask(accounts(brewery()), list)).data.linkedAccounts).toHaveLength(1)
    const { credentials } = configuration()
    expect(() => createGateway({ credentials, linkedAccounts: none })).toThrow(/is used by no linked account/)
    expect(() => createGateway({ credentials: {}, linkedAccounts: none, auth })).toThrow(/credentials must have/)
  })

  test('must not give an account a name that is made here', () => {
    const { credentials, linkedAccounts } = configuration()
    const name = `minted-${'a'.repeat(43)}`
    expect(() =>
      createGateway({ credentials, linkedAccounts: [{ ...linkedAccounts[0], name, credential: 'books' }], auth }),
    ).toThrow(/linkedAccounts\[0\]\.name is a name that the gateway makes itself/)
  })
})

describe('a host with sessions of its own', () => {
  test('names businesses likewise, and its mistakes are its own', async () => {
    await gateway.close()
    const good = { id: 'alice', linkedAccounts: [], mintedAccounts: [brewery() as typeof billing, billing] }
    const bad = { ...good, mintedAccounts: [{ ...billing, credential: 'other' }] }
    gateway = createGateway({
      ...configuration(),
      viewer: (request) => (request.headers.get('cookie') === 'bad' ? bad : good),
    })
    const send = (cookie: string) =>
      gateway.handler(new Request('http://x/graphql?query={linkedAccounts{provider}}', { headers: { cookie } }))
    expect(await (await send('good')).json()).toEqual({
      data: { linkedAccounts: [{ provider: 'LAYER' }, { provider: 'SEQUENCE' }] },
    })
    expect((await send('bad')).status).toBe(500)
  })
})
