// What travels down with every piece of upstream work: until when, for whom, and how many requests it took.

export interface Call {
  /** Unix milliseconds by which the work must have ended, whatever it is waiting for. */
  readonly deadline: number
  /** Aborted when the caller goes away. */
  readonly signal: AbortSignal
  /** Upstream requests made so far; transport counts, reports show it. */
  attempts: number
}

const never = new AbortController().signal

export function createCall(deadline: number, signal: AbortSignal = never): Call {
  return { deadline, signal, attempts: 0 }
}
