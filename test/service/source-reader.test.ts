// One account's list, read for one request: how much is asked for, where the account stands behind each row, and how
// paging that would never end is noticed.
import { afterEach, describe, expect, test } from 'vitest'
import type { CustomerRecord } from '../../src/domain/customer.ts'
import type { SourceFilter } from '../../src/service/customer-filter.ts'
import { type SourcePosition, startOfList } from '../../src/service/list-cursor.ts'
import {
  createSourceReader,
  type ReaderOptions,
  type ReadRow,
  type SourceReader,
} from '../../src/service/source-reader.ts'
import { call } from '../providers/harness.ts'
import { type ScriptedPage, type ScriptedSource, startScriptedSource } from './scripted-source.ts'

const open: ScriptedSource[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()))
})

async function read(
  pages: Record<string, ScriptedPage>,
  options: Partial<ReaderOptions> = {},
): Promise<SourceReader & Pick<ScriptedSource, 'queries'>> {
  const scripted = await startScriptedSource(pages)
  open.push(scripted)
  const reader = createSourceReader({
    source: scripted.source,
    start: startOfList,
    includeArchived: true,
    call: call(),
    filter: null,
    ...options,
  })
  return Object.defineProperties(reader, { queries: { value: scripted.queries } }) as SourceReader & ScriptedSource
}

const idOf = ({ facts }: CustomerRecord): string => facts.nativeId
const rowsWaiting = (reader: SourceReader): readonly ReadRow[] =>
  Array.from({ length: reader.waiting }, (_, ahead) => reader.peek(ahead)).filter((row) => row !== undefined)
const waiting = (reader: SourceReader): string =>
  rowsWaiting(reader)
    .map(({ record }) => idOf(record))
    .join(' ')
const take = (reader: SourceReader): string | undefined => {
  const row = reader.take()
  return row && idOf(row.record)
}

const three = { '': { rows: 'a b', next: 'p2' }, p2: { rows: 'c d', next: 'p3' }, p3: { rows: 'e' } }
const at = (page: string | null, skip: number, pages: number, ...marks: string[]): SourcePosition => ({
  page,
  skip,
  trail: { pages, marks },
})

function filterOf(changes: Partial<SourceFilter> = {}): SourceFilter {
  return {
    pushed: {},
    externalId: null,
    matches: null,
    execution: 'GATEWAY',
    scanSize: 2,
    scanPages: 3,
    ...changes,
  }
}
const only = (...ids: string[]): SourceFilter => filterOf({ matches: (record) => ids.includes(idOf(record)) })

describe('a reader', () => {
  test('reads page after page until enough rows are there, and asks for what is missing', async () => {
    const reader = await read(three)
    await reader.fill(3)
    expect(waiting(reader)).toBe('a b c d')
    expect(reader.queries.map(({ limit, after }) => [limit, after])).toEqual([
      ['3', undefined],
      ['1', 'p2'],
    ])
    await reader.fill(4)
    expect(reader.queries).toHaveLength(2)
    await reader.fill(9)
    expect(waiting(reader)).toBe('a b c d e')
    await reader.fill(99)
    expect(reader.queries).toHaveLength(3)
    expect(reader.attempts).toBe(3)
    expect(reader.failure).toBeNull()
    expect(reader.latency).toBeGreaterThan(0)
  })

  test('knows where the account stands behind every row', async () => {
    const reader = await read(three)
    expect(reader.progress()).toEqual(startOfList)
    await reader.fill(9)
    expect(reader.progress()).toEqual(startOfList)
    const places = []
    while (take(reader) !== undefined) places.push(reader.progress())
    expect(places).toEqual([
      at(null, 1, 1, 'a', 'b'),
      at('p2', 0, 1, 'a', 'b'),
      at('p2', 1, 2, 'c', 'd'),
      at('p3', 0, 2, 'c', 'd'),
      'done',
    ])
    expect(reader.isDrained()).toBe(true)
  })

  test('continues in the middle of a page, and asks for the skipped rows once more', async () => {
    const start = at('p2', 1, 2, 'c', 'd')
    const reader = await read(three, { start })
    await reader.fill(1)
    expect(waiting(reader)).toBe('d')
    expect(reader.queries).toMatchObject([{ limit: '2', after: 'p2' }])
    expect(reader.isDrained()).toBe(false)
    take(reader)
    expect(reader.progress()).toEqual(at('p3', 0, 2, 'c', 'd'))
    expect(reader.isDrained()).toBe(false)
  })

  test('stands behind an empty page, too', async () => {
    const reader = await read({ '': { rows: '', next: 'p2' }, p2: { rows: '', status: 500 } })
    await reader.fill(1)
    expect(reader.progress()).toEqual(at('p2', 0, 0))
    expect(reader.failure).toMatchObject({ code: 'UNAVAILABLE' })
  })

  test('of a list that was read to its end before asks nothing', async () => {
    const reader = await read(three, { start: 'done' })
    await reader.fill(3)
    expect(reader.queries).toHaveLength(0)
    expect([reader.isDrained(), reader.progress(), reader.counted]).toEqual([true, 'done', null])
  })

  test('serves each customer once, and no archived one unasked', async () => {
    const pages = { '': { rows: 'x a b! a', next: 'p2' }, p2: { rows: 'b! a c' } }
    const all = await read(pages)
    await all.fill(9)
    expect(waiting(all)).toBe('x a b c')
    expect(all.queries[0]).toMatchObject({ includeArchived: 'true' })
    const current = await read(pages, { includeArchived: false })
    await current.fill(9)
    expect(waiting(current)).toBe('x a c')
    expect(current.queries[0]).toMatchObject({ includeArchived: 'false' })
  })

  test('counts what it had to leave out, what the provider says there is, and what it found', async () => {
    const pages = { '': { rows: 'a - b -', next: 'p2', total: 7 }, p2: { rows: 'c -' } }
    const reader = await read(pages)
    expect([reader.quarantined, reader.total, reader.counted]).toEqual([0, null, null])
    await reader.fill(1)
    expect([reader.quarantined, reader.total, reader.counted]).toEqual([2, 7, null])
    await reader.fill(9)
    expect([reader.quarantined, reader.total, reader.counted]).toEqual([3, 7, 3])
    for (const start of [at('p2', 0, 1, 'a', 'b'), at(null, 1, 1, 'a', 'b')]) {
      const later = await read(pages, { start })
      await later.fill(9)
      expect(later.counted).toBeNull()
    }
  })

  test('that fails keeps what it has read, and asks no more', async () => {
    const reader = await read({ ...three, p2: { rows: '', status: 403 } })
    await reader.fill(9)
    await reader.fill(9)
    expect(waiting(reader)).toBe('a b')
    expect(reader.failure).toMatchObject({ code: 'FORBIDDEN' })
    expect(reader.queries).toHaveLength(2)
  })
})

describe('a filter', () => {
  test('is judged row by row, one row ahead; rows that nobody will see are served with the one before', async () => {
    const reader = await read(three, { filter: only('a', 'd') })
    await reader.fill(1)
    expect(waiting(reader)).toBe('a d')
    expect(reader.queries.map(({ limit }) => limit)).toEqual(['2', '2'])
    take(reader)
    expect(reader.progress()).toEqual(at('p2', 0, 1, 'a', 'b'))
    take(reader)
    expect(reader.progress()).toEqual(at('p3', 0, 2, 'c', 'd'))
    await reader.fill(1)
    expect([reader.counted, reader.progress()]).toEqual([2, 'done'])
  })

  test('may be slow to judge, and keeps the order', async () => {
    const judged = filterOf({ matches: async (record) => idOf(record) !== 'b' })
    const reader = await read(three, { filter: judged })
    await reader.fill(9)
    expect(waiting(reader)).toBe('a c d e')
  })

  test('stops at its bound, which is no failure', async () => {
    const reader = await read(three, { filter: { ...only('x'), scanPages: 2 } })
    expect(reader.isBounded()).toBe(false)
    await reader.fill(1)
    expect([reader.isBounded(), reader.failure, reader.queries.length]).toEqual([true, null, 2])
    expect(reader.progress()).toEqual(at('p3', 0, 2, 'c', 'd'))
    const whole = await read(three, { filter: { ...only('x'), scanPages: 3 } })
    await whole.fill(1)
    expect([whole.isBounded(), whole.isDrained()]).toEqual([false, true])
  })

  test('asks for pages of its own size, for more when more is wanted, and for a hundred unless told', async () => {
    const reader = await read(three, { filter: { ...only('a', 'b', 'c'), scanSize: 3 } })
    await reader.fill(1)
    const other = await read(three, { filter: { ...only('a', 'b', 'c'), scanSize: 3 } })
    await other.fill(6)
    const scan = await read(three, { scanPages: 1 })
    await scan.fill(1)
    expect([reader, other, scan].map(({ queries }) => queries[0]?.['limit'])).toEqual(['3', '7', '100'])
  })

  test('that the provider applies is handed down, and the rows are taken as they come', async () => {
    const reader = await read(three, { filter: filterOf({ pushed: { email: 'a@b.example' } }) })
    await reader.fill(2)
    expect(reader.queries).toMatchObject([{ limit: '2', email: 'a@b.example' }])
    expect([waiting(reader), reader.isBounded()]).toEqual(['a b', false])
  })

  test('for one caller-owned id looks it up, and lists nothing', async () => {
    const reader = await read(three, { filter: filterOf({ externalId: 'alias-1' }) })
    await reader.fill(2)
    expect(reader.queries).toEqual([{}, {}])
    expect([waiting(reader), reader.isDrained(), reader.counted]).toEqual(['alias-1', false, 1])
  })
})

describe('paging that does not end is a bad answer', () => {
  const messageOf = ({ failure }: SourceReader): string => `${failure?.code}: ${failure?.message}`
  const endless = (reason: string): string =>
    `BAD_RESPONSE: Sequence, list customers: the paging does not end (${reason}).`

  test('when a cursor leads to itself', async () => {
    const reader = await read({ '': { rows: 'a b', next: 'p2' }, p2: { rows: 'c', next: 'p2' } })
    await reader.fill(9)
    expect(messageOf(reader)).toBe(endless('a cursor leads to itself'))
    expect(waiting(reader)).toBe('a b c')
  })

  test('when a page holds nothing new; an empty page, or one that was skipped, is none such', async () => {
    const reader = await read({ '': { rows: 'a b c', next: 'p2' }, p2: { rows: 'c b', next: 'p3' }, p3: { rows: 'd' } })
    await reader.fill(9)
    expect(messageOf(reader)).toBe(endless('a page holds nothing but customers of earlier pages'))
    const empty = await read({ '': { rows: '', next: 'p2' }, p2: { rows: 'a' } })
    await empty.fill(9)
    expect([waiting(empty), empty.failure]).toEqual(['a', null])
    const skipped = await read({ p2: { rows: 'a b', next: 'p3' }, p3: { rows: 'c' } }, { start: at('p2', 2, 1, 'x') })
    await skipped.fill(9)
    expect([waiting(skipped), skipped.failure]).toEqual(['c', null])
    const last = await read({ '': { rows: 'x a b', next: 'p2' }, p2: { rows: 'b a' } })
    await last.fill(9)
    expect([waiting(last), last.failure]).toEqual(['x a b', null])
  })

  test('when customers of an earlier request come back', async () => {
    const reader = await read({ p4: { rows: 'x b a', next: 'p5' } }, { start: at('p4', 0, 3, 'a', 'b') })
    await reader.fill(9)
    expect(messageOf(reader)).toBe(endless('customers of an earlier page came back'))
    const fresh = await read({ p4: { rows: 'x a' } }, { start: at('p4', 0, 3, 'a', 'b') })
    await fresh.fill(9)
    expect(fresh.failure).toBeNull()
    const again = await read({ p4: { rows: 'a b c' } }, { start: at('p4', 2, 3, 'a', 'b') })
    await again.fill(9)
    expect([waiting(again), again.failure]).toEqual(['c', null])
  })

  test('and what is remembered of a walk moves on with every power of two', async () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i']
    const pages = Object.fromEntries(
      names.map((name, index) => [
        index === 0 ? '' : `p${index}`,
        { rows: `${name}1 ${name}2 ${name}3`, next: `p${index + 1}` },
      ]),
    )
    const reader = await read(pages)
    await reader.fill(27)
    const trails = rowsWaiting(reader)
      .filter((_, index) => index % 3 === 0)
      .map((row) => reader.progressBehind(row))
      .map((place) => (place === 'done' ? place : `${place.trail.pages} ${place.trail.marks}`))
    expect(trails).toEqual([
      '1 a1,a2',
      '2 b1,b2',
      '3 b1,b2',
      '4 d1,d2',
      '5 d1,d2',
      '6 d1,d2',
      '7 d1,d2',
      '8 h1,h2',
      '9 h1,h2',
    ])
  })

  test('and ids are told apart by their ends', async () => {
    const long = (end: string): string => `00000000-0000-0000-0000-${end.padStart(12, '0')}`
    const reader = await read({ '': { rows: `${long('1')} ${long('2')} ${long('3')}` } })
    await reader.fill(1)
    const [first] = rowsWaiting(reader)
    expect(first && reader.progressBehind(first)).toMatchObject({ trail: { marks: ['000000000001', '000000000002'] } })
  })

  test('when a cursor is too long to keep; one of 4,096 characters is not', async () => {
    for (const [length, failure] of [
      [4_096, null],
      [4_097, endless('a cursor is too long to keep')],
    ] as const) {
      const next = 'p'.repeat(length)
      const reader = await read({ '': { rows: 'a', next }, [next]: { rows: 'b' } })
      await reader.fill(1)
      expect(waiting(reader)).toBe('a')
      expect(reader.failure === null ? null : messageOf(reader)).toBe(failure)
    }
  })

  test('after twenty pages of one request', async () => {
    const pages = (count: number) =>
      Object.fromEntries(
        Array.from({ length: count }, (_, index) => [
          index === 0 ? '' : `p${index}`,
          { rows: `c${index}`, ...(index === count - 1 ? {} : { next: `p${index + 1}` }) },
        ]),
      )
    const reader = await read(pages(21))
    await reader.fill(99)
    expect(messageOf(reader)).toBe(endless('no end after 20 pages'))
    expect(reader.queries).toHaveLength(20)
    const short = await read(pages(20))
    await short.fill(99)
    expect(short.failure).toBeNull()
  })
})
