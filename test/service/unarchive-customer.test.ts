// Unarchiving makes the same promises as archiving, in the other direction, and a dry run of either changes nothing.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { readField } from '../../src/domain/customer.ts'
import { encodeCustomerId } from '../../src/domain/global-id.ts'
import type { Fault } from '../../src/providers/sandbox-faults.ts'
import type { ArchiveResult } from '../../src/service/archive-result.ts'
import { type Bench, startBench } from './harness.ts'

let bench: Bench
beforeAll(async () => {
  bench = await startBench({ layer: 30, sequence: 30, thred: 30 }, { attemptMilliseconds: 1_500 })
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

async function customer(account: string, isArchived: boolean): Promise<string> {
  const given = { first: 100, after: null, includeArchived: true }
  const list = await bench.request({ accounts: [account] }).listCustomers(given)
  const found = list.edges().find(({ record }) => readField(record, 'isArchived') === isArchived)
  if (found === undefined) throw new Error(`No such customer at ${account}.`)
  const { nativeId, account: where } = found.record.facts
  return encodeCustomerId(where.provider, account, nativeId)
}

async function unarchiveUnder(account: string, faults: Fault | readonly Fault[]) {
  const id = await customer(account, true)
  control(account).setFaults(faults)
  const result = await bench.request().unarchiveCustomer(id)
  control(account).clearFaults()
  const now = await bench.request().getCustomer(id)
  return { result, isArchived: now && readField(now, 'isArchived'), requests: control(account).counters().requests }
}

function reads({ customer: record }: ArchiveResult): unknown {
  return record && [readField(record, 'isArchived'), readField(record, 'status')]
}

describe.each(['layer', 'thred'])('unarchiving at %s', (account) => {
  test('takes one request, and the answer reads as active', async () => {
    const { result, isArchived, requests } = await unarchiveUnder(account, [])
    expect(result).toMatchObject({ outcome: 'UNARCHIVED', plan: null, problems: [] })
    expect(reads(result)).toEqual([false, 'ACTIVE'])
    expect(isArchived).toBe(false)
    expect(requests).toMatchObject({ unarchive: 1, archive: 0 })
  })

  test('says ALREADY_ACTIVE without a request that could change something', async () => {
    const result = await bench.request().unarchiveCustomer(await customer(account, false))
    expect(result).toMatchObject({ outcome: 'ALREADY_ACTIVE', problems: [] })
    expect(control(account).counters().requests.unarchive).toBe(0)
  })

  test.each<[Fault['name'], object]>([
    ['drop-after-commit', {}],
    ['status-after-commit', { status: 502 }],
    ['drop', {}],
    ['status', { status: 503 }],
    ['status', { status: 409 }],
    ['html', {}],
    ['wrong-customer', {}],
    ['silent-archive', {}],
  ])('after a doubtful answer (%s %j) it claims only what is', async (name, parameters) => {
    const { result, isArchived, requests } = await unarchiveUnder(account, {
      ...parameters,
      name,
      operations: ['unarchive'],
    })
    expect(result.outcome).toBe(isArchived === false ? 'UNARCHIVED' : 'NOT_CHANGED')
    expect(result.customer && readField(result.customer, 'isArchived')).toBe(isArchived)
    expect(result.problems.length).toBe(isArchived === false ? 0 : 1)
    expect(requests.unarchive).toBeLessThanOrEqual(3)
  })

  test('says INDETERMINATE when the answer is lost and the read-back fails too', async () => {
    const { result } = await unarchiveUnder(account, [
      { name: 'drop-after-commit', operations: ['unarchive'] },
      { name: 'status', status: 503, operations: ['get'], after: 1 },
    ])
    expect(result).toMatchObject({ outcome: 'INDETERMINATE', problems: [{ kind: 'SourceUnavailable' }] })
  })

  test('there and back again within one request', async () => {
    const request = bench.request()
    const id = await customer(account, true)
    const outcomes: string[] = []
    for (const change of ['unarchiveCustomer', 'archiveCustomer', 'archiveCustomer', 'unarchiveCustomer'] as const) {
      outcomes.push((await request[change](id)).outcome)
    }
    expect(outcomes).toEqual(['UNARCHIVED', 'ARCHIVED', 'ALREADY_ARCHIVED', 'UNARCHIVED'])
  })
})

test('Sequence cannot: it says so with a link, and sends nothing', async () => {
  const id = await customer('sequence', true)
  for (const dryRun of [false, true]) {
    const result = await bench.request().unarchiveCustomer(id, { dryRun })
    expect(result).toMatchObject({ outcome: 'NOT_CHANGED', problems: [{ kind: 'OperationNotSupported' }] })
    expect(JSON.stringify(result.problems)).toContain('https://docs.sequencehq.com/')
  }
  expect(control('sequence').counters().requests).toMatchObject({ get: 0, archive: 0, unarchive: 0 })
})

describe.each(['layer', 'sequence', 'thred'])('a dry run at %s', (account) => {
  test('plans exactly the request that archiving sends, and sends none', async () => {
    const id = await customer(account, false)
    const { outcome, plan, problems, customer: record } = await bench.request().archiveCustomer(id, { dryRun: true })
    expect({ outcome, problems }).toEqual({ outcome: 'PLANNED', problems: [] })
    expect(record && readField(record, 'isArchived')).toBe(false)
    expect(control(account).counters().requests).toMatchObject({ get: 1, archive: 0 })
    await bench.request().archiveCustomer(id)
    const sent = control(account).requests.find(({ operation }) => operation === 'archive')
    const origin = bench.sandboxes[account]?.origin
    expect(plan?.map(({ method, url }) => `${method} ${url}`)).toEqual([`${sent?.method} ${origin}${sent?.path}`])
    expect(plan?.[0]?.source.account.name).toBe(account)
    expect(plan?.[0]?.consequences.length).toBeGreaterThan(1)
    const secret = String(sent?.headers.authorization).replace(/^\w+ /, '')
    expect(JSON.stringify(plan?.map(({ url, consequences }) => ({ url, consequences })))).not.toContain(secret)
  })

  test('has nothing to send for a customer that is archived', async () => {
    const result = await bench.request().archiveCustomer(await customer(account, true), { dryRun: true })
    expect(result).toMatchObject({ outcome: 'ALREADY_ARCHIVED', plan: [], problems: [] })
  })

  test('finds out that there is no such customer, or that it cannot be asked', async () => {
    const unknown = encodeCustomerId(account.toUpperCase(), account, '00000000-0000-4000-8000-000000000000')
    expect(await bench.request().archiveCustomer(unknown, { dryRun: true })).toMatchObject({
      outcome: 'NOT_CHANGED',
      problems: [{ kind: 'CustomerNotFound' }],
    })
    const id = await customer(account, false)
    control(account).setFaults({ name: 'status', status: 503, operations: ['get'] })
    expect(await bench.request().archiveCustomer(id, { dryRun: true })).toMatchObject({
      outcome: 'NOT_CHANGED',
      problems: [{ kind: 'SourceUnavailable' }],
    })
  })
})

describe('in the request that archived it', () => {
  test.each(['layer', 'sequence', 'thred'])(
    'the customer of %s reads as archived however it is read',
    async (account) => {
      if (account === 'sequence') control(account).updateSettings({ predatesArchivedAt: true } as object)
      try {
        const id = await customer(account, false).catch(async () => {
          const list = await bench
            .request({ accounts: [account] })
            .listCustomers({ first: 1, after: null, includeArchived: false })
          const { nativeId, account: where } = list.edges()[0]?.record.facts ?? {
            nativeId: '',
            account: { provider: '' },
          }
          return encodeCustomerId(where.provider, account, nativeId)
        })
        const request = bench.request()
        await request.getCustomer(id)
        const { outcome, customer: told } = await request.archiveCustomer(id)
        expect(outcome).toBe('ARCHIVED')
        const again = await request.getCustomer(id)
        for (const record of [told, again]) {
          expect(record && (await request.readField(record, 'isArchived'))).toBe(true)
          expect(record && (await request.readField(record, 'status'))).toBe('ARCHIVED')
        }
      } finally {
        if (account === 'sequence') control(account).updateSettings({ predatesArchivedAt: false } as object)
      }
    },
  )
})
