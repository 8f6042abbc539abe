// A key with the same input tells the same again; with another input it is refused; what changed nothing is not kept.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { readField } from '../../src/domain/customer.ts'
import { encodeCustomerId } from '../../src/domain/global-id.ts'
import { silentLogger } from '../../src/observability/logger.ts'
import { createMemoryStore } from '../../src/service/idempotency-store.ts'
import type { KeptOutcome } from '../../src/service/idempotent-changes.ts'
import { InvalidArgument } from '../../src/service/invalid-argument.ts'
import { createService, type RequestService } from '../../src/service/service.ts'
import { createTestAudit } from '../audit.ts'
import { type Bench, startBench } from './harness.ts'

let bench: Bench
let now = 0
let service: ReturnType<typeof createService>
beforeAll(async () => {
  bench = await startBench({ layer: 30, thred: 30 }, { attemptMilliseconds: 1_500 })
})
afterAll(() => bench.close())
beforeEach(() => {
  for (const { control } of Object.values(bench.sandboxes)) control.reset()
  now = Date.now()
  const idempotencyStore = createMemoryStore<KeptOutcome>({ now: () => now })
  service = createService({
    sources: bench.sources,
    logger: silentLogger,
    trail: createTestAudit().trail,
    idempotencyStore,
  })
})

function request(id = 'ada', linkedAccounts: readonly string[] = ['layer', 'thred']): RequestService {
  const { signal } = new AbortController()
  return service.forRequest({ viewer: { id, linkedAccounts }, signal, deadline: Date.now() + 10_000 })
}

function control(account: 'layer' | 'thred') {
  const sandbox = bench.sandboxes[account]
  if (sandbox === undefined) throw new Error(`No sandbox ${account}.`)
  return sandbox.control
}

async function ids(account: 'layer' | 'thred', count: number): Promise<string[]> {
  const list = await request('lister', [account]).listCustomers({ first: count, after: null, includeArchived: false })
  return list.edges().map(({ record: { facts } }) => encodeCustomerId(facts.account.provider, account, facts.nativeId))
}

async function oneId(account: 'layer' | 'thred' = 'layer'): Promise<string> {
  return (await ids(account, 1))[0] ?? ''
}

/** Requests for single customers so far, at both providers. */
function upstream(): number {
  return Object.values(bench.sandboxes)
    .map(({ control: { counters } }) => counters().requests)
    .reduce((sum, { get, archive, unarchive }) => sum + get + archive + unarchive, 0)
}

describe('the same key and input', () => {
  test('tells the same again and asks nobody', async () => {
    const id = await oneId()
    const first = await request().archiveCustomer(id, { idempotencyKey: 'k' })
    const asked = upstream()
    const second = await request().archiveCustomer(id, { idempotencyKey: 'k' })
    expect(first.outcome).toBe('ARCHIVED')
    expect(second).toEqual(first)
    expect(upstream()).toBe(asked)
  })

  test('tells it as it was told, whatever became of the customer since', async () => {
    const id = await oneId()
    await request().archiveCustomer(id, { idempotencyKey: 'k' })
    await request().unarchiveCustomer(id)
    const replay = await request().archiveCustomer(id, { idempotencyKey: 'k' })
    expect(replay.outcome).toBe('ARCHIVED')
    expect(replay.customer && readField(replay.customer, 'isArchived')).toBe(true)
    expect((await request().archiveCustomer(id, { dryRun: true })).outcome).toBe('PLANNED')
  })

  test('goes for 24 hours', async () => {
    const id = await oneId()
    await request().archiveCustomer(id, { idempotencyKey: 'k' })
    now += 24 * 60 * 60 * 1_000 - 1
    expect((await request().archiveCustomer(id, { idempotencyKey: 'k' })).outcome).toBe('ARCHIVED')
    now += 1
    expect((await request().archiveCustomer(id, { idempotencyKey: 'k' })).outcome).toBe('ALREADY_ARCHIVED')
  })

  test('goes for many customers, and a plan under the key comes before the deed', async () => {
    const target = { ids: await ids('thred', 3) }
    const plan = await request().archiveCustomers(target, { idempotencyKey: 'do', dryRun: true })
    expect(plan.results.map(({ outcome }) => outcome)).toEqual(['PLANNED', 'PLANNED', 'PLANNED'])
    const done = await request().archiveCustomers(target, { idempotencyKey: 'do' })
    const asked = upstream()
    expect(await request().archiveCustomers(target, { idempotencyKey: 'do' })).toMatchObject({ summary: done.summary })
    expect(done.summary.changed).toBe(3)
    expect(upstream()).toBe(asked)
  })

  test('keeps no presigned address: documents are read afresh', async () => {
    const list = await request().listCustomers({ first: 60, after: null, includeArchived: true })
    const archived = list
      .edges()
      .find(({ record }) => record.facts.account.name === 'thred' && readField(record, 'isArchived') === true)
    const id = encodeCustomerId('THRED', 'thred', archived?.record.facts.nativeId ?? '')
    await request().archiveCustomer(id, { idempotencyKey: 'k' })
    const asked = upstream()
    const replaying = request()
    const { outcome, customer } = await replaying.archiveCustomer(id, { idempotencyKey: 'k' })
    expect(outcome).toBe('ALREADY_ARCHIVED')
    expect(customer?.row).not.toHaveProperty('documents')
    expect(upstream()).toBe(asked)
    const documents = bench.sources.find(({ account }) => account.name === 'thred')?.provider.customerType.fields[
      'documents'
    ]
    if (customer === null || documents === undefined) throw new Error('There is nothing to read.')
    expect(await replaying.readProviderField(customer, 'documents', documents)).toBeInstanceOf(Array)
    expect(upstream()).toBe(asked + 1)
  })
})

describe('the same key with another input is refused, and nothing is sent', () => {
  test.each<[string, (service: RequestService, id: string, other: string) => Promise<unknown>]>([
    ['another customer', (each, _id, other) => each.archiveCustomer(other, { idempotencyKey: 'k' })],
    ['another operation', (each, id) => each.unarchiveCustomer(id, { idempotencyKey: 'k' })],
  ])('%s', async (_what, change) => {
    const [id = '', other = ''] = await ids('layer', 2)
    await request().archiveCustomer(id, { idempotencyKey: 'k' })
    const asked = upstream()
    expect(await change(request(), id, other)).toMatchObject({
      outcome: 'NOT_CHANGED',
      customer: null,
      problems: [{ kind: 'IdempotencyConflict', isInProgress: false }],
    })
    expect(upstream()).toBe(asked)
  })

  test('many customers: each id is told', async () => {
    const [id = '', other = ''] = await ids('layer', 2)
    await request().archiveCustomer(id, { idempotencyKey: 'k' })
    const { results, summary } = await request().archiveCustomers({ ids: [id, other] }, { idempotencyKey: 'k' })
    expect(results.map((one) => [one.id, one.problems[0]?.kind])).toEqual([
      [id, 'IdempotencyConflict'],
      [other, 'IdempotencyConflict'],
    ])
    expect(summary.failed).toBe(2)
    const group = await request().archiveCustomers({ groupExternalId: 'x' }, { idempotencyKey: 'k' })
    expect(group).toMatchObject({ results: [], problems: [{ kind: 'IdempotencyConflict' }], summary: { failed: 1 } })
  })
})

test('of ten at once one runs; the others are told that it is in progress', async () => {
  const id = await oneId()
  control('layer').setFaults({ name: 'latency', ms: 60, operations: ['archive'] })
  const results = await Promise.all(
    Array.from({ length: 10 }, () => request().archiveCustomer(id, { idempotencyKey: 'k' })),
  )
  expect(results.filter(({ outcome }) => outcome === 'ARCHIVED')).toHaveLength(1)
  expect(
    results.filter(({ problems }) => problems[0]?.kind === 'IdempotencyConflict' && problems[0].isInProgress),
  ).toHaveLength(9)
  expect(control('layer').counters().requests.archive).toBe(1)
  expect((await request().archiveCustomer(id, { idempotencyKey: 'k' })).outcome).toBe('ARCHIVED')
})

test('keys of other viewers, and of the same one with other accounts, are other keys', async () => {
  const id = await oneId()
  await request('ada').archiveCustomer(id, { idempotencyKey: 'k' })
  expect((await request('bob').archiveCustomer(id, { idempotencyKey: 'k' })).outcome).toBe('ALREADY_ARCHIVED')
  expect((await request('ada', ['thred']).archiveCustomer(id, { idempotencyKey: 'k' })).problems).toMatchObject([
    { kind: 'CustomerNotFound' },
  ])
})

describe('not kept, so that the key can be tried again', () => {
  test('what changed nothing', async () => {
    const id = await oneId()
    control('layer').setFaults({ name: 'status', status: 503, operations: ['get'] })
    expect((await request().archiveCustomer(id, { idempotencyKey: 'k' })).outcome).toBe('NOT_CHANGED')
    control('layer').clearFaults()
    expect((await request().archiveCustomer(id, { idempotencyKey: 'k' })).outcome).toBe('ARCHIVED')
  })

  test('what is not known: the repeat finds out', async () => {
    const id = await oneId()
    control('layer').setFaults([
      { name: 'drop-after-commit', operations: ['archive'] },
      { name: 'status', status: 503, operations: ['get'], after: 1 },
    ])
    expect((await request().archiveCustomer(id, { idempotencyKey: 'k' })).outcome).toBe('INDETERMINATE')
    control('layer').clearFaults()
    const [other = ''] = (await ids('layer', 2)).filter((each) => each !== id)
    const refused = await request().archiveCustomer(other, { idempotencyKey: 'k' })
    expect(refused.problems).toMatchObject([{ kind: 'IdempotencyConflict', isInProgress: false }])
    expect((await request().archiveCustomer(id, { idempotencyKey: 'k' })).outcome).toBe('ALREADY_ARCHIVED')
    expect(control('layer').counters().requests.archive).toBe(1)
  })
})

test.each(['', ' ', 'a'.repeat(256), 'line\nbreak', 'nul\u0000', '\u202eoverride', '\ud800'])(
  '%j is no key',
  async (idempotencyKey) => {
    const id = await oneId()
    await expect(request().archiveCustomer(id, { idempotencyKey })).rejects.toThrow(InvalidArgument)
    expect(upstream()).toBe(0)
  },
)

test.each(['a', 'a'.repeat(255), 'order 7/archive?#%', 'Žluťoučký 客户 🏢'])('%j is one', async (idempotencyKey) => {
  const id = await oneId()
  expect((await request().archiveCustomer(id, { idempotencyKey })).outcome).toBe('ARCHIVED')
})

describe('the store in memory', () => {
  const open = (mostKept: number) => createMemoryStore<string>({ now: () => now, mostKept, lifetimeMilliseconds: 100 })

  test('forgets the oldest when it is full, by size, and never what is still running', async () => {
    const store = open(5)
    await store.take('running', 'in')
    for (const key of ['a', 'b', 'c']) {
      await store.take(key, 'in')
      await store.keep(key, key, 2)
    }
    expect((await store.take('running', 'in')).state).toBe('running')
    expect((await store.take('b', 'in')).state).toBe('kept')
    expect((await store.take('c', 'in')).state).toBe('kept')
    expect((await store.take('a', 'in')).state).toBe('taken')
  })

  test('stays small over many keys and lifetimes', async () => {
    const store = open(10)
    for (let index = 0; index < 1_000; index += 1) {
      now += 1
      await store.take(`k${index}`, 'in')
      if (index % 3 === 0) await store.release(`k${index}`)
      else await store.keep(`k${index}`, 'out', 1)
    }
    const states = await Promise.all(Array.from({ length: 1_000 }, (_, index) => store.take(`k${index}`, 'in')))
    const kept = states.filter(({ state }) => state === 'kept').length
    expect(kept).toBeGreaterThan(5)
    expect(kept).toBeLessThanOrEqual(10)
  })

  test('a key that was released is free', async () => {
    const store = open(5)
    await store.take('k', 'in')
    expect(await store.take('k', 'other')).toEqual({ state: 'running', input: 'in' })
    await store.release('k')
    expect(await store.take('k', 'other')).toEqual({ state: 'taken' })
  })
})
