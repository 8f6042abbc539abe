// The configuration file: the gateway's configuration as JSON, for more than one linked account per provider. It holds
// no secret: where a secret belongs it says `{"env": "NAME"}`, and so may any other setting.
import { z } from 'zod'
import { createSecret } from '../domain/secret.ts'
import type { ProviderDefinition } from '../providers/contract.ts'
import { type GatewayConfig, providerKey } from './gateway-config.ts'
import { formatPath, type PathPart, type Report } from './problems.ts'
import { check } from './schema-issues.ts'
import { type Environment, readVariable } from './variables.ts'

const referenceSchema = z.strictObject({ env: z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/) })

const fileSchema = z.object({
  $schema: z.string().optional(),
  credentials: z.record(z.string(), z.looseObject({ provider: z.string() })),
  linkedAccounts: z.array(z.looseObject({ name: z.string(), credential: z.string() })),
  auth: z.unknown().optional(),
})

export interface ConfigFile {
  /** The file with its references resolved. Everything else in it is still to be checked. */
  readonly config: GatewayConfig
  /** Variables that the file refers to. */
  readonly references: ReadonlySet<string>
  /** Keys of the providers that the file has credentials for. */
  readonly providers: ReadonlySet<string>
}

export const emptyConfigFile: ConfigFile = {
  config: { credentials: {}, linkedAccounts: [] },
  references: new Set(),
  providers: new Set(),
}

/** Throws a SyntaxError whose message says where the text stops being JSON, and repeats nothing of it. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch (error) {
    const place = /\(line \d+ column \d+\)/.exec(error instanceof Error ? error.message : '')?.[0]
    throw new SyntaxError(`is not valid JSON${place === undefined ? '' : ` ${place}`}`)
  }
}

/** null when the content does not have the file's shape; what is wrong was reported. */
export function readConfigFile(
  content: unknown,
  environment: Environment,
  definitions: readonly ProviderDefinition[],
  report: Report,
): ConfigFile | null {
  const file = check(fileSchema, withoutUnknownKeys(content, report), [], report)?.value
  if (file === undefined) return null
  const references = new Set<string>()

  function resolve(value: unknown, path: readonly PathPart[], mustRefer: boolean): unknown {
    if (mustRefer && typeof value === 'string') {
      report(path, 'must not stand in the file: write {"env": "NAME"} and set that environment variable')
      return undefined
    }
    if (typeof value !== 'object' || value === null) return value
    const reference = referenceSchema.safeParse(value).data
    if (reference === undefined) {
      report(path, 'must be text, or {"env": "NAME"} with the name of an environment variable')
      return undefined
    }
    references.add(reference.env)
    const found = readVariable(environment, reference.env)
    if (found !== undefined) return mustRefer ? createSecret(found) : found
    report(path, `refers to ${nameOf(reference.env)}, which is not set`)
    return undefined
  }

  function resolveSettings(
    settings: Readonly<Record<string, unknown>>,
    path: readonly PathPart[],
    secrets: ReadonlySet<string>,
    plain: readonly string[],
  ): Record<string, unknown> {
    return Object.fromEntries(
      Object.entries(settings).map(([key, value]) => [
        key,
        plain.includes(key) ? value : resolve(value, [...path, key], secrets.has(key)),
      ]),
    )
  }

  const credentials = Object.entries(file.credentials).map(([name, credential]) => {
    const secrets = secretKeys(definitions, 'credential', credential.provider)
    return [name, resolveSettings(credential, ['credentials', name], secrets, ['provider', 'rateLimit'])] as const
  })
  const linkedAccounts = file.linkedAccounts.map((account, index) => {
    const path = ['linkedAccounts', index]
    const provider = Object.hasOwn(file.credentials, account.credential)
      ? file.credentials[account.credential]?.provider
      : undefined
    // Set by the gateway itself, for the sandboxes that it starts.
    if ('isSandbox' in account) report([...path, 'isSandbox'], 'is not a known setting')
    return resolveSettings(account, path, secretKeys(definitions, 'account', provider), [
      'name',
      'credential',
      'isSandbox',
    ])
  })
  /** At any depth: what `auth` looks like is for its own schema to say. */
  function resolveDeep(value: unknown, path: readonly PathPart[]): unknown {
    const isSecret = formatPath(path) === 'auth.jwt.secret'
    if (isSecret || referenceSchema.safeParse(value).success) return resolve(value, path, isSecret)
    if (Array.isArray(value)) return value.map((one, index) => resolveDeep(one, [...path, index]))
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, resolveDeep(one, [...path, key])]))
  }

  const auth = file.auth === undefined ? {} : { auth: resolveDeep(file.auth, ['auth']) }
  return {
    config: { credentials: Object.fromEntries(credentials), linkedAccounts, ...auth } as unknown as GatewayConfig,
    references,
    providers: new Set(Object.values(file.credentials).map(({ provider }) => provider)),
  }
}

/** Reports keys that mean nothing here, and lets the rest be checked all the same. */
function withoutUnknownKeys(content: unknown, report: Report): unknown {
  if (typeof content !== 'object' || content === null || Array.isArray(content)) return content
  const known = Object.entries(content).filter(([key]) => {
    const isKnown = Object.hasOwn(fileSchema.shape, key)
    if (!isKnown) report([key], 'is not a known setting')
    return isKnown
  })
  return Object.fromEntries(known)
}

function secretKeys(
  definitions: readonly ProviderDefinition[],
  target: 'credential' | 'account',
  provider: string | undefined,
): ReadonlySet<string> {
  const definition = definitions.find((candidate) => providerKey(candidate) === provider)
  const secrets = definition?.environment.filter((variable) => variable.isSecret && variable.target === target) ?? []
  return new Set(secrets.map(({ key }) => key))
}

/** Somebody may have written the secret itself where its variable's name belongs: only what is plainly a name is told. */
function nameOf(reference: string): string {
  return /^[A-Z]{2,}[A-Z0-9]*(_[A-Z0-9]+)+$/.test(reference) ? reference : 'an environment variable'
}
