// Bounds what one credential may have in flight and in waiting, so that a provider that hangs takes no more than its own
// share of the gateway. Requests go in the order in which they came, each when a slot is free and the rate allows.
import type { Call } from '../domain/call.ts'
import { Failure } from '../domain/failure.ts'

export interface BulkheadPolicy {
  /** Requests in flight. */
  readonly inFlight: number
  /** Requests that wait for a slot or for their turn; the next one is turned away. */
  readonly waiting: number
}

const defaultBulkheadPolicy: BulkheadPolicy = { inFlight: 50, waiting: 1_000 }

/** When the next request may be sent, and how many are out; see rate-budget.ts. */
export interface Pace {
  wait(ahead: number): number
  pause(): number
  begin(): void
  end(): void
}

export interface BulkheadOptions {
  readonly policy?: BulkheadPolicy
  readonly pace: Pace
  /** Unix milliseconds. */
  readonly now: () => number
}

export interface Bulkhead {
  /**
   * Takes a slot, which `leave` gives back. Undefined: taken at once. Fails, without anything having been sent, with
   * UNAVAILABLE (too many wait already), RATE_LIMITED (the turn would come too late), TIMEOUT or CANCELLED. What
   * `isUrgent` is not paced and goes first: requests for tokens, which the others need.
   */
  enter(call: Call, isUrgent: boolean): Promise<void> | undefined
  leave(isUrgent: boolean): void
  /** Turns away all that wait. */
  dismiss(reason: () => Failure): void
  /** The pace has changed: who now would wait too long is told so at once. */
  review(): void
}

interface Waiter {
  readonly call: Call
  readonly isUrgent: boolean
  enter(): void
  refuse(failure: Failure): void
}

export function createBulkhead({ policy = defaultBulkheadPolicy, pace, now }: BulkheadOptions): Bulkhead {
  const urgent = new Set<Waiter>()
  const ordinary = new Set<Waiter>()
  let taken = 0
  let timer: NodeJS.Timeout | undefined

  const waitOf = (isUrgent: boolean, ahead: number): number => (isUrgent ? pace.pause() : pace.wait(ahead))

  function take(isUrgent: boolean): void {
    taken += 1
    if (!isUrgent) pace.begin()
  }

  /** Lets in whoever may go now, and comes back when the next one may. */
  function admit(): void {
    clearTimeout(timer)
    while (taken < policy.inFlight) {
      const [next] = urgent.size > 0 ? urgent : ordinary
      if (next === undefined) return
      const wait = waitOf(next.isUrgent, 0)
      if (wait > 0) {
        timer = setTimeout(admit, Math.ceil(wait))
        return
      }
      take(next.isUrgent)
      next.enter()
    }
  }

  function queue(call: Call, isUrgent: boolean): Promise<void> {
    const line = isUrgent ? urgent : ordinary
    return new Promise((resolve, reject) => {
      const stop = (): void => {
        line.delete(waiter)
        clearTimeout(deadline)
        call.signal.removeEventListener('abort', cancel)
      }
      const waiter: Waiter = {
        call,
        isUrgent,
        enter: () => {
          stop()
          resolve()
        },
        refuse: (failure) => {
          stop()
          reject(failure)
        },
      }
      const cancel = (): void => waiter.refuse(cancelled())
      const expire = (): void => {
        const wait = waitOf(isUrgent, 0)
        waiter.refuse(wait > 0 ? tooLate(wait) : noTurn())
      }
      const deadline = setTimeout(expire, call.deadline - now())
      call.signal.addEventListener('abort', cancel)
      line.add(waiter)
      admit()
    })
  }

  return {
    enter: (call, isUrgent) => {
      if (call.signal.aborted) throw cancelled()
      const left = call.deadline - now()
      if (left <= 0) throw noTurn()
      const ahead = isUrgent ? urgent.size : urgent.size + ordinary.size
      const wait = waitOf(isUrgent, ahead)
      if (wait >= left) throw tooLate(wait)
      if (ahead === 0 && wait <= 0 && taken < policy.inFlight) {
        take(isUrgent)
        return undefined
      }
      if (ahead >= policy.waiting) throw shed()
      return queue(call, isUrgent)
    },
    leave: (isUrgent) => {
      taken -= 1
      if (!isUrgent) pace.end()
      admit()
    },
    dismiss: (reason) => {
      for (const waiter of [...urgent, ...ordinary]) waiter.refuse(reason())
      clearTimeout(timer)
    },
    review: () => {
      let ahead = 0
      for (const waiter of [...urgent, ...ordinary]) {
        const wait = waitOf(waiter.isUrgent, ahead)
        if (wait >= waiter.call.deadline - now()) waiter.refuse(tooLate(wait))
        else if (!waiter.isUrgent) ahead += 1
      }
      admit()
    },
  }
}

function cancelled(): Failure {
  return new Failure('CANCELLED', 'The caller went away.', { wasSent: false })
}

function noTurn(): Failure {
  return new Failure('TIMEOUT', 'No time was left before the request could be sent.', { wasSent: false })
}

function tooLate(wait: number): Failure {
  return new Failure('RATE_LIMITED', 'The rate limit leaves no turn in time; the request was not sent.', {
    wasSent: false,
    retryAfterSeconds: Math.ceil(wait / 1_000),
  })
}

function shed(): Failure {
  return new Failure('UNAVAILABLE', 'Too many requests are waiting already; this one was not sent.', {
    wasSent: false,
    retryAfterSeconds: 1,
  })
}
