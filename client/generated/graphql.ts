/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';
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

export type GetCustomerQueryVariables = Exact<{
  id: string;
}>;


export type GetCustomerQuery = { customer: { id: string, provider: Provider, nativeId: string, externalId: string | null, referenceNumber: string | null, displayName: string, companyName: string | null, individualName: string | null, email: string | null, mobilePhone: string | null, officePhone: string | null, status: CustomerStatus, nativeStatus: string | null, isArchived: boolean | null, archivedAt: string | null, createdAt: string | null, updatedAt: string | null, taxStatus: TaxStatus | null, vatNumber: string | null, notes: string | null, metadata: unknown, paymentTermsDays: number | null, address: { formatted: string | null, line1: string | null, line2: string | null, city: string | null, region: string | null, postalCode: string | null, countryCode: string | null } | null, tags: Array<{ key: string | null, value: string }>, contacts: Array<{ name: string | null, email: string | null, billingPreference: BillingPreference | null }> | null, creditLimit: { amount: string, currencyCode: string | null } | null, outstandingBalance: { amount: string, currencyCode: string | null } | null, linkedAccount: { name: string, businessId: string | null, environment: string }, providerData:
      | { __typename: 'LayerCustomer', businessId: string }
      | { __typename: 'SequenceCustomer', label: string | null, domain: string | null, url: string | null }
      | { __typename: 'ThredCustomer', businessId: string, documents: Array<{ nativeId: string, fileName: string | null, mimeType: string | null, sizeBytes: number | null, url: string | null, expiresAt: string | null }> | null }
     } | null };

export type LinkedAccountsQueryVariables = Exact<{ [key: string]: never; }>;


export type LinkedAccountsQuery = { linkedAccounts: Array<{ id: string, provider: Provider, name: string, businessId: string | null, environment: string, status: LinkedAccountStatus, lastSuccessAt: string | null }> | null };

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
      | { __typename: 'SourceOk', returned: number, hasMore: boolean, quarantined: number, provider: Provider, latencyMs: number | null, attempts: number, linkedAccount: { id: string, name: string } }
      | { __typename: 'SourceSkipped', reason: SkipReason, provider: Provider, latencyMs: number | null, attempts: number, linkedAccount: { id: string, name: string } }
    > } | null };

export type CustomersByIdQueryVariables = Exact<{
  ids: Array<string> | string;
}>;


export type CustomersByIdQuery = { nodes: Array<
    | { __typename: 'Customer', displayName: string, status: CustomerStatus, id: string }
    | { __typename: 'LinkedAccount', id: string }
   | null> };


export const ArchiveCustomerDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"ArchiveCustomer"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"archiveCustomer"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"outcome"}},{"kind":"Field","name":{"kind":"Name","value":"customer"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"displayName"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"isArchived"}},{"kind":"Field","name":{"kind":"Name","value":"archivedAt"}}]}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"UserError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"path"}}]}}]}}]}}]}}]} as unknown as DocumentNode<ArchiveCustomerMutation, ArchiveCustomerMutationVariables>;
export const GetCustomerDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"GetCustomer"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"customer"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"provider"}},{"kind":"Field","name":{"kind":"Name","value":"nativeId"}},{"kind":"Field","name":{"kind":"Name","value":"externalId"}},{"kind":"Field","name":{"kind":"Name","value":"referenceNumber"}},{"kind":"Field","name":{"kind":"Name","value":"displayName"}},{"kind":"Field","name":{"kind":"Name","value":"companyName"}},{"kind":"Field","name":{"kind":"Name","value":"individualName"}},{"kind":"Field","name":{"kind":"Name","value":"email"}},{"kind":"Field","name":{"kind":"Name","value":"mobilePhone"}},{"kind":"Field","name":{"kind":"Name","value":"officePhone"}},{"kind":"Field","name":{"kind":"Name","value":"address"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"formatted"}},{"kind":"Field","name":{"kind":"Name","value":"line1"}},{"kind":"Field","name":{"kind":"Name","value":"line2"}},{"kind":"Field","name":{"kind":"Name","value":"city"}},{"kind":"Field","name":{"kind":"Name","value":"region"}},{"kind":"Field","name":{"kind":"Name","value":"postalCode"}},{"kind":"Field","name":{"kind":"Name","value":"countryCode"}}]}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"nativeStatus"}},{"kind":"Field","name":{"kind":"Name","value":"isArchived"}},{"kind":"Field","name":{"kind":"Name","value":"archivedAt"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"updatedAt"}},{"kind":"Field","name":{"kind":"Name","value":"taxStatus"}},{"kind":"Field","name":{"kind":"Name","value":"vatNumber"}},{"kind":"Field","name":{"kind":"Name","value":"notes"}},{"kind":"Field","name":{"kind":"Name","value":"tags"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"value"}}]}},{"kind":"Field","name":{"kind":"Name","value":"contacts"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"email"}},{"kind":"Field","name":{"kind":"Name","value":"billingPreference"}}]}},{"kind":"Field","name":{"kind":"Name","value":"metadata"}},{"kind":"Field","name":{"kind":"Name","value":"creditLimit"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}},{"kind":"Field","name":{"kind":"Name","value":"currencyCode"}}]}},{"kind":"Field","name":{"kind":"Name","value":"outstandingBalance"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}},{"kind":"Field","name":{"kind":"Name","value":"currencyCode"}}]}},{"kind":"Field","name":{"kind":"Name","value":"paymentTermsDays"}},{"kind":"Field","name":{"kind":"Name","value":"linkedAccount"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"businessId"}},{"kind":"Field","name":{"kind":"Name","value":"environment"}}]}},{"kind":"Field","name":{"kind":"Name","value":"providerData"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"LayerCustomer"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"businessId"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"SequenceCustomer"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"label"}},{"kind":"Field","name":{"kind":"Name","value":"domain"}},{"kind":"Field","name":{"kind":"Name","value":"url"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ThredCustomer"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"businessId"}},{"kind":"Field","name":{"kind":"Name","value":"documents"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nativeId"}},{"kind":"Field","name":{"kind":"Name","value":"fileName"}},{"kind":"Field","name":{"kind":"Name","value":"mimeType"}},{"kind":"Field","name":{"kind":"Name","value":"sizeBytes"}},{"kind":"Field","name":{"kind":"Name","value":"url"}},{"kind":"Field","name":{"kind":"Name","value":"expiresAt"}}]}}]}}]}}]}}]}}]} as unknown as DocumentNode<GetCustomerQuery, GetCustomerQueryVariables>;
export const LinkedAccountsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"LinkedAccounts"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"linkedAccounts"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"provider"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"businessId"}},{"kind":"Field","name":{"kind":"Name","value":"environment"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"lastSuccessAt"}}]}}]}}]} as unknown as DocumentNode<LinkedAccountsQuery, LinkedAccountsQueryVariables>;
export const ListCustomersDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"ListCustomers"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}},"defaultValue":{"kind":"IntValue","value":"20"}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"includeArchived"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Boolean"}}},"defaultValue":{"kind":"BooleanValue","value":false}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"customers"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}},{"kind":"Argument","name":{"kind":"Name","value":"includeArchived"},"value":{"kind":"Variable","name":{"kind":"Name","value":"includeArchived"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"provider"}},{"kind":"Field","name":{"kind":"Name","value":"displayName"}},{"kind":"Field","name":{"kind":"Name","value":"externalId"}},{"kind":"Field","name":{"kind":"Name","value":"email"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"isArchived"}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}}]} as unknown as DocumentNode<ListCustomersQuery, ListCustomersQueryVariables>;
export const ListCustomersWithSourcesDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"ListCustomersWithSources"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}},"defaultValue":{"kind":"IntValue","value":"20"}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"includeArchived"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Boolean"}}},"defaultValue":{"kind":"BooleanValue","value":false}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"customers"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}},{"kind":"Argument","name":{"kind":"Name","value":"includeArchived"},"value":{"kind":"Variable","name":{"kind":"Name","value":"includeArchived"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cursor"}},{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"displayName"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"linkedAccount"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}},{"kind":"Field","name":{"kind":"Name","value":"isComplete"}},{"kind":"Field","name":{"kind":"Name","value":"sources"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"provider"}},{"kind":"Field","name":{"kind":"Name","value":"latencyMs"}},{"kind":"Field","name":{"kind":"Name","value":"attempts"}},{"kind":"Field","name":{"kind":"Name","value":"linkedAccount"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"SourceOk"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"returned"}},{"kind":"Field","name":{"kind":"Name","value":"hasMore"}},{"kind":"Field","name":{"kind":"Name","value":"quarantined"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"SourceFailed"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"isRetryable"}},{"kind":"Field","name":{"kind":"Name","value":"retryAfterSeconds"}},{"kind":"Field","name":{"kind":"Name","value":"upstreamStatus"}},{"kind":"Field","name":{"kind":"Name","value":"retryCursor"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"SourceSkipped"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"reason"}}]}}]}}]}}]}}]} as unknown as DocumentNode<ListCustomersWithSourcesQuery, ListCustomersWithSourcesQueryVariables>;
export const CustomersByIdDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"CustomersById"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"ids"}},"type":{"kind":"NonNullType","type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"ids"},"value":{"kind":"Variable","name":{"kind":"Name","value":"ids"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Customer"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"displayName"}},{"kind":"Field","name":{"kind":"Name","value":"status"}}]}}]}}]}}]} as unknown as DocumentNode<CustomersByIdQuery, CustomersByIdQueryVariables>;