// TanStack Query with plain fetch: pages, what a failed account still owes, and archiving. In React this is
// `useInfiniteQuery(customersQuery(endpoint))` and `useMutation({ mutationFn: … })` of `@tanstack/react-query`.
//
// ```ts
// const { client, customers } = createDesk('https://gateway.example/graphql')
// customers.subscribe(({ data }) => render(data?.pages.flatMap(({ rows }) => rows)))
// await customers.fetchNextPage()
// await fetchOwed(client, endpoint, failed.retryCursor)
// ```
import type { TypedDocumentNode } from '@graphql-typed-document-node/core'
import { type InfiniteData, InfiniteQueryObserver, QueryClient } from '@tanstack/query-core'
import {
  ArchiveCustomerDocument,
  CustomerRowFragmentDoc,
  ListCustomersWithSourcesDocument,
  readFragment,
  SourceOutcomeFragmentDoc,
} from 'customer-gateway/client'
import { print } from 'graphql'
import { describeOutcome } from './archive-outcomes.ts'

/** Throws when there is no data at all; what is missing of a list is told with the list. */
export async function ask<Data, Variables>(
  endpoint: string,
  document: TypedDocumentNode<Data, Variables>,
  variables: Variables,
  signal: AbortSignal | null = null,
): Promise<Data> {
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: print(document), variables }),
    signal,
  })
  const { data, errors } = (await response.json()) as { data?: Data | null; errors?: { message: string }[] }
  if (data == null) throw new Error(errors?.[0]?.message ?? `The gateway answered with status ${response.status}.`)
  return data
}

export type Page = Awaited<ReturnType<typeof readPage>>

async function readPage(endpoint: string, after: string | null, signal?: AbortSignal) {
  const { customers } = await ask(endpoint, ListCustomersWithSourcesDocument, { first: 20, after }, signal)
  if (customers === null) throw new Error('No account could be read.')
  const { nodes, pageInfo, sources } = customers
  return {
    rows: readFragment(CustomerRowFragmentDoc, nodes),
    next: pageInfo.hasNextPage ? pageInfo.endCursor : null,
    failed: readFragment(SourceOutcomeFragmentDoc, sources).filter((source) => source.__typename === 'SourceFailed'),
  }
}

const queryKey = ['customers']

export function customersQuery(endpoint: string) {
  return {
    queryKey,
    queryFn: ({ pageParam, signal }: { pageParam: string | null; signal: AbortSignal }) =>
      readPage(endpoint, pageParam, signal),
    initialPageParam: null,
    getNextPageParam: (page: Page) => page.next,
    // The gateway has asked its providers again already, where that helps.
    retry: false,
  }
}

export function createDesk(endpoint: string) {
  const client = new QueryClient()
  return { client, customers: new InfiniteQueryObserver(client, customersQuery(endpoint)) }
}

/** Adds the rows that an account owes as a page of their own, behind which the list goes on. */
export async function fetchOwed(client: QueryClient, endpoint: string, retryCursor: string): Promise<Page> {
  const page = await readPage(endpoint, retryCursor)
  client.setQueryData<InfiniteData<Page, string | null>>(
    queryKey,
    (known) => known && { pages: [...known.pages, page], pageParams: [...known.pageParams, retryCursor] },
  )
  return page
}

export async function archive(
  client: QueryClient,
  endpoint: string,
  id: string,
  idempotencyKey: string,
): Promise<string> {
  const { archiveCustomer } = await ask(endpoint, ArchiveCustomerDocument, { id, idempotencyKey })
  if (archiveCustomer === null) throw new Error('The gateway gave no answer.')
  await client.invalidateQueries({ queryKey })
  return describeOutcome(archiveCustomer)
}
