// Archiving is told truthfully whatever the provider does: done, already, not done, or not known.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { readField } from '../../src/domain/customer.ts'
import { encodeCustomerId } from '../../src/domain/global-id.ts'
import type { Fault } from '../../src/providers/sandbox-faults.ts'
import type { ArchiveResult } from '../../src/service/archive-result.ts'
import { type Bench, startBench } from './harness.ts'

const accounts = ['layer', 'sequence', 'thred'] as const

let bench: Bench
beforeAll(async () => {
  bench = await startBench({ layer: 30, sequence: 30, thred: 30 }, { attemptMilliseconds: 1_500 })
})
afterAll(() => bench.close())
beforeEach(() => {
  for (const { control } of Object.values(bench.sandboxes)) control.reset()
})

async function firstCustomer(account: string): Promise<{ id: string; nativeId: string }> {
  const list = await bench
    .request({ accounts: [account] })
    .listCustomers({ first: 1, after: null, includeArchived: false })
  const record = list.edges()[0]?.record
  if (record === undefined) throw new Error(`The sandbox of ${account} is empty.`)
  const { nativeId } = record.facts
  return { nativeId, id: encodeCustomerId(record.facts.account.provider, account, nativeId) }
}

function control(account: string) {
  const sandbox = bench.sandboxes[account]
  if (sandbox === undefined) throw new Error(`No sandbox ${account}.`)
  return sandbox.control
}

async function archiveUnder(account: string, faults: Fault | readonly Fault[], milliseconds?: number) {
  const customer = await firstCustomer(account)
  control(account).setFaults(faults)
  const options = milliseconds === undefined ? {} : { milliseconds }
  const result = await bench.request(options).archiveCustomer(customer.id)
  return {
    result,
    kinds: result.problems.map(({ kind }) => kind),
    transitions: control(account).counters().transitions[customer.nativeId] ?? 0,
    requests: control(account).counters().requests.archive,
  }
}

function reads({ customer }: ArchiveResult): unknown {
  return customer === null ? null : readField(customer, 'isArchived')
}

describe.each(accounts)('at %s', (account) => {
  test('archives with one request, and the answer reads as archived', async () => {
    const { result, transitions, requests } = await archiveUnder(account, [])
    expect(result).toMatchObject({ outcome: 'ARCHIVED', problems: [] })
    expect(reads(result)).toBe(true)
    expect(result.customer && readField(result.customer, 'status')).toBe('ARCHIVED')
    expect({ transitions, requests }).toEqual({ transitions: 1, requests: 1 })
  })

  test('says ALREADY_ARCHIVED the second time, without another request that could change something', async () => {
    const { id } = await firstCustomer(account)
    await bench.request().archiveCustomer(id)
    const result = await bench.request().archiveCustomer(id)
    expect(result).toMatchObject({ outcome: 'ALREADY_ARCHIVED', problems: [] })
    expect(reads(result)).toBe(true)
    expect(control(account).counters().requests.archive).toBe(1)
  })

  test('the list no longer has the customer, unless archived ones are asked for', async () => {
    const { id, nativeId } = await firstCustomer(account)
    await bench.request().archiveCustomer(id)
    for (const includeArchived of [false, true]) {
      const list = await bench
        .request({ accounts: [account] })
        .listCustomers({ first: 100, after: null, includeArchived })
      const found = list.edges().find(({ record }) => record.facts.nativeId === nativeId)
      expect(found === undefined).toBe(!includeArchived)
      if (found !== undefined) expect(readField(found.record, 'isArchived')).toBe(true)
    }
  })

  test.each<[Fault['name'], object]>([
    ['drop-after-commit', {}],
    ['hang-after-commit', {}],
    ['status-after-commit', { status: 500 }],
    ['status-after-commit', { status: 502 }],
  ])('a change whose answer is lost (%s) is read back and told as ARCHIVED', async (name, parameters) => {
    const { result, transitions, requests } = await archiveUnder(account, {
      ...parameters,
      name,
      operations: ['archive'],
    })
    expect(result).toMatchObject({ outcome: 'ARCHIVED', problems: [] })
    expect(reads(result)).toBe(true)
    expect({ transitions, requests }).toEqual({ transitions: 1, requests: 1 })
  })

  test.each<[Fault['name'], object]>([
    ['drop', {}],
    ['status', { status: 503 }],
    ['html', {}],
    ['truncated-json', {}],
    ['wrong-customer', {}],
    ['empty-body', {}],
    ['null-body', {}],
    ['array-body', {}],
  ])('after a doubtful answer (%s) it claims only what the read-back shows', async (name, parameters) => {
    const { result, transitions, requests } = await archiveUnder(account, {
      ...parameters,
      name,
      operations: ['archive'],
    })
    expect(result.outcome).toBe(transitions === 1 ? 'ARCHIVED' : 'NOT_CHANGED')
    expect(reads(result)).toBe(transitions === 1)
    expect(result.problems.length).toBe(transitions === 1 ? 0 : 1)
    expect(transitions).toBeLessThanOrEqual(1)
    expect(requests).toBeLessThanOrEqual(3)
  })

  test('a single lost request is sent again once the read-back shows that nothing happened', async () => {
    const { result, transitions, requests } = await archiveUnder(account, {
      name: 'drop',
      operations: ['archive'],
      times: 1,
    })
    expect(result).toMatchObject({ outcome: 'ARCHIVED', problems: [] })
    expect({ transitions, requests }).toEqual({ transitions: 1, requests: 2 })
  })

  test('says INDETERMINATE when the answer is lost and the read-back fails too', async () => {
    const { result, kinds } = await archiveUnder(account, [
      { name: 'drop-after-commit', operations: ['archive'] },
      { name: 'status', status: 503, operations: ['get'], after: 1 },
    ])
    expect(result.outcome).toBe('INDETERMINATE')
    expect(kinds).toEqual(['SourceUnavailable'])
  })

  test.each([
    [401, 'SourceUnavailable'],
    [403, 'Permission'],
    [429, 'SourceUnavailable'],
  ])('a refusal with status %i changes nothing and needs no read-back', async (status, kind) => {
    const { result, kinds } = await archiveUnder(account, { name: 'status', status, operations: ['archive'] })
    expect(result.outcome).toBe('NOT_CHANGED')
    expect(kinds).toEqual([kind])
    expect(control(account).counters().requests.get).toBe(1)
  })

  test.each([
    [400, 'ProviderRejected'],
    [404, 'CustomerNotFound'],
    [409, 'ProviderRejected'],
  ])('a refusal with status %i is believed once the read-back shows an active customer', async (status, kind) => {
    const { result, kinds, requests } = await archiveUnder(account, { name: 'status', status, operations: ['archive'] })
    expect(result.outcome).toBe('NOT_CHANGED')
    expect(kinds).toEqual([kind])
    expect(control(account).counters().requests.get).toBe(2)
    expect(requests).toBe(1)
  })

  test('sends nothing that could change something when the customer cannot be read first', async () => {
    const { result, kinds, requests } = await archiveUnder(account, {
      name: 'status',
      status: 503,
      operations: ['get'],
    })
    expect(result).toMatchObject({ outcome: 'NOT_CHANGED', customer: null })
    expect(kinds).toEqual(['SourceUnavailable'])
    expect(requests).toBe(0)
  })

  test('an unknown customer is not found', async () => {
    const { id } = await firstCustomer(account)
    const provider = account.toUpperCase()
    const unknown = encodeCustomerId(provider, account, '00000000-0000-4000-8000-000000000000')
    expect(unknown).not.toBe(id)
    const result = await bench.request().archiveCustomer(unknown)
    expect(result).toMatchObject({ outcome: 'NOT_CHANGED', customer: null, problems: [{ kind: 'CustomerNotFound' }] })
  })

  test('concurrent archives of one customer settle on one change, and one request', async () => {
    const { id, nativeId } = await firstCustomer(account)
    const results = await Promise.all(Array.from({ length: 5 }, () => bench.request().archiveCustomer(id)))
    expect(results.map(({ outcome }) => outcome)).toEqual(['ARCHIVED', ...Array(4).fill('ALREADY_ARCHIVED')])
    const { transitions, requests } = control(account).counters()
    expect([transitions[nativeId], requests.archive]).toEqual([1, 1])
  })

  test("a caller's leaving does not stop what was sent", async () => {
    const { id, nativeId } = await firstCustomer(account)
    control(account).setFaults({ name: 'latency', ms: 150, operations: ['archive'] })
    const leaving = new AbortController()
    const work = bench.request({ signal: leaving.signal }).archiveCustomer(id)
    while (control(account).counters().requests.archive === 0) await new Promise((resolve) => setTimeout(resolve, 5))
    leaving.abort()
    expect((await work).outcome).toBe('ARCHIVED')
    expect(control(account).counters().transitions[nativeId]).toBe(1)
  })
})

test('a 2xx that left the customer active is not called ARCHIVED where the answer can tell', async () => {
  for (const account of accounts) {
    const { result, kinds } = await archiveUnder(account, { name: 'silent-archive' })
    expect(result.outcome).toBe('NOT_CHANGED')
    expect(kinds).toEqual(['SourceUnavailable'])
    expect(reads(result)).toBe(false)
  }
})

test('Sequence deployments that never tell archivedAt: the 2xx is the proof, and a lost answer is not known', async () => {
  control('sequence').updateSettings({ predatesArchivedAt: true } as object)
  try {
    expect((await archiveUnder('sequence', [])).result).toMatchObject({ outcome: 'ARCHIVED' })
    const empty = await archiveUnder('sequence', { name: 'empty-body', operations: ['archive'] })
    expect(empty.result).toMatchObject({ outcome: 'ARCHIVED', problems: [] })
    expect(empty.requests).toBe(2)
    const lost = await archiveUnder('sequence', { name: 'drop-after-commit', operations: ['archive'] })
    expect(lost.result.outcome).toBe('INDETERMINATE')
  } finally {
    control('sequence').updateSettings({ predatesArchivedAt: false } as object)
  }
})

test('an id that no gateway made is refused without a request', async () => {
  for (const id of ['', 'x', '../..', 'Y3VzdG9tZXI', '\u0000', 'a'.repeat(10_000)]) {
    const result = await bench.request().archiveCustomer(id)
    expect(result).toMatchObject({ outcome: 'NOT_CHANGED', customer: null, problems: [{ kind: 'InvalidId' }] })
  }
})

test("an id of an account that is not the viewer's reads as an unknown one, without a request", async () => {
  const { id } = await firstCustomer('layer')
  const before = control('layer').counters().requests
  const result = await bench.request({ accounts: ['thred'] }).archiveCustomer(id)
  expect(result).toMatchObject({ outcome: 'NOT_CHANGED', customer: null, problems: [{ kind: 'CustomerNotFound' }] })
  expect(control('layer').counters().requests).toEqual(before)
})
