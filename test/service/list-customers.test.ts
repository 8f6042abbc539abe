// One provider misbehaves: its rows or its failure are told as they are, and the other accounts' rows are served in full.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { readField } from '../../src/domain/customer.ts'
import type { Fault } from '../../src/providers/sandbox-faults.ts'
import { InvalidArgument } from '../../src/service/invalid-argument.ts'
import { type CustomerList, defaultListMaximum, type ListArguments } from '../../src/service/list-customers.ts'
import type { SourceReport } from '../../src/service/source-report.ts'
import { type Bench, startBench } from './harness.ts'

const accounts = ['layer', 'sequence', 'thred'] as const
const rows = 40

let bench: Bench
beforeAll(async () => {
  bench = await startBench({ layer: rows, sequence: rows, thred: rows }, { attemptMilliseconds: 1_500 })
})
afterAll(() => bench.close())
beforeEach(() => {
  for (const { control } of Object.values(bench.sandboxes)) control.reset()
})

function list(
  given: Partial<ListArguments> = {},
  options: Parameters<Bench['request']>[0] = {},
): Promise<CustomerList> {
  return bench.request(options).listCustomers({ first: 500, after: null, includeArchived: true, ...given })
}

function setFaults(account: string, faults: Fault | readonly Fault[]): void {
  bench.sandboxes[account]?.control.setFaults(faults)
}

function rowsOf({ records }: CustomerList, account: string) {
  return records.filter(({ facts }) => facts.account.name === account)
}

function reportOf({ sources }: CustomerList, account: string): SourceReport {
  const report = sources.find(({ source }) => source.account.name === account)
  if (report === undefined) throw new Error(`No report of ${account}.`)
  return report
}

describe.each(accounts)('%s', (account) => {
  const others = accounts.filter((other) => other !== account)

  test.each<[Fault['name'], object, string, number | null]>([
    ['status', { status: 400 }, 'BAD_RESPONSE', 400],
    ['status', { status: 401 }, 'CREDENTIALS', 401],
    ['status', { status: 403 }, 'FORBIDDEN', 403],
    ['status', { status: 404 }, 'NOT_FOUND', 404],
    ['status', { status: 429, retryAfter: 30 }, 'RATE_LIMITED', 429],
    ['status', { status: 500 }, 'UNAVAILABLE', 500],
    ['status', { status: 503 }, 'UNAVAILABLE', 503],
    ['html', { status: 200 }, 'BAD_RESPONSE', 200],
    ['html', { status: 502 }, 'UNAVAILABLE', 502],
    ['redirect', {}, 'BAD_RESPONSE', 301],
    ['truncated-json', {}, 'BAD_RESPONSE', 200],
    ['empty-body', {}, 'BAD_RESPONSE', 200],
    ['null-body', {}, 'BAD_RESPONSE', 200],
    ['array-body', {}, 'BAD_RESPONSE', 200],
    ['drop', {}, 'UNAVAILABLE', null],
    ['drop-mid-body', {}, 'UNAVAILABLE', null],
    ['hang', {}, 'TIMED_OUT', null],
    ['hang-after-headers', {}, 'TIMED_OUT', null],
    ['drip', { ms: 20 }, 'TIMED_OUT', null],
    ['huge-body', { bytes: 11_000_000 }, 'BAD_RESPONSE', 200],
    ['gzip-bomb', { bytes: 50_000_000 }, 'BAD_RESPONSE', 200],
  ])('%s %o is reported as %s, and the others are complete', async (name, parameters, code, upstreamStatus) => {
    setFaults(account, { ...parameters, name, operations: ['list'] })
    const answer = await list()
    expect(reportOf(answer, account)).toMatchObject({ kind: 'failed', code, upstreamStatus })
    expect(rowsOf(answer, account)).toHaveLength(0)
    for (const other of others) expect(rowsOf(answer, other)).toHaveLength(rows)
    expect(answer).toMatchObject({ isComplete: false, isFailed: false })
    expect(answer.pageInfo.hasNextPage).toBe(false)
  })

  test('says after how many seconds a new try makes sense', async () => {
    setFaults(account, { name: 'status', status: 429, retryAfter: 7, operations: ['list'] })
    expect(reportOf(await list(), account)).toMatchObject({ retryAfterSeconds: 7, isRetryable: true })
  })

  test('rows with an unknown status are served, as UNKNOWN with the native text beside it', async () => {
    setFaults(account, { name: 'unknown-enum' })
    const request = bench.request()
    const answer = await request.listCustomers({ first: 500, after: null, includeArchived: false })
    const served = rowsOf(answer, account)
    expect(served.length).toBeGreaterThan(0)
    for (const record of served) {
      expect(await request.readField(record, 'status')).toBe('UNKNOWN')
      expect(await request.readField(record, 'nativeStatus')).toBe('FROZEN')
    }
  })

  test('a row with wrong types stays, with warnings; its page is served', async () => {
    setFaults(account, { name: 'wrong-types', operations: ['list'] })
    expect(rowsOf(await list(), account)).toHaveLength(rows)
  })

  test('a row without an id is left out and counted; its page is served', async () => {
    setFaults(account, { name: 'missing-id', operations: ['list'] })
    const answer = await list()
    expect(rowsOf(answer, account)).toHaveLength(rows - 1)
    expect(reportOf(answer, account)).toMatchObject({ kind: 'ok', quarantined: 1, returned: rows - 1 })
  })

  test('rows that come twice are served once', async () => {
    setFaults(account, { name: 'duplicate-rows', operations: ['list'] })
    const served = rowsOf(await list(), account).map(({ facts }) => facts.nativeId)
    expect(new Set(served).size).toBe(served.length)
    expect(served).toHaveLength(rows)
  })

  test.each(['repeated-cursor', 'cyclic-cursor'] as const)(
    'a %s ends the walk with a report, in one page or in many',
    async (name) => {
      const long = await startBench({ [account]: 350 })
      try {
        for (const first of [500, 30]) {
          long.sandboxes[account]?.control.setFaults({ name, operations: ['list'] })
          let after: string | null = null
          let pages = 0
          let answer: CustomerList
          do {
            answer = await long.request().listCustomers({ first, after, includeArchived: true })
            after = answer.pageInfo.hasNextPage ? answer.pageInfo.endCursor() : null
            pages += 1
            expect(pages).toBeLessThan(20)
          } while (after !== null)
          expect(reportOf(answer, account)).toMatchObject({ kind: 'failed', code: 'BAD_RESPONSE' })
        }
      } finally {
        await long.close()
      }
    },
  )

  test('endless pages cannot hold a request: the page is filled and the walk goes on', async () => {
    setFaults(account, { name: 'endless-pages', operations: ['list'] })
    const answer = await list({ first: 200 })
    expect(answer.records).toHaveLength(200)
    expect(answer.pageInfo.hasNextPage).toBe(true)
  })

  test('alone and failed is a failed list, not an empty one', async () => {
    setFaults(account, { name: 'status', status: 500, operations: ['list'] })
    const answer = await list({}, { accounts: [account] })
    expect(answer).toMatchObject({ isFailed: true, records: [] })
  })

  test('an exhausted account is skipped, not asked again', async () => {
    setFaults(account, { name: 'status', status: 500, operations: ['list'] })
    const half = await list()
    bench.sandboxes[account]?.control.reset()
    const failed = reportOf(half, account)
    if (failed.kind !== 'failed') throw new Error('The failure was not reported.')
    for (const other of others) bench.sandboxes[other]?.control.reset()
    const rest = await list({ after: failed.retryCursor })
    expect(rowsOf(rest, account)).toHaveLength(rows)
    for (const other of others) expect(bench.sandboxes[other]?.control.counters().requests.list).toBe(0)
  })
})

test('archived customers stay out unless asked for', async () => {
  const answer = await list({ includeArchived: false })
  expect(answer.records.length).toBeGreaterThan(0)
  for (const record of answer.records) expect(readField(record, 'isArchived')).not.toBe(true)
  const all = await list()
  expect(all.records).toHaveLength(3 * rows)
  expect(all.records.some((record) => readField(record, 'isArchived') === true)).toBe(true)
})

test('a page costs one request per linked account', async () => {
  const first = await list({ first: 30 })
  await list({ first: 30, after: first.pageInfo.endCursor() })
  for (const { control } of Object.values(bench.sandboxes)) expect(control.counters().requests.list).toBe(2)
})

test("only the viewer's accounts are asked and reported", async () => {
  const answer = await list({}, { accounts: ['thred'] })
  expect(answer.sources.map(({ source }) => source.account.name)).toEqual(['thred'])
  expect(bench.sandboxes['layer']?.control.counters().requests.list).toBe(0)
})

test('a viewer without accounts has an empty list, and that is the whole truth', async () => {
  expect(await list({}, { accounts: [] })).toMatchObject({
    records: [],
    sources: [],
    isComplete: true,
    isFailed: false,
  })
})

test.each([0, -1, defaultListMaximum + 1, 1.5])('`first` of %d is refused with a clear error', async (first) => {
  await expect(list({ first })).rejects.toThrow(InvalidArgument)
  await expect(list({ first })).rejects.toThrow('from 1 to 500')
})

test('a cursor is bound to its arguments', async () => {
  const { pageInfo } = await list({ first: 5, includeArchived: true })
  await expect(list({ after: pageInfo.endCursor(), includeArchived: false })).rejects.toThrow('other arguments')
})

test.each(['', 'x', 'eyJ2IjoxfQ', Buffer.from('{"v":2}').toString('base64url'), 'a'.repeat(200_000)])(
  'a cursor that no gateway made is refused (%#)',
  async (after) => {
    await expect(list({ after })).rejects.toThrow('not a cursor of this gateway')
  },
)

test('status and email of Sequence rows are completed by one detail read per row, and only when asked for', async () => {
  const request = bench.request({ accounts: ['sequence'] })
  const answer = await request.listCustomers({ first: 20, after: null, includeArchived: false })
  const counters = () => bench.sandboxes['sequence']?.control.counters().requests.get
  for (const record of answer.records) await request.readField(record, 'companyName')
  expect(counters()).toBe(0)
  const statuses = await Promise.all(
    answer.records.flatMap((record) => [
      request.readField(record, 'status'),
      request.readField(record, 'email'),
      request.readField(record, 'contacts'),
    ]),
  )
  expect(statuses).toContain('DRAFT')
  expect(counters()).toBe(20)
  expect(request.completionProblems()).toEqual([])
})

test('a detail that cannot be read leaves status UNKNOWN and e-mail null, told once per account', async () => {
  setFaults('sequence', { name: 'status', status: 500, operations: ['get'] })
  const request = bench.request({ accounts: ['sequence'] })
  const { records } = await request.listCustomers({ first: 5, after: null, includeArchived: false })
  for (const record of records) {
    expect(await request.readField(record, 'status')).toBe('UNKNOWN')
    expect(await request.readField(record, 'email')).toBeNull()
  }
  expect(request.completionProblems()).toMatchObject([
    { problem: { code: 'UNAVAILABLE' }, fields: ['email', 'status'], customers: 5 },
  ])
})

test('a caller that leaves stops the upstream work', async () => {
  for (const account of accounts) setFaults(account, { name: 'hang', operations: ['list'] })
  const leaving = new AbortController()
  const work = list({}, { signal: leaving.signal, milliseconds: 600_000 })
  const asked = () => accounts.every((name) => (bench.sandboxes[name]?.control.counters().requests.list ?? 0) > 0)
  while (!asked()) await new Promise((resolve) => setTimeout(resolve, 5))
  leaving.abort()
  const answer = await work
  for (const report of answer.sources) expect(report).toMatchObject({ kind: 'failed', code: 'CANCELLED' })
})

test('no time left is a report, not a wait', async () => {
  const answer = await list({}, { milliseconds: 0 })
  for (const report of answer.sources) expect(report).toMatchObject({ kind: 'failed', code: 'TIMED_OUT', attempts: 0 })
  expect(answer.isFailed).toBe(true)
})

test('health follows what the accounts answer', async () => {
  const health = () => bench.sources.map(({ health }) => health.status())
  setFaults('layer', { name: 'status', status: 500, operations: ['list'] })
  setFaults('sequence', { name: 'status', status: 401, operations: ['list'] })
  await list()
  expect(health()).toEqual(['DEGRADED', 'CREDENTIALS_REJECTED', 'HEALTHY'])
  for (const { control } of Object.values(bench.sandboxes)) control.reset()
  await list()
  expect(health()).toEqual(['HEALTHY', 'HEALTHY', 'HEALTHY'])
})

test.each(['nameContains', 'externalId', 'email'] as const)('half of a character in `%s` is told', async (field) => {
  await expect(list({ filter: { [field]: 'Sunny \ud83c' } })).rejects.toThrow('holds half of a character')
})
