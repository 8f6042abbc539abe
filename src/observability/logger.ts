// The log as every room sees it: an object of plain facts and a sentence. Never a secret, an upstream body or an e-mail
// address: what may be logged is decided where the call is made, and `redact` is the safety net below it.
import { pino } from 'pino'
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

/** Below each member of a line; the members themselves are named where the call is made. */
const redact = {
  paths: ['*.authorization', '*.clientSecret', '*.apiKey', '*.access_token'],
  censor: '[redacted]',
}

/** JSON lines through pino. Of errors under `err` their kind and place are logged, and no message. */
export function createLogger({ level, destination }: LoggerOptions): Logger {
  const options = { level, base: null, serializers: { err: (error: unknown) => describeError(error) } }
  const plain = destination === undefined ? pino(options) : pino(options, destination)
  const redacting = plain.child({}, { redact })
  const fitting = (facts: LogFacts) => (hasNothingBelow(facts) ? plain : redacting)
  return {
    debug: (facts, message) => fitting(facts).debug(facts, message),
    info: (facts, message) => fitting(facts).info(facts, message),
    warn: (facts, message) => fitting(facts).warn(facts, message),
    error: (facts, message) => fitting(facts).error(facts, message),
  }
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
