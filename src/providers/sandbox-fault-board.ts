// Keeps the faults that are switched on: checks what was asked for, and decides which of them strike a request.
import {
  type Fault,
  type FaultName,
  type FaultOperation,
  type FaultParameter,
  faultDefinition,
  faultNames,
  faultOperations,
  type Strike,
} from './sandbox-faults.ts'
import type { SandboxCounters, SandboxOperation } from './sandbox-server.ts'
import type { TokenStore } from './sandbox-tokens.ts'

/** Thrown when a sandbox is given faults or settings that it does not have. The message says which and why. */
export class SandboxInputError extends Error {
  override readonly name = 'SandboxInputError'
}

export interface FaultBoard {
  set(faults: unknown): void
  clear(): void
  /** The faults that may still strike, as they were set. */
  current(): readonly Fault[]
  /** The faults that strike this request; counts `after` and `times` down. */
  strike(operation: SandboxOperation): readonly Strike[]
}

interface Posted {
  readonly fault: Fault
  readonly operations: readonly FaultOperation[]
  readonly newestTokenBefore: number
  skip: number
  left: number
}

export function createFaultBoard(provider: string, tokens: TokenStore, counters: SandboxCounters): FaultBoard {
  let posted: Posted[] = []
  return {
    set(input) {
      const list: readonly unknown[] = Array.isArray(input) ? input : [input]
      posted = list.map((one, index) => {
        const fault = readFault(one, Array.isArray(input) ? `Fault ${index}` : 'The fault', provider)
        return {
          fault,
          operations: fault.operations ?? faultDefinition(fault.name).operations,
          newestTokenBefore: tokens.newest(),
          skip: fault.after ?? 0,
          left: fault.times ?? Number.POSITIVE_INFINITY,
        }
      })
    },
    clear() {
      posted = []
    },
    current: () => posted.filter(({ left }) => left > 0).map(({ fault }) => fault),
    strike(operation) {
      const strikes: Strike[] = []
      for (const one of posted) {
        if (operation === 'other' || one.left <= 0 || !one.operations.includes(operation)) continue
        if (one.skip > 0) {
          one.skip -= 1
          continue
        }
        one.left -= 1
        const { fault, newestTokenBefore } = one
        counters.faultsStruck[fault.name] = (counters.faultsStruck[fault.name] ?? 0) + 1
        strikes.push({ fault, effect: faultDefinition(fault.name).effect, newestTokenBefore })
      }
      return strikes
    },
  }
}

const checks: Readonly<Record<FaultParameter | 'times' | 'after', (value: unknown) => string | null>> = {
  ms: wholeNumberFrom(0),
  bytes: wholeNumberFrom(0),
  times: wholeNumberFrom(1),
  after: wholeNumberFrom(0),
  status: (value) => (Number.isInteger(value) && inRange(value, 200, 599) ? null : 'a status code from 200 to 599'),
  retryAfter: (value) => (['number', 'string'].includes(typeof value) ? null : 'a number of seconds or a date string'),
  location: (value) => (typeof value === 'string' ? null : 'a URL'),
  body: () => null,
}

function wholeNumberFrom(least: number): (value: unknown) => string | null {
  return (value) => (Number.isSafeInteger(value) && Number(value) >= least ? null : `a whole number from ${least} up`)
}

function inRange(value: unknown, least: number, most: number): boolean {
  return Number(value) >= least && Number(value) <= most
}

function readFault(input: unknown, subject: string, provider: string): Fault {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    throw new SandboxInputError(`${subject} must be an object with a \`name\`.`)
  }
  const fields: Readonly<Record<string, unknown>> = { ...input }
  const name = fields.name
  if (!isFaultName(name)) {
    throw new SandboxInputError(`${subject} has no known \`name\`. Known are: ${faultNames.join(', ')}.`)
  }
  const definition = faultDefinition(name)
  if (definition.providers !== undefined && !definition.providers.includes(provider)) {
    throw new SandboxInputError(
      `"${name}" means nothing at ${provider}; it is for ${definition.providers.join(' and ')}.`,
    )
  }
  const accepted = ['name', 'operations', 'times', 'after', ...Object.keys(definition.parameters)]
  for (const [key, value] of Object.entries(fields)) {
    if (!accepted.includes(key)) {
      throw new SandboxInputError(`"${name}" takes no \`${key}\`. It takes: ${accepted.join(', ')}.`)
    }
    const complaint = isChecked(key) ? checks[key](value) : null
    if (complaint !== null) throw new SandboxInputError(`\`${key}\` of "${name}" must be ${complaint}.`)
  }
  const operations = fields.operations
  if (
    operations !== undefined &&
    !(Array.isArray(operations) && operations.length > 0 && operations.every(isOperation))
  ) {
    throw new SandboxInputError(`\`operations\` of "${name}" must be a list of some of: ${faultOperations.join(', ')}.`)
  }
  return { ...fields, name }
}

function isFaultName(value: unknown): value is FaultName {
  return faultNames.some((name) => name === value)
}

function isOperation(value: unknown): value is FaultOperation {
  return faultOperations.some((operation) => operation === value)
}

function isChecked(key: string): key is keyof typeof checks {
  return Object.hasOwn(checks, key)
}
