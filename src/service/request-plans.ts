// How many requests to providers a use case can cause at worst, reckoned from its arguments before anybody is asked. What
// data can cause is counted (every customer of a page may be of one provider, a customer may have many aliases); what
// only a fault can cause is not: retries, requests for tokens, short pages, lists that change during a walk.
import { decodeId } from '../domain/global-id.ts'
import type { Change } from '../providers/contract.ts'
import type { ArchiveTarget } from './archive-customers.ts'
import { mostRequests } from './change-archived.ts'
import { mostExternalIds } from './counterparts.ts'
import { isJudgedByDetail, selectSources, toSourceFilter } from './customer-filter.ts'
import { isScanned, mostScanPages, mostSharers } from './exact-lookups.ts'
import { areTooMany } from './fan-out.ts'
import { InvalidArgument } from './invalid-argument.ts'
import type { Source } from './linked-accounts.ts'
import type { ListArguments } from './list-customers.ts'
import { scanPage } from './source-reader.ts'

/** Customers that are answered with at worst. */
export interface PlannedRows {
  readonly count: number
  /** Each row is of one of these. */
  readonly sources: readonly Source[]
  /** Sources whose rows need no detail read any more. */
  readonly complete: ReadonlySet<Source>
}

export interface Plan {
  readonly requests: number
  readonly rows: PlannedRows
}

export interface ListPlan extends Plan {
  /** Of `requests`: detail reads that only find out whether a row is wanted. */
  readonly judging: number
  /** Requests that counting takes besides. */
  readonly counting: number
}

export interface CounterpartPlan extends Plan {
  /** Requests that the first customer of an operation causes, and no other: lists that are read once. */
  readonly once: number
}

export interface RequestPlans {
  list(given: ListArguments): ListPlan
  /** Several customers by global id; what is no customer of the viewer's costs nothing. */
  customers(ids: readonly string[]): Plan
  group(): Plan
  change(change: Change, ids: readonly string[], isDryRun: boolean): Plan
  archiveMany(target: ArchiveTarget, isDryRun: boolean): Plan
  /** For one customer of `source`. */
  counterparts(source: Source): CounterpartPlan
  /** For one customer of `source`: 0 where its external id is in the row. */
  externalIds(source: Source): number
}

export interface PlanOptions {
  readonly sources: readonly Source[]
  readonly orderScanPages: number
  /** Rows that one page of a list may hold. */
  readonly listMaximum: number
}

const nothing: ReadonlySet<Source> = new Set()

export function createRequestPlans({ sources, orderScanPages, listMaximum }: PlanOptions): RequestPlans {
  function planList({ first: wanted, after, filter = {}, orderBy }: ListArguments): ListPlan {
    const first = Math.min(Math.max(wanted, 1), listMaximum)
    const selected = select(sources, filter)
    const isOrdered = orderBy !== undefined && orderBy.field !== 'SOURCE'
    /** The total comes with an account's page, and has to be asked for where this list takes no page of it. */
    const mayBeLeftOut = after !== null || isOrdered || first < selected.length
    const complete = new Set<Source>()
    let walked = 0
    let pages = 0
    let judging = 0
    let counting = 0
    for (const source of selected) {
      const conditions = toSourceFilter(source, filter, () => Promise.reject(new Error('Nothing is read for a plan.')))
      if (mayBeLeftOut && conditions === null && source.provider.capabilities.totalCount) counting += 1
      if (conditions?.externalId != null) {
        pages += lookupRequests(source)
        if (keepsIdsApart(source)) complete.add(source)
        continue
      }
      const canOrder = isOrdered && source.provider.capabilities.orderFields.includes(orderBy.field)
      if (canOrder) pages += orderScanPages
      // Too many customers to be put in order come behind the others, in turns.
      if (conditions?.matches == null) walked += 1
      else pages += conditions.scanPages
      if (conditions?.matches == null || !isJudgedByDetail(source, filter)) continue
      const rowsOfPage = Math.min(Math.max(first + 1, conditions.scanSize), scanPage)
      judging += Math.max(conditions.scanPages * rowsOfPage, canOrder ? orderScanPages * scanPage : 0)
      complete.add(source)
    }
    // A page that was served in part is read again from its start.
    const again = after === null ? 0 : walked
    return {
      requests: pages + pagesInTurns(walked, first) + again + judging,
      rows: { count: selected.length === 0 ? 0 : first, sources: selected, complete },
      judging,
      counting,
    }
  }

  /** Whom a question to all goes to: nobody, where it will be refused because they are too many. */
  const everybody = areTooMany(sources) ? [] : sources

  /** The sources of those ids that can be read, one for each different id. */
  function locate(ids: readonly string[]): readonly Source[] {
    return [...new Set(ids)].flatMap((id) => {
      const decoded = decodeId(id)
      if (decoded?.kind !== 'customer') return []
      return sources.filter(({ account }) => account.provider === decoded.provider && account.name === decoded.account)
    })
  }

  function planGroup(): Plan {
    const complete = new Set(everybody.filter(keepsIdsApart))
    return {
      requests: sum(everybody.map(lookupRequests)),
      rows: { count: everybody.length, sources: everybody, complete },
    }
  }

  function planChange(change: Change, ids: readonly string[], isDryRun: boolean): Plan {
    const located = locate(ids)
    const requests = located.map(({ provider }) => {
      if (!provider.capabilities[change]) return 0
      return isDryRun ? 1 : 1 + requestsOfChange
    })
    return { requests: sum(requests), rows: { count: ids.length, sources: [...new Set(located)], complete: nothing } }
  }

  return {
    list: planList,
    customers: (ids) => {
      const located = locate(ids)
      const distinct = [...new Set(located)]
      return { requests: located.length, rows: { count: ids.length, sources: distinct, complete: new Set(distinct) } }
    },
    group: planGroup,
    change: planChange,
    archiveMany: (target, isDryRun) => {
      if ('ids' in target) return planChange('archive', target.ids, isDryRun)
      const { requests, rows } = planGroup()
      return {
        requests: requests + (isDryRun ? 0 : rows.count * requestsOfChange),
        rows: { ...rows, complete: nothing },
      }
    },
    counterparts: (source) => {
      const others = everybody.filter((other) => other !== source)
      const ids = keepsIdsApart(source) ? mostExternalIds : 1
      const asked = others.map((other) => {
        const byEmail = isScanned(other) ? 0 : 1 + mostSharers
        // An account that knows none of the ids has answered each of them with one request.
        return Math.max(ids * lookupRequests(other), ids + byEmail)
      })
      const own = others.length === 0 ? 0 : externalIdRequests(source) + (lacksEmail(source) ? 1 : 0)
      const complete = new Set(others.filter(keepsIdsApart))
      const count = others.length === 0 ? 0 : others.length * Math.max(ids, mostSharers)
      const once = others.length === 0 ? 0 : sources.filter(isScanned).length * mostScanPages
      return { requests: own + sum(asked), rows: { count, sources: others, complete }, once }
    },
    externalIds: externalIdRequests,
  }
}

/** Each request that changes something can be followed by a read-back. */
const requestsOfChange = 2 * mostRequests

/** Each time that an account runs dry, the others are asked for what it leaves. */
function pagesInTurns(accounts: number, rows: number): number {
  let pages = 0
  for (let dry = 0; dry < accounts; dry += 1) {
    const share = Math.ceil(rows / accounts)
    const missing = dry === 0 ? rows : Math.min(rows, dry * share)
    const asked = accounts - dry
    pages += asked * Math.ceil(Math.ceil(missing / asked) / scanPage)
  }
  return pages
}

/** Whether the caller-owned ids are no part of the row: there may be many, and an id leads to another request. */
function keepsIdsApart({ provider: { capabilities, coverage } }: Source): boolean {
  return coverage.externalId.support === 'NEVER' && capabilities.filters.includes('externalId')
}

function lookupRequests(source: Source): number {
  return keepsIdsApart(source) ? 2 : 1
}

function externalIdRequests(source: Source): number {
  return keepsIdsApart(source) ? 1 : 0
}

function lacksEmail({ provider: { coverage } }: Source): boolean {
  return coverage.email.support === 'DETAIL_ONLY'
}

function select(sources: readonly Source[], filter: NonNullable<ListArguments['filter']>): readonly Source[] {
  try {
    return selectSources(sources, filter)
  } catch (error) {
    // The list itself will say so.
    if (error instanceof InvalidArgument) return []
    throw error
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
