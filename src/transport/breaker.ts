// The circuit breaker: stops asking a provider that fails, and finds out, one request at a time, when it is back. Pure
// state over a clock; one for each credential, counted per request sent, retries included.

export interface BreakerPolicy {
  /** Failures one after the other that open it. */
  readonly failuresInRow: number
  /** Also open at this share of failures… */
  readonly failureShare: number
  /** …among at least so many requests… */
  readonly leastRequests: number
  /** …in this time. */
  readonly windowSeconds: number
  /**
   * How long it stays open: first, after one failed probe, after two, and so on; the last one repeats. A minute of
   * ten-second pauses first: doubling at once would leave a provider unasked for half a minute after a short outage.
   */
  readonly openMilliseconds: readonly number[]
}

export const defaultBreakerPolicy: BreakerPolicy = {
  failuresInRow: 5,
  failureShare: 0.5,
  leastRequests: 20,
  windowSeconds: 10,
  openMilliseconds: [5_000, 10_000, 10_000, 10_000, 10_000, 10_000, 20_000, 30_000],
}

export type BreakerState = 'closed' | 'open' | 'half-open'

/** `none`: the request says nothing about the provider, e.g. because its caller left. */
export type Outcome = 'success' | 'failure' | 'none'

export interface BreakerOptions {
  readonly policy?: BreakerPolicy
  /** Unix milliseconds. */
  readonly now: () => number
  readonly onChange?: (state: BreakerState, openMilliseconds: number) => void
}

export interface Breaker {
  state(): BreakerState
  /** Milliseconds after which asking again makes sense; null: a request may be sent now. */
  refusal(): number | null
  /** The request is about to be sent. Call only when nothing was refused; `end` wants the ticket back. */
  begin(): number
  end(ticket: number, outcome: Outcome): void
}

/** While a probe is out, others are told to come back this much later. */
const probeMilliseconds = 1_000

export function createBreaker({ policy = defaultBreakerPolicy, now, onChange }: BreakerOptions): Breaker {
  const counts = createCounts(policy.windowSeconds)
  let openedUntil: number | null = null
  let failedProbes = 0
  let inRow = 0
  /** Grows whenever it opens, so that answers to requests from before are told apart: they decide nothing. */
  let period = 0
  let isProbing = false

  function open(): void {
    const { openMilliseconds } = policy
    const milliseconds = openMilliseconds[Math.min(failedProbes, openMilliseconds.length - 1)] ?? 0
    openedUntil = now() + milliseconds
    period += 1
    onChange?.('open', milliseconds)
  }

  function close(): void {
    openedUntil = null
    failedProbes = 0
    inRow = 0
    counts.clear()
    onChange?.('closed', 0)
  }

  function count(outcome: 'success' | 'failure'): void {
    inRow = outcome === 'failure' ? inRow + 1 : 0
    const { requests, failures } = counts.add(Math.floor(now() / 1_000), outcome)
    const isMostlyFailing = requests >= policy.leastRequests && failures >= requests * policy.failureShare
    if (inRow >= policy.failuresInRow || isMostlyFailing) open()
  }

  return {
    state: () => (openedUntil === null ? 'closed' : now() < openedUntil ? 'open' : 'half-open'),
    refusal: () => {
      if (openedUntil === null) return null
      const left = openedUntil - now()
      if (left > 0) return left
      return isProbing ? probeMilliseconds : null
    },
    begin: () => {
      if (openedUntil !== null) {
        isProbing = true
        onChange?.('half-open', 0)
      }
      return period
    },
    end: (ticket, outcome) => {
      if (ticket !== period) return
      if (openedUntil === null) {
        if (outcome !== 'none') count(outcome)
        return
      }
      isProbing = false
      if (outcome === 'success') close()
      if (outcome !== 'failure') return
      failedProbes += 1
      open()
    },
  }
}

interface Slot {
  readonly second: number
  requests: number
  failures: number
}

/** Requests and failures of the latest seconds, one slot for each second that had any. */
function createCounts(seconds: number) {
  let slots: Slot[] = []

  function slotOf(second: number): Slot {
    const latest = slots.at(-1)
    if (latest?.second === second) return latest
    const slot = { second, requests: 0, failures: 0 }
    slots = [...slots.filter((old) => old.second > second - seconds), slot]
    return slot
  }

  return {
    /** Returns the sums, this one included. */
    add(second: number, outcome: 'success' | 'failure'): { requests: number; failures: number } {
      const slot = slotOf(second)
      slot.requests += 1
      if (outcome === 'failure') slot.failures += 1
      return {
        requests: slots.reduce((sum, { requests }) => sum + requests, 0),
        failures: slots.reduce((sum, { failures }) => sum + failures, 0),
      }
    },
    clear(): void {
      slots = []
    },
  }
}
