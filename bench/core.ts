// The comparison itself: the same operation over the same upstreams, in rounds that alternate between the contenders, so
// that whatever else the machine does meets all of them.
import { type Contender, type Running, start } from './contenders.ts'
import { askOnce, runClosedLoop } from './load.ts'
import { cpuSeconds, median } from './measure.ts'
import { makeAccounts } from './settings.ts'
import type { Stubs } from './upstreams.ts'

export interface CoreOptions {
  readonly contenders: readonly Contender[]
  /** Customers of each of the three linked accounts. */
  readonly rows: number
  readonly rounds: number
  readonly seconds: number
  readonly connections: number
  /** Whether the upstreams' answers differ from one to the next in every row. */
  readonly isChanging: boolean
}

/** What one contender did in one round. */
interface Round {
  readonly answersPerSecond: number
  /** Seconds of processor time. */
  readonly cpuPer1000: number
  /** Requests to upstreams for each answer. */
  readonly upstreamCalls: number
}

/** Medians over all rounds. */
export interface CoreFigures extends Round {
  readonly name: string
  /** To the first contender's answers per second in the same round: what else the machine did met both. */
  readonly ratio: number
  readonly cpuRatio: number
}

const accounts = makeAccounts(3)

export async function compare(stubs: Stubs, options: CoreOptions): Promise<readonly CoreFigures[]> {
  const { contenders, rows, rounds, seconds, connections, isChanging } = options
  await stubs.configure({ rows })
  const running: Running[] = []
  for (const contender of contenders) running.push(await start(contender, { ports: stubs.ports, accounts }))
  try {
    const bodies = await Promise.all(running.map((server) => askOnce(server.target(rows))))
    assertSame(running, bodies)
    await stubs.configure({ rows, isChanging })
    for (const server of running)
      await runClosedLoop(server.target(rows), connections, Math.min(1_500, seconds * 1_000))
    const measured: Round[][] = []
    for (let count = 0; count < rounds; count += 1) {
      const round: Round[] = []
      // Who comes later in a round may find the machine in another state.
      const order = [...running.keys()]
      for (const index of count % 2 === 0 ? order : order.toReversed()) {
        round[index] = await measure(running[index] as Running)
      }
      measured.push(round)
    }
    return running.map(({ contender }, index) => summarise(contender.name, measured, index))
  } finally {
    for (const { program } of running) await program.stop()
  }

  async function measure({ program, target }: Running): Promise<Round> {
    await stubs.takeCounts()
    const before = cpuSeconds(program.pid)
    const { answers, seconds: taken } = await runClosedLoop(target(rows), connections, seconds * 1_000)
    const cpu = cpuSeconds(program.pid) - before
    const { lists } = await stubs.takeCounts()
    return {
      answersPerSecond: answers / taken,
      cpuPer1000: (cpu / answers) * 1_000,
      upstreamCalls: lists / answers,
    }
  }
}

/** Throws unless all answers are the same JSON. */
export function assertSame(running: readonly Running[], bodies: readonly string[]): void {
  const canonical = bodies.map((body) => JSON.stringify(sortKeys(JSON.parse(body))))
  for (const [index, text] of canonical.entries()) {
    if (text === canonical[0]) continue
    const [first, other] = [running[0], running[index]].map((server) => server?.contender.name)
    const excerpt = `${bodies[0]?.slice(0, 600)}\n${bodies[index]?.slice(0, 600)}`
    throw new Error(`${first} and ${other} do not answer the same:\n${excerpt}`)
  }
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1))
  return Object.fromEntries(entries.map(([key, member]) => [key, sortKeys(member)]))
}

function summarise(name: string, rounds: readonly (readonly Round[])[], index: number): CoreFigures {
  const of = (read: (own: Round, first: Round) => number): number =>
    median(rounds.flatMap(({ [index]: own, 0: first }) => (own && first ? [read(own, first)] : [])))
  return {
    name,
    answersPerSecond: of((own) => own.answersPerSecond),
    cpuPer1000: of((own) => own.cpuPer1000),
    upstreamCalls: of((own) => own.upstreamCalls),
    ratio: of((own, first) => own.answersPerSecond / first.answersPerSecond),
    cpuRatio: of((own, first) => own.cpuPer1000 / first.cpuPer1000),
  }
}
