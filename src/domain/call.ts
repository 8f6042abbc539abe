// What travels down with every piece of upstream work: until when, for whom, and how many requests it took.
import { createLeaving, type LeaveSignal } from './leaving.ts'

export interface Call {
  /** Unix milliseconds by which the work must have ended, whatever it is waiting for. */
  readonly deadline: number
  /** Aborted when the caller goes away. */
  readonly signal: LeaveSignal
  /** Upstream requests made so far; transport counts, reports show it. */
  attempts: number
  /** Those of `attempts` that were made by work which other calls may have waited for too, by that work; null: none. */
  shared: Map<object, number> | null
  /** True as soon as a read that others could join has been answered for it, or has failed for good. */
  hasHeard: boolean
  /** The provider's id of the latest request that was sent to change something; null when none was answered with one. */
  changeRequestId: string | null
}

const never = createLeaving().signal

export function createCall(deadline: number, signal: LeaveSignal = never): Call {
  return { deadline, signal, attempts: 0, shared: null, hasHeard: false, changeRequestId: null }
}

/** Adds what `work`, which others may have waited for too, has taken so far. */
export function addSharedAttempts(call: Call, work: Call): void {
  call.attempts += work.attempts
  call.shared ??= new Map()
  for (const [other, attempts] of [...(work.shared ?? []), [work, ownAttempts(work)] as const]) {
    call.shared.set(other, Math.max(call.shared.get(other) ?? 0, attempts))
  }
}

/** Upstream requests that all these calls took, each once. */
export function countRequests(calls: readonly Call[]): number {
  let requests = 0
  let works: Map<object, number> | null = null
  for (const call of calls) {
    requests += ownAttempts(call)
    if (call.shared === null) continue
    works ??= new Map()
    for (const [work, attempts] of call.shared) works.set(work, Math.max(works.get(work) ?? 0, attempts))
  }
  return works === null ? requests : requests + sum(works.values())
}

function ownAttempts({ attempts, shared }: Call): number {
  return shared === null ? attempts : attempts - sum(shared.values())
}

function sum(numbers: Iterable<number>): number {
  let total = 0
  for (const number of numbers) total += number
  return total
}
