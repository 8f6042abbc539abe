// Who may ask, as the operator says it: static keys that are stored as hashes, and tokens that somebody else signs. The
// configuration file, environment variables and a host that embeds the gateway all say it in this one shape.
import { createPublicKey, type KeyObject } from 'node:crypto'
import { z } from 'zod'
import { accountNamePattern } from '../domain/linked-account.ts'
import { createSecret, isSecret, type Secret } from '../domain/secret.ts'
import { type Scope, scopes } from '../domain/viewer.ts'
import { joinWords, type Report } from './problems.ts'
import { check } from './schema-issues.ts'

export interface ApiKeyConfig {
  /** Who the key belongs to; part of the viewer's id. Renaming it makes another caller of it. */
  readonly name: string
  /** `sha256:` and the SHA-256 of the key in lower-case hexadecimal digits; `npm run api-key` makes both. */
  readonly hash: string
  readonly scopes: readonly Scope[]
  /** Names of entries in `linkedAccounts`, or `all`. */
  readonly linkedAccounts: 'all' | readonly string[]
}

/** Which claims of a token say what. A name is taken as it stands: dots and slashes are part of it. */
export interface JwtClaims {
  /** Who asks. Default `sub`. */
  readonly subject?: string
  /** What it may do: words with spaces between them, or a list. Default `scope`. */
  readonly scopes?: string
  /** Names of entries in `linkedAccounts`, as a list. Default `linked_accounts`. */
  readonly linkedAccounts?: string
  /**
   * Further linked accounts, that need not be configured: a list of `{ provider, credential, businessId }`, with the name
   * of an entry in `credentials`. No default: without it tokens name configured accounts only.
   */
  readonly accounts?: string
}

export interface JwtConfig {
  readonly issuer: string
  readonly audience: string
  /** The algorithms that are accepted, and no others: HS… with a secret, all others with keys. */
  readonly algorithms: readonly string[]
  /** Where the issuer publishes its keys. One of these three is needed. */
  readonly jwksUrl?: string
  /** One public key, in PEM. */
  readonly publicKey?: string
  /** Shared with the issuer; at least 32 bytes. */
  readonly secret?: string | Secret
  readonly claims?: JwtClaims
}

export interface AuthConfig {
  readonly apiKeys?: readonly ApiKeyConfig[]
  readonly jwt?: JwtConfig
}

export type VerificationKey =
  | { readonly kind: 'jwks'; readonly url: URL }
  | { readonly kind: 'public'; readonly key: KeyObject }
  | { readonly kind: 'secret'; readonly secret: Secret }

export interface ResolvedJwt extends Pick<JwtConfig, 'issuer' | 'audience' | 'algorithms'> {
  readonly key: VerificationKey
  readonly claims: Required<Omit<JwtClaims, 'accounts'>> & { readonly accounts: string | null }
}

/** `auth`, checked. */
export interface ResolvedAuth {
  readonly apiKeys: readonly ApiKeyConfig[]
  readonly jwt: ResolvedJwt | null
}

const secretAlgorithms = ['HS256', 'HS384', 'HS512'] as const
const keyAlgorithms = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
] as const

const claimName = z.string().min(1).max(256)

export const apiKeySchema = z.strictObject({
  name: z.string().regex(accountNamePattern, {
    error: 'must have letters, digits, "-" and "_" only, at most 64, beginning with a letter or a digit',
  }),
  hash: z.string().regex(/^sha256:[0-9a-f]{64}$/, {
    error: 'must be "sha256:" and 64 hexadecimal digits: `npm run api-key` makes a key and its hash',
  }),
  scopes: z.array(z.enum(scopes)).min(1),
  linkedAccounts: z.union([z.literal('all'), z.array(z.string()).min(1)], {
    error: 'must be "all" or a list of names of linked accounts',
  }),
})

export const jwtSchema = z.strictObject({
  issuer: z.string().min(1),
  audience: z.string().min(1),
  algorithms: z.array(z.enum([...keyAlgorithms, ...secretAlgorithms])).min(1),
  jwksUrl: z.string().refine(isKeyUrl, { error: 'must be an https URL (http only on this machine)' }).optional(),
  publicKey: z.string().optional(),
  secret: z
    .string()
    .refine((text) => Buffer.byteLength(text) >= 32, { error: 'must be at least 32 random bytes' })
    .optional(),
  claims: z
    .strictObject({
      subject: claimName.optional(),
      scopes: claimName.optional(),
      linkedAccounts: claimName.optional(),
      accounts: claimName.optional(),
    })
    .optional(),
})

const authSchema = z.strictObject({ apiKeys: z.array(apiKeySchema).min(1).optional(), jwt: jwtSchema.optional() })

const path = ['auth'] as const

/** Whether tokens may name businesses that the configuration does not list. Takes what was not checked yet. */
export function mintsAccounts(input: unknown): boolean {
  const jwt = isRecord(input) ? input['jwt'] : undefined
  const claims = isRecord(jwt) ? jwt['claims'] : undefined
  return isRecord(claims) && claims['accounts'] !== undefined
}

/** Null when something was wrong, and was reported. `accounts`: names of linked accounts that keys may name. */
export function resolveAuth(input: unknown, accounts: readonly string[], report: Report): ResolvedAuth | null {
  const auth = check(authSchema, withSecretRevealed(input), path, report)?.value
  if (auth === undefined) return null
  const { apiKeys = [], jwt } = auth
  if (apiKeys.length === 0 && jwt === undefined) report(path, 'must have `apiKeys` or `jwt`')
  reportTwins(apiKeys, report)
  for (const [index, { linkedAccounts }] of apiKeys.entries()) {
    if (linkedAccounts === 'all' || linkedAccounts.every((name) => accounts.includes(name))) continue
    report([...path, 'apiKeys', index, 'linkedAccounts'], 'must name entries of `linkedAccounts`')
  }
  const key = jwt === undefined ? null : readKey(jwt, report)
  if (jwt === undefined || key === null) return { apiKeys, jwt: null }
  const { issuer, audience, algorithms, claims } = jwt
  return {
    apiKeys,
    jwt: {
      issuer,
      audience,
      algorithms,
      key,
      claims: {
        subject: claims?.subject ?? 'sub',
        scopes: claims?.scopes ?? 'scope',
        linkedAccounts: claims?.linkedAccounts ?? 'linked_accounts',
        accounts: claims?.accounts ?? null,
      },
    },
  }
}

function reportTwins(keys: readonly ApiKeyConfig[], report: Report): void {
  for (const field of ['name', 'hash'] as const) {
    for (const [index, key] of keys.entries()) {
      const twin = keys.findIndex((other) => other[field] === key[field])
      if (twin < index) report([...path, 'apiKeys', index, field], `is the ${field} of auth.apiKeys[${twin}] too`)
    }
  }
}

/** What can be verified with a key that everybody knows must not be accepted as signed with a secret, and the reverse. */
function readKey(jwt: z.output<typeof jwtSchema>, report: Report): VerificationKey | null {
  const { jwksUrl, publicKey, secret, algorithms } = jwt
  const at = (...more: readonly string[]) => [...path, 'jwt', ...more]
  if ([jwksUrl, publicKey, secret].filter((given) => given !== undefined).length !== 1) {
    report(at(), 'must have exactly one of `jwksUrl`, `publicKey` and `secret`')
    return null
  }
  const fitting: readonly string[] = secret === undefined ? keyAlgorithms : secretAlgorithms
  if (!algorithms.every((algorithm) => fitting.includes(algorithm))) {
    const means = secret === undefined ? 'a public key' : 'a secret'
    report(at('algorithms'), `must be for ${means}: ${joinWords(fitting, 'or')}`)
    return null
  }
  if (secret !== undefined) return { kind: 'secret', secret: createSecret(secret) }
  if (jwksUrl !== undefined) return { kind: 'jwks', url: new URL(jwksUrl) }
  const key = readPublicKey(publicKey ?? '')
  if (key === null) report(at('publicKey'), 'must be a public key in PEM ("-----BEGIN PUBLIC KEY-----")')
  return key === null ? null : { kind: 'public', key }
}

function readPublicKey(pem: string): KeyObject | null {
  // A public key can be had from a private one, which has no business here.
  if (!pem.includes('-----BEGIN PUBLIC KEY-----')) return null
  try {
    return createPublicKey(pem)
  } catch {
    return null
  }
}

function withSecretRevealed(input: unknown): unknown {
  if (!isRecord(input) || !isRecord(input['jwt'])) return input
  const { secret } = input['jwt']
  return isSecret(secret) ? { ...input, jwt: { ...input['jwt'], secret: secret.reveal() } } : input
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Keys that come over a line which others can write to are anybody's keys. */
function isKeyUrl(text: string): boolean {
  const url = URL.parse(text)
  if (url === null || url.username !== '' || url.password !== '') return false
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopbackHost(url.hostname))
}

/** Whether only this machine can reach what listens there. */
export function isLoopbackHost(host: string): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/i.test(host)
}
