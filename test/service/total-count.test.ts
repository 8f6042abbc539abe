// How many customers there are in all: exactly only when every account has counted.
import { afterEach, expect, test } from 'vitest'
import { createCall } from '../../src/domain/call.ts'
import type { SourceFilter } from '../../src/service/customer-filter.ts'
import { startOfList } from '../../src/service/list-cursor.ts'
import { createSourceReader } from '../../src/service/source-reader.ts'
import { type Count, countCustomers } from '../../src/service/total-count.ts'
import { type ScriptedPage, type ScriptedSource, startScriptedSource } from './scripted-source.ts'

const open: ScriptedSource[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()))
})

interface Account {
  readonly pages: Record<string, ScriptedPage>
  /** Rows that the list has read of it; none: it was not read. */
  readonly read?: number
  readonly filter?: SourceFilter
  /** Whether the provider counts on request; this one does. */
  readonly counts?: boolean
}

const mostRows: SourceFilter = {
  pushed: {},
  externalId: null,
  matches: ({ facts }) => facts.nativeId !== 'a',
  execution: 'GATEWAY',
  scanSize: 10,
  scanPages: 10,
}
const newCall = () => createCall(Date.now() + 10_000)

async function count(accounts: readonly Account[], withTotal = false): Promise<Count | null> {
  const scripted = await Promise.all(accounts.map(({ pages }, index) => startScriptedSource(pages, `account-${index}`)))
  open.push(...scripted)
  const sources = scripted.map(({ source }, index) => {
    const { capabilities } = source.provider
    const totalCount = accounts[index]?.counts ?? true
    return { ...source, provider: { ...source.provider, capabilities: { ...capabilities, totalCount } } }
  })
  const filters = new Map(sources.map((source, index) => [source, accounts[index]?.filter ?? null]))
  const readers = sources.flatMap((source, index) => {
    const rows = accounts[index]?.read
    const filter = accounts[index]?.filter ?? null
    const reader = createSourceReader({ source, start: startOfList, includeArchived: false, call: newCall(), filter })
    return rows === undefined ? [] : [{ rows, reader }]
  })
  await Promise.all(readers.map(({ rows, reader }) => reader.fill(rows)))
  return countCustomers({
    sources,
    readers: readers.map(({ reader }) => reader),
    filters,
    includeArchived: false,
    withTotal,
    newCall,
  })
}

const counted = { pages: { '': { rows: 'a b', next: 'p2', total: 50 }, p2: { rows: 'c', total: 50 } } }
const uncounted = { pages: { '': { rows: 'a b', next: 'p2' }, p2: { rows: 'c' } } }
const broken = { pages: { '': { rows: '', status: 403 } } }

test('the count is the sum of what the accounts count, and costs nothing where a page said it', async () => {
  expect(
    await count([
      { ...counted, read: 1 },
      { ...counted, read: 1 },
    ]),
  ).toEqual({ count: 100, precision: 'EXACT' })
  expect(open.map(({ queries }) => queries.length)).toEqual([1, 1])
})

test('an account that was not read is asked for one row, and its count', async () => {
  expect(await count([counted])).toEqual({ count: 50, precision: 'EXACT' })
  expect(open[0]?.queries).toMatchObject([{ limit: '1', includeArchived: 'false' }])
})

test('an account that was asked with its page and did not say is not asked again', async () => {
  expect(await count([{ ...uncounted, read: 1 }], true)).toBeNull()
  expect(open[0]?.queries).toHaveLength(1)
  // It had no page to be asked with.
  expect(await count([counted], true)).toEqual({ count: 50, precision: 'EXACT' })
})

test('a list that was read to its end is counted, also where the provider does not count', async () => {
  expect(await count([{ ...uncounted, read: 9, counts: false }])).toEqual({ count: 3, precision: 'EXACT' })
  expect(open[0]?.queries).toHaveLength(2)
})

test('a provider that answers with everything has counted; one that leaves rows out or has more has not', async () => {
  expect(await count([{ pages: { '': { rows: 'a b c' } } }])).toEqual({ count: 3, precision: 'EXACT' })
  expect(await count([{ pages: { '': { rows: 'a b -' } } }])).toBeNull()
  expect(await count([uncounted])).toBeNull()
})

test('a provider that does not count is not asked', async () => {
  expect(await count([{ ...counted, counts: false }])).toBeNull()
  expect(open[0]?.queries).toHaveLength(0)
})

test('what is not known makes the rest a lower bound', async () => {
  expect(await count([counted, uncounted])).toEqual({ count: 50, precision: 'AT_LEAST' })
  expect(await count([broken, counted])).toEqual({ count: 50, precision: 'AT_LEAST' })
})

test('an account that failed while it was read is not asked again', async () => {
  expect(await count([{ ...broken, read: 1 }])).toBeNull()
  expect(open[0]?.queries).toHaveLength(1)
})

test('what the gateway filters is counted only once it was read to its end', async () => {
  expect(await count([{ ...counted, filter: mostRows, read: 9 }])).toEqual({ count: 2, precision: 'EXACT' })
  expect(await count([{ ...counted, filter: mostRows, read: 0 }])).toBeNull()
  expect(await count([{ ...counted, filter: mostRows }])).toBeNull()
  expect(open[2]?.queries).toHaveLength(0)
})

test('no accounts have no customers, and that is exact', async () => {
  expect(await count([])).toEqual({ count: 0, precision: 'EXACT' })
})
