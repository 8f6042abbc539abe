// One page from several accounts: whose turn it is, how much each is asked for, and what a failed one owes.
import { afterEach, describe, expect, test } from 'vitest'
import type { SourceFilter } from '../../src/service/customer-filter.ts'
import { type Order, toOrder } from '../../src/service/customer-order.ts'
import { type FilledPage, fillInTurns, mergeInOrder } from '../../src/service/fill-page.ts'
import { startOfList } from '../../src/service/list-cursor.ts'
import { createOrderedReader } from '../../src/service/ordered-reader.ts'
import { createSourceReader } from '../../src/service/source-reader.ts'
import { call } from '../providers/harness.ts'
import { type ScriptedPage, type ScriptedSource, startScriptedSource } from './scripted-source.ts'

const open: ScriptedSource[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()))
})

/** One account for each: its rows on one page, its pages, or the status that it fails with. */
type Account = string | number | Record<string, ScriptedPage>

async function startAll(accounts: readonly Account[]): Promise<ScriptedSource[]> {
  const started = await Promise.all(
    accounts.map((account, index) => {
      const pages =
        typeof account === 'string'
          ? { '': { rows: account } }
          : typeof account === 'number'
            ? { '': { rows: '', status: account } }
            : account
      return startScriptedSource(pages, `account-${index}`)
    }),
  )
  open.push(...started)
  return started
}

const options = { start: startOfList, includeArchived: true, filter: null }

async function inTurns(wanted: number, accounts: readonly Account[], filter: SourceFilter | null = null) {
  const started = await startAll(accounts)
  const readers = started.map(({ source }) => createSourceReader({ ...options, source, filter, call: call() }))
  return show(await fillInTurns(readers, wanted))
}

async function inOrder(wanted: number, accounts: readonly Account[]) {
  const order = toOrder({ field: 'DISPLAY_NAME', direction: 'ASC' }) as Order
  const started = await startAll(accounts)
  const readers = started.map(({ source }) =>
    createOrderedReader({ ...options, source, call: call(), order, until: null, scanPages: 5, mustOrder: false }),
  )
  return show(await mergeInOrder(readers, order, wanted))
}

function show({ picks, debts, turn }: FilledPage) {
  return {
    rows: picks.map(({ record }) => record.facts.nativeId).join(' '),
    from: [...new Set(picks.map(({ reader, record }) => `${reader.source.account.name}: ${record.facts.nativeId[0]}`))],
    debts: Object.fromEntries([...debts].map(([reader, debt]) => [reader.source.account.name, debt])),
    turn,
  }
}

const limits = (): (string | undefined)[][] => open.map(({ queries }) => queries.map(({ limit }) => limit))

describe('in turns', () => {
  test('every account gives one row after the other, and the next page begins with whose turn it is', async () => {
    expect(await inTurns(4, ['a1 a2 a3', 'b1 b2 b3', 'c1 c2 c3'])).toEqual({
      rows: 'a1 b1 c1 a2',
      from: ['account-0: a', 'account-1: b', 'account-2: c'],
      debts: {},
      turn: 'account-1',
    })
    expect(limits()).toEqual([['2'], ['1'], ['1']])
  })

  test('an account whose turn does not come is not asked', async () => {
    expect(await inTurns(2, ['a1', 'b1', 'c1'])).toMatchObject({ rows: 'a1 b1', turn: 'account-2' })
    expect(limits()).toEqual([['1'], ['1'], []])
  })

  test('an account that runs dry leaves its turns to the others', async () => {
    expect(await inTurns(6, ['a1', 'b1 b2 b3 b4', 'c1 c2'])).toMatchObject({
      rows: 'a1 b1 c1 b2 c2 b3',
      debts: {},
      turn: 'account-2',
    })
    expect(await inTurns(9, ['a1', 'b1 b2'])).toMatchObject({ rows: 'a1 b1 b2', debts: {} })
  })

  test('an account that fails keeps its turns, as rows that it owes', async () => {
    expect(await inTurns(6, ['a1 a2', 503, 'c1 c2'])).toMatchObject({
      rows: 'a1 c1 a2 c2',
      debts: { 'account-1': { rows: 2, until: null } },
      turn: 'account-0',
    })
    expect(await inTurns(5, [503, 'b1 b2'])).toMatchObject({ rows: 'b1 b2', debts: { 'account-0': { rows: 3 } } })
  })

  test('rows that were read before a failure are served before it is owed for', async () => {
    const half = { '': { rows: 'a1 a2', next: 'p2' }, p2: { rows: '', status: 503 } }
    expect(await inTurns(6, [half, 'b1 b2 b3'])).toMatchObject({
      rows: 'a1 b1 a2 b2 b3',
      debts: { 'account-0': { rows: 1, until: null } },
    })
  })

  test('an account whose scan has found nothing within its bound is left out, and owes nothing', async () => {
    const filter: SourceFilter = {
      pushed: {},
      externalId: null,
      matches: ({ facts }) => facts.nativeId.startsWith('b'),
      execution: 'GATEWAY',
      scanSize: 2,
      scanPages: 1,
    }
    const endless = { '': { rows: 'a1 a2', next: 'p2' }, p2: { rows: 'a3' } }
    expect(await inTurns(3, [endless, 'b1 b2'], filter)).toMatchObject({ rows: 'b1 b2', debts: {} })
  })

  test('no accounts make an empty page', async () => {
    expect(await inTurns(3, [])).toEqual({ rows: '', from: [], debts: {}, turn: '' })
  })
})

describe('in an order', () => {
  test('the first of all comes first, whichever account it is from', async () => {
    expect(await inOrder(9, ['d a e', 'c f b', ''])).toMatchObject({ rows: 'a b c d e f', debts: {}, turn: '' })
    expect(await inOrder(3, ['d a e', 'c f b'])).toMatchObject({ rows: 'a b c', debts: {} })
  })

  test('a failed account owes what would have come up to the last place, or to the end', async () => {
    expect(await inOrder(2, ['b a c', 503])).toMatchObject({
      rows: 'a b',
      debts: { 'account-1': { rows: 2, until: { key: 'b', nativeId: 'b' } } },
    })
    expect(await inOrder(3, ['b a', 503])).toMatchObject({
      rows: 'a b',
      debts: { 'account-1': { rows: 3, until: null } },
    })
    expect(await inOrder(3, [503])).toMatchObject({ rows: '', debts: { 'account-0': { rows: 3, until: null } } })
  })

  test('each row says where its account stands behind it', async () => {
    const order = toOrder({ field: 'DISPLAY_NAME', direction: 'ASC' }) as Order
    const [started] = await startAll(['b a'])
    if (started === undefined) throw new Error('Nothing was started.')
    const ordered = {
      ...options,
      source: started.source,
      call: call(),
      order,
      until: null,
      scanPages: 5,
      mustOrder: false,
    }
    const { picks } = await mergeInOrder([createOrderedReader(ordered)], order, 1)
    expect(picks.map((row) => row.reader.progressBehind(row))).toEqual([
      { page: '["a","a"]', skip: 0, trail: startOfList.trail },
    ])
  })
})
