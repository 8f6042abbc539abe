// Ids come from callers. What this gateway did not make is an id of nothing: a query answers null, a mutation says so, and
// no provider hears of it. The same for what it did make, for an account that the caller may not see.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { encodeCustomerId, encodeLinkedAccountId } from '../../src/domain/global-id.ts'
import { createCaller } from '../http/callers.ts'
import { type Rig, startRig } from './rig.ts'

const everything = createCaller('everything')
const narrow = createCaller('narrow', { linkedAccounts: ['thred'] })
const providers = ['LAYER', 'SEQUENCE', 'THRED']

let rig: Rig
beforeAll(async () => {
  rig = await startRig({ customers: 3, auth: { apiKeys: [everything.entry, narrow.entry] } })
})
afterAll(() => rig.close())
beforeEach(() => {
  rig.reset()
})

const native = '0f2c1c4e-6d0b-4a57-9f2e-0d6f5f1f2a3b'

function encode(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64url')
}

/** What is no id of anything, whatever provider it is about. */
const notOurs: Readonly<Record<string, string>> = {
  'nothing at all': '',
  'a blank': ' ',
  'a native id': native,
  'a way up': '..',
  'an encoded way up': '%2e%2e',
  'a doubly encoded way up': '%252e%252e',
  'a path': '../../admin',
  'a slash': '/',
  'a backslash': '\\',
  'a query': '?x=1',
  'a fragment': '#x',
  'a NUL': '\0',
  'unicode dots': '\u2024\u2024',
  'full-width dots': '\uff0e\uff0e',
  'half a character': '\ud800',
  'a URL': 'https://evil.example/',
  'ten kilobytes': 'A'.repeat(10_240),
  'ten kilobytes of one letter, encoded': encode('x'.repeat(10_240)),
  'words that are no id': encode('hello'),
  JSON: encode('{"provider":"LAYER"}'),
  'bytes that are no text': Buffer.from([0xff, 0xfe, 0x00]).toString('base64url'),
}

/** What looks much like an id of the provider's account. */
function almostOurs(provider: string): Readonly<Record<string, string>> {
  const account = provider.toLowerCase()
  const good = encodeCustomerId(provider, account, native)
  const withNative = (text: string): string => encode(`1:customer:${provider}:${account}:${text}`)
  const natives = {
    'no native id': '',
    'a way up': '..',
    'one dot': '.',
    'an encoded way up': '%2e%2e',
    'an encoded slash': '..%2f..%2fadmin',
    'a slash': 'a/b',
    'a backslash': 'a\\b',
    'a query': `${native}?x=1`,
    'a fragment': `${native}#x`,
    'a semicolon': `${native};x=1`,
    'a NUL': `${native}\0`,
    'a line break': `${native}\r\nx: y`,
    'a blank': `${native} `,
    'unicode dots': '\u2024\u2024',
    'a full-width slash': 'a\uff0fb',
    'an ideographic stop': '\u3002\u3002',
    'letters that look like others': '\u0430bc',
    'one colon too many': `${native}:x`,
    'ten kilobytes': 'x'.repeat(10_240),
    'a letter more than there may be': 'x'.repeat(129),
  }
  return {
    ...Object.fromEntries(Object.entries(natives).map(([what, text]) => [`${what} as native id`, withNative(text)])),
    'another version': encode(`2:customer:${provider}:${account}:${native}`),
    'no version': encode(`customer:${provider}:${account}:${native}`),
    'another kind': encode(`1:invoice:${provider}:${account}:${native}`),
    'a linked account with a native id': encode(`1:linked-account:${provider}:${account}:${native}`),
    'a customer without one': encode(`1:customer:${provider}:${account}`),
    'a linked account': encodeLinkedAccountId(provider, account),
    'a provider in lower case': encode(`1:customer:${account}:${account}:${native}`),
    'a provider that there is not': encodeCustomerId('STRIPE', account, native),
    'an account with a way up': encode(`1:customer:${provider}:..:${native}`),
    'no account': encode(`1:customer:${provider}::${native}`),
    padding: `${good}=`,
    'another alphabet': Buffer.from(`1:customer:${provider}:${account}:${native}?>`).toString('base64'),
    'a blank behind it': `${good} `,
    'a line break behind it': `${good}\n`,
    'twice the same': good + good,
    'one letter less': good.slice(0, -1),
  }
}

/** What is an id of somebody's customer, or could be. */
function hidden(provider: string): Readonly<Record<string, string>> {
  const other = providers.find((each) => each !== provider) ?? ''
  return {
    'an account that there is not': encodeCustomerId(provider, 'nobody', native),
    'an account by the name of what every object has': encodeCustomerId(provider, 'constructor', native),
    'an account of another provider': encodeCustomerId(provider, other.toLowerCase(), native),
    'an account in other case': encodeCustomerId(provider, provider, native),
  }
}

const queries = `query ($id: ID!, $node: ID!) {
  customer(id: $id) { id }
  node(id: $node) { id }
  nodes(ids: [$node, $node]) { id }
}`
const mutations = `mutation ($id: ID!) {
  archive: archiveCustomer(input: { id: $id, idempotencyKey: "k-1" }) { ...of }
  plan: archiveCustomer(input: { id: $id, dryRun: true }) { ...of }
  unarchive: unarchiveCustomer(input: { id: $id }) { outcome customer { id } userErrors { __typename } }
  many: archiveCustomers(input: { target: { ids: [$id] } }) {
    results { outcome customer { id } userErrors { __typename } }
  }
}
fragment of on ArchiveCustomerPayload { outcome customer { id } userErrors { __typename } }`

function upstreamRequests(): number {
  return Object.values(rig.sandboxes).reduce((sum, { control }) => sum + control.requests.length, 0)
}

async function expectNothing(id: string, error: string, caller = everything): Promise<string> {
  // A linked account is a node, and none that this is about.
  const isNode = Buffer.from(id, 'base64url').toString().startsWith('1:linked-account:') && !id.includes(' ')
  const read = await rig.query(queries, { id, node: isNode ? '' : id }, { headers: caller.headers })
  expect(read.errors).toBeUndefined()
  expect(read.data).toEqual({ customer: null, node: null, nodes: [null, null] })
  const changed = await rig.query(mutations, { id }, { headers: caller.headers })
  const nothing = { outcome: 'NOT_CHANGED', customer: null, userErrors: [{ __typename: error }] }
  expect(changed.errors).toBeUndefined()
  expect(changed.data).toEqual({ archive: nothing, plan: nothing, unarchive: nothing, many: { results: [nothing] } })
  const filtered = await rig.query(
    'query ($id: ID!) { customers(filter: { linkedAccountIds: [$id] }) { isComplete } }',
    { id: isNode ? '' : id },
    { headers: caller.headers },
  )
  expect(filtered.errors).toMatchObject([
    { extensions: { code: 'BAD_USER_INPUT', argument: 'filter.linkedAccountIds' } },
  ])
  expect(upstreamRequests()).toBe(0)
  return [read.text, changed.text, filtered.text].join('\n')
}

describe('no id of this gateway', () => {
  test.each(Object.entries(notOurs))('is %s', async (_what, id) => {
    await expectNothing(id, 'InvalidIdError')
  })

  describe.each(providers)('at %s', (provider) => {
    test.each(Object.entries(almostOurs(provider)))('is one with %s', async (_what, id) => {
      await expectNothing(id, 'InvalidIdError')
    })

    test('is one with a bad native id, also where the account is another caller’s', async () => {
      const id = encode(`1:customer:${provider}:${provider === 'THRED' ? 'layer' : provider.toLowerCase()}:..`)
      await expectNothing(id, 'InvalidIdError', narrow)
    })
  })
})

describe.each(providers)('an id of %s for an account', (provider) => {
  test.each(Object.entries(hidden(provider)))('namely %s, is nobody’s', async (_what, id) => {
    await expectNothing(id, 'CustomerNotFoundError')
  })
})

describe('an id of another caller’s account', () => {
  test.each(['LAYER', 'SEQUENCE'])('at %s is answered as one of an account that there is not', async (provider) => {
    const list = '{ customers(first: 9) { nodes { id provider } } }'
    const { data } = await rig.query(list, {}, { headers: everything.headers })
    const { id } = data.customers.nodes.find((node: { provider: string }) => node.provider === provider)
    for (const { control } of Object.values(rig.sandboxes)) control.reset()
    const foreign = await expectNothing(id, 'CustomerNotFoundError', narrow)
    const unknown = await expectNothing(encodeCustomerId(provider, 'nobody', native), 'CustomerNotFoundError', narrow)
    expect(foreign).toBe(unknown)
  })

  test('is no node either', async () => {
    const id = encodeLinkedAccountId('LAYER', 'layer')
    const read = '($id: ID!) { node(id: $id) { id } }'
    const own = await rig.query(`query ${read}`, { id }, { headers: everything.headers })
    expect(own.data).toEqual({ node: { id } })
    const foreign = await rig.query(`query ${read}`, { id }, { headers: narrow.headers })
    expect([foreign.data, foreign.errors]).toEqual([{ node: null }, undefined])
  })
})

describe('a cursor', () => {
  const list = 'query ($after: String) { customers(first: 2, after: $after) { nodes { id } pageInfo { endCursor } } }'

  test.each([...Object.entries(notOurs), ['of a list in ten', encode('[1,2,3]')]])(
    'is none as %s',
    async (_what, after) => {
      const { errors } = await rig.query(list, { after }, { headers: everything.headers })
      expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', argument: 'after' } }])
      expect(upstreamRequests()).toBe(0)
    },
  )

  test('of another caller begins at the start, and nothing of that caller’s accounts comes back', async () => {
    const first = await rig.query(list, {}, { headers: everything.headers })
    const after = first.data.customers.pageInfo.endCursor
    const own = await rig.query(list, {}, { headers: narrow.headers })
    const taken = await rig.query(list, { after }, { headers: narrow.headers })
    expect(taken.data.customers.nodes).toEqual(own.data.customers.nodes)
    const back = Buffer.from(taken.data.customers.pageInfo.endCursor, 'base64url').toString()
    expect(back).toContain('thred')
    expect(back).not.toContain('layer')
  })

  test('for the rows that a hidden account owes is none', async () => {
    rig.sandboxes.layer.control.setFaults({ name: 'status', status: 404 })
    const partial = await rig.query(
      '{ customers(first: 2) { nodes { id } sources { ... on SourceFailed { retryCursor } } } }',
      {},
      { headers: everything.headers },
    )
    const { retryCursor } = partial.data.customers.sources.find((source: object) => 'retryCursor' in source)
    const { errors } = await rig.query(list, { after: retryCursor }, { headers: narrow.headers })
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', argument: 'after' } }])
  })
})
