// urql: pages, what a failed account still owes, and archiving. In React the same documents go into `useQuery` and
// `useMutation` of `urql`.
//
// ```ts
// const client = createClient('https://gateway.example/graphql')
// const page = await readPage(client)
// const next = page.next === null ? null : await readPage(client, page.next)
// for (const { retryCursor } of page.failed) if (retryCursor !== null) rows.push(...(await readPage(client, retryCursor)).rows)
// ```
import { Client, cacheExchange, fetchExchange } from '@urql/core'
import {
  ArchiveCustomerDocument,
  CustomerRowFragmentDoc,
  ListCustomersWithSourcesDocument,
  readFragment,
  SourceOutcomeFragmentDoc,
} from 'customer-gateway/client'
import { describeOutcome } from './archive-outcomes.ts'

export function createClient(url: string): Client {
  // Answers are private: asked with POST, and never by a link.
  return new Client({ url, exchanges: [cacheExchange, fetchExchange], preferGetMethod: false })
}

/** Behind a page's `next`, or what an account owes behind its `retryCursor`. Throws when no account could be read. */
export async function readPage(client: Client, after: string | null = null) {
  const { data, error } = await client.query(ListCustomersWithSourcesDocument, { first: 20, after })
  if (data?.customers == null) throw error ?? new Error('The gateway gave no list.')
  const { nodes, pageInfo, sources } = data.customers
  return {
    rows: readFragment(CustomerRowFragmentDoc, nodes),
    next: pageInfo.hasNextPage ? pageInfo.endCursor : null,
    failed: readFragment(SourceOutcomeFragmentDoc, sources).filter((source) => source.__typename === 'SourceFailed'),
  }
}

/** The customer's row in every list that urql keeps is read again: the payload's `customer` says that it has changed. */
export async function archive(client: Client, id: string, idempotencyKey: string): Promise<string> {
  const { data, error } = await client.mutation(ArchiveCustomerDocument, { id, idempotencyKey })
  if (data?.archiveCustomer == null) throw error ?? new Error('The gateway gave no answer.')
  return describeOutcome(data.archiveCustomer)
}
