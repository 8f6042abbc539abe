// How much memory it takes: at most, under load, and over a walk through a very long list.
import { type Contender, headers, product, start } from './contenders.ts'
import { askOnce, runClosedLoop, toRequest } from './load.ts'
import { memory } from './measure.ts'
import { makeAccounts } from './settings.ts'
import type { Stubs } from './upstreams.ts'

/** Megabytes at most, from its start on. */
export async function measurePeak(
  stubs: Stubs,
  { contender, rows, seconds }: { readonly contender: Contender; readonly rows: number; readonly seconds: number },
): Promise<number> {
  const accounts = makeAccounts(3)
  await stubs.configure({ rows })
  const { program, target } = await start(contender, { ports: stubs.ports, accounts })
  await runClosedLoop(target(rows), 16, seconds * 1_000)
  const { peak } = memory(program.pid)
  await program.stop()
  return peak
}

export interface Walk {
  readonly customers: number
  readonly pages: number
  readonly seconds: number
  /** Megabytes after each quarter of the pages. */
  readonly quarters: readonly number[]
}

interface WalkPage {
  readonly data: {
    readonly customers: {
      readonly nodes: readonly { readonly id: string }[]
      readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null }
      readonly isComplete: boolean
    }
  }
}

/** Walks a list to its end, and throws unless each customer came exactly once. */
export async function walk(stubs: Stubs, customers: number): Promise<Walk> {
  const accounts = makeAccounts(4)
  await stubs.configure({ rows: Math.ceil(customers / accounts.length), isPaged: true })
  const { program, target } = await start(product, { ports: stubs.ports, accounts })
  const { port } = target(0)
  const seen = new Set<string>()
  const samples: number[] = []
  const startedAt = performance.now()
  let after: string | null = null
  let hasNextPage = true
  while (hasNextPage) {
    const body = { query: walkOperation, variables: { after } }
    const answer: WalkPage = JSON.parse(
      await askOnce({ port, request: toRequest('POST', '/graphql', headers, JSON.stringify(body)) }),
    )
    const { nodes, pageInfo, isComplete } = answer.data.customers
    if (!isComplete) throw new Error('A page of the walk is not complete.')
    for (const { id } of nodes) seen.add(id)
    samples.push(memory(program.pid).now)
    ;({ hasNextPage, endCursor: after } = pageInfo)
  }
  await program.stop()
  const wanted = Math.ceil(customers / accounts.length) * accounts.length
  if (seen.size !== wanted) throw new Error(`The walk found ${seen.size} customers of ${wanted}.`)
  const quarters = [0.25, 0.5, 0.75, 1].map((share) => samples[Math.ceil(share * samples.length) - 1] ?? 0)
  return { customers: seen.size, pages: samples.length, seconds: (performance.now() - startedAt) / 1_000, quarters }
}

const walkOperation = `query Walk($after: String) {
  customers(first: 500, after: $after) { nodes { id displayName } pageInfo { hasNextPage endCursor } isComplete }
}`
