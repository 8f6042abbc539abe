// How many customers a list finds in all. Providers differ: one counts on every page, one only when asked, and what
// the gateway filters only the gateway can count, once it has read a list to its end. Whatever is not known makes the sum
// a lower bound.
import type { Call } from '../domain/call.ts'
import { largestInteger } from '../domain/wire-values.ts'
import type { SourceFilter } from './customer-filter.ts'
import type { Source } from './linked-accounts.ts'
import type { SourceReader } from './source-reader.ts'

export interface Count {
  readonly count: number
  /** EXACT only when every account counted. */
  readonly precision: 'EXACT' | 'AT_LEAST'
}

export interface CountOptions {
  readonly sources: readonly Source[]
  readonly readers: readonly SourceReader[]
  readonly filters: ReadonlyMap<Source, SourceFilter | null>
  readonly includeArchived: boolean
  /** The readers have asked for the total already. */
  readonly withTotal?: boolean
  readonly newCall: () => Call
}

/** Null when no account could count. Never throws: an account that cannot be asked is one that did not count. */
export async function countCustomers(options: CountOptions): Promise<Count | null> {
  const counts = await Promise.all(options.sources.map((source) => countOne(options, source)))
  const known = counts.filter((count) => count !== null)
  if (known.length === 0) return counts.length === 0 ? { count: 0, precision: 'EXACT' } : null
  const sum = known.reduce((total, each) => total + each, 0)
  const isWhole = known.length === counts.length && sum <= largestInteger
  return { count: Math.min(sum, largestInteger), precision: isWhole ? 'EXACT' : 'AT_LEAST' }
}

async function countOne(options: CountOptions, source: Source): Promise<number | null> {
  const reader = options.readers.find((each) => each.source === source)
  const filter = options.filters.get(source) ?? null
  if (reader?.failure != null) return null
  // What the gateway filters nobody else can count; a list that was read to its end has been counted here.
  if (filter !== null) return reader?.counted ?? null
  const known = reader?.total ?? reader?.counted ?? null
  if (known !== null || !source.provider.capabilities.totalCount) return known
  const wasAsked = options.withTotal === true && reader !== undefined && reader.attempts > 0
  if (wasAsked) return null
  try {
    const query = { page: null, size: 1, includeArchived: options.includeArchived, withTotal: true }
    const page = await source.client.listPage(query, options.newCall())
    // A provider that sends everything at once has counted, too.
    return page.total ?? (page.next === null && page.quarantined === 0 ? page.rows.length : null)
  } catch {
    return null
  }
}
