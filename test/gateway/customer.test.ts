// Single customers: by id, several ids at once, and archived at the provider that keeps them.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { encodeCustomerId } from '../../src/domain/global-id.ts'
import { type Data, type Rig, startRig } from './rig.ts'

let rig: Rig
let ids: Record<string, string>
beforeAll(async () => {
  rig = await startRig()
  const { data } = await rig.query('{ customers(first: 3) { nodes { id provider } } }')
  ids = Object.fromEntries(data.customers.nodes.map(({ id, provider }: Data) => [provider, id]))
})
afterAll(() => rig.close())
beforeEach(() => rig.reset())

const archive = `mutation ($input: ArchiveCustomerInput!) {
  archiveCustomer(input: $input) {
    clientMutationId
    outcome
    customer { id status isArchived }
    userErrors {
      __typename
      ... on UserError { message code path }
      ... on SourceUnavailableError { reason isRetryable upstreamStatus linkedAccount { name } }
      ... on ProviderRejectedError { upstreamStatus linkedAccount { name } }
      ... on PermissionError { deniedBy { name } missingScope }
    }
  }
}`

describe('customer', () => {
  test.each(['LAYER', 'SEQUENCE', 'THRED'])('reads one of %s', async (provider) => {
    const { data, errors } = await rig.query('query ($id: ID!) { customer(id: $id) { id provider displayName } }', {
      id: ids[provider],
    })
    expect(errors).toBeUndefined()
    expect(data.customer).toMatchObject({ id: ids[provider], provider })
  })

  test.each([
    ['made by nobody', 'abc'],
    ['not even text of ours', '../../etc/passwd'],
    ['of an account that is not there', encodeCustomerId('LAYER', 'elsewhere', 'x')],
    ['whose provider does not know it', encodeCustomerId('LAYER', 'layer', '00000000-0000-4000-8000-000000000000')],
  ])('is null for an id %s', async (_what, id) => {
    const { data, errors } = await rig.query('query ($id: ID!) { customer(id: $id) { id } node(id: $id) { id } }', {
      id,
    })
    expect(errors).toBeUndefined()
    expect(data).toEqual({ customer: null, node: null })
  })

  test('is null and an error when its provider cannot be asked', async () => {
    rig.sandboxes.layer.control.setFaults({
      name: 'status',
      status: 500,
      operations: ['get'],
      body: 'secret of the provider',
    })
    const { data, errors } = await rig.query('query ($id: ID!) { customer(id: $id) { id } }', { id: ids['LAYER'] })
    expect(data).toEqual({ customer: null })
    expect(errors).toMatchObject([
      {
        path: ['customer'],
        extensions: { code: 'UNAVAILABLE', provider: 'LAYER', retryable: true, upstreamStatus: 500 },
      },
    ])
    expect(JSON.stringify(errors)).not.toContain('secret of the provider')
  })
})

describe('nodes', () => {
  test('keep the order of the ids, customers and accounts mixed', async () => {
    const accounts = await rig.query('{ linkedAccounts { id } }')
    const account = accounts.data.linkedAccounts[1].id
    const { data } = await rig.query('query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }', {
      ids: [ids['THRED'], account, 'nobody', ids['LAYER']],
    })
    expect(data.nodes).toEqual([
      { __typename: 'Customer', id: ids['THRED'] },
      { __typename: 'LinkedAccount', id: account },
      null,
      { __typename: 'Customer', id: ids['LAYER'] },
    ])
  })

  test('have a null and an error in the place that could not be read', async () => {
    rig.sandboxes.thred.control.setFaults({ name: 'drop', operations: ['get'] })
    const { data, errors } = await rig.query('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', {
      ids: [ids['LAYER'], ids['THRED'], ids['SEQUENCE']],
    })
    expect(data.nodes).toEqual([{ id: ids['LAYER'] }, null, { id: ids['SEQUENCE'] }])
    expect(errors).toMatchObject([{ path: ['nodes', 1], extensions: { code: 'UNAVAILABLE', provider: 'THRED' } }])
  })

  test('read one customer once, however often it is asked for', async () => {
    await rig.query(
      'query ($a: ID!) { a: customer(id: $a) { id } b: node(id: $a) { id } nodes(ids: [$a, $a]) { id } }',
      {
        a: ids['LAYER'],
      },
    )
    expect(rig.sandboxes.layer.control.counters().requests.get).toBe(1)
  })

  test('are at most a hundred', async () => {
    const { errors } = await rig.query('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', {
      ids: Array(101).fill('x'),
    })
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', argument: 'ids' } }])
  })
})

describe('linkedAccounts', () => {
  test('are told with what is known of them, and nothing of their credentials', async () => {
    await rig.query('{ customers(first: 3) { nodes { id } } }')
    const { data } = await rig.query(
      '{ linkedAccounts { id provider name businessId environment status lastSuccessAt } }',
    )
    expect(data.linkedAccounts).toMatchObject([
      { name: 'layer', provider: 'LAYER', environment: 'sandbox', status: 'HEALTHY', businessId: expect.any(String) },
      { name: 'sequence', provider: 'SEQUENCE', status: 'HEALTHY', businessId: null },
      { name: 'thred', provider: 'THRED', status: 'HEALTHY', businessId: expect.any(String) },
    ])
  })

  test('say that credentials were rejected', async () => {
    rig.sandboxes.sequence.control.setFaults({ name: 'reject-token' })
    const { data } = await rig.query(
      '{ customers(first: 3) { sources { linkedAccount { name status } ... on SourceFailed { code } } } }',
    )
    expect(data.customers.sources[1]).toEqual({
      code: 'CREDENTIALS',
      linkedAccount: { name: 'sequence', status: 'CREDENTIALS_REJECTED' },
    })
    rig.sandboxes.sequence.control.clearFaults()
    const healed = await rig.query('{ customers(first: 3) { sources { linkedAccount { name status } } } }')
    expect(healed.data.customers.sources[1].linkedAccount.status).toBe('HEALTHY')
  })
})

describe('archiveCustomer', () => {
  test.each(['LAYER', 'SEQUENCE', 'THRED'])(
    'archives at %s; the list shows it only when asked to',
    async (provider) => {
      const id = ids[provider]
      const done = await rig.query(archive, { input: { id, clientMutationId: 'mine' } })
      expect(done.errors).toBeUndefined()
      expect(done.data.archiveCustomer).toEqual({
        clientMutationId: 'mine',
        outcome: 'ARCHIVED',
        customer: { id, status: 'ARCHIVED', isArchived: true },
        userErrors: [],
      })
      const list = 'query ($all: Boolean!) { customers(first: 100, includeArchived: $all) { nodes { id status } } }'
      const active = await rig.query(list, { all: false })
      expect(active.data.customers.nodes.filter((node: Data) => node.id === id)).toEqual([])
      const all = await rig.query(list, { all: true })
      expect(all.data.customers.nodes.filter((node: Data) => node.id === id)).toEqual([{ id, status: 'ARCHIVED' }])

      const again = await rig.query(archive, { input: { id } })
      expect(again.data.archiveCustomer).toMatchObject({
        clientMutationId: null,
        outcome: 'ALREADY_ARCHIVED',
        userErrors: [],
      })
    },
  )

  test.each([
    ['InvalidIdError', 'INVALID_ID', 'nonsense'],
    [
      'CustomerNotFoundError',
      'CUSTOMER_NOT_FOUND',
      encodeCustomerId('THRED', 'thred', '00000000-0000-4000-8000-000000000000'),
    ],
    [
      'CustomerNotFoundError',
      'CUSTOMER_NOT_FOUND',
      encodeCustomerId('THRED', 'other', '00000000-0000-4000-8000-000000000000'),
    ],
  ])('answers %s', async (type, code, id) => {
    const { data, errors } = await rig.query(archive, { input: { id } })
    expect(errors).toBeUndefined()
    expect(data.archiveCustomer).toMatchObject({
      outcome: 'NOT_CHANGED',
      customer: null,
      userErrors: [{ __typename: type, code, path: ['input', 'id'] }],
    })
  })

  test('tells that it does not know', async () => {
    rig.sandboxes.layer.control.setFaults([
      { name: 'drop-after-commit' },
      { name: 'status', status: 500, operations: ['get'], after: 1 },
    ])
    const { data } = await rig.query(archive, { input: { id: ids['LAYER'] } })
    expect(data.archiveCustomer).toMatchObject({
      outcome: 'INDETERMINATE',
      userErrors: [{ __typename: 'SourceUnavailableError', reason: 'UNAVAILABLE', linkedAccount: { name: 'layer' } }],
    })
  })

  test('tells what the provider refused', async () => {
    rig.sandboxes.thred.control.setFaults({ name: 'status', status: 403, operations: ['archive'] })
    const forbidden = await rig.query(archive, { input: { id: ids['THRED'] } })
    expect(forbidden.data.archiveCustomer).toMatchObject({
      outcome: 'NOT_CHANGED',
      userErrors: [
        { __typename: 'PermissionError', code: 'PERMISSION', deniedBy: { name: 'thred' }, missingScope: null },
      ],
    })
    rig.sandboxes.thred.control.setFaults({ name: 'status', status: 422, operations: ['archive'] })
    const rejected = await rig.query(archive, { input: { id: ids['THRED'] } })
    expect(rejected.data.archiveCustomer).toMatchObject({
      outcome: 'NOT_CHANGED',
      userErrors: [{ __typename: 'ProviderRejectedError', code: 'PROVIDER_REJECTED', upstreamStatus: 422 }],
    })
  })
})
