// Relay: the list as a connection that `usePaginationFragment` grows, with the reports of the accounts beside it.
import { graphql } from 'react-relay'

export const customerTableQuery = graphql`
  query customerTableQuery($first: Int!, $after: String, $includeArchived: Boolean!) {
    ...customerTable_customers @arguments(first: $first, after: $after, includeArchived: $includeArchived)
  }
`

export const customerTableFragment = graphql`
  fragment customerTable_customers on Query
  @refetchable(queryName: "customerTablePageQuery")
  @argumentDefinitions(
    first: { type: "Int", defaultValue: 20 }
    after: { type: "String" }
    includeArchived: { type: "Boolean!" }
  ) {
    customers(first: $first, after: $after, includeArchived: $includeArchived)
      @connection(key: "customerTable_customers") {
      edges {
        node {
          id
          displayName
          provider
          isArchived
        }
      }
      sources {
        __typename
        linkedAccount {
          name
        }
        ... on SourceFailed {
          code
          message
          retryCursor
        }
      }
    }
  }
`

export const archiveCustomerMutation = graphql`
  mutation customerTableArchiveMutation($input: ArchiveCustomerInput!) {
    archiveCustomer(input: $input) {
      outcome
      customer {
        id
        isArchived
      }
      userErrors {
        __typename
        ... on UserError {
          message
        }
      }
    }
  }
`
