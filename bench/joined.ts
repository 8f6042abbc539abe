// Equal reads in flight are made once: what that is worth when many callers ask for the same at the same time.
import { product, start } from './contenders.ts'
import { runClosedLoop } from './load.ts'
import { median } from './measure.ts'
import { makeAccounts } from './settings.ts'
import type { Stubs } from './upstreams.ts'

export interface JoinedFigures {
  readonly answersPerSecond: number
  readonly upstreamCalls: number
}

export async function measureJoined(
  stubs: Stubs,
  { rows, rounds, seconds }: { readonly rows: number; readonly rounds: number; readonly seconds: number },
): Promise<JoinedFigures> {
  const accounts = makeAccounts(3)
  await stubs.configure({ rows })
  const server = await start(product, { ports: stubs.ports, accounts, joinReads: true })
  const target = server.target(rows)
  await runClosedLoop(target, callers, 1_500)
  const samples: JoinedFigures[] = []
  for (let round = 0; round < rounds; round += 1) {
    await stubs.takeCounts()
    const { answers, seconds: taken } = await runClosedLoop(target, callers, seconds * 1_000)
    const { lists } = await stubs.takeCounts()
    samples.push({ answersPerSecond: answers / taken, upstreamCalls: lists / answers })
  }
  await server.program.stop()
  return {
    answersPerSecond: median(samples.map(({ answersPerSecond }) => answersPerSecond)),
    upstreamCalls: median(samples.map(({ upstreamCalls }) => upstreamCalls)),
  }
}

const callers = 128
