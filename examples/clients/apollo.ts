// Apollo Client 4: one growing list in the cache, what a failed account still owes, and archiving. In React the same
// documents go into `useQuery` and `useMutation` of `@apollo/client/react`; `fetchMore` is what `useQuery` gives.
//
// ```ts
// const client = createClient('https://gateway.example/graphql')
// const customers = watchCustomers(client)
// customers.subscribe(({ data }) => render(readCustomers(data)))
// await loadMore(customers)                      // behind the last page
// await loadMore(customers, failed.retryCursor)  // just what one account owes
// ```
import { ApolloClient, HttpLink, InMemoryCache, type ObservableQuery, type Reference } from '@apollo/client'
import {
  ArchiveCustomerDocument,
  CustomerRowFragmentDoc,
  ListCustomersWithSourcesDocument,
  type ListCustomersWithSourcesQuery,
  type ListCustomersWithSourcesQueryVariables,
  possibleTypes,
  readFragment,
  SourceOutcomeFragmentDoc,
} from 'customer-gateway/client'
import { describeOutcome } from './archive-outcomes.ts'

type CustomersQuery = ObservableQuery<ListCustomersWithSourcesQuery, ListCustomersWithSourcesQueryVariables>

/** What the cache keeps of a list, and of an account's report in it. */
interface StoredList {
  readonly nodes: readonly Reference[]
  readonly sources: readonly { readonly linkedAccount: Reference }[]
}

export function createClient(uri: string): ApolloClient {
  const cache = new InMemoryCache({
    possibleTypes,
    typePolicies: {
      Query: {
        // One list for each choice of what is listed; `first` and `after` only say which part of it was asked for.
        fields: { customers: { keyArgs: ['includeArchived', 'filter', 'orderBy'], merge: mergeLists } },
      },
    },
  })
  return new ApolloClient({ link: new HttpLink({ uri }), cache })
}

/** Each customer once, and of each account its latest report: an answer to a `retryCursor` tells of one account only. */
function mergeLists(known: StoredList | null | undefined, added: StoredList | null, { args }: { args: object | null }) {
  const isContinued = args !== null && 'after' in args && args.after != null
  if (known == null || added === null || !isContinued) return added
  const nodes = new Map([...known.nodes, ...added.nodes].map((node) => [node.__ref, node]))
  const sources = new Map([...known.sources, ...added.sources].map((source) => [source.linkedAccount.__ref, source]))
  return { ...known, ...added, nodes: [...nodes.values()], sources: [...sources.values()] }
}

export function watchCustomers(client: ApolloClient): CustomersQuery {
  // An answer may hold data and errors at once: a field that a provider could not be asked for must not hide the list.
  return client.watchQuery({ query: ListCustomersWithSourcesDocument, variables: { first: 20 }, errorPolicy: 'all' })
}

export function readCustomers(data: Partial<ListCustomersWithSourcesQuery> | undefined) {
  const { nodes = [], sources = [], pageInfo = null } = data?.customers ?? {}
  return {
    rows: readFragment(CustomerRowFragmentDoc, nodes),
    next: pageInfo?.hasNextPage ? pageInfo.endCursor : null,
    failed: readFragment(SourceOutcomeFragmentDoc, sources).filter((source) => source.__typename === 'SourceFailed'),
  }
}

/** The rows behind this cursor: the next page's, or an account's `retryCursor`. */
export async function loadMore(customers: CustomersQuery, after: string): Promise<void> {
  await customers.fetchMore({ variables: { after }, errorPolicy: 'all' })
}

/** The customer in the cache changes with the payload, and with it every list that shows it. */
export async function archive(client: ApolloClient, id: string, idempotencyKey: string): Promise<string> {
  const { data } = await client.mutate({ mutation: ArchiveCustomerDocument, variables: { id, idempotencyKey } })
  if (data?.archiveCustomer == null) throw new Error('The gateway gave no answer.')
  return describeOutcome(data.archiveCustomer)
}
