// What a provider has of the unified customer, told once: a table per provider, from which the graph, the descriptions
// of its fields and the documents are made, and which a test holds against what the maps really do.
import type { CustomerField } from './customer.ts'

/**
 * - `ALWAYS`: every row has it, of a list as well as of a get.
 * - `OPTIONAL`: every answer can carry it; it may be empty.
 * - `DETAIL_ONLY`: rows of a list lack it. It costs one request per listed customer, shared with the other such fields,
 *   and may be empty then.
 * - `DERIVED`: the provider has no such field; it is computed from others.
 * - `NEVER`: the provider has no such thing. The field is null, a list empty.
 */
export type FieldSupport = 'ALWAYS' | 'OPTIONAL' | 'DETAIL_ONLY' | 'DERIVED' | 'NEVER'

export interface FieldCoverage {
  readonly support: FieldSupport
  /** Where in the provider's JSON it is read from, e.g. `address.line1` or `contacts[].email`. Empty for NEVER. */
  readonly nativePaths: readonly string[]
  /** What a reader of the table would otherwise learn the hard way. */
  readonly note?: string
}

export type ProviderCoverage = Readonly<Record<CustomerField, FieldCoverage>>

/** The parts of a provider that texts about its coverage need. */
export interface CoveredProvider {
  /** As people write it: Layer. */
  readonly title: string
  readonly coverage: ProviderCoverage
}

/** Support in the words of tables and descriptions. */
export const supportWords: Readonly<Record<FieldSupport, string>> = {
  ALWAYS: 'always',
  OPTIONAL: 'optional',
  DETAIL_ONLY: 'detail only',
  DERIVED: 'derived',
  NEVER: '—',
}

/**
 * One sentence per provider on where a field comes from, for the field's description, e.g. "Layer: always null.
 * Sequence: detail only (`contacts`). Thred: optional (`email`)."
 */
export function describeCoverage(field: CustomerField, providers: readonly CoveredProvider[]): string {
  return providers.map(({ title, coverage }) => `${title}: ${describeField(field, coverage[field])}.`).join(' ')
}

function describeField(field: CustomerField, { support, nativePaths }: FieldCoverage): string {
  if (support === 'NEVER') return field === 'tags' ? 'always empty' : 'always null'
  const keys = [...new Set(nativePaths.map(topLevelKey))].map((key) => `\`${key}\``)
  return `${supportWords[support]} (${keys.join(', ')})`
}

/** The member of the row that a path starts at: `contacts[].email` starts at `contacts`. */
export function topLevelKey(path: string): string {
  return /^[^.[]*/.exec(path)?.[0] ?? path
}
