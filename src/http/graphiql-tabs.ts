// What GraphiQL opens with the first time somebody visits: the three things that one does with the gateway.

export interface GraphiqlTab {
  readonly query: string
  readonly variables?: string
}

export const graphiqlTabs: readonly GraphiqlTab[] = [
  {
    query: `# Every customer of every linked account, as one list.
# Ctrl-Enter runs it. For the next page, add
# after: "…" with the endCursor of this one.
query Customers {
  customers(first: 20, includeArchived: false) {
    nodes {
      displayName
      provider
      status
      email
      id
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
`,
  },
  {
    query: `# The same list, and what each linked account gave to it.
# One that fails costs its own customers only, and
# its retryCursor fetches just those later.
query CustomersWithSources {
  customers(first: 20) {
    isComplete
    sources {
      __typename
      linkedAccount {
        name
        provider
        status
      }
      latencyMs
      attempts
      ... on SourceOk {
        returned
        hasMore
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
    nodes {
      displayName
      provider
    }
  }
}
`,
  },
  {
    query: `# Archives a customer at the provider that keeps it.
# Copy an id from the first tab into the variables below.
# From then on only includeArchived: true lists it.
mutation ArchiveCustomer($input: ArchiveCustomerInput!) {
  archiveCustomer(input: $input) {
    outcome
    customer {
      displayName
      status
      archivedAt
    }
    userErrors {
      __typename
      ... on UserError {
        message
        code
      }
    }
  }
}
`,
    variables: JSON.stringify({ input: { id: '' } }, null, 2),
  },
]
