// The table's rows: pages of the merged list, and what each linked account still owes.
import { type InfiniteData, useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import { useMemo } from 'react'
import { ask, type GatewayError } from './gateway.ts'
import {
  type CustomerFilter,
  type CustomerOrder,
  type CustomerRowFragment,
  ListCustomersDocument,
  type ListCustomersQuery,
  type SourceStateFragment,
} from './generated/graphql.ts'
import { failureReasons, providerNames } from './words.ts'

export interface ListSettings {
  readonly filter: CustomerFilter
  readonly includeArchived: boolean
  readonly orderBy: CustomerOrder
}

export type FailedSource = Extract<SourceStateFragment, { readonly __typename: 'SourceFailed' }>

type Page = NonNullable<ListCustomersQuery['customers']>
type Pages = InfiniteData<Page, string | null>

const pageSize = 50

export function useCustomers(settings: ListSettings) {
  const queryKey = ['customers', settings]
  const client = useQueryClient()

  async function readPage(after: string | null, signal?: AbortSignal): Promise<Page> {
    const { data, errors } = await ask(ListCustomersDocument, { first: pageSize, after, ...settings }, signal)
    // Null only when no account could be read at all.
    if (data.customers === null) throw new Error(errors.map(sentenceOf).join(' '))
    return data.customers
  }

  const query = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam, signal }) => readPage(pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: ({ pageInfo }) => (pageInfo.hasNextPage ? pageInfo.endCursor : undefined),
  })

  // The rows that an account owes come as a page of their own, behind which the list goes on.
  const retry = useMutation({
    mutationFn: async (source: FailedSource) => ({
      after: source.retryCursor,
      page: await readPage(source.retryCursor),
    }),
    onSuccess: ({ after, page }) =>
      client.setQueryData<Pages>(queryKey, (known) =>
        known === undefined ? known : { pages: [...known.pages, page], pageParams: [...known.pageParams, after] },
      ),
  })

  const { data } = query
  const rows = useMemo(() => rowsOf(data?.pages ?? []), [data])
  const failed = useMemo(() => failedSources(data?.pages ?? []), [data])
  const remarks = useMemo(() => remarksOf(data?.pages ?? []), [data])
  return { ...query, rows, failed, remarks, retry }
}

/** Writes what is now known of customers into every list that shows them. */
export function useCustomerUpdates(): (customers: readonly CustomerRowFragment[]) => void {
  const client = useQueryClient()
  return (customers) => {
    const changed = new Map(customers.map((customer) => [customer.id, customer]))
    client.setQueriesData<Pages>({ queryKey: ['customers'] }, (known) =>
      known === undefined ? known : { ...known, pages: known.pages.map((page) => withChanges(page, changed)) },
    )
    for (const id of changed.keys()) void client.invalidateQueries({ queryKey: ['customer', id] })
    void client.invalidateQueries({ queryKey: ['counterparts'] })
  }
}

function withChanges(page: Page, changed: ReadonlyMap<string, CustomerRowFragment>): Page {
  return { ...page, nodes: page.nodes.map((node) => changed.get(node.id) ?? node) }
}

/** Each customer once: after retries of several accounts their rows can come a second time. */
function rowsOf(pages: readonly Page[]): CustomerRowFragment[] {
  return [...new Map(pages.flatMap(({ nodes }) => nodes.map((node) => [node.id, node]))).values()]
}

/** The accounts whose latest report is a failure. A page that had nothing to ask of an account says nothing new. */
function failedSources(pages: readonly Page[]): readonly FailedSource[] {
  const latest = new Map<string, SourceStateFragment>()
  for (const source of pages.flatMap(({ sources }) => sources)) {
    if (source.__typename !== 'SourceSkipped') latest.set(source.linkedAccount.id, source)
  }
  return [...latest.values()].filter((source) => source.__typename === 'SourceFailed')
}

/** What else is to be known of a list: rows that could not be shown, and accounts that could not do what was asked. */
function remarksOf(pages: readonly Page[]): readonly string[] {
  const sources = pages.flatMap((page) => page.sources)
  const unusable = sources.reduce((sum, source) => sum + (source.__typename === 'SourceOk' ? source.quarantined : 0), 0)
  const remarks = sources.map((source) => {
    const account = `${providerNames[source.provider]} (${source.linkedAccount.name})`
    if (source.__typename !== 'SourceSkipped') return null
    if (source.reason === 'ORDER_UNSUPPORTED') return `${account} cannot be put in this order: its customers come last.`
    if (source.reason === 'FILTER_UNSUPPORTED') return `${account} keeps nothing that can be searched in this way.`
    return null
  })
  if (unusable > 0) remarks.push(`${unusable} left out, because a provider gave no usable id.`)
  return [...new Set(remarks)].filter((remark) => remark !== null)
}

function sentenceOf({ message, extensions }: GatewayError): string {
  const provider = Object.entries(providerNames).find(([key]) => key === extensions?.provider)?.[1]
  const reason = Object.entries(failureReasons).find(([key]) => key === extensions?.code)?.[1]
  return provider === undefined || reason === undefined ? message : `${provider} ${reason}.`
}
