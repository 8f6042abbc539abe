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

/** A field that is computed from the provider's row. */
export interface RowField extends ProviderFieldShape {
  readonly read: FieldReader<unknown>
  /** True where rows of a list lack it: it then takes the detail answer, as the unified fields that are DETAIL_ONLY do. */
  readonly isDetailOnly?: boolean
}

/** A list of the caller-owned ids of the customer, for providers that keep them apart: one request per customer. */
export interface ExternalIdsField extends ProviderFieldShape {
  readonly isExternalIds: true
}

/** A field of the provider's own object type, with where its value comes from. */
export type ProviderField = RowField | ExternalIdsField

export interface ProviderCustomerType {
  /** GraphQL name of the object type, e.g. "LayerCustomer". */
  readonly name: string
  readonly description: string
  readonly fields: Readonly<Record<string, ProviderField>>
}
