// The list, from the query to three providers' wires and back.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Data, type Rig, startRig } from './rig.ts'

let rig: Rig
beforeAll(async () => {
  rig = await startRig({ customers: 120 })
})
afterAll(() => rig.close())
beforeEach(() => rig.reset())

const everyField = `{
  customers(first: 360, includeArchived: true) {
    nodes {
      __typename id provider nativeId externalId referenceNumber displayName companyName individualName email
      mobilePhone officePhone status nativeStatus isArchived archivedAt createdAt updatedAt taxStatus vatNumber notes
      metadata paymentTermsDays
      linkedAccount { id name provider businessId environment status lastSuccessAt }
      address { formatted line1 line2 city region postalCode countryCode }
      tags { key value }
      contacts { nativeId name email billingPreference archivedAt }
      creditLimit { amount currencyCode }
      outstandingBalance { amount currencyCode }
      warnings { code field nativeValue message }
      providerData {
        __typename
        ... on LayerCustomer { businessId }
        ... on SequenceCustomer {
          label domain url
          organizations { nativeId owner { nativeId name } members { nativeId name } }
          integrations { service externalId lastSyncedAt isPending }
        }
        ... on ThredCustomer { businessId documents { nativeId fileName mimeType sizeBytes url expiresAt } }
      }
    }
  }
}`

describe('customers', () => {
  test('lists all three providers in turn', async () => {
    const { data, errors, status } = await rig.query('{ customers(first: 6) { nodes { displayName provider } } }')
    expect(status).toBe(200)
    expect(errors).toBeUndefined()
    expect(data.customers.nodes.map(({ provider }: Data) => provider)).toEqual([
      'LAYER',
      'SEQUENCE',
      'THRED',
      'LAYER',
      'SEQUENCE',
      'THRED',
    ])
  })

  test('answers every field of every customer', async () => {
    const { data, errors } = await rig.query(everyField)
    expect(errors).toBeUndefined()
    const { nodes } = data.customers
    expect(new Set(nodes.map(({ providerData }: Data) => providerData.__typename))).toEqual(
      new Set(['LayerCustomer', 'SequenceCustomer', 'ThredCustomer']),
    )
    expect(new Set(nodes.map(({ id }: Data) => id)).size).toBe(nodes.length)
    for (const field of Object.keys(nodes[0])) {
      const filled = nodes.filter((node: Data) => node[field] !== null)
      expect([field, filled.length > 0]).toEqual([field, true])
    }
  })

  test('keeps the microseconds of dates', async () => {
    const { data } = await rig.query(
      '{ customers(first: 360, includeArchived: true) { nodes { provider createdAt } } }',
    )
    const dates = data.customers.nodes.map(({ createdAt }: Data) => createdAt).filter(Boolean)
    expect(dates).toContain('2026-02-03T10:00:00.123456Z')
  })

  test('walks to the end with endCursor, every customer once', async () => {
    const seen: string[] = []
    let after: string | null = null
    do {
      const { data }: Data = await rig.query(
        'query ($after: String) { customers(first: 77, after: $after, includeArchived: true) { nodes { id } pageInfo { hasNextPage endCursor } } }',
        { after },
      )
      seen.push(...data.customers.nodes.map(({ id }: Data) => id))
      after = data.customers.pageInfo.hasNextPage ? data.customers.pageInfo.endCursor : null
    } while (after !== null)
    expect(seen).toHaveLength(360)
    expect(new Set(seen).size).toBe(360)
  })

  test('continues behind any edge', async () => {
    const { data } = await rig.query('{ customers(first: 5) { edges { cursor node { id } } } }')
    const [, second, third] = data.customers.edges
    const rest = await rig.query('query ($after: String) { customers(first: 1, after: $after) { nodes { id } } }', {
      after: second.cursor,
    })
    expect(rest.data.customers.nodes).toEqual([{ id: third.node.id }])
  })

  test('counts what each account gave', async () => {
    const { data } = await rig.query(`{
      customers(first: 6) {
        isComplete
        sources { __typename linkedAccount { name } provider attempts latencyMs ... on SourceOk { returned hasMore quarantined } }
      }
    }`)
    expect(data.customers.isComplete).toBe(true)
    expect(data.customers.sources).toMatchObject([
      { __typename: 'SourceOk', linkedAccount: { name: 'layer' }, provider: 'LAYER', returned: 2, hasMore: true },
      { __typename: 'SourceOk', linkedAccount: { name: 'sequence' }, provider: 'SEQUENCE', returned: 2, hasMore: true },
      { __typename: 'SourceOk', linkedAccount: { name: 'thred' }, provider: 'THRED', returned: 2, hasMore: true },
    ])
  })

  test('reads details only for fields that rows lack, and only when they are selected', async () => {
    await rig.query('{ customers(first: 9) { nodes { displayName companyName createdAt } } }')
    expect(rig.sandboxes.sequence.control.counters().requests.get).toBe(0)
    await rig.query('{ customers(first: 9) { nodes { email status contacts { name } } } }')
    expect(rig.sandboxes.sequence.control.counters().requests.get).toBe(3)
    expect(rig.sandboxes.layer.control.counters().requests.get).toBe(0)
    expect(rig.sandboxes.thred.control.counters().requests.get).toBe(0)
  })

  test.each([
    ['first', '{ customers(first: 0) { isComplete } }'],
    ['first', '{ customers(first: 501) { isComplete } }'],
    ['after', '{ customers(after: "nonsense") { isComplete } }'],
  ])('says which argument cannot be used: %s in %s', async (argument, document) => {
    const { data, errors } = await rig.query(document)
    expect(data).toEqual({ customers: null })
    expect(errors).toMatchObject([{ path: ['customers'], extensions: { code: 'BAD_USER_INPUT', argument } }])
  })

  test('takes a null `first` as the default', async () => {
    const { data } = await rig.query('query ($first: Int) { customers(first: $first) { nodes { id } } }', {
      first: null,
    })
    expect(data.customers.nodes).toHaveLength(50)
  })
})

describe('a failing account', () => {
  test('is told once, as data, when sources are selected', async () => {
    rig.sandboxes.thred.control.setFaults({ name: 'status', status: 503, operations: ['list'] })
    const { data, errors } = await rig.query(`{
      customers(first: 6) {
        isComplete
        nodes { provider }
        sources { __typename ... on SourceFailed { code message isRetryable upstreamStatus retryCursor linkedAccount { name status } } }
      }
    }`)
    expect(errors).toBeUndefined()
    expect(data.customers.isComplete).toBe(false)
    expect(data.customers.nodes.map(({ provider }: Data) => provider)).toEqual([
      'LAYER',
      'SEQUENCE',
      'LAYER',
      'SEQUENCE',
    ])
    expect(data.customers.sources[2]).toMatchObject({
      __typename: 'SourceFailed',
      code: 'UNAVAILABLE',
      isRetryable: true,
      upstreamStatus: 503,
      linkedAccount: { name: 'thred', status: 'DEGRADED' },
    })
    rig.sandboxes.thred.control.clearFaults()
    const owed = await rig.query('query ($after: String) { customers(after: $after) { nodes { provider } } }', {
      after: data.customers.sources[2].retryCursor,
    })
    expect(owed.data.customers.nodes).toEqual([{ provider: 'THRED' }, { provider: 'THRED' }])
  })

  test('is told by isComplete alone', async () => {
    rig.sandboxes.thred.control.setFaults({ name: 'drop' })
    const { data, errors } = await rig.query('{ customers(first: 3) { isComplete nodes { id } } }')
    expect(data.customers.isComplete).toBe(false)
    expect(errors).toBeUndefined()
  })

  test('is told once, as an error, when they are not', async () => {
    rig.sandboxes.layer.control.setFaults({ name: 'status', status: 429, retryAfter: 60, operations: ['list'] })
    const { data, errors, status } = await rig.query('{ mine: customers(first: 6) { nodes { provider } } }')
    expect(status).toBe(200)
    expect(data.mine.nodes.map(({ provider }: Data) => provider)).toEqual(['SEQUENCE', 'THRED', 'SEQUENCE', 'THRED'])
    expect(errors).toMatchObject([
      {
        path: ['mine'],
        extensions: {
          code: 'RATE_LIMITED',
          provider: 'LAYER',
          retryable: true,
          retryAfterSeconds: 60,
          upstreamStatus: 429,
        },
      },
    ])
    const account = await rig.query('query ($id: ID!) { node(id: $id) { ... on LinkedAccount { name } } }', {
      id: errors?.[0]?.extensions?.['linkedAccountId'],
    })
    expect(account.data.node).toEqual({ name: 'layer' })
  })

  test('is told for the list that did not ask, when another one did', async () => {
    rig.sandboxes.sequence.control.setFaults({ name: 'drop' })
    const { errors } = await rig.query(`{
      told: customers(first: 3) { isComplete }
      untold: customers(first: 3) { nodes { id } }
    }`)
    expect(errors).toMatchObject([{ path: ['untold'], extensions: { provider: 'SEQUENCE' } }])
  })

  test('is an error although sources are in a fragment that is skipped', async () => {
    rig.sandboxes.sequence.control.setFaults({ name: 'drop' })
    const { data, errors } = await rig.query(
      '{ customers(first: 3) { nodes @skip(if: false) { id } sources @include(if: false) { attempts } } }',
    )
    expect(data.customers.nodes).toHaveLength(2)
    expect(data.customers).not.toHaveProperty('sources')
    expect(errors).toMatchObject([{ path: ['customers'], extensions: { provider: 'SEQUENCE' } }])
  })

  test('makes the list null when it is all of them, with an error each', async () => {
    for (const { control } of Object.values(rig.sandboxes)) control.setFaults({ name: 'drop', operations: ['list'] })
    const { data, errors } = await rig.query('{ customers(first: 3) { isComplete sources { attempts } nodes { id } } }')
    expect(data).toEqual({ customers: null })
    expect(errors?.map(({ path, extensions }) => [path, extensions?.['provider']])).toEqual([
      [['customers'], 'LAYER'],
      [['customers'], 'SEQUENCE'],
      [['customers'], 'THRED'],
    ])
  })

  test('does not void rows whose details cannot be read', async () => {
    rig.sandboxes.sequence.control.setFaults({ name: 'status', status: 500, operations: ['get'] })
    const { data, errors } = await rig.query(
      '{ customers(first: 9) { isComplete nodes { provider displayName email status } } }',
    )
    const rows = data.customers.nodes.filter(({ provider }: Data) => provider === 'SEQUENCE')
    expect(rows).toHaveLength(3)
    for (const row of rows) expect(row).toMatchObject({ email: null, status: 'UNKNOWN' })
    expect(errors).toHaveLength(1)
    expect(errors?.[0]?.extensions).toMatchObject({
      code: 'UNAVAILABLE',
      provider: 'SEQUENCE',
      fields: ['email', 'status'],
      customers: 3,
    })
  })
})
