// What the graph has to know of a provider to have a place for it: data, so that a new one changes no file here.
import type { ProviderCustomerType } from '../domain/provider-fields.ts'

export interface SchemaProvider {
  /** The enum value: upper case. */
  readonly name: string
  /** As people write it. */
  readonly title: string
  /** One sentence on what it is. */
  readonly description: string
  readonly customerType: ProviderCustomerType
}
