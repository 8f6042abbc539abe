// The text of `.env.example`: every variable there is, with its default or blank. Copied to `.env` as it stands it
// changes nothing.
import type { ProviderDefinition } from '../providers/contract.ts'
import { providers } from '../providers/registry.ts'
import { generalVariables } from './general.ts'

const widestLine = 118

export function renderEnvironmentExample(definitions: readonly ProviderDefinition[] = providers): string {
  const head = comment(
    'Copy this file to .env; `npm start` reads it. A blank variable counts as not set. With no provider configured the gateway starts sandboxes with invented customers.',
  )
  const general = generalVariables.map(
    ({ name, description, defaultValue }) => `${comment(description)}\n${name}=${defaultValue}`,
  )
  const sections = definitions.map((definition) => {
    const variables = definition.environment.map(({ name, isRequired, description }) => {
      const requirement = isRequired ? `Required for ${definition.title}. ` : ''
      return `${comment(requirement + description)}\n${name}=`
    })
    return [comment(`---- ${definition.title}: ${definition.documentationUrl}`), ...variables].join('\n\n')
  })
  return `${[head, ...general, ...sections].join('\n\n')}\n`
}

function comment(text: string): string {
  const lines = ['#']
  for (const word of text.split(' ')) {
    const line = lines.at(-1) ?? ''
    if (line.length + 1 + word.length > widestLine) lines.push(`# ${word}`)
    else lines[lines.length - 1] = `${line} ${word}`
  }
  return lines.join('\n')
}
