// What those are told of whom nobody knows who they are.
import type { Viewer } from '../domain/viewer.ts'
import type { Refusal } from './json-answer.ts'

export interface Unauthenticated extends Refusal {
  /** For the log: the answer says nothing of it. */
  readonly reason: string
}

export type Authentication = Viewer | Unauthenticated

export function isRefused(authentication: Authentication): authentication is Unauthenticated {
  return 'status' in authentication
}

/** The same answer whatever was wrong: an attacker learns nothing but that it was. */
export function refuse(reason: string, { wasPresented = true } = {}): Unauthenticated {
  return {
    status: 401,
    code: 'UNAUTHENTICATED',
    message: 'This needs a valid credential in the Authorization header.',
    headers: { 'www-authenticate': `Bearer realm="customer-gateway"${wasPresented ? ', error="invalid_token"' : ''}` },
    reason,
  }
}

/** Nobody can tell at the moment whether the credential is good. */
export function cannotTell(reason: string, retryAfterSeconds: number): Unauthenticated {
  return {
    status: 503,
    code: 'UNAVAILABLE',
    message: 'Credentials cannot be checked at the moment. Try again in a few seconds.',
    headers: { 'retry-after': String(retryAfterSeconds) },
    reason,
  }
}
