/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
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

type UserErrorText_CustomerNotFoundError_Fragment = { __typename: 'CustomerNotFoundError', code: string, message: string };

type UserErrorText_IdempotencyConflictError_Fragment = { __typename: 'IdempotencyConflictError', code: string, message: string };

type UserErrorText_InvalidIdError_Fragment = { __typename: 'InvalidIdError', code: string, message: string };

type UserErrorText_OperationNotSupportedError_Fragment = { __typename: 'OperationNotSupportedError', code: string, message: string };

type UserErrorText_PermissionError_Fragment = { __typename: 'PermissionError', code: string, message: string };

type UserErrorText_ProviderRejectedError_Fragment = { __typename: 'ProviderRejectedError', code: string, message: string };

type UserErrorText_SourceUnavailableError_Fragment = { __typename: 'SourceUnavailableError', code: string, message: string };

export type UserErrorTextFragment =
  | UserErrorText_CustomerNotFoundError_Fragment
  | UserErrorText_IdempotencyConflictError_Fragment
  | UserErrorText_InvalidIdError_Fragment
  | UserErrorText_OperationNotSupportedError_Fragment
  | UserErrorText_PermissionError_Fragment
  | UserErrorText_ProviderRejectedError_Fragment
  | UserErrorText_SourceUnavailableError_Fragment
;

export type PlannedRequestTextFragment = { method: string, url: string, consequences: Array<string>, linkedAccount: { name: string, provider: Provider } };

export type ArchiveCustomersMutationVariables = Exact<{
  target: ArchiveTarget;
  dryRun: boolean;
  idempotencyKey?: string | null | undefined;
}>;


export type ArchiveCustomersMutation = { archiveCustomers: { results: Array<{ id: string, outcome: ArchiveOutcome, customer: { id: string, displayName: string, provider: Provider, nativeId: string, externalId: string | null, isArchived: boolean | null, createdAt: string | null, linkedAccount: { name: string } } | null, plan: Array<{ method: string, url: string, consequences: Array<string>, linkedAccount: { name: string, provider: Provider } }> | null, userErrors: Array<
        | { __typename: 'CustomerNotFoundError', code: string, message: string }
        | { __typename: 'IdempotencyConflictError', code: string, message: string }
        | { __typename: 'InvalidIdError', code: string, message: string }
        | { __typename: 'OperationNotSupportedError', code: string, message: string }
        | { __typename: 'PermissionError', code: string, message: string }
        | { __typename: 'ProviderRejectedError', code: string, message: string }
        | { __typename: 'SourceUnavailableError', code: string, message: string }
      > }>, userErrors: Array<
      | { __typename: 'CustomerNotFoundError', code: string, message: string }
      | { __typename: 'IdempotencyConflictError', code: string, message: string }
      | { __typename: 'InvalidIdError', code: string, message: string }
      | { __typename: 'OperationNotSupportedError', code: string, message: string }
      | { __typename: 'PermissionError', code: string, message: string }
      | { __typename: 'ProviderRejectedError', code: string, message: string }
      | { __typename: 'SourceUnavailableError', code: string, message: string }
    > } | null };

export type UnarchiveCustomerMutationVariables = Exact<{
  id: string;
  dryRun: boolean;
  idempotencyKey?: string | null | undefined;
}>;


export type UnarchiveCustomerMutation = { unarchiveCustomer: { outcome: ArchiveOutcome, customer: { id: string, displayName: string, provider: Provider, nativeId: string, externalId: string | null, isArchived: boolean | null, createdAt: string | null, linkedAccount: { name: string } } | null, plan: Array<{ method: string, url: string, consequences: Array<string>, linkedAccount: { name: string, provider: Provider } }> | null, userErrors: Array<
      | { __typename: 'CustomerNotFoundError', code: string, message: string }
      | { __typename: 'IdempotencyConflictError', code: string, message: string }
      | { __typename: 'InvalidIdError', code: string, message: string }
      | { __typename: 'OperationNotSupportedError', code: string, message: string }
      | { __typename: 'PermissionError', code: string, message: string }
      | { __typename: 'ProviderRejectedError', code: string, message: string }
      | { __typename: 'SourceUnavailableError', code: string, message: string }
    > } | null };

export type GetCustomerQueryVariables = Exact<{
  id: string;
}>;


export type GetCustomerQuery = { customer: { referenceNumber: string | null, companyName: string | null, individualName: string | null, email: string | null, mobilePhone: string | null, officePhone: string | null, status: CustomerStatus, nativeStatus: string | null, archivedAt: string | null, updatedAt: string | null, taxStatus: TaxStatus | null, vatNumber: string | null, notes: string | null, metadata: unknown, paymentTermsDays: number | null, id: string, displayName: string, provider: Provider, nativeId: string, externalId: string | null, isArchived: boolean | null, createdAt: string | null, address: { formatted: string | null } | null, tags: Array<{ key: string | null, value: string }>, contacts: Array<{ nativeId: string | null, name: string | null, email: string | null, billingPreference: BillingPreference | null, archivedAt: string | null }> | null, creditLimit: { amount: string, currencyCode: string | null } | null, outstandingBalance: { amount: string, currencyCode: string | null } | null, absences: Array<{ field: string, reason: AbsenceReason }>, warnings: Array<{ code: MappingWarningCode, field: string, nativeValue: string | null, message: string }>, providerData:
      | { __typename: 'LayerCustomer', businessId: string }
      | { __typename: 'SequenceCustomer', apiVersion: string, label: string | null, domain: string | null, url: string | null, aliases: Array<string> | null, organizations: Array<{ nativeId: string, owner: { nativeId: string, name: string | null } }>, integrations: Array<{ service: string, externalId: string, lastSyncedAt: string | null, isPending: boolean | null }> }
      | { __typename: 'ThredCustomer', businessId: string, documents: Array<{ nativeId: string, fileName: string | null, url: string | null, expiresAt: string | null }> | null }
    , linkedAccount: { name: string } } | null };

export type GetCounterpartsQueryVariables = Exact<{
  id: string;
}>;


export type GetCounterpartsQuery = { customer: { id: string, counterparts: Array<{ matchedOn: Array<string>, customer: { id: string, displayName: string, provider: Provider, nativeId: string, externalId: string | null, isArchived: boolean | null, createdAt: string | null, linkedAccount: { name: string } } }> } | null };

export type GetRawCustomerQueryVariables = Exact<{
  id: string;
}>;


export type GetRawCustomerQuery = { customer: { id: string, raw: unknown } | null };

export type CustomerRowFragment = { id: string, displayName: string, provider: Provider, nativeId: string, externalId: string | null, isArchived: boolean | null, createdAt: string | null, linkedAccount: { name: string } };

type SourceState_SourceFailed_Fragment = { __typename: 'SourceFailed', code: SourceErrorCode, message: string, isRetryable: boolean, retryAfterSeconds: number | null, retryCursor: string | null, provider: Provider, linkedAccount: { id: string, name: string } };

type SourceState_SourceOk_Fragment = { __typename: 'SourceOk', returned: number, quarantined: number, provider: Provider, linkedAccount: { id: string, name: string } };

type SourceState_SourceSkipped_Fragment = { __typename: 'SourceSkipped', reason: SkipReason, provider: Provider, linkedAccount: { id: string, name: string } };

export type SourceStateFragment =
  | SourceState_SourceFailed_Fragment
  | SourceState_SourceOk_Fragment
  | SourceState_SourceSkipped_Fragment
;

export type ListCustomersQueryVariables = Exact<{
  first: number;
  after?: string | null | undefined;
  includeArchived: boolean;
  filter?: CustomerFilter | null | undefined;
  orderBy?: CustomerOrder | null | undefined;
}>;


export type ListCustomersQuery = { customers: { nodes: Array<{ id: string, displayName: string, provider: Provider, nativeId: string, externalId: string | null, isArchived: boolean | null, createdAt: string | null, linkedAccount: { name: string } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null }, sources: Array<
      | { __typename: 'SourceFailed', code: SourceErrorCode, message: string, isRetryable: boolean, retryAfterSeconds: number | null, retryCursor: string | null, provider: Provider, linkedAccount: { id: string, name: string } }
      | { __typename: 'SourceOk', returned: number, quarantined: number, provider: Provider, linkedAccount: { id: string, name: string } }
      | { __typename: 'SourceSkipped', reason: SkipReason, provider: Provider, linkedAccount: { id: string, name: string } }
    > } | null };

export class TypedDocumentString<TResult, TVariables>
  extends String
  implements DocumentTypeDecoration<TResult, TVariables>
{
  __apiType?: NonNullable<DocumentTypeDecoration<TResult, TVariables>['__apiType']>;
  private value: string;
  public __meta__?: Record<string, any> | undefined;

  constructor(value: string, __meta__?: Record<string, any> | undefined) {
    super(value);
    this.value = value;
    this.__meta__ = __meta__;
  }

  override toString(): string & DocumentTypeDecoration<TResult, TVariables> {
    return this.value;
  }
}
export const UserErrorTextFragmentDoc = new TypedDocumentString(`
    fragment UserErrorText on UserError {
  __typename
  code
  message
}
    `, {"fragmentName":"UserErrorText"}) as unknown as TypedDocumentString<UserErrorTextFragment, unknown>;
export const PlannedRequestTextFragmentDoc = new TypedDocumentString(`
    fragment PlannedRequestText on PlannedRequest {
  method
  url
  consequences
  linkedAccount {
    name
    provider
  }
}
    `, {"fragmentName":"PlannedRequestText"}) as unknown as TypedDocumentString<PlannedRequestTextFragment, unknown>;
export const CustomerRowFragmentDoc = new TypedDocumentString(`
    fragment CustomerRow on Customer {
  id
  displayName
  provider
  nativeId
  externalId
  isArchived
  createdAt
  linkedAccount {
    name
  }
}
    `, {"fragmentName":"CustomerRow"}) as unknown as TypedDocumentString<CustomerRowFragment, unknown>;
export const SourceStateFragmentDoc = new TypedDocumentString(`
    fragment SourceState on SourceReport {
  __typename
  linkedAccount {
    id
    name
  }
  provider
  ... on SourceOk {
    returned
    quarantined
  }
  ... on SourceFailed {
    code
    message
    isRetryable
    retryAfterSeconds
    retryCursor
  }
  ... on SourceSkipped {
    reason
  }
}
    `, {"fragmentName":"SourceState"}) as unknown as TypedDocumentString<SourceStateFragment, unknown>;
export const ArchiveCustomersDocument = new TypedDocumentString(`
    mutation ArchiveCustomers($target: ArchiveTarget!, $dryRun: Boolean!, $idempotencyKey: String) {
  archiveCustomers(
    input: { target: $target, dryRun: $dryRun, idempotencyKey: $idempotencyKey }
  ) {
    results {
      id
      outcome
      customer {
        ...CustomerRow
      }
      plan {
        ...PlannedRequestText
      }
      userErrors {
        ...UserErrorText
      }
    }
    userErrors {
      ...UserErrorText
    }
  }
}
    fragment UserErrorText on UserError {
  __typename
  code
  message
}
fragment PlannedRequestText on PlannedRequest {
  method
  url
  consequences
  linkedAccount {
    name
    provider
  }
}
fragment CustomerRow on Customer {
  id
  displayName
  provider
  nativeId
  externalId
  isArchived
  createdAt
  linkedAccount {
    name
  }
}`) as unknown as TypedDocumentString<ArchiveCustomersMutation, ArchiveCustomersMutationVariables>;
export const UnarchiveCustomerDocument = new TypedDocumentString(`
    mutation UnarchiveCustomer($id: ID!, $dryRun: Boolean!, $idempotencyKey: String) {
  unarchiveCustomer(
    input: { id: $id, dryRun: $dryRun, idempotencyKey: $idempotencyKey }
  ) {
    outcome
    customer {
      ...CustomerRow
    }
    plan {
      ...PlannedRequestText
    }
    userErrors {
      ...UserErrorText
    }
  }
}
    fragment UserErrorText on UserError {
  __typename
  code
  message
}
fragment PlannedRequestText on PlannedRequest {
  method
  url
  consequences
  linkedAccount {
    name
    provider
  }
}
fragment CustomerRow on Customer {
  id
  displayName
  provider
  nativeId
  externalId
  isArchived
  createdAt
  linkedAccount {
    name
  }
}`) as unknown as TypedDocumentString<UnarchiveCustomerMutation, UnarchiveCustomerMutationVariables>;
export const GetCustomerDocument = new TypedDocumentString(`
    query GetCustomer($id: ID!) {
  customer(id: $id) {
    ...CustomerRow
    referenceNumber
    companyName
    individualName
    email
    mobilePhone
    officePhone
    address {
      formatted
    }
    status
    nativeStatus
    archivedAt
    updatedAt
    taxStatus
    vatNumber
    notes
    tags {
      key
      value
    }
    contacts {
      nativeId
      name
      email
      billingPreference
      archivedAt
    }
    metadata
    creditLimit {
      amount
      currencyCode
    }
    outstandingBalance {
      amount
      currencyCode
    }
    paymentTermsDays
    absences {
      field
      reason
    }
    warnings {
      code
      field
      nativeValue
      message
    }
    providerData {
      __typename
      ... on LayerCustomer {
        businessId
      }
      ... on SequenceCustomer {
        apiVersion
        label
        domain
        url
        aliases
        organizations {
          nativeId
          owner {
            nativeId
            name
          }
        }
        integrations {
          service
          externalId
          lastSyncedAt
          isPending
        }
      }
      ... on ThredCustomer {
        businessId
        documents {
          nativeId
          fileName
          url
          expiresAt
        }
      }
    }
  }
}
    fragment CustomerRow on Customer {
  id
  displayName
  provider
  nativeId
  externalId
  isArchived
  createdAt
  linkedAccount {
    name
  }
}`) as unknown as TypedDocumentString<GetCustomerQuery, GetCustomerQueryVariables>;
export const GetCounterpartsDocument = new TypedDocumentString(`
    query GetCounterparts($id: ID!) {
  customer(id: $id) {
    id
    counterparts {
      matchedOn
      customer {
        ...CustomerRow
      }
    }
  }
}
    fragment CustomerRow on Customer {
  id
  displayName
  provider
  nativeId
  externalId
  isArchived
  createdAt
  linkedAccount {
    name
  }
}`) as unknown as TypedDocumentString<GetCounterpartsQuery, GetCounterpartsQueryVariables>;
export const GetRawCustomerDocument = new TypedDocumentString(`
    query GetRawCustomer($id: ID!) {
  customer(id: $id) {
    id
    raw
  }
}
    `) as unknown as TypedDocumentString<GetRawCustomerQuery, GetRawCustomerQueryVariables>;
export const ListCustomersDocument = new TypedDocumentString(`
    query ListCustomers($first: Int!, $after: String, $includeArchived: Boolean!, $filter: CustomerFilter, $orderBy: CustomerOrder) {
  customers(
    first: $first
    after: $after
    includeArchived: $includeArchived
    filter: $filter
    orderBy: $orderBy
  ) {
    nodes {
      ...CustomerRow
    }
    pageInfo {
      hasNextPage
      endCursor
    }
    sources {
      ...SourceState
    }
  }
}
    fragment CustomerRow on Customer {
  id
  displayName
  provider
  nativeId
  externalId
  isArchived
  createdAt
  linkedAccount {
    name
  }
}
fragment SourceState on SourceReport {
  __typename
  linkedAccount {
    id
    name
  }
  provider
  ... on SourceOk {
    returned
    quarantined
  }
  ... on SourceFailed {
    code
    message
    isRetryable
    retryAfterSeconds
    retryCursor
  }
  ... on SourceSkipped {
    reason
  }
}`) as unknown as TypedDocumentString<ListCustomersQuery, ListCustomersQueryVariables>;