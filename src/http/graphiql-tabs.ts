// What GraphiQL opens with the first time somebody visits: the three things that one does with the gateway.

export interface GraphiqlTab {
  readonly query: string
  readonly variables?: string
}

export const graphiqlTabs: readonly GraphiqlTab[] = [
  {
    query: `# The customers of every linked account, as one list. Press ▶ (Ctrl-Enter).
# For the next page, put \`endCursor\` into \`after\` below.
query Customers($first: Int = 20, $after: String, $includeArchived: Boolean! = false) {
  customers(first: $first, after: $after, includeArchived: $includeArchived) {
    nodes {
      id
      displayName
      provider
      status
      email
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
`,
    variables: JSON.stringify({ first: 20, after: null, includeArchived: false }, null, 2),
  },
  {
    query: `# The same list, and what each linked account contributed to it. An account that
# fails costs its own rows only; \`retryCursor\` fetches just those later.
query CustomersWithSources($first: Int = 20, $after: String) {
  customers(first: $first, after: $after) {
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
    query: `# Archives a customer at the provider that keeps it: copy an \`id\` from the first tab
# into the variables below. Afterwards it is listed with \`includeArchived: true\` only.
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
