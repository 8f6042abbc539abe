// Archiving, and taking it back: first what would be sent, then doing it, in portions so that progress can be seen.
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { type Answer, ask } from './gateway.ts'
import {
  ArchiveCustomersDocument,
  type ArchiveCustomersMutation,
  type ArchiveOutcome,
  type CustomerRowFragment,
  type PlannedRequestTextFragment,
  UnarchiveCustomerDocument,
} from './generated/graphql.ts'
import { useCustomerUpdates } from './use-customers.ts'

export type Change =
  | { readonly kind: 'archive-many'; readonly customers: readonly CustomerRowFragment[] }
  | { readonly kind: 'archive-group'; readonly externalId: string; readonly name: string }
  | { readonly kind: 'unarchive'; readonly customer: CustomerRowFragment }

/** What became, or would become, of one customer. */
export interface Result {
  readonly id: string
  readonly customer: CustomerRowFragment | null
  readonly outcome: ArchiveOutcome
  readonly plan: readonly PlannedRequestTextFragment[]
  readonly problems: readonly string[]
}

export interface Results {
  readonly results: readonly Result[]
  /** What concerns no single customer, e.g. an account that could not be asked. */
  readonly problems: readonly string[]
}

export interface Progress extends Results {
  readonly done: number
  readonly total: number
  readonly isRunning: boolean
}

const nothing: Results = { results: [], problems: [] }
/** Customers of one request: few enough that something moves every few seconds; as many as may be where nothing is sent. */
const portion = 5
const plannedPortion = 100

export function useChange(change: Change) {
  // One key for all tries of this dialog: what was done is told again, and not done again.
  const [key] = useState(() => crypto.randomUUID())
  const [progress, setProgress] = useState<Progress | null>(null)
  const update = useCustomerUpdates()

  const plan = useQuery({
    queryKey: ['plan', key],
    queryFn: () => inPortions(change, { dryRun: true, key: null }, () => {}),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  })

  async function run(): Promise<void> {
    const total = change.kind === 'archive-many' ? change.customers.length : 1
    // Asked again, what this dialog has archived says "already": it stays told as what it was.
    const settled = new Map(progress?.results.filter(isSettled).map((result) => [result.id, result]))
    const overall = ({ results, problems }: Results): Results => ({
      results: results.map((result) => settled.get(result.id) ?? result),
      problems,
    })
    setProgress({ ...nothing, done: 0, total, isRunning: true })
    const end = await inPortions(change, { dryRun: false, key }, (soFar, done) => {
      setProgress({ ...overall(soFar), done, total, isRunning: true })
      update(soFar.results.map(({ customer }) => customer).filter((customer) => customer !== null))
    })
    setProgress({ ...overall(end), done: total, total, isRunning: false })
  }

  return { plan, progress, run }
}

/** Whether nothing is left to be done. */
export function isSettled({ outcome }: Result): boolean {
  return outcome !== 'NOT_CHANGED' && outcome !== 'INDETERMINATE'
}

interface Manner {
  readonly dryRun: boolean
  readonly key: string | null
}

async function inPortions(
  change: Change,
  manner: Manner,
  onProgress: (soFar: Results, done: number) => void,
): Promise<Results> {
  if (change.kind !== 'archive-many') {
    const results = await attempt(change, manner)
    onProgress(results, 1)
    return results
  }
  let soFar = nothing
  const size = manner.dryRun ? plannedPortion : portion
  for (let start = 0; start < change.customers.length; start += size) {
    const customers = change.customers.slice(start, start + size)
    const part = await attempt({ ...change, customers }, { ...manner, key: manner.key && `${manner.key}-${start}` })
    soFar = { results: [...soFar.results, ...part.results], problems: [...soFar.problems, ...part.problems] }
    onProgress(soFar, start + customers.length)
  }
  return soFar
}

/** A request that fails as a whole is a result too: the portions before it have been done. */
async function attempt(change: Change, manner: Manner): Promise<Results> {
  try {
    return await send(change, manner)
  } catch (error) {
    return { results: [], problems: [error instanceof Error ? error.message : 'Something went wrong.'] }
  }
}

async function send(change: Change, { dryRun, key }: Manner): Promise<Results> {
  const shared = { dryRun, idempotencyKey: key }
  if (change.kind === 'unarchive') {
    const { id } = change.customer
    const { data, errors } = await ask(UnarchiveCustomerDocument, { id, ...shared })
    const payload = data.unarchiveCustomer
    if (payload === null) return { results: [], problems: errors.map(({ message }) => message) }
    return { results: [toResult({ id, ...payload })], problems: [] }
  }
  const target =
    change.kind === 'archive-group'
      ? { groupExternalId: change.externalId }
      : { ids: change.customers.map(({ id }) => id) }
  return toResults(await ask(ArchiveCustomersDocument, { target, ...shared }))
}

function toResults({ data, errors }: Answer<ArchiveCustomersMutation>): Results {
  const payload = data.archiveCustomers
  if (payload === null) return { results: [], problems: errors.map(({ message }) => message) }
  return { results: payload.results.map(toResult), problems: payload.userErrors.map(({ message }) => message) }
}

type WireResult = NonNullable<ArchiveCustomersMutation['archiveCustomers']>['results'][number]

function toResult({ id, customer, outcome, plan, userErrors }: WireResult): Result {
  return { id, customer, outcome, plan: plan ?? [], problems: userErrors.map(({ message }) => message) }
}
