// The short form: one linked account per provider, said in environment variables. Which variables there are comes from
// the provider definitions; here they are turned into the shape that the configuration file has.
import { createSecret } from '../domain/secret.ts'
import type { ProviderDefinition } from '../providers/contract.ts'
import { type GatewayConfig, providerKey, type SettingValue } from './gateway-config.ts'
import type { PathPart, ProblemList, Report } from './problems.ts'

/** `process.env`, or any record like it. */
export type Environment = Readonly<Record<string, string | undefined>>

/** The variable without surrounding white space; undefined when it is not set or blank. */
export function readVariable(environment: Environment, name: string): string | undefined {
  const value = Object.hasOwn(environment, name) ? environment[name]?.trim() : undefined
  return value === '' ? undefined : value
}

/** The provider's variables that are set. */
export function setVariables(definition: ProviderDefinition, environment: Environment): readonly string[] {
  return definition.environment.map(({ name }) => name).filter((name) => readVariable(environment, name) !== undefined)
}

/** One credential and one linked account, both named like the provider; null when none of its variables is set. */
export function readShortForm(
  definition: ProviderDefinition,
  environment: Environment,
  { isSandbox = false } = {},
): GatewayConfig | null {
  if (setVariables(definition, environment).length === 0) return null
  const settings = { credential: {} as Record<string, SettingValue>, account: {} as Record<string, SettingValue> }
  for (const { name, target, key, isSecret } of definition.environment) {
    const value = readVariable(environment, name)
    if (value !== undefined) settings[target][key] = isSecret ? createSecret(value) : value
  }
  const name = providerKey(definition)
  return {
    credentials: { [name]: { ...settings.credential, provider: name } },
    linkedAccounts: [{ ...settings.account, name, credential: name, ...(isSandbox ? { isSandbox } : {}) }],
  }
}

/** Reports problems of a short form by the name of the variable at fault. */
export function reportByVariable(definition: ProviderDefinition, problems: ProblemList): Report {
  return (path, what) => problems.add(variableAt(definition, path), what === 'is missing' ? missing(definition) : what)
}

/** A variable can be required although its provider's schemas could do without the setting. */
export function reportMissing(definition: ProviderDefinition, environment: Environment, problems: ProblemList): void {
  for (const { name, isRequired } of definition.environment) {
    if (isRequired && readVariable(environment, name) === undefined) problems.add(name, missing(definition))
  }
}

function missing(definition: ProviderDefinition): string {
  const required = definition.environment.filter(({ isRequired }) => isRequired).map(({ name }) => name)
  return `is missing. To use ${definition.title} set ${required.join(', ')}; to use its sandbox set none of its variables`
}

function variableAt(definition: ProviderDefinition, [root, , key]: readonly PathPart[]): string {
  const target = root === 'credentials' ? 'credential' : 'account'
  const variable = definition.environment.find((candidate) => candidate.target === target && candidate.key === key)
  return variable?.name ?? `${definition.name}_*`
}

/**
 * Reports variables that look like a misspelt variable of a provider. Anything else with a provider's prefix is left
 * alone: `SEQUENCE_` and `LAYER_` are common words, and a platform may have variables of its own.
 */
export function reportMisspellings(
  definition: ProviderDefinition,
  environment: Environment,
  exempt: ReadonlySet<string>,
  problems: ProblemList,
): void {
  const known = definition.environment.map(({ name }) => name)
  for (const name of Object.keys(environment)) {
    if (!name.toUpperCase().startsWith(definition.name) || known.includes(name) || exempt.has(name)) continue
    if (readVariable(environment, name) === undefined) continue
    const likely = known.find(
      (candidate) => readVariable(environment, candidate) === undefined && looksLike(name, candidate),
    )
    if (likely !== undefined) problems.add(name, `is not a variable of this gateway. Is ${likely} meant?`)
  }
}

function looksLike(name: string, candidate: string): boolean {
  return editDistance(bare(name), bare(candidate)) <= 2
}

function bare(name: string): string {
  return name.toUpperCase().replaceAll(/[^A-Z0-9]/g, '')
}

/** How many letters have to be put in, taken out or replaced to make one word of the other. */
function editDistance(one: string, other: string): number {
  let previous = Array.from({ length: other.length + 1 }, (_, index) => index)
  for (const [row, letter] of [...one].entries()) {
    const current = [row + 1]
    for (const [column, otherLetter] of [...other].entries()) {
      const replaced = (previous[column] ?? 0) + (letter === otherLetter ? 0 : 1)
      current.push(Math.min(replaced, (previous[column + 1] ?? 0) + 1, (current[column] ?? 0) + 1))
    }
    previous = current
  }
  return previous.at(-1) ?? 0
}
