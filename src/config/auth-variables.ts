// Who may ask, said in environment variables: turned into the shape that `auth` has in the configuration file.

import { scopes } from '../domain/viewer.ts'
import type { ApiKeyConfig, AuthConfig } from './auth.ts'
import type { PathPart, ProblemList, Report } from './problems.ts'
import { type Environment, readVariable } from './variables.ts'

const keyHashes = 'AUTH_API_KEY_HASHES'
const jwtVariables = {
  AUTH_JWKS_URL: 'jwksUrl',
  AUTH_ISSUER: 'issuer',
  AUTH_AUDIENCE: 'audience',
  AUTH_ALGORITHMS: 'algorithms',
} as const

type JwtVariable = keyof typeof jwtVariables

export type AuthVariable = 'AUTH' | typeof keyHashes | JwtVariable

export const authVariables: readonly {
  readonly name: AuthVariable
  readonly description: string
  readonly defaultValue: string
}[] = [
  {
    name: 'AUTH',
    description:
      '`none` serves everybody who can reach the gateway, also where other machines can. Blank: callers are checked as the variables below or `auth` in the configuration file say; without either, only a loopback `HOST` is allowed.',
    defaultValue: '',
  },
  {
    name: keyHashes,
    description:
      'Hashes of API keys that may use every linked account, with commas between them; `npm run api-key` makes a key and its hash.',
    defaultValue: '',
  },
  {
    name: 'AUTH_JWKS_URL',
    description: "Where the issuer of callers' tokens (JWT) publishes its keys.",
    defaultValue: '',
  },
  { name: 'AUTH_ISSUER', description: 'The claim `iss` that a token must have.', defaultValue: '' },
  { name: 'AUTH_AUDIENCE', description: 'The claim `aud` that a token must have.', defaultValue: '' },
  {
    name: 'AUTH_ALGORITHMS',
    description: 'The signature algorithms that a token may have, with commas between them, e.g. `RS256`.',
    defaultValue: '',
  },
]

/** What the variables say; null when they say nothing. */
export function readAuthVariables(environment: Environment): AuthConfig | null {
  const hashes = readVariable(environment, keyHashes)
  const jwt = Object.entries(jwtVariables).flatMap(([name, key]) => {
    const value = readVariable(environment, name)
    return value === undefined ? [] : [[key, key === 'algorithms' ? words(value) : value] as const]
  })
  if (hashes === undefined && jwt.length === 0) return null
  return {
    ...(hashes === undefined ? {} : { apiKeys: words(hashes).map(toApiKey) }),
    // Whether it is whole is for the schema to say.
    ...(jwt.length === 0 ? {} : { jwt: Object.fromEntries(jwt) as unknown as NonNullable<AuthConfig['jwt']> }),
  }
}

/** Named by the beginning of its hash: the place in the list may change. */
function toApiKey(hash: string): ApiKeyConfig {
  return { name: `key-${/[0-9a-f]{8}/.exec(hash)?.[0] ?? ''}`, hash, scopes, linkedAccounts: 'all' }
}

/** Reports problems by the name of the variable at fault. */
export function reportByAuthVariable(problems: ProblemList): Report {
  return (path, what) => problems.add(variableAt(path), what)
}

function variableAt([, form, key]: readonly PathPart[]): string {
  if (form === 'apiKeys') return keyHashes
  const variable = Object.entries(jwtVariables).find(([, name]) => name === key)
  return variable?.[0] ?? 'AUTH_JWKS_URL'
}

function words(text: string): string[] {
  return text
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '')
}
