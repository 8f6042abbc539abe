// Where the gateway's time goes: the functions with the most time of their own, from V8's sampling profiler.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Contender, start } from './contenders.ts'
import { runClosedLoop } from './load.ts'
import { makeAccounts } from './settings.ts'
import type { Stubs } from './upstreams.ts'

export interface ProfileEntry {
  readonly name: string
  /** Of its file, from the last folder that tells anything. */
  readonly place: string
  /** Of the time in which the process was not idle. */
  readonly share: number
}

interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number
    readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number }
  }[]
  /** Microseconds, as all times here. */
  readonly startTime: number
  readonly endTime: number
  readonly samples: readonly number[]
  readonly timeDeltas: readonly number[]
}

export async function profile(
  stubs: Stubs,
  { contender, rows, seconds }: { readonly contender: Contender; readonly rows: number; readonly seconds: number },
): Promise<readonly ProfileEntry[]> {
  const directory = mkdtempSync(join(tmpdir(), 'gateway-profile-'))
  await stubs.configure({ rows })
  const accounts = makeAccounts(3)
  const flags = ['--cpu-prof', `--cpu-prof-dir=${directory}`]
  const server = await start(contender, { ports: stubs.ports, accounts }, { flags })
  const target = server.target(rows)
  await runClosedLoop(target, 16, 2_000)
  await runClosedLoop(target, 16, seconds * 1_000)
  await server.program.stop()
  const [file = ''] = readdirSync(directory)
  const recorded: CpuProfile = JSON.parse(readFileSync(join(directory, file), 'utf8'))
  // Start and warm-up are not what is asked about.
  const entries = summarise(recorded, recorded.endTime - seconds * 1_000_000)
  rmSync(directory, { recursive: true })
  return entries
}

function summarise({ nodes, samples, timeDeltas, startTime }: CpuProfile, from: number): readonly ProfileEntry[] {
  const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]))
  const times = new Map<string, number>()
  let busy = 0
  let at = startTime
  for (const [index, id] of samples.entries()) {
    const { functionName = '', url = '', lineNumber = 0 } = frames.get(id) ?? {}
    const time = timeDeltas[index] ?? 0
    at += time
    if (at < from || functionName === '(idle)') continue
    const key = JSON.stringify([functionName === '' ? '(anonymous)' : functionName, placeOf(url, lineNumber)])
    times.set(key, (times.get(key) ?? 0) + time)
    busy += time
  }
  return [...times]
    .toSorted(([, one], [, other]) => other - one)
    .map(([key, time]) => {
      const [name, place] = JSON.parse(key) as [string, string]
      return { name, place, share: time / busy }
    })
}

function placeOf(url: string, line: number): string {
  if (url === '') return ''
  const short = url.replace(/^.*\/node_modules\//, '').replace(/^.*\/(src|bench)\//, '$1/')
  return `${short}:${line + 1}`
}
