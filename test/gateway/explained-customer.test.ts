// What there is to say about a customer besides its fields: why they are null, the provider's own JSON with its digits,
// and the same customer elsewhere.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Data, type Rig, startRig } from './rig.ts'

let rig: Rig
beforeAll(async () => {
  rig = await startRig({ customers: 120 })
})
afterAll(() => rig.close())
beforeEach(() => rig.reset())

const unreadableDetails = { name: 'status', status: 500, operations: ['get'] } as const

describe('raw and metadata', () => {
  test("keep the provider's digits, from the wire to the answer", async () => {
    const { text, data } = await rig.query(
      '{ customers(first: 120, filter: { providers: [LAYER] }) { nodes { id metadata raw } } }',
    )
    expect(text.match(/"exact":\[9007199254740993,12\.50\]/g)).toHaveLength(2)
    const { id } = data.customers.nodes.find(({ metadata }: Data) => metadata?.exact !== undefined)
    const one = await rig.query('query ($id: ID!) { customer(id: $id) { metadata raw } }', { id })
    expect(one.text.match(/"exact":\[9007199254740993,12\.50\]/g)).toHaveLength(2)
  })

  test('raw has what the unified customer has no place for', async () => {
    const { data } = await rig.query('{ customers(first: 3) { nodes { provider nativeId raw } } }')
    const names = ['company_name', 'legalName', 'company_name']
    for (const [index, { nativeId, raw }] of data.customers.nodes.entries()) {
      expect(raw).toMatchObject({ id: nativeId })
      expect(raw).toHaveProperty([names[index] ?? ''])
    }
  })
})

describe('absences', () => {
  const absences = '{ customers(first: 3) { nodes { provider notes createdAt email absences { field reason } } } }'

  test('say why a field is null', async () => {
    const { data } = await rig.query(absences)
    const [layer, sequence] = data.customers.nodes
    expect(layer.absences).toContainEqual({ field: 'createdAt', reason: 'NOT_SUPPORTED_BY_PROVIDER' })
    expect(sequence.absences).toContainEqual({ field: 'notes', reason: 'NOT_SUPPORTED_BY_PROVIDER' })
    for (const customer of data.customers.nodes) {
      for (const field of ['notes', 'createdAt', 'email']) {
        const isNamed = customer.absences.some((absence: Data) => absence.field === field)
        expect([customer.provider, field, isNamed]).toEqual([customer.provider, field, customer[field] === null])
      }
    }
  })

  test('say that the provider could not be asked', async () => {
    rig.sandboxes.sequence.control.setFaults(unreadableDetails)
    const { data, errors } = await rig.query(absences)
    const [, sequence] = data.customers.nodes
    expect(sequence.email).toBeNull()
    expect(sequence.absences).toContainEqual({ field: 'email', reason: 'UPSTREAM_FAILED' })
    expect(errors).toMatchObject([{ extensions: { code: 'UNAVAILABLE', provider: 'SEQUENCE', customers: 1 } }])
  })
})

describe('aliases', () => {
  const aliases =
    '{ customers(first: 3) { nodes { displayName providerData { ... on SequenceCustomer { apiVersion aliases } } } } }'

  test('are the ids by which the customer is found', async () => {
    const { data } = await rig.query(aliases)
    const [, { displayName, providerData }] = data.customers.nodes
    expect(providerData.apiVersion).toMatch(/^\d{4}-\d\d-\d\d$/)
    const group = await rig.query(
      'query ($id: String!) { customerGroup(externalId: $id) { members { displayName } } }',
      {
        id: providerData.aliases[0],
      },
    )
    expect(group.data.customerGroup.members).toContainEqual({ displayName })
  })

  test('are null and an error, not an empty list, when they cannot be read', async () => {
    rig.sandboxes.sequence.control.setFaults({ name: 'status', status: 500, operations: ['alias'] })
    const { data, errors } = await rig.query(aliases)
    expect(data.customers.nodes[1].providerData.aliases).toBeNull()
    expect(errors).toMatchObject([{ extensions: { code: 'UNAVAILABLE', provider: 'SEQUENCE', fields: ['aliases'] } }])
  })
})

describe('the same customer elsewhere', () => {
  const group = `query ($id: String!) {
    customerGroup(externalId: $id) {
      externalId hasStatusConflict isComplete members { id provider isArchived }
      sources { __typename provider ... on SourceFailed { code retryCursor } ... on SourceOk { returned filterExecution } }
    }
  }`

  /** A customer whose external id every account knows, with its counterparts. */
  async function shared(): Promise<Data> {
    const list = await rig.query(
      '{ customers(first: 360, includeArchived: true) { nodes { id externalId provider } } }',
    )
    const counterparts =
      'query ($id: ID!) { customer(id: $id) { id externalId provider counterparts { matchedOn customer { id provider } } } }'
    for (const { id, externalId } of list.data.customers.nodes) {
      if (!externalId?.startsWith('crm-')) continue
      const { data } = await rig.query(counterparts, { id })
      if (data.customer.counterparts.length === 2) return data.customer
    }
    throw new Error('Nobody is at every account.')
  }

  test('is a group by the id that all know', async () => {
    const { id, externalId, counterparts } = await shared()
    const { data, errors } = await rig.query(group, { id: externalId })
    expect(errors).toBeUndefined()
    const ids = [id, ...counterparts.map(({ customer }: Data) => customer.id)]
    expect(data.customerGroup.members.map((member: Data) => member.id).toSorted()).toEqual(ids.toSorted())
    const ok = { __typename: 'SourceOk', returned: 1, filterExecution: 'PUSHED_DOWN' }
    expect(data.customerGroup).toMatchObject({ externalId, isComplete: true, sources: [ok, ok, ok] })
  })

  test('is told with every key that agrees', async () => {
    const { counterparts, provider } = await shared()
    for (const { customer, matchedOn } of counterparts) {
      expect(customer.provider).not.toBe(provider)
      expect(matchedOn[0]).toBe('EXTERNAL_ID')
    }
  })

  test('is told as far as accounts answer', async () => {
    const { externalId } = await shared()
    rig.sandboxes.thred.control.setFaults({ name: 'status', status: 503 })
    const told = await rig.query(group, { id: externalId })
    expect(told.errors).toBeUndefined()
    expect(told.data.customerGroup).toMatchObject({ isComplete: false })
    expect(told.data.customerGroup.sources[2]).toEqual({
      __typename: 'SourceFailed',
      provider: 'THRED',
      code: 'UNAVAILABLE',
      retryCursor: null,
    })
    const untold = await rig.query('query ($id: String!) { customerGroup(externalId: $id) { externalId } }', {
      id: externalId,
    })
    expect(untold.errors).toMatchObject([{ path: ['customerGroup'], extensions: { provider: 'THRED' } }])
  })

  test('is null and errors when nobody answers, and without members when nobody knows it', async () => {
    const nobody = await rig.query(group, { id: 'nobody has this' })
    expect(nobody.data.customerGroup).toMatchObject({ members: [], isComplete: true })
    for (const { control } of Object.values(rig.sandboxes)) control.setFaults({ name: 'status', status: 503 })
    const { data, errors } = await rig.query(group, { id: 'x' })
    expect(data).toEqual({ customerGroup: null })
    expect(errors).toHaveLength(3)
  })

  test('is told as a conflict when it is archived at one account only', async () => {
    const { id, externalId } = await shared()
    await rig.query('mutation ($id: ID!) { archiveCustomer(input: { id: $id }) { outcome } }', { id })
    const states = async (): Promise<Data> => (await rig.query(group, { id: externalId })).data.customerGroup
    const { members, hasStatusConflict } = await states()
    expect(hasStatusConflict).toBe(members.some(({ isArchived }: Data) => !isArchived))
    const archive =
      'mutation ($id: String) { archiveCustomers(input: { target: { groupExternalId: $id } }) { summary { failed } } }'
    await rig.query(archive, { id: externalId })
    expect(await states()).toMatchObject({ hasStatusConflict: false })
  })
})

test('providers are told as their tables have them', async () => {
  const { data } = await rig.query(
    '{ providers { provider name documentationUrl capabilities { unarchive filters orderFields } coverage { field support nativePath note } } }',
  )
  expect(data.providers.map(({ name }: Data) => name)).toEqual(['Layer', 'Sequence', 'Thred'])
  const [, sequence] = data.providers
  expect(sequence.capabilities).toMatchObject({ unarchive: false, filters: ['externalId', 'email'] })
  const email = sequence.coverage.find(({ field }: Data) => field === 'email')
  expect(email).toMatchObject({ support: 'DETAIL_ONLY', nativePath: expect.stringContaining('contacts[].email') })
  const notes = sequence.coverage.find(({ field }: Data) => field === 'notes')
  expect(notes).toEqual({ field: 'notes', support: 'NEVER', nativePath: null, note: null })
})
