// The list with everything that can be asked of it: filters, orders, counts, time limits, and what a failed account owes.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Data, type Rig, startRig } from './rig.ts'

let rig: Rig
/** Every customer, archived ones too, as the list shows it. */
let everybody: Data[] = []
beforeAll(async () => {
  rig = await startRig({ customers: 60 })
  const { data } = await rig.query(
    '{ customers(first: 180, includeArchived: true) { nodes { id provider externalId displayName companyName individualName email status createdAt contacts { email archivedAt } providerData { ... on SequenceCustomer { aliases } } } } }',
  )
  everybody = data.customers.nodes
})
afterAll(() => rig.close())
beforeEach(() => rig.reset())

async function idsFor(filter: object): Promise<string[]> {
  const { data, errors } = await rig.query(
    'query ($filter: CustomerFilter) { customers(first: 180, filter: $filter) { nodes { id } pageInfo { hasNextPage } } }',
    { filter },
  )
  expect(errors).toBeUndefined()
  expect(data.customers.pageInfo.hasNextPage).toBe(false)
  return data.customers.nodes.map(({ id }: Data) => id).toSorted()
}

function idsWhere(isWanted: (customer: Data) => boolean): string[] {
  const ids = everybody.filter(isWanted).map(({ id }) => id)
  expect(ids.length).toBeGreaterThan(0)
  return ids.toSorted()
}

const isListed = ({ status }: Data): boolean => status !== 'ARCHIVED'

describe('filter', () => {
  test('by status decides about archived customers by itself', async () => {
    for (const status of ['ARCHIVED', 'ACTIVE', 'DRAFT', 'UNKNOWN']) {
      expect(await idsFor({ status: [status] })).toEqual(idsWhere((one) => one.status === status))
    }
    expect(await idsFor({ status: ['ARCHIVED', 'DRAFT'] })).toEqual(
      idsWhere(({ status }) => status === 'ARCHIVED' || status === 'DRAFT'),
    )
  })

  test('by a part of a name, in any case', async () => {
    const isBakery = ({ companyName, individualName }: Data): boolean =>
      [companyName, individualName].some((name) => name?.toLowerCase().includes('bakery'))
    expect(await idsFor({ nameContains: 'BAKERY' })).toEqual(idsWhere((one) => isListed(one) && isBakery(one)))
  })

  test('by address, of the customer or of a live contact', async () => {
    const withContact = everybody.find((one) => isListed(one) && one.provider === 'SEQUENCE' && one.email !== null)
    const wanted = withContact.email.toUpperCase()
    const addresses = (one: Data): string[] =>
      [
        one.email,
        ...(one.contacts ?? []).filter((each: Data) => each.archivedAt === null).map((each: Data) => each.email),
      ]
        .filter((email) => typeof email === 'string')
        .map((email) => email.toUpperCase())
    expect(await idsFor({ email: wanted })).toEqual(idsWhere((one) => isListed(one) && addresses(one).includes(wanted)))
  })

  test('by external id, which is an alias at Sequence', async () => {
    const { externalId } = everybody.find((one) => isListed(one) && one.externalId?.startsWith('crm-'))
    expect(await idsFor({ externalId })).toEqual(
      idsWhere(
        (one) =>
          isListed(one) && (one.externalId === externalId || one.providerData.aliases?.includes(externalId) === true),
      ),
    )
  })

  test('by provider and by linked account', async () => {
    expect(await idsFor({ providers: ['THRED', 'LAYER'] })).toEqual(
      idsWhere((one) => isListed(one) && one.provider !== 'SEQUENCE'),
    )
    const { data } = await rig.query('{ linkedAccounts { id name } }')
    const { id } = data.linkedAccounts.find(({ name }: Data) => name === 'sequence')
    expect(await idsFor({ linkedAccountIds: [id] })).toEqual(
      idsWhere((one) => isListed(one) && one.provider === 'SEQUENCE'),
    )
  })

  test('tells who applied it, for each account', async () => {
    const { data } = await rig.query(`{
      plain: customers(first: 3) { ...Executions }
      id: customers(first: 3, filter: { externalId: "x" }) { ...Executions }
      name: customers(first: 3, filter: { nameContains: "a", status: [ACTIVE] }) { ...Executions }
    } fragment Executions on CustomerConnection { sources { ... on SourceOk { filterExecution } } }`)
    const executions = Object.values(data).map(({ sources }: Data) => sources.map((one: Data) => one.filterExecution))
    expect(executions).toEqual([
      ['NONE', 'NONE', 'NONE'],
      ['PUSHED_DOWN', 'PUSHED_DOWN', 'PUSHED_DOWN'],
      ['MIXED', 'GATEWAY', 'GATEWAY'],
    ])
  })

  test.each([
    ['filter.status', '{ status: [] }'],
    ['filter.linkedAccountIds', '{ linkedAccountIds: ["nobody"] }'],
    ['filter.nameContains', '{ nameContains: "  " }'],
  ])('says that %s cannot be used', async (argument, filter) => {
    const { data, errors } = await rig.query(`{ customers(filter: ${filter}) { isComplete } }`)
    expect(data).toEqual({ customers: null })
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', argument } }])
  })
})

describe('orderBy', () => {
  test('puts the accounts in one order over pages; who cannot comes last and says so', async () => {
    const seen: Data[] = []
    let after: string | null = null
    do {
      const { data }: Data = await rig.query(
        `query ($after: String) { customers(first: 25, after: $after, orderBy: { field: CREATED_AT, direction: ASC }) {
          nodes { id provider createdAt } pageInfo { hasNextPage endCursor }
          sources { provider ... on SourceSkipped { reason } }
        } }`,
        { after },
      )
      expect(data.customers.sources[0].provider).toBe('LAYER')
      seen.push(...data.customers.nodes)
      if (seen.length < 50) expect(data.customers.sources[0].reason).toBe('ORDER_UNSUPPORTED')
      after = data.customers.pageInfo.hasNextPage ? data.customers.pageInfo.endCursor : null
    } while (after !== null)
    expect(seen.map(({ id }) => id).toSorted()).toEqual(idsWhere(isListed))
    const firstOfLayer = seen.findIndex(({ provider }) => provider === 'LAYER')
    expect(seen.slice(firstOfLayer).every(({ provider }) => provider === 'LAYER')).toBe(true)
    const dates = seen.slice(0, firstOfLayer).flatMap(({ createdAt }) => createdAt ?? [])
    expect(dates.length).toBeGreaterThan(90)
    expect(dates).toEqual(dates.toSorted())
  })

  test('by name goes as in a list for people, both ways', async () => {
    const names = async (direction: string): Promise<string[]> => {
      const { data } = await rig.query(
        `{ customers(first: 180, orderBy: { field: DISPLAY_NAME, direction: ${direction} }) { nodes { displayName } } }`,
      )
      return data.customers.nodes.map(({ displayName }: Data) => displayName)
    }
    const { compare } = new Intl.Collator('en', { numeric: true })
    const forwards = await names('ASC')
    expect(forwards).toHaveLength(idsWhere(isListed).length)
    expect(forwards).toEqual(forwards.toSorted(compare))
    const backwards = await names('DESC')
    expect(backwards).toEqual(backwards.toSorted((one, other) => compare(other, one)))
  })

  test('SOURCE has one direction only', async () => {
    const { errors } = await rig.query('{ customers(orderBy: { field: SOURCE, direction: DESC }) { isComplete } }')
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', argument: 'orderBy' } }])
  })
})

describe('totalCount', () => {
  const total = '{ customers(first: 3) { totalCount { count precision } } }'

  test('is exact when every account counts, and a lower bound when one does not answer', async () => {
    const exact = await rig.query(total)
    expect(exact.data.customers.totalCount).toEqual({ count: idsWhere(isListed).length, precision: 'EXACT' })
    rig.sandboxes.thred.control.setFaults({ name: 'status', status: 500, operations: ['list'] })
    const bound = await rig.query(total)
    const others = idsWhere((one) => isListed(one) && one.provider !== 'THRED').length
    expect(bound.data.customers.totalCount).toEqual({ count: others, precision: 'AT_LEAST' })
  })

  test('counts the accounts that answered in time, whatever the others do', async () => {
    rig.sandboxes.thred.control.setFaults({ name: 'hang', operations: ['list'] })
    const { data } = await rig.query(
      '{ customers(first: 3, deadlineMs: 1500) { isComplete totalCount { count precision } } }',
    )
    const others = idsWhere((one) => isListed(one) && one.provider !== 'THRED').length
    expect(data.customers).toEqual({ isComplete: false, totalCount: { count: others, precision: 'AT_LEAST' } })
  })

  test('is null where nobody counts', async () => {
    const part = '{ customers(first: 3, filter: { nameContains: "a" }) { pageInfo { endCursor } } }'
    const { endCursor } = (await rig.query(part)).data.customers.pageInfo
    const rest = `query ($after: String) {
      customers(first: 3, after: $after, filter: { nameContains: "a" }) { totalCount { count } } }`
    const { data, errors } = await rig.query(rest, { after: endCursor })
    expect(errors).toBeUndefined()
    expect(data.customers.totalCount).toBeNull()
  })

  test('is exact for a filter, once everything that it finds has been read', async () => {
    for (const filter of ['nameContains: "a"', 'status: [ARCHIVED]']) {
      const { data } = await rig.query(
        `{ customers(first: 500, filter: { ${filter} }) { nodes { id } totalCount { count precision } } }`,
      )
      const { nodes, totalCount } = data.customers
      expect(nodes.length).toBeGreaterThan(0)
      expect(totalCount).toEqual({ count: nodes.length, precision: 'EXACT' })
    }
    const { data } = await rig.query(
      '{ customers(first: 1, filter: { externalId: "nobody has this" }) { totalCount { count precision } } }',
    )
    expect(data.customers.totalCount).toEqual({ count: 0, precision: 'EXACT' })
  })
})

describe('an account that does not answer', () => {
  const page = `query ($first: Int, $after: String, $deadlineMs: Int) {
    customers(first: $first, after: $after, deadlineMs: $deadlineMs) {
      nodes { id provider }
      pageInfo { hasNextPage endCursor }
      sources { __typename provider attempts ... on SourceFailed { code isRetryable retryCursor } }
    }
  }`

  test('in time is TIMED_OUT; the others are served, and what it owes comes with its retryCursor', async () => {
    const whole = await rig.query(page, { first: 18 })
    rig.sandboxes.sequence.control.setFaults({ name: 'hang', operations: ['list'] })
    const served = await rig.query(page, { first: 9, deadlineMs: 300 })
    expect(served.errors).toBeUndefined()
    expect(served.data.customers.nodes.map(({ provider }: Data) => provider)).toEqual(
      Array.from({ length: 3 }, () => ['LAYER', 'THRED']).flat(),
    )
    const [, failed] = served.data.customers.sources
    expect(failed).toMatchObject({ __typename: 'SourceFailed', code: 'TIMED_OUT', isRetryable: true, attempts: 1 })

    rig.sandboxes.sequence.control.clearFaults()
    const owed = await rig.query(page, { first: 9, after: failed.retryCursor })
    expect(owed.data.customers.nodes.map(({ provider }: Data) => provider)).toEqual([
      'SEQUENCE',
      'SEQUENCE',
      'SEQUENCE',
    ])
    const rest = await rig.query(page, { first: 9, after: owed.data.customers.pageInfo.endCursor })
    const seen = [served, owed, rest].flatMap(({ data }) => data.customers.nodes.map(({ id }: Data) => id))
    expect(seen.toSorted()).toEqual(whole.data.customers.nodes.map(({ id }: Data) => id).toSorted())
  })

  test('is an error with the retryCursor for whoever does not select sources', async () => {
    rig.sandboxes.sequence.control.setFaults({ name: 'hang', operations: ['list'] })
    const { data, errors } = await rig.query('{ customers(first: 9, deadlineMs: 300) { nodes { provider } } }')
    expect(data.customers.nodes).toHaveLength(6)
    const extensions = { code: 'TIMED_OUT', provider: 'SEQUENCE', retryCursor: expect.any(String) }
    expect(errors).toMatchObject([{ path: ['customers'], extensions }])
  })

  test('and nobody else does either: null, and an error for each', async () => {
    for (const { control } of Object.values(rig.sandboxes)) control.setFaults({ name: 'status', status: 503 })
    const { data, errors } = await rig.query('{ customers(first: 9, filter: { nameContains: "a" }) { isComplete } }')
    expect(data).toEqual({ customers: null })
    expect(errors?.map(({ extensions }) => extensions?.['provider'])).toEqual(['LAYER', 'SEQUENCE', 'THRED'])
  })

  test.each([0, 60_001, -5])('deadlineMs cannot be %d', async (deadlineMs) => {
    const { errors } = await rig.query(page, { first: 3, deadlineMs })
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', argument: 'deadlineMs' } }])
  })
})

test('accounts with more customers than may be put in order come last, whole, and are reported', async () => {
  const large = await startRig({ customers: 130, orderMaximum: 100 })
  try {
    const names: string[] = []
    let after: string | null = null
    do {
      const { data } = await large.query(
        `query ($after: String) {
          customers(first: 100, after: $after, includeArchived: true, orderBy: { field: DISPLAY_NAME, direction: ASC }) {
            nodes { id } pageInfo { hasNextPage endCursor } sources { __typename ... on SourceSkipped { reason } } } }`,
        { after },
      )
      const { nodes, pageInfo, sources } = data.customers
      names.push(...nodes.map(({ id }: { id: string }) => id))
      const unsupported = { __typename: 'SourceSkipped', reason: 'ORDER_UNSUPPORTED' }
      if (after === null) expect(sources).toEqual([unsupported, unsupported, unsupported])
      after = pageInfo.hasNextPage ? pageInfo.endCursor : null
    } while (after !== null)
    expect(new Set(names).size).toBe(3 * 130)
    expect(names).toHaveLength(3 * 130)
  } finally {
    await large.close()
  }
})
