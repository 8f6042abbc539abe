// Whether cost grows in proportion: with the rows of three linked accounts, and with the number of linked accounts.
import { type Contender, type Running, start } from './contenders.ts'
import { assertSame } from './core.ts'
import { askOnce, runClosedLoop } from './load.ts'
import { cpuSeconds, median } from './measure.ts'
import { makeAccounts } from './settings.ts'
import type { Stubs } from './upstreams.ts'

export interface Point {
  /** Rows of each account, or accounts. */
  readonly size: number
  /** Milliseconds of processor time for each answer. */
  readonly cost: number
}

export interface Line {
  readonly name: string
  readonly points: readonly Point[]
}

export interface LinearityOptions {
  readonly contenders: readonly Contender[]
  readonly rounds: number
  readonly seconds: number
}

export async function overRows(stubs: Stubs, options: LinearityOptions): Promise<readonly Line[]> {
  return measure(stubs, options, [20, 100, 300, 1_000], (size) => ({ rows: size, accounts: 3 }))
}

export async function overAccounts(stubs: Stubs, options: LinearityOptions): Promise<readonly Line[]> {
  return measure(stubs, options, [1, 3, 10, 30], (size) => ({ rows: 20, accounts: size }))
}

async function measure(
  stubs: Stubs,
  { contenders, rounds, seconds }: LinearityOptions,
  sizes: readonly number[],
  toScale: (size: number) => { readonly rows: number; readonly accounts: number },
): Promise<readonly Line[]> {
  const lines = contenders.map(({ name }) => ({ name, points: [] as Point[] }))
  for (const size of sizes) {
    const { rows, accounts } = toScale(size)
    await stubs.configure({ rows })
    const servers: Running[] = []
    for (const contender of contenders) {
      servers.push(await start(contender, { ports: stubs.ports, accounts: makeAccounts(accounts) }))
    }
    assertSame(servers, await Promise.all(servers.map((server) => askOnce(server.target(rows)))))
    const samples = servers.map((): number[] => [])
    for (const server of servers) await runClosedLoop(server.target(rows), 16, 1_000)
    for (let round = 0; round < rounds; round += 1) {
      for (const [index, { program, target }] of servers.entries()) {
        const before = cpuSeconds(program.pid)
        const { answers } = await runClosedLoop(target(rows), 16, seconds * 1_000)
        samples[index]?.push(((cpuSeconds(program.pid) - before) / answers) * 1_000)
      }
    }
    for (const [index, line] of lines.entries()) line.points.push({ size, cost: median(samples[index] ?? []) })
    for (const { program } of servers) await program.stop()
  }
  return lines
}
