// The provider enum, one value per registered provider.
import type { Builder } from '../builder.ts'
import { defineEnum } from '../builder.ts'
import type { SchemaProvider } from '../schema-provider.ts'

export type ProviderRef = ReturnType<typeof defineProvider>

export function defineProvider(builder: Builder, providers: readonly SchemaProvider[]) {
  const values = providers.map(({ name, title, description }) => [name, `${title}. ${description}`])
  return defineEnum<string>(
    builder,
    'Provider',
    'A company whose API keeps customers.',
    Object.fromEntries(values) as Record<string, string>,
  )
}
