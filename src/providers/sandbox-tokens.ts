// Bearer tokens as the sandboxes grant and check them. Tokens are worthless outside the sandbox that granted them: each
// carries a random mark of its server, so that a token of an earlier run is refused as a real one would be.
import { randomUUID } from 'node:crypto'
import type { SandboxCounters, Strokes } from './sandbox-server.ts'

export interface Grant {
  /** What the token is good for, e.g. 'partner' or 'business'. */
  readonly tier: string
  /** The one business it opens, or null for all. */
  readonly business: string | null
  readonly serial: number
  readonly expiresAt: number
}

export interface TokenStore {
  grant(tier: string, business: string | null, lifetimeSeconds: number): string
  /** The grant behind an Authorization header, or null when it is missing, unknown, expired or refused by a fault. */
  check(authorization: string | undefined, strokes: Strokes): Grant | null
  /** Serial number of the newest token. */
  newest(): number
}

export function createTokenStore(provider: string, counters: SandboxCounters, now: () => number): TokenStore {
  const mark = randomUUID()
  const grants = new Map<string, Grant>()
  let serial = 0
  return {
    grant(tier, business, lifetimeSeconds) {
      serial += 1
      counters.tokensGranted += 1
      // Shaped like a JWT, because real ones are; nothing may read it.
      const token = [{ alg: 'none' }, { provider, tier, serial }, mark]
        .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
        .join('.')
      grants.set(token, { tier, business, serial, expiresAt: now() + lifetimeSeconds * 1_000 })
      return token
    },
    check(authorization, strokes) {
      const token = /^Bearer ([^\s]+)$/.exec(authorization ?? '')?.[1]
      const grant = token === undefined ? undefined : grants.get(token)
      if (grant === undefined || grant.serial <= strokes.refusedTokens) return null
      return grant.expiresAt > now() ? grant : null
    },
    newest: () => serial,
  }
}

/** User and password of a Basic header, or null when it is not one. */
export function readBasic(authorization: string | undefined): { user: string; password: string } | null {
  const encoded = /^Basic ([A-Za-z0-9+/=]+)$/.exec(authorization ?? '')?.[1]
  if (encoded === undefined) return null
  const text = Buffer.from(encoded, 'base64').toString('utf8')
  const colon = text.indexOf(':')
  return colon < 0 ? null : { user: text.slice(0, colon), password: text.slice(colon + 1) }
}

/** The body of a token answer, bent as a fault asks. */
export function tokenBody(
  token: string,
  lifetimeSeconds: number,
  expiresInAsString: boolean,
  strokes: Strokes,
): Record<string, unknown> {
  const asString = expiresInAsString || strokes.grant === 'string-expiry'
  return {
    ...(strokes.grant === 'without-token' ? {} : { access_token: token }),
    token_type: 'Bearer',
    ...(strokes.grant === 'without-expiry' ? {} : { expires_in: asString ? String(lifetimeSeconds) : lifetimeSeconds }),
  }
}
