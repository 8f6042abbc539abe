// The Pothos builder: what every type of the graph is defined with, and what the types may assume of each other. One
// builder makes one schema; nothing is shared between two.
import SchemaBuilder from '@pothos/core'
import type { SchemaContext } from './context.ts'

export interface SchemaTypes {
  Context: SchemaContext
  Scalars: {
    DateTime: { Input: string; Output: string }
    Decimal: { Input: string; Output: string }
    ID: { Input: string; Output: string }
    JSON: { Input: unknown; Output: unknown }
    URL: { Input: string; Output: string }
  }
  DefaultFieldNullability: false
}

export type Builder = ReturnType<typeof createBuilder>

/** Fields cannot be null unless they say so: a nullable field is a statement about a provider, not a default. */
export function createBuilder() {
  return new SchemaBuilder<SchemaTypes>({ defaultFieldNullability: false })
}

/** An enum whose values are exactly those of a union type, each with its description. */
export function defineEnum<Value extends string>(
  builder: Builder,
  name: string,
  description: string,
  values: Readonly<Record<Value, string>>,
) {
  const described = Object.entries<string>(values).map(([value, text]) => [value, { description: text }])
  return builder.enumType(name, {
    description,
    values: Object.fromEntries(described) as Record<Value, { description: string }>,
  })
}
