// What the operator said, read once at start-up. The environment and the configuration file end here: the rest of the
// gateway gets plain values. Which providers there are makes no difference to this code; their variables and schemas
// come with their definitions.
import { readFileSync } from 'node:fs'
import { type AuthConfig, isLoopbackHost, mintsAccounts, resolveAuth } from './config/auth.ts'
import { readAuthVariables, reportByAuthVariable } from './config/auth-variables.ts'
import { type ConfigFile, emptyConfigFile, parseJson, readConfigFile } from './config/file.ts'
import { collectAccounts, type GatewayConfig, providerKey } from './config/gateway-config.ts'
import {
  type Mode,
  readGeneralSettings,
  readHttpSettings,
  readSandboxPolicy,
  type SandboxPolicy,
} from './config/general.ts'
import { type HttpSettings, persistedOperationsSchema } from './config/http.ts'
import { createProblemList, formatPath, joinWords, type ProblemList, type Report } from './config/problems.ts'
import { check } from './config/schema-issues.ts'
import {
  type Environment,
  readShortForm,
  readVariable,
  reportByVariable,
  reportMissing,
  reportMisspellings,
  setVariables,
} from './config/variables.ts'
import type { Secret } from './domain/secret.ts'
import type { LogLevel } from './observability/logger.ts'
import type { ProviderDefinition } from './providers/contract.ts'
import { providers } from './providers/registry.ts'

export interface Configuration {
  readonly host: string
  /** 0 takes a free one. */
  readonly port: number
  readonly mode: Mode
  readonly logLevel: LogLevel
  /** Requests to providers that one operation may cause at worst. */
  readonly maximumCost: number
  readonly orderMaximum: number
  /** How the gateway meets its callers. */
  readonly http: HttpSettings
  /** `stdout`, `stderr` or a path. */
  readonly auditLog: string
  readonly auditKey: Secret | undefined
  /** The providers about which nothing was said and whose sandboxes are to be started; see `addSandboxes`. */
  readonly sandboxes: readonly ProviderDefinition[]
  /** The accounts that were configured: checked, and with secrets that do not print. */
  readonly gateway: GatewayConfig
}

export interface ConfigurationOptions {
  /** Reads the configuration file as text. */
  readonly readFile?: (path: string) => string
  readonly providers?: readonly ProviderDefinition[]
}

/**
 * Reads the configuration from environment variables and from the file that GATEWAY_CONFIG names. White space around a
 * value is ignored, and a blank variable counts as not set. Throws one ConfigurationError with everything that is
 * wrong, by name and never by value.
 */
export function readConfiguration(environment: Environment, options: ConfigurationOptions = {}): Configuration {
  const { readFile = (path) => readFileSync(path, 'utf8'), providers: definitions = providers } = options
  const problems = createProblemList()
  const reportByPath: Report = (path, what) =>
    problems.add(path.length === 0 ? 'GATEWAY_CONFIG' : formatPath(path), what)

  const general = readGeneralSettings(environment, problems)
  const http = readHttpSettings(environment, problems)
  const stored = readOperationsAt(readVariable(environment, 'PERSISTED_OPERATIONS'))
  const policy = readSandboxPolicy(environment, problems)
  const file = readFileAt(readVariable(environment, 'GATEWAY_CONFIG'))
  const mayMint = mintsAccounts(file?.config.auth)
  if (file !== null) collectAccounts(file.config, definitions, reportByPath, { mayMint })

  const shortForms: GatewayConfig[] = []
  for (const definition of definitions) {
    reportMisspellings(definition, environment, file?.references ?? new Set(), problems)
    const shortForm = readShortForm(definition, environment)
    if (shortForm === null) continue
    shortForms.push(shortForm)
    collectAccounts(shortForm, definitions, reportByVariable(definition, problems), { mayMint })
    reportMissing(definition, environment, problems)
    if (file?.providers.has(providerKey(definition))) reportSaidTwice(definition, environment, problems)
  }

  const accounts = mergeConfigs([...(file === null ? [] : [file.config]), ...shortForms])
  // What a file that cannot be read would have said about the providers is not known.
  const sandboxes = file === null ? [] : chooseSandboxes(policy, definitions, isConfigured, problems)
  if (file !== null && sandboxes.length === 0 && accounts.linkedAccounts.length === 0 && !mayMint) {
    problems.add('SANDBOX', 'is off and no linked account is configured: there is nothing to serve')
  }
  const auth = file === null ? undefined : readAuth(file.config.auth)
  problems.throwIfAny()
  if (general === null || http === null)
    throw new Error('Settings that are missing must have been reported as a problem.')
  return {
    host: general.HOST,
    port: general.PORT,
    mode: general.NODE_ENV,
    logLevel: general.LOG_LEVEL,
    maximumCost: general.GRAPHQL_MAXIMUM_COST,
    orderMaximum: general.ORDER_MAXIMUM_CUSTOMERS,
    http: stored === null ? http : { ...http, persistedOperations: stored },
    auditLog: general.AUDIT_LOG,
    auditKey: general.AUDIT_KEY,
    sandboxes,
    gateway: auth === undefined ? accounts : { ...accounts, auth },
  }

  /** Undefined: everybody who can reach the gateway is served. */
  function readAuth(inFile: AuthConfig | undefined): AuthConfig | undefined {
    const choice = readVariable(environment, 'AUTH')
    const inVariables = readAuthVariables(environment)
    // Whatever the file has there, also null: who writes `auth` does not mean everybody.
    const auth = inFile === undefined ? (inVariables ?? undefined) : inFile
    if (choice !== undefined && choice !== 'none') {
      problems.add('AUTH', 'must be none, or blank')
    } else if (choice === 'none' && auth !== undefined) {
      problems.add('AUTH', 'must not be none where it is said who may ask: take out one of the two')
    } else if (inFile !== undefined && inVariables !== null) {
      problems.add('AUTH', 'is said twice: in the file that GATEWAY_CONFIG names, and in AUTH_ variables')
    } else if (auth === undefined && choice === undefined && general !== null && !isLoopbackHost(general.HOST)) {
      problems.add(
        'AUTH',
        'is missing: HOST lets other machines in, and nothing says who may ask. Set AUTH_API_KEY_HASHES, AUTH_JWKS_URL or `auth` in the configuration file; AUTH=none serves everybody',
      )
    }
    if (auth === undefined) return undefined
    const names = [...accounts.linkedAccounts.map(({ name }) => name), ...sandboxes.map(providerKey)]
    resolveAuth(auth, names, inFile === undefined ? reportByAuthVariable(problems) : reportByPath)
    return auth
  }

  function readFileAt(path: string | undefined): ConfigFile | null {
    if (path === undefined) return emptyConfigFile
    try {
      return readConfigFile(parseJson(readFile(path)), environment, definitions, reportByPath)
    } catch (error) {
      problems.add('GATEWAY_CONFIG', unreadable(error))
      return null
    }
  }

  /** Null: nothing is said, or it cannot be used. */
  function readOperationsAt(path: string | undefined): Readonly<Record<string, string>> | null {
    if (path === undefined) return null
    try {
      const wrong: Report = () =>
        problems.add('PERSISTED_OPERATIONS', 'names a file that is no object of ids and documents')
      return check(persistedOperationsSchema, parseJson(readFile(path)), [], wrong)?.value ?? null
    } catch (error) {
      problems.add('PERSISTED_OPERATIONS', unreadable(error))
      return null
    }
  }

  function isConfigured(definition: ProviderDefinition): boolean {
    return setVariables(definition, environment).length > 0 || file?.providers.has(providerKey(definition)) === true
  }
}

/** Adds an account for each started sandbox, from the same variables that would lead to the real provider. */
export function addSandboxes(
  config: GatewayConfig,
  sandboxes: readonly { readonly environment: Environment }[],
  definitions: readonly ProviderDefinition[] = providers,
): GatewayConfig {
  const environment: Environment = Object.assign({}, ...sandboxes.map((sandbox) => sandbox.environment))
  const added = definitions.map((definition) => readShortForm(definition, environment, { isSandbox: true }))
  return { ...config, ...mergeConfigs([config, ...added.filter((part) => part !== null)]) }
}

function chooseSandboxes(
  policy: SandboxPolicy | null,
  definitions: readonly ProviderDefinition[],
  isConfigured: (definition: ProviderDefinition) => boolean,
  problems: ProblemList,
): readonly ProviderDefinition[] {
  const real = definitions.filter(isConfigured)
  const others = definitions.filter((definition) => !real.includes(definition))
  if (policy === 'off') return []
  if (policy === 'auto' && real.length > 0 && others.length > 0) {
    const [configured, missing] = [joinWords(titles(real)), joinWords(titles(others))]
    problems.add(
      'SANDBOX',
      `does not say what is to become of ${missing}: only ${configured} ${real.length === 1 ? 'is' : 'are'} configured. SANDBOX=off serves nothing else; SANDBOX=mixed adds sandboxes, with invented customers beside the real ones`,
    )
  }
  return others
}

function reportSaidTwice(definition: ProviderDefinition, environment: Environment, problems: ProblemList): void {
  for (const name of setVariables(definition, environment)) {
    problems.add(name, `must not be set: the file that GATEWAY_CONFIG names has ${definition.title} accounts already`)
  }
}

function mergeConfigs(parts: readonly GatewayConfig[]): GatewayConfig {
  return {
    credentials: Object.assign({}, ...parts.map(({ credentials }) => credentials)),
    linkedAccounts: parts.flatMap(({ linkedAccounts }) => linkedAccounts),
  }
}

/** Neither the path nor the text: only what kind of trouble it is. */
function unreadable(error: unknown): string {
  if (error instanceof SyntaxError) return `names a file that ${error.message}`
  const code = error instanceof Error && 'code' in error ? error.code : null
  if (code === 'ENOENT') return 'names a file that does not exist'
  return `names a file that cannot be read${typeof code === 'string' ? ` (${code})` : ''}`
}

function titles(definitions: readonly ProviderDefinition[]): string[] {
  return definitions.map(({ title }) => title)
}
