// Finds out who asks, from the Authorization header alone. Knows neither server nor framework, so that every way into the
// gateway asks the same question in the same place: before a body is read.
import type { ResolvedAuth } from '../config/auth.ts'
import type { Viewer } from '../domain/viewer.ts'
import { createApiKeyring } from './api-keys.ts'
import type { Refusal } from './json-answer.ts'

/** Why a request was refused, for the log: its answer says nothing of it. */
export interface Unauthenticated extends Refusal {
  readonly reason: string
}

export type Authentication = Viewer | Unauthenticated

export interface Authenticator {
  /** `authorization`: the header as it came. Static keys are answered at once, tokens later. Never throws. */
  authenticate(authorization: string | null | undefined): Authentication | Promise<Authentication>
}

export function isRefused(authentication: Authentication): authentication is Unauthenticated {
  return 'status' in authentication
}

export function createAuthenticator({ apiKeys }: ResolvedAuth): Authenticator {
  const ownerOf = createApiKeyring(apiKeys)
  return {
    authenticate: (authorization) => {
      const credential = bearerPattern.exec(authorization ?? '')?.[1]
      if (credential === undefined) return refuse('no bearer credential')
      return ownerOf(credential) ?? refuse('unknown key', true)
    },
  }
}

/** RFC 6750, section 2.1. Blanks at either end belong to the header, and not to the credential. */
const bearerPattern = /^\s*Bearer +([A-Za-z0-9._~+/-]+=*)\s*$/i

/** The same answer whatever was wrong: an attacker learns nothing but that it was. */
export function refuse(reason: string, wasPresented = false): Unauthenticated {
  return {
    status: 401,
    code: 'UNAUTHENTICATED',
    message: 'This needs a valid credential in the Authorization header.',
    headers: { 'www-authenticate': `Bearer realm="customer-gateway"${wasPresented ? ', error="invalid_token"' : ''}` },
    reason,
  }
}
