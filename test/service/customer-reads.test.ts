// Batching: one upstream read per distinct customer and request, few at once, and nothing that is known is asked again.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { CustomerRecord } from '../../src/domain/customer.ts'
import { encodeCustomerId } from '../../src/domain/global-id.ts'
import { silentLogger } from '../../src/observability/logger.ts'
import type { Source } from '../../src/service/linked-accounts.ts'
import { createService, type RequestService } from '../../src/service/service.ts'
import { createTestAudit } from '../audit.ts'
import { type Bench, startBench } from './harness.ts'

const accounts = ['layer', 'sequence', 'thred'] as const

let bench: Bench
let records: readonly CustomerRecord[] = []
beforeAll(async () => {
  bench = await startBench({ layer: 50, sequence: 50, thred: 50 })
  const list = await bench.request().listCustomers({ first: 150, after: null, includeArchived: true })
  records = list.edges().map(({ record }) => record)
})
afterAll(() => bench.close())
beforeEach(() => {
  for (const { control } of Object.values(bench.sandboxes)) control.reset()
})

const idOf = ({ facts }: CustomerRecord): string =>
  encodeCustomerId(facts.account.provider, facts.account.name, facts.nativeId)
const gets = (): number[] =>
  accounts.map((account) => bench.sandboxes[account]?.control.counters().requests.get ?? Number.NaN)

/** A request whose reads are counted while they go on. */
function countingRequest(): { request: RequestService; most: () => number[] } {
  const running = new Map<string, number>()
  const most = new Map<string, number>()
  const sources = bench.sources.map((source): Source => {
    const { name } = source.account
    const get: typeof source.client.get = async (...given) => {
      running.set(name, (running.get(name) ?? 0) + 1)
      most.set(name, Math.max(most.get(name) ?? 0, running.get(name) ?? 0))
      return source.client.get(...given).finally(() => running.set(name, (running.get(name) ?? 0) - 1))
    }
    return { ...source, client: { ...source.client, get } }
  })
  const viewer = { id: 'default', linkedAccounts: accounts }
  const { signal } = new AbortController()
  const service = createService({ sources, logger: silentLogger, trail: createTestAudit().trail })
  const request = service.forRequest({ viewer, signal, deadline: Date.now() + 10_000 })
  return { request, most: () => accounts.map((account) => most.get(account) ?? 0) }
}

test('a hundred mixed ids: one read per distinct customer, at most eight at once per account', async () => {
  for (const account of accounts) {
    bench.sandboxes[account]?.control.setFaults({ name: 'latency', ms: 15, operations: ['get'] })
  }
  const distinct = records.slice(0, 75).map(idOf)
  const ids = [...distinct, ...distinct.slice(0, 25)]
  const { request, most } = countingRequest()
  const found = await Promise.all(ids.map((id) => request.getCustomer(id)))
  expect(found.map((record) => record && idOf(record))).toEqual(ids)
  expect(gets()).toEqual([25, 25, 25])
  expect(most()).toEqual([8, 8, 8])
})

test('ids that no account has, or no gateway made, cost what can be asked and no more', async () => {
  const unknown = accounts.map((account) => encodeCustomerId(account.toUpperCase(), account, 'nobody'))
  const ids = [...unknown, ...unknown, 'nonsense', encodeCustomerId('LAYER', 'elsewhere', 'x')]
  const request = bench.request()
  expect(await Promise.all(ids.map(request.getCustomer))).toEqual(ids.map(() => null))
  expect(gets()).toEqual([1, 1, 1])
})

test('fields that need the detail, nodes, groups and changes share one read', async () => {
  const list = await bench
    .request({ accounts: ['sequence'] })
    .listCustomers({ first: 50, after: null, includeArchived: false })
  const request = bench.request()
  const rows = list.edges().map(({ record }) => record)
  await Promise.all(rows.flatMap((record) => [request.readField(record, 'email'), request.readField(record, 'status')]))
  await Promise.all(rows.map((record) => request.getCustomer(idOf(record))))
  expect(gets()).toEqual([0, rows.length, 0])
  const [first] = rows
  if (first === undefined) throw new Error('There is nobody.')
  const [alias = ''] = await request.externalIds(first)
  await request.externalIds(first)
  expect((await request.customerGroup(alias)).members.map(idOf)).toContain(idOf(first))
  expect((await request.archiveCustomer(idOf(first))).outcome).toBe('ARCHIVED')
  expect(gets()).toEqual([0, rows.length, 0])
  expect(bench.sandboxes['sequence']?.control.counters().requests).toMatchObject({ alias: 2, archive: 1 })
})

test('another request reads again', async () => {
  const [first] = records
  const id = first === undefined ? '' : idOf(first)
  await bench.request().getCustomer(id)
  await bench.request().getCustomer(id)
  expect(gets().reduce((sum, count) => sum + count)).toBe(2)
})
