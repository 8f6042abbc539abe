// How a provider describes the fields that only it knows, without knowing GraphQL: the schema turns this into one
// object type per provider, so that a new provider needs no change there.
import type { FieldReader } from './customer.ts'

export type ProviderFieldType = 'ID' | 'String' | 'Int' | 'Boolean' | 'DateTime' | 'URL' | ProviderObjectType

/** A nested object; its values are plain objects with the same keys as `fields`. */
export interface ProviderObjectType {
  readonly name: string
  readonly description: string
  readonly fields: Readonly<Record<string, ProviderFieldShape>>
}

export interface ProviderFieldShape {
  readonly type: ProviderFieldType
  readonly isList?: boolean
  readonly isNullable: boolean
  readonly description: string
}

/** A field of the provider's own object type, with the reader that computes it from a row. */
export interface ProviderField extends ProviderFieldShape {
  readonly read: FieldReader<unknown>
}

export interface ProviderCustomerType {
  /** GraphQL name of the object type, e.g. "LayerCustomer". */
  readonly name: string
  readonly description: string
  readonly fields: Readonly<Record<string, ProviderField>>
}
