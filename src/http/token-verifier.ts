// Verifies tokens that an issuer signs for callers (JWT), and reads from their claims who asks and what it may see and do.
// The signature's algorithm is the configuration's choice and never the token's.
import { hash } from 'node:crypto'
import { errors, type JWTHeaderParameters, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose'
import type { ResolvedJwt } from '../config/auth.ts'
import { createRecentlyUsed } from '../domain/recently-used.ts'
import { type MintedAccount, type Scope, scopes, type Viewer } from '../domain/viewer.ts'
import { createSigningKeys, type FetchKeys, KeysUnavailable } from './signing-keys.ts'
import { type Authentication, cannotTell, refuse } from './unauthenticated.ts'

export type TokenVerifier = (token: string) => Authentication | Promise<Authentication>

export interface TokenVerifierOptions {
  readonly fetchKeys: FetchKeys
  /** Null for what cannot be an account under a configured credential. */
  readonly mint: (account: MintedAccount) => unknown
}

/** Clocks differ. */
const skewSeconds = 60
/** How long a token that was verified is taken at its word: a key that was withdrawn is not used for longer. */
const trustMilliseconds = 60_000
/** Bytes of tokens that stand for what is remembered of them. */
const rememberedBytes = 8 * 1024 * 1024

export function createTokenVerifier(jwt: ResolvedJwt, { fetchKeys, mint }: TokenVerifierOptions): TokenVerifier {
  const { issuer, audience, algorithms, claims } = jwt
  const rules = { issuer, audience, algorithms: [...algorithms], clockTolerance: skewSeconds, requiredClaims: ['exp'] }
  const getKey = withoutCritical(keyOf(jwt, fetchKeys))
  const verified = createRecentlyUsed<{ readonly viewer: Viewer; readonly until: number }>(rememberedBytes)

  async function verify(token: string, digest: string): Promise<Authentication> {
    try {
      const { payload } = await jwtVerify(token, getKey, rules)
      const viewer = readViewer(payload, claims, mint)
      if (viewer === null) return refuse('token: a claim is missing or malformed')
      const until = Math.min(Number(payload.exp) * 1_000, Date.now() + trustMilliseconds)
      verified.set(digest, { viewer, until }, token.length)
      return viewer
    } catch (error) {
      if (error instanceof KeysUnavailable) return cannotTell(error.message, error.retryAfterSeconds)
      return refuse(`token: ${error instanceof errors.JOSEError ? error.code : 'cannot be read'}`)
    }
  }

  return (token) => {
    const digest = hash('sha256', token, 'base64url')
    const known = verified.get(digest)
    return known !== undefined && Date.now() < known.until ? known.viewer : verify(token, digest)
  }
}

function keyOf({ key }: ResolvedJwt, fetchKeys: FetchKeys): JWTVerifyGetKey {
  if (key.kind === 'jwks') return createSigningKeys(key.url, fetchKeys)
  const value = key.kind === 'public' ? key.key : new TextEncoder().encode(key.secret.reveal())
  return async () => value
}

/** Whatever a token says must be understood is not. */
function withoutCritical(getKey: JWTVerifyGetKey): JWTVerifyGetKey {
  return async (header: JWTHeaderParameters, token) => {
    if ('crit' in header) throw new errors.JOSENotSupported('Critical header parameters are not supported.')
    return getKey(header, token)
  }
}

const longestSubject = 256

/** Null when a claim that is needed is missing, or one that is there cannot be what it should be. */
function readViewer(
  payload: JWTPayload,
  names: ResolvedJwt['claims'],
  mint: TokenVerifierOptions['mint'],
): Viewer | null {
  const subject = claim(payload, names.subject)
  const minted = names.accounts === null ? undefined : claim(payload, names.accounts)
  // Either says which accounts; neither is no token for this gateway.
  const linkedAccounts = claim(payload, names.linkedAccounts) ?? (minted === undefined ? null : [])
  const mintedAccounts = readMinted(minted ?? [], mint)
  const granted = readScopes(claim(payload, names.scopes))
  if (typeof subject !== 'string' || subject.trim() === '' || subject.length > longestSubject) return null
  if (granted === null || mintedAccounts === null || !isTexts(linkedAccounts)) return null
  return { id: `jwt:${subject}`, linkedAccounts, mintedAccounts, scopes: granted }
}

/** All of them, or null: a token that is wrong in part is wrong. */
function readMinted(value: unknown, mint: TokenVerifierOptions['mint']): readonly MintedAccount[] | null {
  if (!Array.isArray(value)) return null
  const accounts = value.filter(isMintedAccount)
  return accounts.length === value.length && accounts.every((account) => mint(account) !== null) ? accounts : null
}

function isMintedAccount(value: unknown): value is MintedAccount {
  if (typeof value !== 'object' || value === null) return false
  const { provider, credential, businessId, ...others } = value as Record<string, unknown>
  return isTexts([provider, credential, businessId ?? '']) && Object.keys(others).length === 0
}

function claim(payload: JWTPayload, name: string): unknown {
  return Object.hasOwn(payload, name) ? payload[name] : undefined
}

/** Tokens have scopes for others, too. None at all: the caller may do nothing. */
function readScopes(value: unknown): readonly Scope[] | null {
  const words = typeof value === 'string' ? value.split(' ') : value === undefined ? [] : value
  return isTexts(words) ? scopes.filter((scope) => words.includes(scope)) : null
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string')
}
