// Exact lookups at providers that answer more, less or later than they should, and reads after changes.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type CustomerRecord, readField } from '../../src/domain/customer.ts'
import { encodeCustomerId } from '../../src/domain/global-id.ts'
import { silentLogger } from '../../src/observability/logger.ts'
import type { ProviderClient } from '../../src/providers/contract.ts'
import { emailsOf } from '../../src/service/exact-lookups.ts'
import { createService, type RequestService } from '../../src/service/service.ts'
import { createTestAudit } from '../audit.ts'
import { type Bench, startBench } from './harness.ts'

let bench: Bench
beforeAll(async () => {
  bench = await startBench({ layer: 40, sequence: 40, thred: 40 })
})
afterAll(() => bench.close())
beforeEach(() => {
  for (const { control } of Object.values(bench.sandboxes)) control.reset()
})

async function rows(account: string, includeArchived = false): Promise<readonly CustomerRecord[]> {
  const list = await bench.request({ accounts: [account] }).listCustomers({ first: 40, after: null, includeArchived })
  return list.edges().map(({ record }) => record)
}

/** A request in which one account's client behaves otherwise. */
function requestWith(account: string, otherwise: Partial<ProviderClient>): RequestService {
  const sources = bench.sources.map((source) =>
    source.account.name === account ? { ...source, client: { ...source.client, ...otherwise } } : source,
  )
  const viewer = { id: 'default', linkedAccounts: sources.map((source) => source.account.name) }
  const { signal } = new AbortController()
  const service = createService({ sources, logger: silentLogger, trail: createTestAudit().trail })
  return service.forRequest({ viewer, signal, deadline: Date.now() + 10_000 })
}

const idOf = ({ facts }: CustomerRecord): string =>
  encodeCustomerId(facts.account.provider, facts.account.name, facts.nativeId)

/** A Layer customer that nobody else knows by its external id. */
async function loner(): Promise<CustomerRecord> {
  const [first] = await rows('layer')
  if (first === undefined) throw new Error('There is nobody.')
  return first
}

test('a list that ignores the e-mail filter makes nobody a counterpart', async () => {
  const strangers = (await rows('sequence')).slice(0, 5)
  const listPage: ProviderClient['listPage'] = async () => ({
    rows: strangers,
    next: null,
    total: null,
    quarantined: 0,
  })
  const request = requestWith('sequence', { listPage })
  expect(await request.counterparts(await loner())).toEqual([])
  expect(request.completionProblems()).toEqual([])
})

test('an address that more than ten share, or that is on further pages, identifies nobody, and that is said', async () => {
  const many = await rows('sequence')
  for (const page of [
    { rows: many.slice(0, 11), next: null },
    { rows: many.slice(0, 1), next: 'more' },
  ]) {
    const listPage: ProviderClient['listPage'] = async () => ({ ...page, total: null, quarantined: 0 })
    const request = requestWith('sequence', { listPage })
    expect(await request.counterparts(await loner())).toEqual([])
    expect(request.completionProblems()).toMatchObject([
      { problem: { code: 'BAD_RESPONSE' }, fields: ['counterparts'] },
    ])
  }
  expect(bench.sandboxes['sequence']?.control.counters().requests.get).toBe(0)
})

test("the address of an archived contact is nobody's any more", async () => {
  const [listed] = await rows('sequence')
  const detail = await bench.request().getCustomer(listed === undefined ? '' : idOf(listed))
  if (detail === null) throw new Error('There is nobody.')
  const contact = { id: 'c', name: 'Ada', billingPreference: 'PRIMARY' }
  const contacts = [
    { ...contact, email: 'Live@one.example' },
    { ...contact, email: 'gone@one.example', archivedAt: '2026-01-01T00:00:00Z' },
  ]
  expect([...emailsOf({ ...detail, row: { ...detail.row, contacts } })]).toEqual(['live@one.example'])
})

test('at most four questions at once per account', async () => {
  let running = 0
  let most = 0
  const findByExternalId: ProviderClient['findByExternalId'] = async () => {
    running += 1
    most = Math.max(most, running)
    await new Promise((resolve) => setTimeout(resolve, 5))
    running -= 1
    return []
  }
  const request = requestWith('thred', { findByExternalId })
  await Promise.all((await rows('layer')).map((record) => request.counterparts(record)))
  expect(most).toBe(4)
})

test('of very many aliases the first twenty are looked for, and that is said', async () => {
  const asked: string[] = []
  const aliases = Array.from({ length: 25 }, (_, index) => `alias-${index}`)
  const findByExternalId: ProviderClient['findByExternalId'] = async (externalId) => {
    asked.push(externalId)
    return []
  }
  const own = requestWith('sequence', { readExternalIds: async () => aliases })
  const layer = bench.sources.find(({ account }) => account.name === 'layer')
  if (layer === undefined) throw new Error('No account layer.')
  const original = layer.client.findByExternalId
  Object.assign(layer.client, { findByExternalId })
  try {
    const [record] = await rows('sequence')
    if (record !== undefined) await own.counterparts(record)
  } finally {
    Object.assign(layer.client, { findByExternalId: original })
  }
  expect(asked).toEqual(aliases.slice(0, 20))
  expect(own.completionProblems()).toMatchObject([
    { source: { account: { name: 'sequence' } }, fields: ['counterparts'] },
  ])
})

test('a customer that goes between its alias and its id is in no group', async () => {
  const [record] = await rows('sequence')
  if (record === undefined) throw new Error('There is nobody.')
  const [alias = ''] = await bench.request().externalIds(record)
  bench.sandboxes['sequence']?.control.setFaults({ name: 'status', status: 404, operations: ['get'] })
  const group = await bench.request({ accounts: ['sequence'] }).customerGroup(alias)
  expect(group).toMatchObject({ members: [], isComplete: true })
})

test('documents are read afresh after a change in the same request', async () => {
  const documents = bench.sources.find(({ account }) => account.name === 'thred')?.provider.customerType.fields[
    'documents'
  ]
  const [record] = await rows('thred')
  if (record === undefined || documents === undefined) throw new Error('There is nothing to read.')
  const request = bench.request()
  const { customer } = await request.archiveCustomer(idOf(record))
  const again = await request.getCustomer(idOf(record))
  for (const each of [customer, again]) {
    expect(each && (await request.readProviderField(each, 'documents', documents))).toBeInstanceOf(Array)
    expect(each && readField(each, 'isArchived')).toBe(true)
  }
})

test('what a read-back shows replaces what an earlier change had proved', async () => {
  const [record] = await rows('thred')
  const id = record === undefined ? '' : idOf(record)
  const request = bench.request()
  expect((await request.archiveCustomer(id)).outcome).toBe('ARCHIVED')
  expect((await bench.request().unarchiveCustomer(id)).outcome).toBe('UNARCHIVED')
  expect((await request.unarchiveCustomer(id)).outcome).toBe('ALREADY_ACTIVE')
  const now = await request.getCustomer(id)
  expect(now && readField(now, 'isArchived')).toBe(false)
})
