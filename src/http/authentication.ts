// Finds out who asks, from the Authorization header alone. Knows neither server nor framework, so that every way into the
// gateway asks the same question in the same place: before a body is read.
import type { ResolvedAuth } from '../config/auth.ts'
import { createApiKeyring } from './api-keys.ts'
import type { TokenVerifierOptions } from './token-verifier.ts'
import { type Authentication, refuse } from './unauthenticated.ts'

export interface Authenticator {
  /** `authorization`: the header as it came. Static keys are answered at once, tokens later. Never throws. */
  authenticate(authorization: string | null | undefined): Authentication | Promise<Authentication>
}

/** RFC 6750, section 2.1. Blanks at either end belong to the header, and not to the credential. */
const bearerPattern = /^\s*Bearer +([A-Za-z0-9._~+/-]+=*)\s*$/i
/** What Node accepts of all headers together. */
const longestHeader = 16 * 1024

export function createAuthenticator({ apiKeys, jwt }: ResolvedAuth, options: TokenVerifierOptions): Authenticator {
  const ownerOf = createApiKeyring(apiKeys)
  // What it takes to verify a token is loaded only where there are tokens.
  const verifier =
    jwt === null ? null : import('./token-verifier.ts').then((it) => it.createTokenVerifier(jwt, options))
  return {
    authenticate: (authorization) => {
      const header = authorization ?? ''
      const credential = header.length > longestHeader ? undefined : bearerPattern.exec(header)?.[1]
      if (credential === undefined) return refuse('no bearer credential', { wasPresented: false })
      const owner = ownerOf(credential)
      if (owner !== null) return owner
      if (verifier === null || !isToken(credential)) return refuse('unknown key')
      return verifier.then((verify) => verify(credential))
    },
  }
}

function isToken(credential: string): boolean {
  return credential.split('.').length === 3
}
