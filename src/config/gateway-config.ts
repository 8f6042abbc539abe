// The one shape of a gateway's configuration: credentials by name, and linked accounts that use them. The configuration
// file has it, the environment variables are turned into it, and a host that embeds the gateway writes it by hand. All
// three go through `resolveConfig`, which asks each provider's own schemas and knows no provider itself.
import { z } from 'zod'
import type { RateLimit } from '../domain/credential-condition.ts'
import { accountNamePattern } from '../domain/linked-account.ts'
import { isSecret, type Secret } from '../domain/secret.ts'
import type { ProviderDefinition } from '../providers/contract.ts'
import { providers } from '../providers/registry.ts'
import { type AuthConfig, mintsAccounts, type ResolvedAuth, resolveAuth } from './auth.ts'
import { createMint, mintedNamePattern, type ResolveMinted } from './minted-accounts.ts'
import { createProblemList, formatPath, joinWords, type Report } from './problems.ts'
import {
  type ResolvedAccount,
  type ResolvedCredential,
  resolveAccount,
  servesSameBusiness,
} from './resolved-account.ts'
import { check } from './schema-issues.ts'

/** A string, or a secret that does not print. Which settings there are is for each provider's schema to say. */
export type SettingValue = string | Secret

export interface CredentialConfig {
  /** The provider's key in lower case: "layer". */
  readonly provider: string
  /** How often the provider may be asked with this credential. Default: what the provider publishes. */
  readonly rateLimit?: RateLimit
  readonly [setting: string]: SettingValue | RateLimit | undefined
}

export interface LinkedAccountConfig {
  /** Unique among all accounts; part of every customer id, so renaming an account changes ids. */
  readonly name: string
  /** The name of an entry in `credentials`. */
  readonly credential: string
  /** True when the account is served by a sandbox: its customers are invented. */
  readonly isSandbox?: boolean
  readonly [setting: string]: SettingValue | boolean | undefined
}

/**
 * ```ts
 * createGateway({
 *   credentials: { billing: { provider: 'sequence', clientId: '…', clientSecret: '…', environment: 'production' } },
 *   linkedAccounts: [{ name: 'billing', credential: 'billing' }],
 * })
 * ```
 */
export interface GatewayConfig {
  readonly credentials: Readonly<Record<string, CredentialConfig>>
  /** In the order in which the merged list takes turns. */
  readonly linkedAccounts: readonly LinkedAccountConfig[]
  /** Who may ask. */
  readonly auth?: AuthConfig
}

export interface ResolvedConfig {
  readonly accounts: readonly ResolvedAccount[]
  /** Null when `auth` is not set. */
  readonly auth: ResolvedAuth | null
  /** Resolves an account that is not listed. */
  readonly mint: ResolveMinted
}

/**
 * Throws a ConfigurationError that names every wrong path. `hasOwnViewers`: a host says who asks, and may name businesses
 * that the configuration does not.
 */
export function resolveConfig(
  config: GatewayConfig,
  definitions: readonly ProviderDefinition[] = providers,
  { hasOwnViewers = false } = {},
): ResolvedConfig {
  const problems = createProblemList()
  const report: Report = (path, what) => problems.add(formatPath(path), what)
  const mayMint = hasOwnViewers || mintsAccounts(config.auth)
  const { accounts, credentials } = collectAccounts(config, definitions, report, { mayMint })
  const names = accounts.map(({ account }) => account.name)
  const auth = config.auth === undefined ? null : resolveAuth(config.auth, names, report)
  problems.throwIfAny()
  if (accounts.length === 0 && !mayMint) problems.add('linkedAccounts', 'must have at least one account')
  if (credentials.size === 0) problems.add('credentials', 'must have at least one credential')
  problems.throwIfAny()
  return { accounts, auth, mint: createMint(credentials, accounts) }
}

export const rateLimitSchema = z.strictObject({
  requests: z.number().int().min(1).max(1_000_000),
  seconds: z.number().min(0.1).max(86_400),
})

const shape = z.object({
  credentials: z.record(z.string(), z.looseObject({ provider: z.string(), rateLimit: rateLimitSchema.optional() })),
  linkedAccounts: z.array(
    z.looseObject({ name: z.string(), credential: z.string(), isSandbox: z.boolean().optional() }),
  ),
})

interface CollectedAccounts {
  readonly accounts: readonly ResolvedAccount[]
  /** By name; without those that were found wrong. */
  readonly credentials: ReadonlyMap<string, ResolvedCredential>
}

/** Resolves what can be resolved and reports the rest. `mayMint`: a credential may do without linked accounts. */
export function collectAccounts(
  input: unknown,
  definitions: readonly ProviderDefinition[],
  report: Report,
  { mayMint }: { readonly mayMint: boolean },
): CollectedAccounts {
  const config = check(shape, input, [], report)?.value
  if (config === undefined) return { accounts: [], credentials: new Map() }

  const owners = new Map<string, ProviderDefinition>()
  const credentials = new Map<string, ResolvedCredential>()
  for (const [name, { provider, rateLimit, ...settings }] of Object.entries(config.credentials)) {
    const path = ['credentials', name]
    const definition = definitions.find((candidate) => providerKey(candidate) === provider)
    if (definition === undefined) {
      report([...path, 'provider'], `must be ${joinWords(definitions.map(providerKey), 'or')}`)
      continue
    }
    owners.set(name, definition)
    checkName(name, path, definition, definitions, report)
    const value = check(definition.credentialSchema, revealSecrets(settings), path, report)?.value
    if (value === undefined) continue
    const limit = rateLimit ?? definition.documentedRateLimit(value)
    credentials.set(name, { name, provider: definition, value, rateLimit: limit })
  }

  const used = new Set(config.linkedAccounts.map(({ credential }) => credential))
  for (const name of owners.keys()) {
    if (!used.has(name) && !mayMint) report(['credentials', name], 'is used by no linked account')
  }

  const places = new Map<string, number>()
  const accounts: ResolvedAccount[] = []
  for (const [
    index,
    { name, credential: credentialName, isSandbox = false, ...settings },
  ] of config.linkedAccounts.entries()) {
    const path = ['linkedAccounts', index]
    const twin = places.get(name)
    if (twin === undefined) places.set(name, index)
    else report([...path, 'name'], `is the name of linkedAccounts[${twin}] too`)

    const owner = owners.get(credentialName)
    if (owner === undefined) {
      // A credential of an unknown provider was reported where it stands.
      if (!Object.hasOwn(config.credentials, credentialName))
        report([...path, 'credential'], 'must name an entry of `credentials`')
      continue
    }
    checkName(name, [...path, 'name'], owner, definitions, report)
    if (mintedNamePattern.test(name)) report([...path, 'name'], 'is a name that the gateway makes itself')
    const checked = check(owner.accountSchema, revealSecrets(settings), path, report)
    const credential = credentials.get(credentialName)
    if (credential === undefined || checked === null) continue
    const resolved = resolveAccount(credential, checked.value, { name, isSandbox })
    const double = accounts.find((other) => servesSameBusiness(other.account, resolved.account))
    if (double !== undefined)
      report(
        path,
        `is the same business as linkedAccounts[${places.get(double.account.name)}]: its customers would be listed twice`,
      )
    accounts.push(resolved)
  }
  return { accounts, credentials }
}

/** "layer" */
export function providerKey(definition: ProviderDefinition): string {
  return definition.name.toLowerCase()
}

/**
 * A name is part of ids. A provider's key is the name that its environment variables and its sandbox give their
 * account, so no account of another provider may take it.
 */
function checkName(
  name: string,
  path: readonly (string | number)[],
  owner: ProviderDefinition,
  definitions: readonly ProviderDefinition[],
  report: Report,
): void {
  if (!accountNamePattern.test(name)) {
    report(path, 'must be named with letters, digits, "-" and "_" only, at most 64, beginning with a letter or a digit')
  }
  const namesake = definitions.find((candidate) => providerKey(candidate) === name)
  if (namesake !== undefined && namesake !== owner)
    report(path, `must not be named like another provider (${namesake.title})`)
}

function revealSecrets(settings: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(settings).map(([key, value]) => [key, isSecret(value) ? value.reveal() : value]),
  )
}
