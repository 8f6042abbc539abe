// What a provider is to the rest of the gateway: one definition with everything that is derived from it (enum value,
// configuration, capabilities, sandbox), and one client with the same few operations for every provider.
import type { z } from 'zod'
import type { Call } from '../domain/call.ts'
import type { ProviderCoverage } from '../domain/coverage.ts'
import type { RateLimit } from '../domain/credential-condition.ts'
import type { CustomerRecord } from '../domain/customer.ts'
import type { LinkedAccount } from '../domain/linked-account.ts'
import type { CustomerPage, ListQuery } from '../domain/page.ts'
import type { ProviderCustomerType } from '../domain/provider-fields.ts'
import type { Logger } from '../observability/logger.ts'
import type { Transport, UpstreamUrl } from '../transport/transport.ts'
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
  /** The request that `archive` or `unarchive` would send; null where the provider has no such operation. */
  plan(change: Change, nativeId: string): PlannedCall | null
  /**
   * Every customer that carries this caller-owned id, archived ones included; nothing that is only like it. `read`
   * gets a customer by its id, for providers that answer the question with an id; default: this client's `get`.
   */
  findByExternalId(
    externalId: string,
    call: Call,
    read?: (nativeId: string) => Promise<CustomerRecord>,
  ): Promise<readonly CustomerRecord[]>
  /** The caller-owned ids of a customer, each once: those that `findByExternalId` finds it by. */
  readExternalIds(record: CustomerRecord, call: Call): Promise<readonly string[]>
}

export type Change = 'archive' | 'unarchive'

export interface PlannedCall {
  readonly method: 'POST'
  /** Holds no secret: credentials travel in headers. */
  readonly url: UpstreamUrl
}

export type FilterField = 'externalId' | 'nameContains' | 'email'

export type OrderField = 'SOURCE' | 'DISPLAY_NAME' | 'CREATED_AT'

export interface ProviderCapabilities {
  readonly archive: boolean
  readonly unarchive: boolean
  /** Whether a list can say how many customers there are. */
  readonly totalCount: boolean
  /** Conditions that the provider applies by itself; the gateway applies the others while it reads. */
  readonly filters: readonly FilterField[]
  /** Orders that the gateway can make of what the provider's rows carry. */
  readonly orderFields: readonly OrderField[]
  readonly webhooks: boolean
}

/** One variable of the short form, e.g. LAYER_CLIENT_ID, and the key of the configuration file that it stands for. */
export interface EnvironmentVariable {
  readonly name: string
  readonly target: 'credential' | 'account'
  readonly key: string
  /** Required as soon as any variable of the provider is set. */
  readonly isRequired: boolean
  readonly isSecret: boolean
  readonly description: string
}

export interface SessionOptions<Credential> {
  readonly credential: Credential
  readonly transport: Transport
  readonly logger: Logger
  /** Unix milliseconds. */
  readonly now: () => number
}

export interface ClientOptions<Credential, Account, Session> extends SessionOptions<Credential> {
  readonly account: LinkedAccount
  readonly settings: Account
  /** What all accounts of the credential share. */
  readonly session: Session
}

/**
 * `Credential` and `Account` are the two halves of a provider's configuration, in the shape that the schemas below
 * give them; `Session` is what the accounts of one credential share: tokens.
 */
export interface ProviderDefinition<Credential = unknown, Account = unknown, Session = unknown> {
  /** Upper case, the GraphQL enum value: LAYER. */
  readonly name: string
  /** As people write it: Layer. */
  readonly title: string
  /** One sentence on what the provider is. */
  readonly description: string
  readonly documentationUrl: string
  /** The API version that this client speaks, where the provider has such a thing. */
  readonly apiVersion: string | null
  readonly capabilities: ProviderCapabilities
  /** Where each unified field comes from, and which there are. */
  readonly coverage: ProviderCoverage
  /** What each change means at this provider, in sentences for the person who is about to make it. */
  readonly consequences: Readonly<Record<Change, readonly string[]>>
  /** Members of a row that expire, and must not be kept for longer than the request that read them. */
  readonly perishableMembers: readonly string[]
  /** What a native id looks like; anything else is refused before a URL is built. */
  readonly nativeIdPattern: RegExp
  /** Takes secrets as plain strings, which the configuration has resolved before, and gives them back wrapped. */
  readonly credentialSchema: z.ZodType<Credential>
  readonly accountSchema: z.ZodType<Account>
  /** What is shown of an account. */
  describeAccount(credential: Credential, account: Account): { businessId: string | null; environment: string }
  /** What the provider publishes about how often it may be asked with this credential; null: nothing. */
  documentedRateLimit(credential: Credential): RateLimit | null
  readonly environment: readonly EnvironmentVariable[]
  readonly customerType: ProviderCustomerType
  createSession(options: SessionOptions<Credential>): Session
  createClient(options: ClientOptions<Credential, Account, Session>): ProviderClient
  startSandbox(options?: SandboxOptions): Promise<Sandbox>
}

/** Checks a definition against its own types, and forgets them for the registry. */
export function defineProvider<Credential, Account, Session>(
  definition: ProviderDefinition<Credential, Account, Session>,
): ProviderDefinition {
  return definition as unknown as ProviderDefinition
}
