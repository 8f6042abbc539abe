// Changes with everything that can be asked of them: planned, taken back, many at once, and once only under a key.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Data, type Rig, startRig } from './rig.ts'

let rig: Rig
let ids: Record<'LAYER' | 'SEQUENCE' | 'THRED', string>
beforeAll(async () => {
  rig = await startRig({ customers: 40 })
  const { data } = await rig.query('{ customers(first: 3) { nodes { id provider } } }')
  ids = Object.fromEntries(data.customers.nodes.map(({ id, provider }: Data) => [provider, id])) as typeof ids
})
afterAll(() => rig.close())
beforeEach(() => rig.reset())

const selection = `{
  outcome
  clientMutationId
  customer { id status isArchived archivedAt email }
  plan { method url consequences linkedAccount { name } }
  userErrors { __typename ... on UserError { code path } ... on IdempotencyConflictError { isInProgress } ... on OperationNotSupportedError { documentationUrl } }
}`
const documents = {
  archive: `mutation ($input: ArchiveCustomerInput!) { change: archiveCustomer(input: $input) ${selection} }`,
  unarchive: `mutation ($input: UnarchiveCustomerInput!) { change: unarchiveCustomer(input: $input) ${selection} }`,
}

async function change(name: keyof typeof documents, input: object): Promise<Data> {
  const { data, errors } = await rig.query(documents[name], { input })
  expect(errors).toBeUndefined()
  return data.change
}

function posts(): number {
  const requests = Object.values(rig.sandboxes).map(({ control }) => control.counters().requests)
  return requests.reduce((sum, { archive, unarchive }) => sum + archive + unarchive, 0)
}

describe('an outcome', () => {
  test.each(['LAYER', 'SEQUENCE', 'THRED'] as const)('of %s has the customer as it is now', async (provider) => {
    const done = await change('archive', { id: ids[provider] })
    expect(done).toMatchObject({ outcome: 'ARCHIVED', customer: { status: 'ARCHIVED', isArchived: true }, plan: null })
  })

  test('holds for everything that the same operation reads later', async () => {
    const operation = `mutation ($id: ID!) {
      first: archiveCustomer(input: { id: $id }) { outcome customer { status } }
      second: archiveCustomer(input: { id: $id }) { outcome customer { status } }
    }`
    const { data } = await rig.query(operation, { id: ids.SEQUENCE })
    expect(data.first).toEqual({ outcome: 'ARCHIVED', customer: { status: 'ARCHIVED' } })
    expect(data.second).toEqual({ outcome: 'ALREADY_ARCHIVED', customer: { status: 'ARCHIVED' } })
    expect(posts()).toBe(1)
  })
})

describe('unarchiveCustomer', () => {
  test.each(['LAYER', 'THRED'] as const)('takes an archiving at %s back', async (provider) => {
    const id = ids[provider]
    expect(await change('unarchive', { id })).toMatchObject({ outcome: 'ALREADY_ACTIVE', userErrors: [] })
    await change('archive', { id })
    const customer = { id, status: 'ACTIVE', isArchived: false, archivedAt: null }
    expect(await change('unarchive', { id, clientMutationId: 'mine' })).toMatchObject({
      outcome: 'UNARCHIVED',
      clientMutationId: 'mine',
      customer,
      userErrors: [],
    })
  })

  test('says where the provider cannot, with its documentation', async () => {
    const documentationUrl = expect.stringMatching(/^https:\/\/docs\.sequencehq\.com\//)
    const told = { __typename: 'OperationNotSupportedError', code: 'OPERATION_NOT_SUPPORTED', documentationUrl }
    expect(await change('unarchive', { id: ids.SEQUENCE })).toMatchObject({
      outcome: 'NOT_CHANGED',
      userErrors: [told],
    })
    expect(posts()).toBe(0)
  })
})

describe('a dry run', () => {
  test.each(['LAYER', 'SEQUENCE', 'THRED'] as const)('tells the request to %s, and makes none', async (provider) => {
    const planned = await change('archive', { id: ids[provider], dryRun: true })
    expect(planned).toMatchObject({ outcome: 'PLANNED', customer: { isArchived: false }, userErrors: [] })
    expect(planned.plan).toMatchObject([{ method: 'POST', linkedAccount: { name: provider.toLowerCase() } }])
    expect(planned.plan[0].consequences.length).toBeGreaterThan(0)
    expect(posts()).toBe(0)
    await change('archive', { id: ids[provider] })
    const sandbox = rig.sandboxes[provider.toLowerCase() as 'layer']
    const [sent] = sandbox.control.requests.filter(({ operation }) => operation === 'archive')
    expect(planned.plan[0].url).toBe(`${sandbox.origin}${sent?.path}`)
  })

  test('plans nothing where nothing is to be done, and says who is not there', async () => {
    await change('archive', { id: ids.THRED })
    expect(await change('archive', { id: ids.THRED, dryRun: true })).toMatchObject({
      outcome: 'ALREADY_ARCHIVED',
      plan: [],
    })
    const nobody = await change('archive', { id: 'nobody', dryRun: true })
    expect(nobody).toMatchObject({ outcome: 'NOT_CHANGED', plan: null, userErrors: [{ path: ['input', 'id'] }] })
  })
})

describe('an idempotency key', () => {
  const idempotencyKey = 'order 4711'

  test('has the same told again, and nothing sent', async () => {
    const first = await change('archive', { id: ids.LAYER, idempotencyKey })
    expect(first.outcome).toBe('ARCHIVED')
    expect(await change('archive', { id: ids.LAYER, idempotencyKey })).toEqual(first)
    expect(posts()).toBe(1)
  })

  test('is refused for another input, and while the first is under way', async () => {
    rig.sandboxes.thred.control.setFaults({ name: 'latency', ms: 300, operations: ['archive'] })
    const [one, other] = await Promise.all([
      change('archive', { id: ids.THRED, idempotencyKey }),
      change('archive', { id: ids.THRED, idempotencyKey }),
    ])
    const conflict = { __typename: 'IdempotencyConflictError', code: 'IDEMPOTENCY_CONFLICT' }
    const path = ['input', 'idempotencyKey']
    expect([one.outcome, other.outcome].toSorted()).toEqual(['ARCHIVED', 'NOT_CHANGED'])
    const refused = one.outcome === 'NOT_CHANGED' ? one : other
    expect(refused.userErrors).toEqual([{ ...conflict, path, isInProgress: true }])
    const another = await change('archive', { id: ids.LAYER, idempotencyKey })
    expect(another.userErrors).toEqual([{ ...conflict, path, isInProgress: false }])
    expect(posts()).toBe(1)
  })

  test.each(['', 'x'.repeat(256), 'line\nbreak'])('cannot be %j', async (key) => {
    const { data, errors } = await rig.query(documents.archive, { input: { id: ids.LAYER, idempotencyKey: key } })
    expect(data).toEqual({ change: null })
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', argument: 'idempotencyKey' } }])
  })
})

describe('archiveCustomers', () => {
  const many = `mutation ($input: ArchiveCustomersInput!) {
    archiveCustomers(input: $input) {
      clientMutationId
      results { id outcome customer { status } plan { method } userErrors { __typename ... on UserError { path } } }
      summary { changed unchanged failed indeterminate }
      userErrors { __typename ... on UserError { path } ... on SourceUnavailableError { linkedAccount { name } } }
    }
  }`

  async function run(input: object): Promise<Data> {
    const { data, errors } = await rig.query(many, { input })
    expect(errors).toBeUndefined()
    return data.archiveCustomers
  }

  test('tells each by itself, in the order of the ids', async () => {
    rig.sandboxes.thred.control.setFaults({ name: 'status', status: 422, operations: ['archive'] })
    await change('archive', { id: ids.LAYER })
    const given = ['nobody', ids.THRED, ids.SEQUENCE, ids.LAYER, ids.SEQUENCE]
    const told = await run({ target: { ids: given }, clientMutationId: 'mine' })
    expect(told.clientMutationId).toBe('mine')
    expect(told.results.map(({ id }: Data) => id)).toEqual(given)
    expect(told.results.map(({ outcome }: Data) => outcome)).toEqual([
      'NOT_CHANGED',
      'NOT_CHANGED',
      'ARCHIVED',
      'ALREADY_ARCHIVED',
      'ARCHIVED',
    ])
    expect(told.results[0].userErrors).toEqual([
      { __typename: 'InvalidIdError', path: ['input', 'target', 'ids', '0'] },
    ])
    expect(told.results[1].userErrors).toEqual([
      { __typename: 'ProviderRejectedError', path: ['input', 'target', 'ids', '1'] },
    ])
    expect(told.summary).toEqual({ changed: 2, unchanged: 1, failed: 2, indeterminate: 0 })
    expect(told.userErrors).toEqual([])
  })

  test('plans each in a dry run', async () => {
    const told = await run({ target: { ids: [ids.LAYER, ids.SEQUENCE] }, dryRun: true })
    expect(told.results.map(({ plan }: Data) => plan)).toEqual([[{ method: 'POST' }], [{ method: 'POST' }]])
    expect(told.summary).toEqual({ changed: 0, unchanged: 2, failed: 0, indeterminate: 0 })
    expect(posts()).toBe(0)
  })

  test('archives a group as far as accounts answer; calling again finishes the rest', async () => {
    const { data } = await rig.query(
      '{ customers(first: 120, includeArchived: true) { nodes { externalId isArchived provider } } }',
    )
    const known = data.customers.nodes.filter((node: Data) => node.externalId?.startsWith('crm-') && !node.isArchived)
    const at = (provider: string): string[] =>
      known.filter((node: Data) => node.provider === provider).map((node: Data) => node.externalId)
    const groupExternalId = at('LAYER').find((id) => at('THRED').includes(id))
    rig.sandboxes.thred.control.setFaults({ name: 'status', status: 503, operations: ['list'] })
    const part = await run({ target: { groupExternalId } })
    expect(part.userErrors).toEqual([
      {
        __typename: 'SourceUnavailableError',
        path: ['input', 'target', 'groupExternalId'],
        linkedAccount: { name: 'thred' },
      },
    ])
    expect(part.summary.failed).toBe(1)
    rig.sandboxes.thred.control.clearFaults()
    const rest = await run({ target: { groupExternalId } })
    expect(rest).toMatchObject({ userErrors: [], summary: { changed: 1, failed: 0 } })
    expect(rest.results.every(({ customer }: Data) => customer.status === 'ARCHIVED')).toBe(true)
  })

  test('says that nobody has the id', async () => {
    const told = await run({ target: { groupExternalId: 'nobody has this' } })
    expect(told).toMatchObject({ results: [], userErrors: [{ __typename: 'CustomerNotFoundError' }] })
  })

  test.each([
    ['more than a hundred ids', { ids: Array(101).fill('x') }, 'target.ids'],
    ['a blank group', { groupExternalId: ' ' }, 'target.groupExternalId'],
  ])('refuses %s', async (_what, target, argument) => {
    const { errors } = await rig.query(many, { input: { target } })
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', argument } }])
  })

  test('takes ids or a group, not both and not neither', async () => {
    for (const target of [{ ids: [], groupExternalId: 'x' }, {}, { ids: null }]) {
      const { errors } = await rig.query(many, { input: { target } })
      expect(errors).toHaveLength(1)
    }
  })
})
