// What the graph has to know of a provider to have a place for it: data, so that a new one changes no file here.
import type { ProviderCoverage } from '../domain/coverage.ts'
import type { ProviderCustomerType } from '../domain/provider-fields.ts'
import type { OrderField } from '../service/customer-order.ts'

export interface SchemaProvider {
  /** The enum value: upper case. */
  readonly name: string
  /** As people write it. */
  readonly title: string
  /** One sentence on what it is. */
  readonly description: string
  readonly documentationUrl: string
  /** The version of its API that is used; null where it has none. */
  readonly apiVersion: string | null
  readonly capabilities: {
    readonly archive: boolean
    readonly unarchive: boolean
    readonly totalCount: boolean
    /** Fields of CustomerFilter. */
    readonly filters: readonly string[]
    readonly orderFields: readonly OrderField[]
    readonly webhooks: boolean
  }
  readonly coverage: ProviderCoverage
  readonly customerType: ProviderCustomerType
}
