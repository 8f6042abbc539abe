/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';
/** Why a field of a customer is null. */
export type AbsenceReason =
  /** The provider has the field, and nothing in it for this customer. */
  | 'EMPTY_AT_PROVIDER'
  /** The provider has no such field. */
  | 'NOT_SUPPORTED_BY_PROVIDER'
  /** The provider has a value there that cannot be read as what the field is; `warnings` says which. */
  | 'UNMAPPABLE'
  /** Rows of a list lack the field, and the customer itself could not be read; `errors` says why. */
  | 'UPSTREAM_FAILED';

/** What became of a request to archive or unarchive. */
export type ArchiveOutcome =
  /** The customer was active before. Nothing was sent that changes anything. */
  | 'ALREADY_ACTIVE'
  /** The customer was archived before. Nothing was sent that changes anything. */
  | 'ALREADY_ARCHIVED'
  /** The customer was active and is archived now. */
  | 'ARCHIVED'
  /** Not known: the request was sent, no clear answer came, and reading the customer back failed too. Asking again is safe. */
  | 'INDETERMINATE'
  /** The customer was not changed; `userErrors` says why. */
  | 'NOT_CHANGED'
  /** A dry run: the customer exists and could be changed. Nothing was. */
  | 'PLANNED'
  /** The customer was archived and is active now. */
  | 'UNARCHIVED';

/** Which customers to archive: by id or as a group, not both. */
export type ArchiveTarget =
  {   /** Every customer with this caller-owned id, at every linked account: one real-world customer. See `customerGroup`. */
  groupExternalId: string; ids?: never; }
  |  { groupExternalId?: never;   /** The `id` of each customer, at most 100. One that comes twice is archived once. */
  ids: Array<string>; };

/** Which part a contact has in billing. */
export type BillingPreference =
  /** Gets no invoices. */
  | 'NONE'
  /** Invoices are addressed to this person. */
  | 'PRIMARY'
  /** Gets a copy of invoices. */
  | 'STANDARD'
  /** The provider gave a value that this gateway does not know. */
  | 'UNKNOWN';

/** How exact a count is. */
export type CountPrecision =
  /** Some account did not count, or did not answer: there may be more. */
  | 'AT_LEAST'
  /** Every account counted. */
  | 'EXACT';

/** Which customers are wanted: those for which every condition holds. What a provider cannot apply itself the gateway applies while it reads, within a bound: a page can then be short, or empty, although `hasNextPage` is true. `SourceOk.filterExecution` tells who applied it. */
export type CustomerFilter = {
  /** With this e-mail address, in any case: the one of the customer or of a contact that is not archived. */
  email?: string | null | undefined;
  /** With exactly this caller-owned id: the `externalId`, or at a provider that has aliases one of those. Every provider is asked for it directly; nothing is listed. */
  externalId?: string | null | undefined;
  /** Only of these linked accounts. An id that is none of yours is refused, and so is an empty list. */
  linkedAccountIds?: Array<string> | null | undefined;
  /** With this text as a part of the company name or of the individual name, in any case. */
  nameContains?: string | null | undefined;
  /** Only of these providers. An empty list is refused. */
  providers?: Array<Provider> | null | undefined;
  /** Only with one of these statuses. It decides about archived customers by itself: they are listed if ARCHIVED is among them, whatever `includeArchived` says. An empty list is refused. */
  status?: Array<CustomerStatus> | null | undefined;
};

/** In which order customers are listed. Other orders than SOURCE are made by the gateway, which reads the whole of every account for each page, up to a bound (2,000 customers unless the operator says otherwise). The customers of an account with more than that come last, in the order of its provider, and the account is reported as ORDER_UNSUPPORTED. */
export type CustomerOrder = {
  /** From which end. */
  direction: OrderDirection;
  /** What goes first. */
  field: CustomerOrderField;
};

/** What customers can be put in order by. */
export type CustomerOrderField =
  /** By `createdAt`; customers without one come behind those that have one. Every account is read as a whole, up to a bound. An account whose provider keeps no such dates is reported as ORDER_UNSUPPORTED, and its customers come last. */
  | 'CREATED_AT'
  /** By `displayName` as in a list for people: case and accents matter only between equal letters, numbers go by their value. Every account is read as a whole, up to a bound. */
  | 'DISPLAY_NAME'
  /** The linked accounts in turn, one customer each, every account in the order of its provider. Only ASC. */
  | 'SOURCE';

/** Whether a customer is in use. */
export type CustomerStatus =
  /** In use. */
  | 'ACTIVE'
  /** Archived: kept, and left out of lists unless `includeArchived` is true. */
  | 'ARCHIVED'
  /** Not finished yet. Not every provider has drafts. */
  | 'DRAFT'
  /** Not known: the provider gave a status that this gateway does not know (see `nativeStatus`) or could not be asked for it. Never a stand-in for ACTIVE. */
  | 'UNKNOWN';

/** How far a provider has a field. */
export type FieldSupport =
  /** Every customer has it, in a list as well as read by its id. */
  | 'ALWAYS'
  /** The provider has no such field; it is computed from others. */
  | 'DERIVED'
  /** Rows of a list lack it. Selecting it costs one request per listed customer, shared by all such fields; it may be empty then. */
  | 'DETAIL_ONLY'
  /** The provider has no such thing: the field is null, a list empty. */
  | 'NEVER'
  /** Every answer can carry it; it may be empty. */
  | 'OPTIONAL';

/** Who applied a filter. */
export type FilterExecution =
  /** The gateway applied the conditions to the customers that it read. */
  | 'GATEWAY'
  /** The provider applied some conditions, and the gateway the others. */
  | 'MIXED'
  /** There was no condition on customers. */
  | 'NONE'
  /** The provider applied every condition. */
  | 'PUSHED_DOWN';

/** How a linked account is doing, by what its latest requests met. */
export type LinkedAccountStatus =
  /** The provider failed too often. It is left alone for some seconds, and then asked once whether it is back. */
  | 'CIRCUIT_OPEN'
  /** The provider refuses the credentials. This stays so until somebody changes them. */
  | 'CREDENTIALS_REJECTED'
  /** The latest request failed: a time-out, a lost connection, a rate limit, or an answer that made no sense. */
  | 'DEGRADED'
  /** The latest request that said anything about the provider succeeded, or none has been made yet. */
  | 'HEALTHY';

/** What kind of value had to be bent. */
export type MappingWarningCode =
  /** Two values of the provider disagree; `message` says which one is shown. */
  | 'CONFLICTING_VALUES'
  /** The customer has no name; `displayName` fell back to an id. */
  | 'MISSING_NAME'
  /** A value that this gateway does not know; the field reads UNKNOWN or null. */
  | 'UNKNOWN_VALUE'
  /** A date that is no ISO 8601 instant; the field is null. */
  | 'UNREADABLE_DATE'
  /** A value of another type than documented; it was converted, or the field is null. */
  | 'WRONG_TYPE';

/** Which end of an order comes first. */
export type OrderDirection =
  /** From A to Z, from old to new. */
  | 'ASC'
  /** From Z to A, from new to old. */
  | 'DESC';

/** A company whose API keeps customers. */
export type Provider =
  /** Layer. Embedded accounting for platforms in the United States and Canada. */
  | 'LAYER'
  /** Sequence. Billing and revenue platform. */
  | 'SEQUENCE'
  /** Thred. Embedded accounting for platforms in Europe, the United Kingdom and parts of Asia-Pacific. */
  | 'THRED';

/** Why a linked account was not asked. */
export type SkipReason =
  /** Every customer of this account was on an earlier page. */
  | 'EXHAUSTED'
  /** Its provider keeps nothing that the filter could be compared with, so none of its customers match. */
  | 'FILTER_UNSUPPORTED'
  /** Its provider keeps nothing that the order could go by. Its customers come last. */
  | 'ORDER_UNSUPPORTED';

/** What happened when a provider was asked. */
export type SourceErrorCode =
  /** An answer came and cannot be what it should be, or the provider refused a correct request. */
  | 'BAD_RESPONSE'
  /** The caller went away before the answer was there. */
  | 'CANCELLED'
  /** The provider failed too often a moment ago; nothing was sent. */
  | 'CIRCUIT_OPEN'
  /** The provider refuses the credentials of the linked account. Somebody has to change them. */
  | 'CREDENTIALS'
  /** The credentials are good, but may not do this. */
  | 'FORBIDDEN'
  /** The provider does not know what was asked for, e.g. the business. */
  | 'NOT_FOUND'
  /** The provider asked for fewer requests, or its known limit leaves no turn in time. */
  | 'RATE_LIMITED'
  /** No complete answer came in time. */
  | 'TIMED_OUT'
  /** The provider could not be reached, broke the connection off, or answered that it is out of order (5xx). */
  | 'UNAVAILABLE';

/** Whether tax is charged to a customer. */
export type TaxStatus =
  /** The customer accounts for the tax. Not every provider can say so. */
  | 'REVERSE_CHARGED'
  /** Tax is charged. */
  | 'TAXED'
  /** No tax is charged. */
  | 'TAX_EXEMPT'
  /** The provider gave a value that this gateway does not know. */
  | 'UNKNOWN';

export type ArchiveCustomerMutationVariables = Exact<{
  id: string;
}>;


export type ArchiveCustomerMutation = { archiveCustomer: { outcome: ArchiveOutcome, customer: { id: string, displayName: string, status: CustomerStatus, isArchived: boolean | null, archivedAt: string | null } | null, userErrors: Array<
      | { __typename: 'CustomerNotFoundError', code: string, message: string, path: Array<string> }
      | { __typename: 'IdempotencyConflictError', code: string, message: string, path: Array<string> }
      | { __typename: 'InvalidIdError', code: string, message: string, path: Array<string> }
      | { __typename: 'OperationNotSupportedError', code: string, message: string, path: Array<string> }
      | { __typename: 'PermissionError', code: string, message: string, path: Array<string> }
      | { __typename: 'ProviderRejectedError', code: string, message: string, path: Array<string> }
      | { __typename: 'SourceUnavailableError', code: string, message: string, path: Array<string> }
    > } | null };

export type ArchiveCustomersMutationVariables = Exact<{
  target: ArchiveTarget;
  idempotencyKey?: string | null | undefined;
  dryRun?: boolean;
}>;


export type ArchiveCustomersMutation = { archiveCustomers: { summary: { changed: number, unchanged: number, failed: number, indeterminate: number }, results: Array<{ id: string, outcome: ArchiveOutcome, customer: { provider: Provider, displayName: string, isArchived: boolean | null } | null, userErrors: Array<
        | { __typename: 'CustomerNotFoundError', code: string, message: string, path: Array<string> }
        | { __typename: 'IdempotencyConflictError', code: string, message: string, path: Array<string> }
        | { __typename: 'InvalidIdError', code: string, message: string, path: Array<string> }
        | { __typename: 'OperationNotSupportedError', code: string, message: string, path: Array<string> }
        | { __typename: 'PermissionError', code: string, message: string, path: Array<string> }
        | { __typename: 'ProviderRejectedError', code: string, message: string, path: Array<string> }
        | { __typename: 'SourceUnavailableError', code: string, message: string, path: Array<string> }
      > }>, userErrors: Array<
      | { __typename: 'CustomerNotFoundError', code: string, message: string }
      | { __typename: 'IdempotencyConflictError', code: string, message: string }
      | { __typename: 'InvalidIdError', code: string, message: string }
      | { __typename: 'OperationNotSupportedError', code: string, message: string }
      | { __typename: 'PermissionError', code: string, message: string }
      | { __typename: 'ProviderRejectedError', code: string, message: string }
      | { __typename: 'SourceUnavailableError', code: string, message: string }
    > } | null };

export type CountCustomersQueryVariables = Exact<{
  includeArchived?: boolean;
}>;


export type CountCustomersQuery = { customers: { totalCount: { count: number, precision: CountPrecision } | null } | null };

export type GetCounterpartsQueryVariables = Exact<{
  id: string;
}>;


export type GetCounterpartsQuery = { customer: { displayName: string, provider: Provider, counterparts: Array<{ matchedOn: Array<string>, customer: { id: string, provider: Provider, displayName: string, status: CustomerStatus } }> } | null };

export type GetCustomerGroupQueryVariables = Exact<{
  externalId: string;
}>;


export type GetCustomerGroupQuery = { customerGroup: { externalId: string, hasStatusConflict: boolean, isComplete: boolean, members: Array<{ id: string, provider: Provider, displayName: string, status: CustomerStatus, isArchived: boolean | null }>, sources: Array<
      | { __typename: 'SourceFailed', code: SourceErrorCode, message: string, provider: Provider }
      | { __typename: 'SourceOk', provider: Provider }
      | { __typename: 'SourceSkipped', provider: Provider }
    > } | null };

export type ExplainCustomerQueryVariables = Exact<{
  id: string;
}>;


export type ExplainCustomerQuery = { customer: { displayName: string, status: CustomerStatus, raw: unknown, absences: Array<{ field: string, reason: AbsenceReason }>, warnings: Array<{ code: MappingWarningCode, field: string, nativeValue: string | null, message: string }>, providerData:
      | { __typename: 'LayerCustomer' }
      | { __typename: 'SequenceCustomer', apiVersion: string, aliases: Array<string> | null }
      | { __typename: 'ThredCustomer' }
     } | null };

export type FilterCustomersQueryVariables = Exact<{
  filter: CustomerFilter;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type FilterCustomersQuery = { customers: { nodes: Array<{ id: string, provider: Provider, displayName: string, email: string | null, status: CustomerStatus }>, pageInfo: { hasNextPage: boolean, endCursor: string | null }, sources: Array<
      | { __typename: 'SourceFailed', linkedAccount: { name: string } }
      | { __typename: 'SourceOk', returned: number, filterExecution: FilterExecution, linkedAccount: { name: string } }
      | { __typename: 'SourceSkipped', linkedAccount: { name: string } }
    > } | null };

export type GetCustomerQueryVariables = Exact<{
  id: string;
}>;


export type GetCustomerQuery = { customer: { id: string, provider: Provider, nativeId: string, externalId: string | null, referenceNumber: string | null, displayName: string, companyName: string | null, individualName: string | null, email: string | null, mobilePhone: string | null, officePhone: string | null, status: CustomerStatus, nativeStatus: string | null, isArchived: boolean | null, archivedAt: string | null, createdAt: string | null, updatedAt: string | null, taxStatus: TaxStatus | null, vatNumber: string | null, notes: string | null, metadata: unknown, paymentTermsDays: number | null, address: { formatted: string | null, line1: string | null, line2: string | null, city: string | null, region: string | null, postalCode: string | null, countryCode: string | null } | null, tags: Array<{ key: string | null, value: string }>, contacts: Array<{ name: string | null, email: string | null, billingPreference: BillingPreference | null }> | null, creditLimit: { amount: string, currencyCode: string | null } | null, outstandingBalance: { amount: string, currencyCode: string | null } | null, linkedAccount: { name: string, businessId: string | null, environment: string }, providerData:
      | { __typename: 'LayerCustomer', businessId: string }
      | { __typename: 'SequenceCustomer', label: string | null, domain: string | null, url: string | null }
      | { __typename: 'ThredCustomer', businessId: string, documents: Array<{ nativeId: string, fileName: string | null, mimeType: string | null, sizeBytes: number | null, url: string | null, expiresAt: string | null }> | null }
     } | null };

export type LinkedAccountsQueryVariables = Exact<{ [key: string]: never; }>;


export type LinkedAccountsQuery = { linkedAccounts: Array<{ id: string, provider: Provider, name: string, businessId: string | null, environment: string, status: LinkedAccountStatus, lastSuccessAt: string | null, rateLimit: { limit: number | null, remaining: number | null, resetAt: string | null, isEstimated: boolean } | null }> | null };

export type ListCustomersQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
  includeArchived?: boolean;
}>;


export type ListCustomersQuery = { customers: { nodes: Array<{ id: string, provider: Provider, displayName: string, externalId: string | null, email: string | null, status: CustomerStatus, isArchived: boolean | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } | null };

export type ListCustomersWithSourcesQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
  includeArchived?: boolean;
}>;


export type ListCustomersWithSourcesQuery = { customers: { isComplete: boolean, edges: Array<{ cursor: string, node: { id: string, displayName: string, status: CustomerStatus, linkedAccount: { name: string } } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null }, sources: Array<
      | { __typename: 'SourceFailed', code: SourceErrorCode, message: string, isRetryable: boolean, retryAfterSeconds: number | null, upstreamStatus: number | null, retryCursor: string | null, provider: Provider, latencyMs: number | null, attempts: number, linkedAccount: { id: string, name: string } }
      | { __typename: 'SourceOk', returned: number, hasMore: boolean, quarantined: number, filterExecution: FilterExecution, provider: Provider, latencyMs: number | null, attempts: number, linkedAccount: { id: string, name: string } }
      | { __typename: 'SourceSkipped', reason: SkipReason, provider: Provider, latencyMs: number | null, attempts: number, linkedAccount: { id: string, name: string } }
    > } | null };

export type CustomersByIdQueryVariables = Exact<{
  ids: Array<string> | string;
}>;


export type CustomersByIdQuery = { nodes: Array<
    | { __typename: 'Customer', displayName: string, status: CustomerStatus, id: string }
    | { __typename: 'LinkedAccount', id: string }
   | null> };

export type OrderCustomersQueryVariables = Exact<{
  orderBy: CustomerOrder;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type OrderCustomersQuery = { customers: { nodes: Array<{ id: string, provider: Provider, displayName: string, createdAt: string | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null }, sources: Array<
      | { __typename: 'SourceFailed', provider: Provider }
      | { __typename: 'SourceOk', provider: Provider }
      | { __typename: 'SourceSkipped', reason: SkipReason, provider: Provider }
    > } | null };

export type PlanArchiveMutationVariables = Exact<{
  id: string;
}>;


export type PlanArchiveMutation = { archiveCustomer: { outcome: ArchiveOutcome, plan: Array<{ method: string, url: string, consequences: Array<string>, linkedAccount: { name: string } }> | null, userErrors: Array<
      | { __typename: 'CustomerNotFoundError', code: string, message: string }
      | { __typename: 'IdempotencyConflictError', code: string, message: string }
      | { __typename: 'InvalidIdError', code: string, message: string }
      | { __typename: 'OperationNotSupportedError', code: string, message: string }
      | { __typename: 'PermissionError', code: string, message: string }
      | { __typename: 'ProviderRejectedError', code: string, message: string }
      | { __typename: 'SourceUnavailableError', code: string, message: string }
    > } | null };

export type ProvidersQueryVariables = Exact<{ [key: string]: never; }>;


export type ProvidersQuery = { providers: Array<{ provider: Provider, name: string, documentationUrl: string, apiVersion: string | null, capabilities: { archive: boolean, unarchive: boolean, totalCount: boolean, filters: Array<string>, orderFields: Array<CustomerOrderField>, webhooks: boolean }, coverage: Array<{ field: string, support: FieldSupport, nativePath: string | null, note: string | null }> }> | null };

export type CustomersInTimeQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
  deadlineMs?: number | null | undefined;
}>;


export type CustomersInTimeQuery = { customers: { isComplete: boolean, nodes: Array<{ id: string, provider: Provider, displayName: string }>, pageInfo: { hasNextPage: boolean, endCursor: string | null }, sources: Array<
      | { __typename: 'SourceFailed', code: SourceErrorCode, isRetryable: boolean, retryAfterSeconds: number | null, retryCursor: string | null, provider: Provider }
      | { __typename: 'SourceOk', provider: Provider }
      | { __typename: 'SourceSkipped', provider: Provider }
    > } | null };

export type UnarchiveCustomerMutationVariables = Exact<{
  id: string;
  idempotencyKey?: string | null | undefined;
}>;


export type UnarchiveCustomerMutation = { unarchiveCustomer: { outcome: ArchiveOutcome, customer: { id: string, status: CustomerStatus, isArchived: boolean | null } | null, userErrors: Array<
      | { __typename: 'CustomerNotFoundError', code: string, message: string }
      | { __typename: 'IdempotencyConflictError', code: string, message: string, isInProgress: boolean }
      | { __typename: 'InvalidIdError', code: string, message: string }
      | { __typename: 'OperationNotSupportedError', code: string, message: string, documentationUrl: string }
      | { __typename: 'PermissionError', code: string, message: string }
      | { __typename: 'ProviderRejectedError', code: string, message: string }
      | { __typename: 'SourceUnavailableError', code: string, message: string }
    > } | null };


export const ArchiveCustomerDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"ArchiveCustomer"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"archiveCustomer"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"outcome"}},{"kind":"Field","name":{"kind":"Name","value":"customer"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"displayName"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"isArchived"}},{"kind":"Field","name":{"kind":"Name","value":"archivedAt"}}]}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"UserError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"path"}}]}}]}}]}}]}}]} as unknown as DocumentNode<ArchiveCustomerMutation, ArchiveCustomerMutationVariables>;
export const ArchiveCustomersDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"ArchiveCustomers"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"target"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ArchiveTarget"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"idempotencyKey"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"dryRun"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Boolean"}}},"defaultValue":{"kind":"BooleanValue","value":false}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"archiveCustomers"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"target"},"value":{"kind":"Variable","name":{"kind":"Name","value":"target"}}},{"kind":"ObjectField","name":{"kind":"Name","value":"idempotencyKey"},"value":{"kind":"Variable","name":{"kind":"Name","value":"idempotencyKey"}}},{"kind":"ObjectField","name":{"kind":"Name","value":"dryRun"},"value":{"kind":"Variable","name":{"kind":"Name","value":"dryRun"}}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"summary"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"changed"}},{"kind":"Field","name":{"kind":"Name","value":"unchanged"}},{"kind":"Field","name":{"kind":"Name","value":"failed"}},{"kind":"Field","name":{"kind":"Name","value":"indeterminate"}}]}},{"kind":"Field","name":{"kind":"Name","value":"results"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"outcome"}},{"kind":"Field","name":{"kind":"Name","value":"customer"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"provider"}},{"kind":"Field","name":{"kind":"Name","value":"displayName"}},{"kind":"Field","name":{"kind":"Name","value":"isArchived"}}]}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"UserError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"path"}}]}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"UserError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]}}]} as unknown as DocumentNode<ArchiveCustomersMutation, ArchiveCustomersMutationVariables>;
export const CountCustomersDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"CountCustomers"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"includeArchived"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Boolean"}}},"defaultValue":{"kind":"BooleanValue","value":false}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"customers"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"1"}},{"kind":"Argument","name":{"kind":"Name","value":"includeArchived"},"value":{"kind":"Variable","name":{"kind":"Name","value":"includeArchived"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"count"}},{"kind":"Field","name":{"kind":"Name","value":"precision"}}]}}]}}]}}]} as unknown as DocumentNode<CountCustomersQuery, CountCustomersQueryVariables>;
export const GetCounterpartsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"GetCounterparts"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"customer"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"displayName"}},{"kind":"Field","name":{"kind":"Name","value":"provider"}},{"kind":"Field","name":{"kind":"Name","value":"counterparts"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"matchedOn"}},{"kind":"Field","name":{"kind":"Name","value":"customer"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"provider"}},{"kind":"Field","name":{"kind":"Name","value":"displayName"}},{"kind":"Field","name":{"kind":"Name","value":"status"}}]}}]}}]}}]}}]} as unknown as DocumentNode<GetCounterpartsQuery, GetCounterpartsQueryVariables>;
export const GetCustomerGroupDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"GetCustomerGroup"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"externalId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"customerGroup"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"externalId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"externalId"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"externalId"}},{"kind":"Field","name":{"kind":"Name","value":"members"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"provider"}},{"kind":"Field","name":{"kind":"Name","value":"displayName"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"isArchived"}}]}},{"kind":"Field","name":{"kind":"Name","value":"hasStatusConflict"}},{"kind":"Field","name":{"kind":"Name","value":"isComplete"}},{"kind":"Field","name":{"kind":"Name","value":"sources"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"provider"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"SourceFailed"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]}}]} as unknown as DocumentNode<GetCustomerGroupQuery, GetCustomerGroupQueryVariables>;
export const ExplainCustomerDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"ExplainCustomer"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"customer"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"displayName"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"absences"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"field"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}}]}},{"kind":"Field","name":{"kind":"Name","value":"warnings"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"field"}},{"kind":"Field","name":{"kind":"Name","value":"nativeValue"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}},{"kind":"Field","name":{"kind":"Name","value":"raw"}},{"kind":"Field","name":{"kind":"Name","value":"providerData"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"SequenceCustomer"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"apiVersion"}},{"kind":"Field","name":{"kind":"Name","value":"aliases"}}]}}]}}]}}]}}]} as unknown as DocumentNode<ExplainCustomerQuery, ExplainCustomerQueryVariables>;
export const FilterCustomersDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"FilterCustomers"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"filter"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"CustomerFilter"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}},"defaultValue":{"kind":"IntValue","value":"20"}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"customers"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}},{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"Variable","name":{"kind":"Name","value":"filter"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"provider"}},{"kind":"Field","name":{"kind":"Name","value":"displayName"}},{"kind":"Field","name":{"kind":"Name","value":"email"}},{"kind":"Field","name":{"kind":"Name","value":"status"}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}},{"kind":"Field","name":{"kind":"Name","value":"sources"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"linkedAccount"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"SourceOk"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"returned"}},{"kind":"Field","name":{"kind":"Name","value":"filterExecution"}}]}}]}}]}}]}}]} as unknown as DocumentNode<FilterCustomersQuery, FilterCustomersQueryVariables>;
export const GetCustomerDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"GetCustomer"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"customer"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"provider"}},{"kind":"Field","name":{"kind":"Name","value":"nativeId"}},{"kind":"Field","name":{"kind":"Name","value":"externalId"}},{"kind":"Field","name":{"kind":"Name","value":"referenceNumber"}},{"kind":"Field","name":{"kind":"Name","value":"displayName"}},{"kind":"Field","name":{"kind":"Name","value":"companyName"}},{"kind":"Field","name":{"kind":"Name","value":"individualName"}},{"kind":"Field","name":{"kind":"Name","value":"email"}},{"kind":"Field","name":{"kind":"Name","value":"mobilePhone"}},{"kind":"Field","name":{"kind":"Name","value":"officePhone"}},{"kind":"Field","name":{"kind":"Name","value":"address"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"formatted"}},{"kind":"Field","name":{"kind":"Name","value":"line1"}},{"kind":"Field","name":{"kind":"Name","value":"line2"}},{"kind":"Field","name":{"kind":"Name","value":"city"}},{"kind":"Field","name":{"kind":"Name","value":"region"}},{"kind":"Field","name":{"kind":"Name","value":"postalCode"}},{"kind":"Field","name":{"kind":"Name","value":"countryCode"}}]}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"nativeStatus"}},{"kind":"Field","name":{"kind":"Name","value":"isArchived"}},{"kind":"Field","name":{"kind":"Name","value":"archivedAt"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"updatedAt"}},{"kind":"Field","name":{"kind":"Name","value":"taxStatus"}},{"kind":"Field","name":{"kind":"Name","value":"vatNumber"}},{"kind":"Field","name":{"kind":"Name","value":"notes"}},{"kind":"Field","name":{"kind":"Name","value":"tags"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"value"}}]}},{"kind":"Field","name":{"kind":"Name","value":"contacts"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"email"}},{"kind":"Field","name":{"kind":"Name","value":"billingPreference"}}]}},{"kind":"Field","name":{"kind":"Name","value":"metadata"}},{"kind":"Field","name":{"kind":"Name","value":"creditLimit"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}},{"kind":"Field","name":{"kind":"Name","value":"currencyCode"}}]}},{"kind":"Field","name":{"kind":"Name","value":"outstandingBalance"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}},{"kind":"Field","name":{"kind":"Name","value":"currencyCode"}}]}},{"kind":"Field","name":{"kind":"Name","value":"paymentTermsDays"}},{"kind":"Field","name":{"kind":"Name","value":"linkedAccount"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"businessId"}},{"kind":"Field","name":{"kind":"Name","value":"environment"}}]}},{"kind":"Field","name":{"kind":"Name","value":"providerData"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"LayerCustomer"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"businessId"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"SequenceCustomer"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"label"}},{"kind":"Field","name":{"kind":"Name","value":"domain"}},{"kind":"Field","name":{"kind":"Name","value":"url"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ThredCustomer"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"businessId"}},{"kind":"Field","name":{"kind":"Name","value":"documents"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nativeId"}},{"kind":"Field","name":{"kind":"Name","value":"fileName"}},{"kind":"Field","name":{"kind":"Name","value":"mimeType"}},{"kind":"Field","name":{"kind":"Name","value":"sizeBytes"}},{"kind":"Field","name":{"kind":"Name","value":"url"}},{"kind":"Field","name":{"kind":"Name","value":"expiresAt"}}]}}]}}]}}]}}]}}]} as unknown as DocumentNode<GetCustomerQuery, GetCustomerQueryVariables>;
export const LinkedAccountsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"LinkedAccounts"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"linkedAccounts"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"provider"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"businessId"}},{"kind":"Field","name":{"kind":"Name","value":"environment"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"lastSuccessAt"}},{"kind":"Field","name":{"kind":"Name","value":"rateLimit"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"limit"}},{"kind":"Field","name":{"kind":"Name","value":"remaining"}},{"kind":"Field","name":{"kind":"Name","value":"resetAt"}},{"kind":"Field","name":{"kind":"Name","value":"isEstimated"}}]}}]}}]}}]} as unknown as DocumentNode<LinkedAccountsQuery, LinkedAccountsQueryVariables>;
export const ListCustomersDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"ListCustomers"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}},"defaultValue":{"kind":"IntValue","value":"20"}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"includeArchived"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Boolean"}}},"defaultValue":{"kind":"BooleanValue","value":false}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"customers"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}},{"kind":"Argument","name":{"kind":"Name","value":"includeArchived"},"value":{"kind":"Variable","name":{"kind":"Name","value":"includeArchived"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"provider"}},{"kind":"Field","name":{"kind":"Name","value":"displayName"}},{"kind":"Field","name":{"kind":"Name","value":"externalId"}},{"kind":"Field","name":{"kind":"Name","value":"email"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"isArchived"}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}}]} as unknown as DocumentNode<ListCustomersQuery, ListCustomersQueryVariables>;
export const ListCustomersWithSourcesDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"ListCustomersWithSources"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}},"defaultValue":{"kind":"IntValue","value":"20"}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"includeArchived"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Boolean"}}},"defaultValue":{"kind":"BooleanValue","value":false}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"customers"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}},{"kind":"Argument","name":{"kind":"Name","value":"includeArchived"},"value":{"kind":"Variable","name":{"kind":"Name","value":"includeArchived"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cursor"}},{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"displayName"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"linkedAccount"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}},{"kind":"Field","name":{"kind":"Name","value":"isComplete"}},{"kind":"Field","name":{"kind":"Name","value":"sources"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"provider"}},{"kind":"Field","name":{"kind":"Name","value":"latencyMs"}},{"kind":"Field","name":{"kind":"Name","value":"attempts"}},{"kind":"Field","name":{"kind":"Name","value":"linkedAccount"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"SourceOk"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"returned"}},{"kind":"Field","name":{"kind":"Name","value":"hasMore"}},{"kind":"Field","name":{"kind":"Name","value":"quarantined"}},{"kind":"Field","name":{"kind":"Name","value":"filterExecution"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"SourceFailed"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"isRetryable"}},{"kind":"Field","name":{"kind":"Name","value":"retryAfterSeconds"}},{"kind":"Field","name":{"kind":"Name","value":"upstreamStatus"}},{"kind":"Field","name":{"kind":"Name","value":"retryCursor"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"SourceSkipped"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"reason"}}]}}]}}]}}]}}]} as unknown as DocumentNode<ListCustomersWithSourcesQuery, ListCustomersWithSourcesQueryVariables>;
export const CustomersByIdDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"CustomersById"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"ids"}},"type":{"kind":"NonNullType","type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"ids"},"value":{"kind":"Variable","name":{"kind":"Name","value":"ids"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Customer"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"displayName"}},{"kind":"Field","name":{"kind":"Name","value":"status"}}]}}]}}]}}]} as unknown as DocumentNode<CustomersByIdQuery, CustomersByIdQueryVariables>;
export const OrderCustomersDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"OrderCustomers"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"orderBy"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"CustomerOrder"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}},"defaultValue":{"kind":"IntValue","value":"20"}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"customers"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}},{"kind":"Argument","name":{"kind":"Name","value":"orderBy"},"value":{"kind":"Variable","name":{"kind":"Name","value":"orderBy"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"provider"}},{"kind":"Field","name":{"kind":"Name","value":"displayName"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}},{"kind":"Field","name":{"kind":"Name","value":"sources"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"provider"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"SourceSkipped"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"reason"}}]}}]}}]}}]}}]} as unknown as DocumentNode<OrderCustomersQuery, OrderCustomersQueryVariables>;
export const PlanArchiveDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"PlanArchive"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"archiveCustomer"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}},{"kind":"ObjectField","name":{"kind":"Name","value":"dryRun"},"value":{"kind":"BooleanValue","value":true}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"outcome"}},{"kind":"Field","name":{"kind":"Name","value":"plan"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"method"}},{"kind":"Field","name":{"kind":"Name","value":"url"}},{"kind":"Field","name":{"kind":"Name","value":"consequences"}},{"kind":"Field","name":{"kind":"Name","value":"linkedAccount"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"UserError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]}}]} as unknown as DocumentNode<PlanArchiveMutation, PlanArchiveMutationVariables>;
export const ProvidersDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Providers"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"providers"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"provider"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"documentationUrl"}},{"kind":"Field","name":{"kind":"Name","value":"apiVersion"}},{"kind":"Field","name":{"kind":"Name","value":"capabilities"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"archive"}},{"kind":"Field","name":{"kind":"Name","value":"unarchive"}},{"kind":"Field","name":{"kind":"Name","value":"totalCount"}},{"kind":"Field","name":{"kind":"Name","value":"filters"}},{"kind":"Field","name":{"kind":"Name","value":"orderFields"}},{"kind":"Field","name":{"kind":"Name","value":"webhooks"}}]}},{"kind":"Field","name":{"kind":"Name","value":"coverage"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"field"}},{"kind":"Field","name":{"kind":"Name","value":"support"}},{"kind":"Field","name":{"kind":"Name","value":"nativePath"}},{"kind":"Field","name":{"kind":"Name","value":"note"}}]}}]}}]}}]} as unknown as DocumentNode<ProvidersQuery, ProvidersQueryVariables>;
export const CustomersInTimeDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"CustomersInTime"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}},"defaultValue":{"kind":"IntValue","value":"20"}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"deadlineMs"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}},"defaultValue":{"kind":"IntValue","value":"2000"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"customers"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}},{"kind":"Argument","name":{"kind":"Name","value":"deadlineMs"},"value":{"kind":"Variable","name":{"kind":"Name","value":"deadlineMs"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"provider"}},{"kind":"Field","name":{"kind":"Name","value":"displayName"}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}},{"kind":"Field","name":{"kind":"Name","value":"isComplete"}},{"kind":"Field","name":{"kind":"Name","value":"sources"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"provider"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"SourceFailed"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"isRetryable"}},{"kind":"Field","name":{"kind":"Name","value":"retryAfterSeconds"}},{"kind":"Field","name":{"kind":"Name","value":"retryCursor"}}]}}]}}]}}]}}]} as unknown as DocumentNode<CustomersInTimeQuery, CustomersInTimeQueryVariables>;
export const UnarchiveCustomerDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"UnarchiveCustomer"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"idempotencyKey"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"unarchiveCustomer"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}},{"kind":"ObjectField","name":{"kind":"Name","value":"idempotencyKey"},"value":{"kind":"Variable","name":{"kind":"Name","value":"idempotencyKey"}}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"outcome"}},{"kind":"Field","name":{"kind":"Name","value":"customer"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"isArchived"}}]}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"UserError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"OperationNotSupportedError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"documentationUrl"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"IdempotencyConflictError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"isInProgress"}}]}}]}}]}}]}}]} as unknown as DocumentNode<UnarchiveCustomerMutation, UnarchiveCustomerMutationVariables>;