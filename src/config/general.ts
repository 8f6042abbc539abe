// The variables that are the gateway's own, whatever providers there are.
import { isIP } from 'node:net'
import { z } from 'zod'
import { createSecret, type Secret } from '../domain/secret.ts'
import { type LogLevel, logLevels } from '../observability/logger.ts'
import { type AuthVariable, authVariables } from './auth-variables.ts'
import { type HttpSettings, httpSettingsSchema, httpVariables } from './http.ts'
import { joinWords, type ProblemList, type Report } from './problems.ts'
import { check } from './schema-issues.ts'
import { type Environment, readVariable } from './variables.ts'

export const modes = ['development', 'production', 'test'] as const
export type Mode = (typeof modes)[number]

const sandboxPolicies = ['auto', 'mixed', 'off'] as const
export type SandboxPolicy = (typeof sandboxPolicies)[number]

/** Requests to providers that one operation may cause at worst. */
export const defaultMaximumCost = 2_500
export const defaultOrderMaximum = 2_000

export interface GeneralSettings {
  readonly HOST: string
  readonly PORT: number
  readonly NODE_ENV: Mode
  readonly LOG_LEVEL: LogLevel
  readonly GRAPHQL_MAXIMUM_COST: number
  readonly ORDER_MAXIMUM_CUSTOMERS: number
  readonly AUDIT_LOG: string
  readonly AUDIT_KEY?: Secret | undefined
}

interface GeneralVariable {
  readonly name:
    | keyof GeneralSettings
    | (typeof httpVariables)[number]['name']
    | 'SANDBOX'
    | 'GATEWAY_CONFIG'
    | AuthVariable
  readonly description: string
  /** As one would write it; blank where there is none. */
  readonly defaultValue: string
}

const levels = logLevels.map((level) => `\`${level}\``)

export const generalVariables: readonly GeneralVariable[] = [
  {
    name: 'HOST',
    description: 'Address to listen on; `0.0.0.0` lets other machines in.',
    defaultValue: '127.0.0.1',
  },
  {
    name: 'PORT',
    description: 'Port to listen on; `0` takes a free one.',
    defaultValue: '4000',
  },
  {
    name: 'NODE_ENV',
    description: '`development` (default), `production` or `test`.',
    defaultValue: 'development',
  },
  {
    name: 'LOG_LEVEL',
    description: `The least severe level that is logged: ${joinWords(levels, 'or')}.`,
    defaultValue: 'info',
  },
  {
    name: 'GRAPHQL_MAXIMUM_COST',
    description: 'Requests to providers that one operation may cause at worst; dearer ones are refused.',
    defaultValue: String(defaultMaximumCost),
  },
  {
    name: 'ORDER_MAXIMUM_CUSTOMERS',
    description:
      'Customers of one linked account that a request may read to put them in order; those of larger accounts come last.',
    defaultValue: String(defaultOrderMaximum),
  },
  ...httpVariables,
  {
    name: 'AUDIT_LOG',
    description:
      'Where each change of a customer is recorded as a line of JSON: `stderr`, `stdout`, or the path of a file to append to. While it cannot be written to, nothing is changed.',
    defaultValue: 'stderr',
  },
  {
    name: 'AUDIT_KEY',
    description:
      'A secret of 16 characters or more that makes the hashes in the audit log comparable across processes; a random one is made at each start without it.',
    defaultValue: '',
  },
  {
    name: 'SANDBOX',
    description:
      'When a provider without configuration is served by a sandbox with invented customers: `auto` (default) when no provider is configured, `mixed` also beside configured ones, `off` never.',
    defaultValue: 'auto',
  },
  {
    name: 'GATEWAY_CONFIG',
    description: 'Path of a JSON file, for more than one linked account per provider.',
    defaultValue: '',
  },
  ...authVariables,
]

const auditKeyRule = 'must have 16 characters or more'
const hostRule = 'must be a host name or an IP address, without a scheme or a port'
const costRule = 'must be a whole number from 1 to 1000000'
const portRule = 'must be a whole number from 0 to 65535'

const settingsSchema: z.ZodType<GeneralSettings> = z.object({
  HOST: z.string().refine(isHost, { error: hostRule }).default('127.0.0.1'),
  PORT: z.string().refine(isPort, { error: portRule }).transform(Number).default(4000),
  NODE_ENV: z.enum(modes).default('development'),
  LOG_LEVEL: z.enum(logLevels).default('info'),
  AUDIT_LOG: z.string().default('stderr'),
  AUDIT_KEY: z
    .string()
    .refine((key) => key.length >= 16, { error: auditKeyRule })
    .transform(createSecret)
    .optional(),
  ORDER_MAXIMUM_CUSTOMERS: z
    .string()
    .refine(isCost, { error: costRule })
    .transform(Number)
    .default(defaultOrderMaximum),
  GRAPHQL_MAXIMUM_COST: z.string().refine(isCost, { error: costRule }).transform(Number).default(defaultMaximumCost),
})

const policySchema = z.enum(sandboxPolicies).default('auto')

/** null when something was wrong, and was added to the problems. */
export function readGeneralSettings(environment: Environment, problems: ProblemList): GeneralSettings | null {
  return readVariables(settingsSchema, environment, problems)
}

/** How the gateway meets its callers; null likewise. */
export function readHttpSettings(environment: Environment, problems: ProblemList): HttpSettings | null {
  return readVariables(httpSettingsSchema, environment, problems)
}

/** Apart from the others, so that a wrong port does not hide what is to be said about sandboxes. */
export function readSandboxPolicy(environment: Environment, problems: ProblemList): SandboxPolicy | null {
  const report: Report = (_, what) => problems.add('SANDBOX', what)
  return check(policySchema, readVariable(environment, 'SANDBOX'), [], report)?.value ?? null
}

function readVariables<Settings>(
  schema: z.ZodType<Settings>,
  environment: Environment,
  problems: ProblemList,
): Settings | null {
  const set = Object.fromEntries(generalVariables.map(({ name }) => [name, readVariable(environment, name)]))
  return check(schema, set, [], ([name], what) => problems.add(String(name), what))?.value ?? null
}

function isHost(text: string): boolean {
  return isIP(text) !== 0 || /^[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?$/.test(text)
}

function isPort(text: string): boolean {
  return /^\d{1,5}$/.test(text) && Number(text) <= 65_535
}

function isCost(text: string): boolean {
  return /^\d{1,7}$/.test(text) && Number(text) >= 1 && Number(text) <= 1_000_000
}
