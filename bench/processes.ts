// Processes of the benchmark: each on its core where `taskset` is there, each answering its parent's questions.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync } from 'node:fs'
import { availableParallelism } from 'node:os'

/** The server alone; everything else shares the other core. */
export const serverCore = 0
export const otherCore = 1

export const isPinned = availableParallelism() > 1 && hasTaskset()

export interface Program {
  readonly pid: number
  /** Asks one of the questions that the program serves. */
  ask(question: string, given?: unknown): Promise<unknown>
  /** Lets it end by itself, so that it writes what it has to: its compile cache, a profile. */
  stop(): Promise<void>
}

export interface ProgramOptions {
  readonly core: number
  readonly command: readonly string[]
  readonly directory?: string
  readonly environment?: Readonly<Record<string, string>>
  /** Where standard output and standard error go. Default: nowhere. */
  readonly logPath?: string
  /** Whether this process reads what it says on standard output. Default false. */
  readonly isRead?: boolean
}

/** Starts a Node program that calls `serveParent`. */
export async function startProgram(options: ProgramOptions): Promise<Program> {
  const child = spawnOn(options)
  const exited = once(child, 'exit')
  const failed = exited.then(([code]) => {
    throw new Error(`${options.command.join(' ')} ended with ${code}.`)
  })
  failed.catch(() => {})
  const waiting = new Map<number, (answer: unknown) => void>()
  let asked = 0
  child.on('message', ({ id, answer }: { id: number; answer: unknown }) => {
    waiting.get(id)?.(answer)
    waiting.delete(id)
  })
  await Promise.race([once(child, 'message'), failed])
  return {
    pid: child.pid ?? 0,
    ask: (question, given) => {
      asked += 1
      const id = asked
      const answered = new Promise<unknown>((resolve) => waiting.set(id, resolve))
      child.send({ id, question, given })
      return Promise.race([answered, failed])
    },
    stop: async () => {
      child.disconnect()
      await exited
    },
  }
}

export function spawnOn({
  core,
  command,
  directory,
  environment,
  logPath,
  isRead = false,
}: ProgramOptions): ChildProcess {
  const [file = '', ...rest] = isPinned ? ['taskset', '-c', String(core), ...command] : command
  const output = logPath === undefined ? 'ignore' : openSync(logPath, 'a')
  const child = spawn(file, rest, {
    stdio: ['ignore', isRead ? 'pipe' : output, output, 'ipc'],
    ...(directory === undefined ? {} : { cwd: directory }),
    ...(environment === undefined ? {} : { env: environment }),
  })
  if (typeof output === 'number') closeSync(output)
  return child
}

/** Puts this process itself on a core. */
export function pinThisProcess(core: number): void {
  if (isPinned) execFileSync('taskset', ['-a', '-cp', String(core), String(process.pid)], { stdio: 'ignore' })
}

type Answers = Readonly<Record<string, (given: unknown) => unknown>>

/** In a child: says that it is ready, and answers what the parent asks. Ends with its parent. */
export function serveParent(answers: Answers): void {
  process.on('disconnect', () => process.exit(0))
  process.on('message', async ({ id, question, given }: { id: number; question: string; given: unknown }) => {
    process.send?.({ id, answer: await answers[question]?.(given) })
  })
  process.send?.({ id: 0, answer: null })
}

function hasTaskset(): boolean {
  try {
    execFileSync('taskset', ['-cp', String(process.pid)], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
