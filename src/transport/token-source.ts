// Keeps one bearer token fresh. However many callers need it at once, one grant is in flight; a caller that leaves does
// not take the grant with it while others wait for the same one.
import type { Call } from '../domain/call.ts'
import { Failure } from '../domain/failure.ts'
import { type SharedWork, shareWork } from './shared-work.ts'

export interface Grant {
  readonly token: string
  readonly lifetimeSeconds: number
}

export interface TokenSourceOptions {
  /** Asks the provider for a token. Called by nobody else. */
  readonly requestGrant: (call: Call) => Promise<Grant>
  /** Unix milliseconds. */
  readonly now: () => number
  /** Longest that a grant may take, whoever waits for it. */
  readonly grantMilliseconds?: number
}

export interface TokenSource {
  /** A token that is good for a while yet; at once where there is one. */
  get(call: Call): string | Promise<string>
  /** A token other than `refused`; one that another caller has fetched meanwhile will do. */
  renew(refused: string, call: Call): Promise<string>
}

/** Given up this long before it ends: clocks differ, and requests take time. At most a tenth of the lifetime. */
const marginMilliseconds = 60_000

export function createTokenSource({ requestGrant, now, grantMilliseconds = 5_000 }: TokenSourceOptions): TokenSource {
  let current: { token: string; usableUntil: number } | null = null
  let inFlight: SharedWork<string> | null = null

  async function grant(call: Call): Promise<string> {
    const { token, lifetimeSeconds } = await requestGrant(call).catch(inTime)
    const lifetime = lifetimeSeconds * 1_000
    current = { token, usableUntil: now() + lifetime - Math.min(marginMilliseconds, lifetime / 10) }
    return token
  }

  function join(call: Call): Promise<string> {
    inFlight ??= shareWork({
      deadline: Date.now() + grantMilliseconds,
      work: grant,
      onEnd: () => {
        inFlight = null
      },
      timeoutMessage: 'No access token in time.',
    })
    return inFlight.join(call)
  }

  return {
    get: (call) => (current !== null && now() < current.usableUntil ? current.token : join(call)),
    renew: (refused, call) => {
      if (current !== null && current.token !== refused) return Promise.resolve(current.token)
      current = null
      return join(call)
    },
  }
}

/** A token endpoint that is too slow is out of order: no caller's own time is up yet. */
function inTime(error: unknown): never {
  if (!(error instanceof Failure) || error.code !== 'TIMEOUT') throw error
  throw new Failure('UNAVAILABLE', error.message, error.details)
}

/**
 * `expires_in` as documented (a number of seconds), as one provider's example has it (the same in a string), or a
 * short life when it says nothing usable: a 401 renews the token in any case.
 */
export function readLifetimeSeconds(value: unknown): number {
  const seconds = typeof value === 'string' ? Number(value) : value
  return typeof seconds === 'number' && Number.isFinite(seconds) && seconds > 0 ? Math.min(seconds, 86_400) : 300
}
