// What every request of one credential passes on its way out: the breaker, the bulkhead with the pace, the budget for
// retries. One gate for each credential, so that one's trouble with a provider does not become the others'.
import type { Call } from '../domain/call.ts'
import { type CredentialCondition, type RateLimit, unknownCondition } from '../domain/credential-condition.ts'
import { Failure } from '../domain/failure.ts'
import type { Logger } from '../observability/logger.ts'
import { type BreakerPolicy, type BreakerState, createBreaker, type Outcome } from './breaker.ts'
import { type BulkheadPolicy, createBulkhead } from './bulkhead.ts'
import { type AnswerHeaders, createRateBudget } from './rate-budget.ts'
import { createRetryBudget, type RetryBudgetPolicy } from './retry-budget.ts'

/** What the operator, or the provider's documents, say about a credential. */
export interface GateOptions {
  readonly provider: string
  /** Name of the credential, for the log. */
  readonly name: string
  /** What the provider allows; null: not known. */
  readonly rateLimit: RateLimit | null
  readonly breaker?: BreakerPolicy
  readonly bulkhead?: BulkheadPolicy
  readonly retryBudget?: RetryBudgetPolicy
}

/** One request's way through the gate; what `enter` gives, `leave` wants back. */
export interface Pass {
  readonly ticket: number
  readonly isGrant: boolean
  /** Unix milliseconds at which the request went out. */
  readonly sentAt: number
  /** Its refusal told nothing new: it was sent before an earlier one was known. */
  isCollateral: boolean
}

export interface Gate extends CredentialCondition {
  /**
   * Lets the request in at once where it may be sent now, else makes it wait. Throws or rejects, without it having been
   * sent, when it may not be or not in time. A grant (a request for a token) goes first and does not count against the
   * rate.
   */
  enter(call: Call, isGrant: boolean): Pass | Promise<Pass>
  /** How it went: null for an answer that can be used. `wasFair`: the time it was given was enough to blame the provider. */
  leave(pass: Pass, failure: Failure | null, wasFair: boolean): void
  /** Obeys what an answer's headers say about the rate. */
  learn(headers: AnswerHeaders): void
  /** A request is made for the first time: the budget for retries grows. */
  begin(): void
  /** Whether a failed request may be made again; takes it from the budget. */
  spendRetry(pass: Pass): boolean
  /** Turns away all that wait. */
  close(): void
}

export function createGate(options: GateOptions, logger: Logger, now: () => number = Date.now): Gate {
  const { provider, name, rateLimit } = options
  const rate = createRateBudget({ limit: rateLimit, now })
  const bulkhead = createBulkhead({ pace: rate, now, ...(options.bulkhead && { policy: options.bulkhead }) })
  const breaker = createBreaker({ now, onChange: noteChange, ...(options.breaker && { policy: options.breaker }) })
  const retries = createRetryBudget(options.retryBudget)

  function noteChange(state: BreakerState, openMilliseconds: number): void {
    const facts = { provider, credential: name, circuit: state }
    if (state === 'closed') logger.info(facts, 'the provider answers again: circuit closed')
    else if (state === 'half-open') logger.info(facts, 'asking once whether the provider is back')
    else {
      logger.warn({ ...facts, openMilliseconds }, 'the provider fails too often: circuit open')
      bulkhead.dismiss(() => circuitOpen(openMilliseconds))
    }
  }

  function refuseIfOpen(): void {
    const refusal = breaker.refusal()
    if (refusal !== null) throw circuitOpen(refusal)
  }

  const begin = (isGrant: boolean): Pass => ({ ticket: breaker.begin(), isGrant, sentAt: now(), isCollateral: false })

  return {
    enter: (call, isGrant) => {
      refuseIfOpen()
      const turn = bulkhead.enter(call, isGrant)
      if (turn === undefined) return begin(isGrant)
      return turn.then(() => {
        // While it waited the circuit may have opened, or another one have become the probe.
        const refusal = breaker.refusal()
        if (refusal === null) return begin(isGrant)
        bulkhead.leave(isGrant)
        throw circuitOpen(refusal)
      })
    },
    leave: (pass, failure, wasFair) => {
      const isRateLimited = failure?.code === 'RATE_LIMITED'
      if (failure === null) rate.served()
      if (isRateLimited) pass.isCollateral = !rate.refused(pass.sentAt, failure.details.retryAfterSeconds)
      breaker.end(pass.ticket, pass.isCollateral ? 'none' : outcomeOf(failure, wasFair))
      // Last: it lets in the next one, who must find what this answer has changed.
      bulkhead.leave(pass.isGrant)
      if (isRateLimited) bulkhead.review()
    },
    learn: (headers) => rate.learn(headers),
    begin: () => retries.earn(),
    // A burst that ran into an unknown limit is paced from now on: being sent again is no amplification.
    spendRetry: (pass) => breaker.refusal() === null && (pass.isCollateral || retries.spend()),
    isCircuitOpen: () => breaker.state() !== 'closed',
    rateLimit: () => rate.facts(),
    close: () => bulkhead.dismiss(() => new Failure('UNAVAILABLE', 'The gateway is stopping.', { wasSent: false })),
  }
}

function outcomeOf(failure: Failure | null, wasFair: boolean): Outcome {
  switch (failure?.code) {
    case 'CANCELLED':
      return 'none'
    case 'TIMEOUT':
      // A caller with no patience must not shut the provider off for all the others.
      return wasFair ? 'failure' : 'none'
    case 'UNAVAILABLE':
    case 'BAD_RESPONSE':
    case 'RATE_LIMITED':
      return 'failure'
    default:
      return 'success'
  }
}

function circuitOpen(milliseconds: number): Failure {
  return new Failure('UNAVAILABLE', 'The provider failed too often and is left alone for a while; nothing was sent.', {
    isCircuitOpen: true,
    wasSent: false,
    retryAfterSeconds: Math.max(1, Math.ceil(milliseconds / 1_000)),
  })
}

const freePass: Pass = { ticket: 0, isGrant: false, sentAt: 0, isCollateral: false }

/** Lets everything through: for work that belongs to no credential. */
export const openGate: Gate = {
  ...unknownCondition,
  enter: () => freePass,
  leave: () => {},
  learn: () => {},
  begin: () => {},
  spendRetry: () => true,
  close: () => {},
}
