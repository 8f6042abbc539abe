// The stubs' process, as the benchmark talks to it.
import { folder } from './contenders.ts'
import { otherCore, startProgram } from './processes.ts'
import type { StubCounts, StubPorts, StubSettings } from './stubs.ts'

export interface Stubs {
  readonly pid: number
  readonly ports: StubPorts
  configure(settings: StubSettings): Promise<void>
  /** What was asked since the last time. */
  takeCounts(): Promise<StubCounts>
  stop(): Promise<void>
}

export async function startStubs(): Promise<Stubs> {
  const program = await startProgram({
    core: otherCore,
    command: [process.execPath, '--max-semi-space-size=64', `${folder}stubs.ts`],
    logPath: '/dev/null',
  })
  return {
    pid: program.pid,
    ports: (await program.ask('ports')) as StubPorts,
    configure: async (settings) => void (await program.ask('configure', settings)),
    takeCounts: async () => (await program.ask('takeCounts')) as StubCounts,
    stop: program.stop,
  }
}
