// The promise of the merged list, under random data sizes, page sizes, places to resume from, and outages: every
// customer exactly once, in one stable order, and the walk ends.
import fc from 'fast-check'
import { afterEach, expect, test } from 'vitest'
import type { CustomerList } from '../../src/service/list-customers.ts'
import { type Bench, startBench } from './harness.ts'

const sizes = fc.record({
  layer: fc.integer({ min: 0, max: 45 }),
  sequence: fc.integer({ min: 0, max: 45 }),
  thred: fc.integer({ min: 0, max: 45 }),
})
const pageSize = fc.integer({ min: 1, max: 40 })
/** How the providers page: whatever of it they are asked for, nothing may be lost. */
const manners = fc.record({
  layer: fc.constantFrom({ meta: true }, { ignoreLimit: true }, { meta: false, ignoreLimit: true }),
  thred: fc.constantFrom({ envelope: 'page-info' }, { envelope: 'next' }),
})

let bench: Bench | undefined
afterEach(async () => {
  await bench?.close()
  bench = undefined
})

async function start(customers: Record<string, number>, settings: Record<string, object>): Promise<Bench> {
  await bench?.close()
  bench = await startBench(customers)
  for (const [name, changes] of Object.entries(settings)) bench.sandboxes[name]?.control.updateSettings(changes)
  return bench
}

function keysOf({ records }: CustomerList): string[] {
  return records.map((record) => `${record.facts.account.name} ${record.facts.nativeId}`)
}

/** All rows of one account, in its own order, read in the largest pages that there are. */
async function readAlone({ request }: Bench, account: string, includeArchived: boolean): Promise<string[]> {
  const keys: string[] = []
  let after: string | null = null
  do {
    const list = await request({ accounts: [account] }).listCustomers({ first: 500, after, includeArchived })
    keys.push(...keysOf(list))
    after = list.pageInfo.hasNextPage ? list.pageInfo.endCursor() : null
  } while (after !== null)
  return keys
}

function inTurns(lists: readonly (readonly string[])[]): string[] {
  const longest = Math.max(...lists.map(({ length }) => length))
  const rounds = Array.from({ length: longest }, (_, round) => lists.flatMap((list) => list.slice(round, round + 1)))
  return rounds.flat()
}

test('rows come in turns, in the same order whatever the page sizes and wherever the walk is resumed', async () => {
  const steps = fc.infiniteStream(fc.record({ first: pageSize, cut: fc.double({ min: 0, max: 1, noNaN: true }) }))
  await fc.assert(
    fc.asyncProperty(sizes, manners, fc.boolean(), steps, async (customers, settings, includeArchived, walk) => {
      const { request, sources } = await start(customers, settings)
      const alone = await Promise.all(
        sources.map(({ account }) => readAlone(bench as Bench, account.name, includeArchived)),
      )
      const expected = inTurns(alone)
      const seen: string[] = []
      let after: string | null = null
      for (const { first, cut } of walk) {
        const list: CustomerList = await request().listCustomers({ first, after, includeArchived })
        expect(list.isComplete).toBe(true)
        // Sometimes the page is only used up to some edge, and the walk goes on from there.
        const used =
          cut > 0.6 && list.edges().length > 1 ? Math.ceil((cut - 0.6) * 2 * list.edges().length) : list.edges().length
        seen.push(...keysOf(list).slice(0, used))
        if (used < list.edges().length) after = list.edges()[used - 1]?.cursor() ?? null
        else if (list.pageInfo.hasNextPage) after = list.pageInfo.endCursor()
        else break
        expect(seen.length).toBeLessThanOrEqual(expected.length)
      }
      expect(seen).toEqual(expected)
    }),
    { numRuns: 40 },
  )
}, 60_000)

test('with outages at random steps, every customer still comes exactly once and the walk ends', async () => {
  const step = fc.record({
    first: pageSize,
    down: fc.uniqueArray(fc.constantFrom('layer', 'sequence', 'thred'), { maxLength: 3 }),
    useRetryCursor: fc.boolean(),
  })
  await fc.assert(
    fc.asyncProperty(sizes, manners, fc.array(step, { maxLength: 25 }), async (customers, settings, outages) => {
      const { request, sources, sandboxes } = await start(customers, settings)
      const alone = await Promise.all(sources.map(({ account }) => readAlone(bench as Bench, account.name, true)))
      const seen: string[] = []
      let after: string | null = null
      let isEnded = false
      // After the outages everything works, and the walk must come to its end.
      const recovery = Array.from({ length: 200 }, () => ({ first: 20, down: [], useRetryCursor: true }))
      for (const { first, down, useRetryCursor } of [...outages, ...recovery]) {
        for (const [name, { control }] of Object.entries(sandboxes)) {
          if ((down as string[]).includes(name))
            control.setFaults({ name: 'status', status: 503, operations: ['list'] })
          else control.clearFaults()
        }
        const list: CustomerList = await request().listCustomers({ first, after, includeArchived: true })
        seen.push(...keysOf(list))
        if (list.isFailed) continue
        const failed = list.sources.find(({ kind }) => kind === 'failed')
        if (failed?.kind === 'failed' && (useRetryCursor || !list.pageInfo.hasNextPage)) after = failed.retryCursor
        else if (list.pageInfo.hasNextPage) after = list.pageInfo.endCursor()
        else {
          isEnded = true
          break
        }
      }
      expect(isEnded).toBe(true)
      expect(seen.toSorted()).toEqual(alone.flat().toSorted())
      for (const [index, { account }] of sources.entries()) {
        expect(seen.filter((key) => key.startsWith(`${account.name} `))).toEqual(alone[index])
      }
    }),
    { numRuns: 40 },
  )
}, 60_000)

test('a retry cursor asks the failed account alone, for just what it owes, and its end continues the list', async () => {
  await fc.assert(
    fc.asyncProperty(pageSize, fc.constantFrom('layer', 'sequence', 'thred'), async (first, down) => {
      const { request, sandboxes, sources } = await start({ layer: 40, sequence: 40, thred: 40 }, {})
      sandboxes[down]?.control.setFaults({ name: 'status', status: 400, operations: ['list'] })
      const list = await request().listCustomers({ first, after: null, includeArchived: true })
      const report = list.sources.find(({ source }) => source.account.name === down)
      for (const { control } of Object.values(sandboxes)) control.reset()
      const place = sources.findIndex(({ account }) => account.name === down)
      const share = Math.ceil((first - place) / 3)
      if (share <= 0) {
        expect(report?.kind).toBe('ok')
        return
      }
      if (report?.kind !== 'failed') throw new Error('the failure was not reported')
      expect(list.edges()).toHaveLength(first - share)
      const retried = await request().listCustomers({ first: 500, after: report.retryCursor, includeArchived: true })
      expect(retried.sources.map(({ source }) => source.account.name)).toEqual([down])
      expect(retried.edges()).toHaveLength(share)
      const asked = Object.entries(sandboxes).filter(([, { control }]) => control.counters().requests.list > 0)
      expect(asked.map(([name]) => name)).toEqual([down])
      const rest = await request().listCustomers({
        first: 500,
        after: retried.pageInfo.endCursor(),
        includeArchived: true,
      })
      expect([...keysOf(list), ...keysOf(retried), ...keysOf(rest)]).toHaveLength(120)
      expect(new Set([...keysOf(list), ...keysOf(retried), ...keysOf(rest)]).size).toBe(120)
    }),
    { numRuns: 30 },
  )
}, 60_000)
