// The same customer at several accounts: found by exact keys alone, complete or said not to be, and nothing asked twice.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createCall } from '../../src/domain/call.ts'
import { type CustomerRecord, readField } from '../../src/domain/customer.ts'
import { findExactly } from '../../src/providers/external-id-search.ts'
import type { CustomerMatch } from '../../src/service/counterparts.ts'
import { InvalidArgument } from '../../src/service/invalid-argument.ts'
import { type Bench, startBench } from './harness.ts'

const accounts = ['layer', 'sequence', 'thred'] as const

interface Known {
  readonly record: CustomerRecord
  readonly account: string
  readonly externalIds: readonly string[]
  readonly email: string | null
  readonly emails: readonly string[]
  readonly vatNumber: unknown
}

let bench: Bench
/** Every customer with its keys, read without the code under test. */
let everybody: readonly Known[] = []
beforeAll(async () => {
  bench = await startBench({ layer: 100, sequence: 100, thred: 100 }, { attemptMilliseconds: 1_500 })
  const list = await bench.request().listCustomers({ first: 300, after: null, includeArchived: true })
  const request = bench.request()
  everybody = await Promise.all(
    list.edges().map(async ({ record }): Promise<Known> => {
      const source = request.sourceOf(record)
      const externalIds = await source.client.readExternalIds(record, createCall(Date.now() + 10_000))
      const [email, vatNumber] = await Promise.all([
        request.readField(record, 'email'),
        request.readField(record, 'vatNumber'),
      ])
      const contacts = (await request.readField(record, 'contacts')) ?? []
      const live = contacts.filter(({ archivedAt }) => archivedAt === null).map((contact) => contact.email)
      const emails = [...live, ...(live.length === 0 ? [email] : [])].flatMap((each) => each?.toLowerCase() ?? [])
      return {
        record,
        account: source.account.name,
        externalIds,
        email: email?.toLowerCase() ?? null,
        emails,
        vatNumber,
      }
    }),
  )
})
afterAll(() => bench.close())
beforeEach(() => {
  for (const { control } of Object.values(bench.sandboxes)) control.reset()
})

function control(account: string) {
  const sandbox = bench.sandboxes[account]
  if (sandbox === undefined) throw new Error(`No sandbox ${account}.`)
  return sandbox.control
}

const nameOf = ({ facts }: CustomerRecord): string => `${facts.account.name}/${facts.nativeId}`

/** Requests by what they ask for; tokens apart. */
function asked(): string[] {
  return accounts.flatMap((account) =>
    control(account)
      .requests.filter(({ operation }) => operation !== 'token')
      .map(({ method, path, query }) => `${method} ${account} ${path}?${query}`),
  )
}

describe('a group', () => {
  test('holds everybody with the id, at every account, archived or not, and nobody else', async () => {
    const ids = new Set(everybody.flatMap(({ externalIds }) => externalIds))
    expect(ids.size).toBeGreaterThan(100)
    let conflicts = 0
    for (const externalId of ids) {
      const expected = everybody.filter((known) => known.externalIds.includes(externalId)).map(({ record }) => record)
      const group = await bench.request().customerGroup(externalId)
      expect(group.members.map(nameOf).toSorted()).toEqual(expected.map(nameOf).toSorted())
      const states = new Set(expected.map((record) => readField(record, 'isArchived')))
      expect(group.hasStatusConflict).toBe(states.size === 2)
      expect(group).toMatchObject({ isComplete: true, isFailed: false })
      if (group.hasStatusConflict) conflicts += 1
    }
    expect(conflicts).toBeGreaterThan(2)
  })

  test('takes one request per account, and one more where an alias was found', async () => {
    const shared = everybody.find(
      ({ account, externalIds }) =>
        account === 'sequence' &&
        everybody.filter((each) => each.externalIds.some((id) => externalIds.includes(id))).length === 3,
    )
    const request = bench.request()
    const [externalId = ''] = shared?.externalIds ?? []
    const group = await request.customerGroup(externalId)
    expect(group.members).toHaveLength(3)
    expect(accounts.map((account) => control(account).counters().requests)).toMatchObject([
      { list: 1, get: 0, alias: 0 },
      { list: 0, get: 1, alias: 1 },
      { list: 1, get: 0, alias: 0 },
    ])
    expect(group.sources).toMatchObject([
      { kind: 'ok', returned: 1, hasMore: false, filterExecution: 'PUSHED_DOWN' },
      { kind: 'ok', returned: 1, attempts: 2 },
      { kind: 'ok', returned: 1 },
    ])
    await Promise.all([request.customerGroup(externalId), request.customerGroup(externalId)])
    expect(asked()).toHaveLength(4)
  })

  test.each(accounts)('without the account that is down (%s) it says that it is not complete', async (down) => {
    control(down).setFaults({ name: 'status', status: 503, operations: ['list', 'alias'] })
    const shared = everybody.find(({ account, externalIds }) => account !== down && externalIds.length > 0)
    const group = await bench.request().customerGroup(shared?.externalIds[0] ?? '')
    expect(group.members.length).toBeGreaterThan(0)
    expect(group).toMatchObject({ isComplete: false, isFailed: false })
    expect(group.sources.map(({ kind }) => kind)).toEqual(
      accounts.map((account) => (account === down ? 'failed' : 'ok')),
    )
    expect(group.sources.find(({ kind }) => kind === 'failed')).toMatchObject({
      code: 'UNAVAILABLE',
      isRetryable: true,
    })
  })

  test('is failed when nobody answered, and empty when everybody did and nobody has the id', async () => {
    expect(await bench.request().customerGroup('nobody')).toMatchObject({
      members: [],
      isComplete: true,
      isFailed: false,
    })
    for (const account of accounts) control(account).setFaults({ name: 'drop', operations: ['list', 'alias'] })
    expect(await bench.request().customerGroup('nobody')).toMatchObject({
      members: [],
      isComplete: false,
      isFailed: true,
    })
  })

  test("leaves accounts that are not the viewer's alone", async () => {
    const group = await bench.request({ accounts: ['thred'] }).customerGroup(everybody[0]?.externalIds[0] ?? '')
    expect(group.sources).toHaveLength(1)
    expect(asked().every((request) => request.includes(' thred '))).toBe(true)
  })

  test.each(['', '  ', 'a'.repeat(257)])('%j is no id', async (externalId) => {
    await expect(bench.request().customerGroup(externalId)).rejects.toThrow(InvalidArgument)
    expect(asked()).toEqual([])
  })

  test('a provider that ignores the filter does not bring strangers in, and is not walked for ever', async () => {
    const rows = everybody.filter(({ account }) => account === 'layer').map(({ record }) => record)
    const wanted = rows[30]
    const externalId = String(wanted && readField(wanted, 'externalId'))
    const ignoring = (most: number) => async (page: number) => ({
      rows: rows.slice(page * 20, page * 20 + 20),
      next: page + 1 < most ? page + 1 : null,
    })
    expect(await findExactly(externalId, 'Layer, list customers', 0, ignoring(3))).toEqual([wanted])
    await expect(findExactly(externalId, 'Layer, list customers', 0, ignoring(1_000))).rejects.toMatchObject({
      code: 'BAD_RESPONSE',
    })
  })
})

describe('counterparts', () => {
  /** By brute force over everybody: what can be asked for, as counterparts.ts has it. */
  function expected({ account, externalIds, email, emails, vatNumber }: Known): Record<string, string[]> {
    const matches: Record<string, string[]> = {}
    for (const other of accounts.filter((each) => each !== account)) {
      const there = everybody.filter((each) => each.account === other)
      const byId = there.filter((each) => each.externalIds.some((id) => externalIds.includes(id)))
      const hasVatNumber = (each: Known) => vatNumber !== null && vatNumber === each.vatNumber
      const hasEmail = (each: Known) => each.emails.some((address) => emails.includes(address))
      const byKeys = there.filter((each) =>
        other === 'sequence' ? email !== null && each.emails.includes(email) : hasVatNumber(each) || hasEmail(each),
      )
      for (const each of byId.length > 0 ? byId : byKeys) {
        const keys = byId.length > 0 ? ['EXTERNAL_ID'] : []
        if (hasVatNumber(each)) keys.push('VAT_NUMBER')
        if (hasEmail(each)) keys.push('EMAIL')
        matches[nameOf(each.record)] = keys
      }
    }
    return matches
  }
  const told = (matches: readonly CustomerMatch[]) =>
    Object.fromEntries(matches.map(({ record, matchedOn }) => [nameOf(record), matchedOn]))

  test('are exactly those that share a key, with every key that they share', async () => {
    let found = 0
    for (const known of everybody) {
      const matches = told(await bench.request().counterparts(known.record))
      expect(matches).toEqual(expected(known))
      found += Object.keys(matches).length
    }
    expect(found).toBeGreaterThan(90)
  })

  test('of all customers in one request: nothing is asked twice', async () => {
    const request = bench.request()
    const all = await Promise.all(everybody.map(({ record }) => request.counterparts(record)))
    expect(all.map(told)).toEqual(everybody.map(expected))
    const questions = asked()
    expect(new Set(questions).size).toBe(questions.length)
    expect(request.completionProblems()).toEqual([])
    const before = questions.length
    await Promise.all(everybody.map(({ record }) => request.counterparts(record)))
    expect(asked()).toHaveLength(before)
  })

  test('of one Layer customer take a lookup at each other account', async () => {
    const known = everybody.find((each) => each.account === 'layer' && Object.keys(expected(each)).length === 2)
    if (known === undefined) throw new Error('Nobody is at all three.')
    await bench.request().counterparts(known.record)
    expect(accounts.map((account) => control(account).counters().requests)).toMatchObject([
      { list: 0, get: 0 },
      { list: 0, get: 1, alias: 1 },
      { list: 1, get: 0 },
    ])
  })

  test('an account that is down is a problem of the field, and the others are found', async () => {
    const known = everybody.find((each) => each.account === 'layer' && Object.keys(expected(each)).length === 2)
    if (known === undefined) throw new Error('Nobody is at all three.')
    control('sequence').setFaults({ name: 'status', status: 503, operations: ['alias', 'list'] })
    const request = bench.request()
    const matches = await request.counterparts(known.record)
    expect(matches.map(({ record }) => record.facts.account.name)).toEqual(['thred'])
    expect(request.completionProblems()).toMatchObject([
      {
        source: { account: { name: 'sequence' } },
        problem: { code: 'UNAVAILABLE' },
        fields: ['counterparts'],
        customers: 1,
      },
    ])
  })

  test('of a Sequence customer whose aliases cannot be read: none, and it is said', async () => {
    const known = everybody.find((each) => each.account === 'sequence' && each.externalIds.length > 0)
    control('sequence').setFaults({ name: 'drop', operations: ['alias'] })
    const request = bench.request()
    expect(known && (await request.counterparts(known.record))).toEqual([])
    expect(request.completionProblems()).toMatchObject([{ fields: ['counterparts'] }])
  })

  test('with one account there are none, and nobody is asked', async () => {
    const [known] = everybody
    const request = bench.request({ accounts: [known?.account ?? ''] })
    expect(known && (await request.counterparts(known.record))).toEqual([])
    expect(asked()).toEqual([])
  })

  test('show what a change in the same request has made of them', async () => {
    const known = everybody.find(
      (each) =>
        each.account === 'layer' &&
        Object.keys(expected(each)).length === 2 &&
        readField(each.record, 'isArchived') === false,
    )
    if (known === undefined) throw new Error('Nobody is at all three.')
    const request = bench.request()
    await request.archiveCustomers({ groupExternalId: known.externalIds[0] ?? '' })
    const matches = await request.counterparts(known.record)
    expect(matches.map(({ record }) => readField(record, 'isArchived'))).toEqual([true, true])
  })
})
