// The table of configuration variables in README.md.
import { generalVariables } from '../src/config/general.ts'
import type { ProviderDefinition } from '../src/providers/contract.ts'
import { table } from './coverage-documents.ts'

export function configurationTable(providers: readonly ProviderDefinition[]): string {
  const general = generalVariables.map(({ name, description, defaultValue }) => [
    `\`${name}\``,
    defaultValue === '' ? '' : `\`${defaultValue}\``,
    description,
  ])
  const ofProviders = providers.flatMap(({ title, environment }) =>
    environment.map(({ name, isRequired, description }) => [
      `\`${name}\``,
      isRequired ? `required for ${title}` : '',
      description,
    ]),
  )
  return table(['variable', 'default', 'meaning'], [...general, ...ofProviders])
}
