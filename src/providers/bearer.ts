// OAuth-style token endpoints, as two of the providers have them: one request for a token, and the header made of it.
import type { Call } from '../domain/call.ts'
import { Failure, type FailureCode } from '../domain/failure.ts'
import type { Secret } from '../domain/secret.ts'
import { isObject } from '../domain/wire-values.ts'
import { answerFacts, textMember } from '../transport/answer.ts'
import { type Grant, readLifetimeSeconds, type TokenSource } from '../transport/token-source.ts'
import type { Authorization, Transport, UpstreamRequest } from '../transport/transport.ts'

export type GrantRequest = Pick<
  UpstreamRequest,
  'provider' | 'operation' | 'url' | 'headers' | 'body' | 'authorization'
>

/**
 * Sends one token request. Fails with CREDENTIALS when the endpoint refused the credential, UNAVAILABLE when it
 * answered something that is no token, and RATE_LIMITED, TIMEOUT or CANCELLED as they come.
 */
export async function requestToken(transport: Transport, request: GrantRequest, call: Call): Promise<Grant> {
  try {
    const answer = await transport.sendJson(
      { ...request, method: 'POST', isRepeatable: true, isGrant: true, readErrorCode: readGrantErrorCode },
      call,
    )
    const body = isObject(answer.json) ? answer.json : {}
    const token = textMember(body, 'access_token')
    // A header value: anything else in it would be a way to smuggle.
    if (token === null || !/^[\x21-\x7e]+$/.test(token)) {
      const message = `${request.provider}, ${request.operation}: the answer holds no access token.`
      throw new Failure('BAD_RESPONSE', message, answerFacts(answer))
    }
    return { token, lifetimeSeconds: readLifetimeSeconds(body['expires_in']) }
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    throw new Failure(meaningForTokens[error.code] ?? error.code, error.message, error.details)
  }
}

/** OAuth's own member (RFC 6749 section 5.2), unless the provider's API has one for codes alone. */
function readGrantErrorCode(body: unknown): string | null {
  return textMember(body, 'error_code') ?? textMember(body, 'error')
}

const meaningForTokens: Partial<Record<FailureCode, FailureCode>> = {
  INVALID: 'CREDENTIALS',
  FORBIDDEN: 'CREDENTIALS',
  NOT_FOUND: 'CREDENTIALS',
  CONFLICT: 'UNAVAILABLE',
  BAD_RESPONSE: 'UNAVAILABLE',
}

/** Bearer tokens from a source; after a 401 the source is asked for another one. */
export function bearerAuthorization(source: TokenSource): Authorization {
  let latest = { token: '', header: '' }
  const toHeader = (token: string): string => {
    if (token !== latest.token) latest = { token, header: `Bearer ${token}` }
    return latest.header
  }
  return {
    header: (call) => {
      const token = source.get(call)
      return typeof token === 'string' ? toHeader(token) : token.then(toHeader)
    },
    renew: async (refused, call) => toHeader(await source.renew(refused.slice('Bearer '.length), call)),
  }
}

/** HTTP Basic (RFC 7617). A refused credential stays refused. */
export function basicAuthorization(user: string, password: Secret): Authorization {
  const header = `Basic ${Buffer.from(`${user}:${password.reveal()}`, 'utf8').toString('base64')}`
  return { header: () => header, renew: async () => null }
}

/** A fixed bearer token, for a grant that is asked for with another token. */
export function fixedBearer(token: string): Authorization {
  return { header: () => `Bearer ${token}`, renew: async () => null }
}
