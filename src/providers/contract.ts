// What a provider is to the rest of the gateway: one definition with everything that is derived from it (enum value,
// configuration, capabilities, sandbox), and one client with the same few operations for every provider.
import type { z } from 'zod'
import type { Call } from '../domain/call.ts'
import type { CustomerMap, CustomerRecord } from '../domain/customer.ts'
import type { LinkedAccount } from '../domain/linked-account.ts'
import type { CustomerPage, ListQuery } from '../domain/page.ts'
import type { ProviderCustomerType } from '../domain/provider-fields.ts'
import type { Logger } from '../observability/logger.ts'
import type { Transport } from '../transport/transport.ts'
import type { Sandbox, SandboxOptions } from './sandbox-server.ts'

/** Every method throws `Failure` and nothing else. */
export interface ProviderClient {
  listPage(query: ListQuery, call: Call): Promise<CustomerPage>
  /** The detail answer. Throws NOT_FOUND for an id that the provider does not know. */
  get(nativeId: string, call: Call): Promise<CustomerRecord>
  /**
   * Sends one archive request and returns the customer as the answer shows it. Whether it is archived then is for the
   * record to say (`isArchived`); a doubtful answer is a Failure, and the caller reads back.
   */
  archive(nativeId: string, call: Call): Promise<CustomerRecord>
  /** As `archive`, in the other direction. Throws NOT_SUPPORTED where the provider has no such operation. */
  unarchive(nativeId: string, call: Call): Promise<CustomerRecord>
}

export interface ProviderCapabilities {
  readonly archive: boolean
  readonly unarchive: boolean
  /** Whether a list can say how many customers there are. */
  readonly totalCount: boolean
  /** Whether rows of a list lack fields that the detail answer has; the value names them for the README. */
  readonly detailOnlyFields: readonly string[]
  readonly webhooks: boolean
}

/** One variable of the short form, e.g. LAYER_CLIENT_ID, and where its value goes in the configuration file's shape. */
export interface EnvironmentVariable {
  readonly name: string
  readonly target: 'credential' | 'account'
  readonly key: string
  /** Required as soon as any variable of the provider is set. */
  readonly isRequired: boolean
  readonly isSecret: boolean
  readonly description: string
}

/** What `createClient` gets: values already checked by the definition's own schemas. */
export interface ClientOptions<Credential, Account> {
  readonly account: LinkedAccount
  readonly credential: Credential
  readonly settings: Account
  readonly transport: Transport
  readonly logger: Logger
  /** Unix milliseconds. */
  readonly now: () => number
}

export interface ProviderDefinition<Credential = unknown, Account = unknown> {
  /** Upper case, the GraphQL enum value: LAYER. */
  readonly name: string
  /** As people write it: Layer. */
  readonly title: string
  readonly description: string
  readonly documentationUrl: string
  /** The API version that this client speaks, where the provider has such a thing. */
  readonly apiVersion: string | null
  readonly capabilities: ProviderCapabilities
  /** What a native id looks like; anything else is refused before a URL is built. */
  readonly nativeIdPattern: RegExp
  readonly credentialSchema: z.ZodType<Credential>
  readonly accountSchema: z.ZodType<Account>
  /** The provider's business id and environment, for display and for ids. */
  describeAccount(credential: Credential, account: Account): { businessId: string | null; environment: string }
  readonly environment: readonly EnvironmentVariable[]
  readonly map: CustomerMap
  readonly customerType: ProviderCustomerType
  createClient(options: ClientOptions<Credential, Account>): ProviderClient
  startSandbox(options?: SandboxOptions): Promise<Sandbox>
}

/** Keeps a definition's own types while it is written, and forgets them for the registry. */
export function defineProvider<Credential, Account>(
  definition: ProviderDefinition<Credential, Account>,
): ProviderDefinition {
  return definition as ProviderDefinition
}
