// What travels down with every piece of upstream work: until when, for whom, and how many requests it took.

export interface Call {
  /** Unix milliseconds by which the work must have ended, whatever it is waiting for. */
  readonly deadline: number
  /** Aborted when the caller goes away. */
  readonly signal: AbortSignal
  /** Upstream requests made so far; transport counts, reports show it. */
  attempts: number
  /** Those of `attempts` that were made by work which other calls may have waited for too, by that work. */
  readonly shared: Map<object, number>
  /** True as soon as a read that others could join has been answered for it, or has failed for good. */
  hasHeard: boolean
  /** The provider's id of the latest request that was sent to change something; null when none was answered with one. */
  changeRequestId: string | null
}

const never = new AbortController().signal

export function createCall(deadline: number, signal: AbortSignal = never): Call {
  return { deadline, signal, attempts: 0, shared: new Map(), hasHeard: false, changeRequestId: null }
}

/** Adds what `work`, which others may have waited for too, has taken so far. */
export function addSharedAttempts(call: Call, work: Call): void {
  const { own, shared } = split(work)
  call.attempts += work.attempts
  for (const [other, attempts] of [...shared, [work, own] as const]) {
    call.shared.set(other, Math.max(call.shared.get(other) ?? 0, attempts))
  }
}

/** Upstream requests that all these calls took, each once. */
export function countRequests(calls: readonly Call[]): number {
  const works = new Map<object, number>()
  let requests = 0
  for (const { own, shared } of calls.map(split)) {
    requests += own
    for (const [work, attempts] of shared) works.set(work, Math.max(works.get(work) ?? 0, attempts))
  }
  return requests + sum(works.values())
}

function split({ attempts, shared }: Call) {
  return { own: attempts - sum(shared.values()), shared }
}

function sum(numbers: Iterable<number>): number {
  let total = 0
  for (const number of numbers) total += number
  return total
}
