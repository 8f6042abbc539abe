// Many at once: each told by itself and in order, a group at every account, and a key that tells the same again.
import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type CustomerRecord, readField } from '../../src/domain/customer.ts'
import { encodeCustomerId } from '../../src/domain/global-id.ts'
import { silentLogger } from '../../src/observability/logger.ts'
import { seedRow } from '../../src/providers/sandbox-seed.ts'
import { InvalidArgument } from '../../src/service/invalid-argument.ts'
import { createService } from '../../src/service/service.ts'
import { createTestAudit } from '../audit.ts'
import { type Bench, startBench } from './harness.ts'

const accounts = ['layer', 'sequence', 'thred'] as const

let bench: Bench
beforeAll(async () => {
  bench = await startBench({ layer: 40, sequence: 40, thred: 40 }, { attemptMilliseconds: 1_500 })
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

function idOf({ facts }: CustomerRecord): string {
  return encodeCustomerId(facts.account.provider, facts.account.name, facts.nativeId)
}

async function everybody(): Promise<readonly CustomerRecord[]> {
  const list = await bench.request().listCustomers({ first: 200, after: null, includeArchived: true })
  return list.edges().map(({ record }) => record)
}

const archives = (): number[] => accounts.map((account) => control(account).counters().requests.archive)

/** The first shared company has the same external id at all three; nobody archived it. */
const sharedId = seedRow('layer', 0, 6, []).externalId

describe('by ids', () => {
  test('keeps the order, tells each, and sums up', async () => {
    const records = await everybody()
    const ids = records.slice(0, 60).map(idOf)
    const mixed = [
      ...ids,
      'no-id',
      encodeCustomerId('LAYER', 'layer', 'nobody'),
      encodeCustomerId('LAYER', 'other', 'x'),
    ]
    const { results, summary, problems } = await bench.request().archiveCustomers({ ids: mixed })
    expect(results.map(({ id }) => id)).toEqual(mixed)
    const archived = records.slice(0, 60).filter((record) => readField(record, 'isArchived') === true).length
    expect(summary).toEqual({ changed: 60 - archived, unchanged: archived, failed: 3, indeterminate: 0 })
    expect(results.slice(60).map((result) => result.problems[0]?.kind)).toEqual([
      'InvalidId',
      'CustomerNotFound',
      'CustomerNotFound',
    ])
    expect(problems).toEqual([])
    for (const { outcome, customer } of results.slice(0, 60)) {
      expect(['ARCHIVED', 'ALREADY_ARCHIVED']).toContain(outcome)
      expect(customer && readField(customer, 'isArchived')).toBe(true)
    }
    expect(archives().reduce((sum, count) => sum + count)).toBe(60 - archived)
  })

  test('an id that comes twice is one change, told twice', async () => {
    const [id = ''] = (await everybody()).map(idOf)
    const { results } = await bench.request().archiveCustomers({ ids: [id, id, id] })
    expect(results.map(({ outcome }) => outcome)).toEqual(['ARCHIVED', 'ARCHIVED', 'ARCHIVED'])
    expect(archives()).toEqual([1, 0, 0])
  })

  test('one account that is down hides nothing of the others', async () => {
    control('sequence').setFaults({ name: 'drop', operations: ['archive'] })
    control('thred').setFaults([
      { name: 'drop-after-commit', operations: ['archive'] },
      { name: 'status', status: 503, operations: ['get'], after: 3 },
    ])
    const live = (await everybody()).filter((record) => readField(record, 'isArchived') === false)
    const chosen = accounts.flatMap((account) => live.filter(({ facts }) => facts.account.name === account).slice(0, 3))
    const { results, summary } = await bench.request().archiveCustomers({ ids: chosen.map(idOf) })
    expect(results.map(({ outcome }) => outcome)).toEqual([
      ...Array.from({ length: 3 }, () => 'ARCHIVED'),
      ...Array.from({ length: 3 }, () => 'NOT_CHANGED'),
      ...Array.from({ length: 3 }, () => 'INDETERMINATE'),
    ])
    expect(summary).toEqual({ changed: 3, unchanged: 0, failed: 3, indeterminate: 3 })
    for (const { control: each } of Object.values(bench.sandboxes)) each.clearFaults()
    const again = await bench.request().archiveCustomers({ ids: chosen.map(idOf) })
    expect(again.summary).toEqual({ changed: 3, unchanged: 6, failed: 0, indeterminate: 0 })
  })

  test('never more than four at once per account', async () => {
    let running = 0
    let most = 0
    const counted = bench.sources.map((source) => ({
      ...source,
      client: {
        ...source.client,
        archive: async (...given: Parameters<typeof source.client.archive>) => {
          running += 1
          most = Math.max(most, running)
          return source.client.archive(...given).finally(() => (running -= 1))
        },
      },
    }))
    control('layer').setFaults({ name: 'latency', ms: 20, operations: ['archive'] })
    const ids = (await everybody()).filter(({ facts }) => facts.account.name === 'layer').map(idOf)
    const viewer = { id: 'default', linkedAccounts: ['layer'] }
    const { signal } = new AbortController()
    const request = createService({
      sources: counted,
      logger: silentLogger,
      trail: createTestAudit().trail,
    }).forRequest({
      viewer,
      signal,
      deadline: Date.now() + 10_000,
    })
    await request.archiveCustomers({ ids })
    expect(most).toBe(4)
  })

  test('more than a hundred are refused before anybody is asked', async () => {
    const ids = Array.from({ length: 101 }, (_, index) => encodeCustomerId('LAYER', 'layer', `id-${index}`))
    await expect(bench.request().archiveCustomers({ ids })).rejects.toThrow(InvalidArgument)
    expect(control('layer').counters().requests.get).toBe(0)
    expect(await bench.request().archiveCustomers({ ids: [] })).toMatchObject({ results: [], summary: { failed: 0 } })
  })

  test('whatever fails, a summary that adds up, and nothing claimed that is not so', async () => {
    const fault = fc.record({
      name: fc.constantFrom('drop', 'drop-after-commit', 'html', 'wrong-customer', 'truncated-json', 'silent-archive'),
      times: fc.integer({ min: 1, max: 5 }),
      after: fc.integer({ min: 0, max: 4 }),
    })
    await fc.assert(
      fc.asyncProperty(
        fc.array(fault, { maxLength: 3 }),
        fc.array(fc.nat(), { minLength: 1, maxLength: 12 }),
        async (faults, picks) => {
          for (const { control: each } of Object.values(bench.sandboxes)) each.reset()
          const records = await everybody()
          const ids = picks
            .map((pick) => records[pick % records.length])
            .flatMap((record) => (record ? [idOf(record)] : []))
          for (const account of accounts) {
            control(account).setFaults(faults.map((one) => ({ ...one, operations: ['archive'] as const })) as never)
          }
          const { results, summary } = await bench.request().archiveCustomers({ ids })
          for (const { control: each } of Object.values(bench.sandboxes)) each.clearFaults()
          expect(results.map(({ id }) => id)).toEqual(ids)
          const { changed, unchanged, failed, indeterminate } = summary
          expect(changed + unchanged + failed + indeterminate).toBe(ids.length)
          for (const { id, outcome } of results) {
            const now = await bench.request().getCustomer(id)
            const isArchived = now && readField(now, 'isArchived')
            if (outcome !== 'INDETERMINATE') expect(isArchived).toBe(outcome !== 'NOT_CHANGED')
          }
          for (const account of accounts) {
            for (const times of Object.values(control(account).counters().transitions)) expect(times).toBe(1)
          }
        },
      ),
      { numRuns: 25 },
    )
  })
})

describe('a group', () => {
  test('is archived at every account, with one lookup and one change each', async () => {
    const { results, summary, problems } = await bench.request().archiveCustomers({ groupExternalId: sharedId })
    expect(results.map(({ outcome, customer }) => [customer?.facts.account.name, outcome])).toEqual(
      accounts.map((account) => [account, 'ARCHIVED']),
    )
    expect({ summary, problems }).toEqual({
      summary: { changed: 3, unchanged: 0, failed: 0, indeterminate: 0 },
      problems: [],
    })
    expect(archives()).toEqual([1, 1, 1])
    expect(control('layer').counters().requests).toMatchObject({ list: 1, get: 0 })
    expect(control('sequence').counters().requests).toMatchObject({ alias: 1, get: 1, list: 0 })
    expect(control('thred').counters().requests).toMatchObject({ list: 1, get: 0 })
    const again = await bench.request().archiveCustomers({ groupExternalId: sharedId })
    expect(again.summary).toEqual({ changed: 0, unchanged: 3, failed: 0, indeterminate: 0 })
  })

  test.each(accounts)(
    'an account that cannot be asked (%s) is told, and calling again finishes the rest',
    async (down) => {
      control(down).setFaults({ name: 'status', status: 503, operations: ['list', 'alias'] })
      const target = { groupExternalId: sharedId }
      const first = await bench.request().archiveCustomers(target, { idempotencyKey: `again-${down}` })
      expect(first.summary).toEqual({ changed: 2, unchanged: 0, failed: 1, indeterminate: 0 })
      expect(first.problems).toMatchObject([{ kind: 'SourceUnavailable', source: { account: { name: down } } }])
      control(down).clearFaults()
      const second = await bench.request().archiveCustomers(target, { idempotencyKey: `again-${down}` })
      expect(second.summary).toEqual({ changed: 1, unchanged: 2, failed: 0, indeterminate: 0 })
      expect(second.problems).toEqual([])
      expect(archives()).toEqual([1, 1, 1])
    },
  )

  test('that nobody belongs to is said, and a blank id is refused', async () => {
    const nobody = await bench.request().archiveCustomers({ groupExternalId: 'nobody' })
    expect(nobody).toMatchObject({ results: [], problems: [{ kind: 'CustomerNotFound' }], summary: { failed: 1 } })
    for (const groupExternalId of ['', ' ', 'a'.repeat(257)]) {
      await expect(bench.request().archiveCustomers({ groupExternalId })).rejects.toThrow(InvalidArgument)
    }
  })

  test('is planned without a change', async () => {
    const { results, summary } = await bench.request().archiveCustomers({ groupExternalId: sharedId }, { dryRun: true })
    expect(results.map(({ outcome, plan }) => [outcome, plan?.length])).toEqual(accounts.map(() => ['PLANNED', 1]))
    expect(summary).toEqual({ changed: 0, unchanged: 3, failed: 0, indeterminate: 0 })
    expect(archives()).toEqual([0, 0, 0])
  })
})
