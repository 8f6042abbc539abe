// What a contender adds to its upstreams' own time, when there is little to do. The upstreams' time is measured beside
// it, over the same sockets: three requests at once, of which the slowest counts.
import { type Contender, type Running, start } from './contenders.ts'
import { runOpenLoop, type Target, toRequest } from './load.ts'
import { quantile } from './measure.ts'
import { makeAccounts } from './settings.ts'
import type { Stubs } from './upstreams.ts'

export interface LatencyFigures {
  readonly name: string
  /** Milliseconds over the slowest upstream's, at the same quantile. */
  readonly addedP50: number
  readonly addedP99: number
}

export interface LatencyOptions {
  readonly contenders: readonly Contender[]
  readonly rows: number
  readonly rounds: number
  /** Requests in each round. */
  readonly requests: number
  readonly perSecond: number
}

const delayMilliseconds = 50
/** Until the code is compiled: at the rate that is measured it would take minutes, and only the rest is steady. */
const warmUp = { requests: 3_000, perSecond: 500 }

export async function measureLatency(stubs: Stubs, options: LatencyOptions): Promise<readonly LatencyFigures[]> {
  const { contenders, rows, rounds, requests, perSecond } = options
  const accounts = makeAccounts(3)
  await stubs.configure({ rows, delayMilliseconds })
  const running: Running[] = []
  for (const contender of contenders) running.push(await start(contender, { ports: stubs.ports, accounts }))
  const upstream: number[] = []
  const times = new Map(running.map((server): [Running, number[]] => [server, []]))
  const direct = Object.values(stubs.ports).map(
    (port: number): Target => ({ port, request: toRequest('GET', '/', {}) }),
  )
  for (const server of running) await runOpenLoop(server.target(rows), warmUp.perSecond, warmUp.requests)
  for (let round = 0; round < rounds; round += 1) {
    const all = await Promise.all(direct.map((target) => runOpenLoop(target, perSecond, requests)))
    upstream.push(...(all[0] ?? []).map((_, index) => Math.max(...all.map((each) => each[index] ?? 0))))
    for (const server of running) {
      times.get(server)?.push(...(await runOpenLoop(server.target(rows), perSecond, requests)))
    }
  }
  for (const { program } of running) await program.stop()
  return running.map((server) => {
    const added = (share: number): number => quantile(times.get(server) ?? [], share) - quantile(upstream, share)
    return { name: server.contender.name, addedP50: added(0.5), addedP99: added(0.99) }
  })
}
