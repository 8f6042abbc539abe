// The gateway as a program of its own: started, listened to, asked, and ended with the test.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { vi } from 'vitest'

export interface Program {
  readonly process: ChildProcess
  readonly output: () => string
  readonly errors: () => string
  /** Its exit code, once everything that it printed has been read. */
  readonly ended: Promise<number | null>
}

export interface ProgramOptions {
  /** Default: this Node, with the program's own file. */
  readonly command?: readonly string[]
}

const running = new Set<ChildProcess>()
const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url))

/** For `afterEach`. */
export function killPrograms(): void {
  for (const child of running) child.kill('SIGKILL')
  running.clear()
}

export function startProgram(
  environment: Readonly<Record<string, string | undefined>>,
  { command = [process.execPath, main] }: ProgramOptions = {},
): Program {
  const [file = '', ...rest] = command
  const child = spawn(file, rest, {
    env: { ...environment, PORT: environment['PORT'] ?? '0' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  running.add(child)
  const texts = { output: '', errors: '' }
  child.stdout.on('data', (chunk: Buffer) => {
    texts.output += chunk.toString()
  })
  child.stderr.on('data', (chunk: Buffer) => {
    texts.errors += chunk.toString()
  })
  // `close` and not `exit`: by then everything that was printed has been read.
  const ended = once(child, 'close').then(([code]: (number | null)[]) => code ?? null)
  return { process: child, output: () => texts.output, errors: () => texts.errors, ended }
}

/** The GraphQL address, once the banner is there. */
export function listening(program: Program): Promise<string> {
  return vi.waitFor(
    () => {
      const address = /https?:\S+\/graphql(?= -H)/.exec(program.output())?.[0]
      if (address === undefined) throw new Error(`No address yet. ${program.errors()}`)
      return address
    },
    { timeout: 30_000, interval: 20 },
  )
}

// biome-ignore lint/suspicious/noExplicitAny: what a test reads of an answer is what it checks.
export type Data = any

export async function ask(
  address: string,
  query: string,
  variables: object = {},
  signal: AbortSignal | null = null,
): Promise<{ data?: Data; errors?: Data }> {
  const response = await fetch(address, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
    signal,
  })
  return (await response.json()) as { data?: Data; errors?: Data }
}
