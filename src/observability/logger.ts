// The log as every room sees it: an object of plain facts and a sentence. Never a secret, an upstream body or an e-mail
// address: what may be logged is decided where the call is made, and `toPlain` is the safety net below it.
import { describeError } from './describe-error.ts'

export type LogFacts = Readonly<Record<string, unknown>>

export interface Logger {
  debug(facts: LogFacts, message: string): void
  info(facts: LogFacts, message: string): void
  warn(facts: LogFacts, message: string): void
  error(facts: LogFacts, message: string): void
}

export const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const
export type LogLevel = (typeof logLevels)[number]

export interface LoggerOptions {
  readonly level: LogLevel
  /** Where the JSON lines go; standard output unless told. */
  readonly destination?: { write(line: string): void }
}

/** As pino has them, whose lines many tools read. */
const numbers: Readonly<Record<LogLevel, number>> = {
  fatal: 60,
  error: 50,
  warn: 40,
  info: 30,
  debug: 20,
  trace: 10,
  silent: Number.POSITIVE_INFINITY,
}

/** JSON lines in pino's format. Of errors their kind and place are logged, and no message. */
export function createLogger({ level, destination = process.stdout }: LoggerOptions): Logger {
  const write = (own: LogLevel): Logger['info'] => {
    const number = numbers[own]
    if (number < numbers[level]) return () => {}
    return (facts, message) => void destination.write(toLine(number, facts, message))
  }
  return { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') }
}

function toLine(level: number, facts: LogFacts, msg: string): string {
  const members = toMembers(facts)
  const rest = members === '' ? '' : `${members},`
  return `{"level":${level},"time":${Date.now()},${rest}"msg":${JSON.stringify(msg)}}\n`
}

/** As they stand between the braces of a JSON object. */
function toMembers(facts: LogFacts): string {
  try {
    return JSON.stringify(facts, hasNothingBelow(facts) ? undefined : toPlain).slice(1, -1)
  } catch (error) {
    return `"unwritable":${JSON.stringify(describeError(error))}`
  }
}

const secrets: ReadonlySet<string> = new Set(['authorization', 'clientSecret', 'apiKey', 'access_token'])

function toPlain(name: string, value: unknown): unknown {
  if (secrets.has(name)) return '[redacted]'
  return value instanceof Error ? describeError(value) : value
}

/** Looking for secrets takes longer than writing the line, and most lines have no place for any. */
function hasNothingBelow(facts: LogFacts): boolean {
  for (const name in facts) {
    const fact = facts[name]
    if (typeof fact === 'object' && fact !== null) return false
  }
  return true
}

export const silentLogger: Logger = { debug() {}, info() {}, warn() {}, error() {} }
