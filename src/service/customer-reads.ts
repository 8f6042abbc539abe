// Single customers, read at most once each per request: by id, and to complete rows whose list did not carry a field.
import type { Call } from '../domain/call.ts'
import {
  type CustomerField,
  type CustomerFields,
  type CustomerRecord,
  notCarried,
  readField,
  withArchived,
} from '../domain/customer.ts'
import { type Failure, toFailure } from '../domain/failure.ts'
import { decodeId } from '../domain/global-id.ts'
import type { RowField } from '../domain/provider-fields.ts'
import type { ProviderDefinition } from '../providers/contract.ts'
import { type CompletionProblem, createCompletionProblems } from './completion-problems.ts'
import type { ReadComplete } from './customer-filter.ts'
import { createDetailLoader, type DetailLoader } from './detail-loader.ts'
import type { Source } from './linked-accounts.ts'

export interface Place {
  readonly source: Source
  readonly nativeId: string
}

export interface CustomerReads {
  getCustomer(id: string): Promise<CustomerRecord | null>
  getLinkedAccount(id: string): Source | null
  /** The source and native id that a global id names; `hidden` when it names an account that is not the viewer's. */
  locate(id: string): Place | 'malformed' | 'hidden'
  /**
   * Throws Failure; a second read in the same request gets the first one's answer. With `call` the requests that it takes
   * count as part of other work at the provider.
   */
  read(source: Source, nativeId: string, call?: Call): Promise<CustomerRecord>
  /** Asks the provider again, and makes its answer the one that later reads get. */
  readAgain(source: Source, nativeId: string, call: Call): Promise<CustomerRecord>
  /** Keeps what a change made of the customer: later reads in this request show it, whatever the provider answers. */
  remember(record: CustomerRecord): void
  /** The record with what a change in this request is known to have made of it. */
  current(record: CustomerRecord): CustomerRecord
  /** Notes that a field of the record could not be read because this source failed. */
  noteProblem(source: Source, failure: Failure, field: string, record: CustomerRecord): void
  readField<Field extends CustomerField>(
    record: CustomerRecord,
    field: Field,
  ): CustomerFields[Field] | Promise<CustomerFields[Field]>
  /** As `readField`, for those who must know: throws Failure when the detail cannot be read. */
  readonly readComplete: ReadComplete
  readProviderField(record: CustomerRecord, name: string, field: RowField): unknown
  /** The detail answer, with what the list proved; null, and noted for the field, when it cannot be read. */
  complete(record: CustomerRecord, field: string): Promise<CustomerRecord | null>
  sourceOf(record: CustomerRecord): Source
  completionProblems(): readonly CompletionProblem[]
}

export interface ReadsOptions {
  /** The viewer's. */
  readonly sources: readonly Source[]
  /** Every provider that there is. */
  readonly providers: readonly ProviderDefinition[]
  readonly newCall: () => Call
}

export function createCustomerReads({ sources, providers, newCall }: ReadsOptions): CustomerReads {
  /** Reads that are part of other work, by customer. */
  const calls = new Map<string, Call>()
  const loaders = new Map<Source, DetailLoader>()
  /** By name; made when it is first needed. */
  let index: ReadonlyMap<string, Source> | null = null
  /** What changes in this request have proved, by customer. */
  const proven = new Map<string, boolean>()
  const problems = createCompletionProblems()

  function callFor({ account }: Source, nativeId: string): Call {
    const call = calls.get(keyOf(account, nativeId)) ?? newCall()
    calls.delete(keyOf(account, nativeId))
    return call
  }

  function loaderOf(source: Source): DetailLoader {
    const loader = loaders.get(source) ?? createDetailLoader(source, (nativeId) => callFor(source, nativeId))
    loaders.set(source, loader)
    return loader
  }

  function sourceNamed(name: string): Source | undefined {
    index ??= new Map(sources.map((source) => [source.account.name, source]))
    return index.get(name)
  }

  function sourceOf({ facts }: CustomerRecord): Source {
    const source = sourceNamed(facts.account.name)
    if (source === undefined) throw new Error(`The linked account "${facts.account.name}" is not the viewer's.`)
    return source
  }

  function locate(id: string): Place | 'malformed' | 'hidden' {
    const decoded = decodeId(id)
    if (decoded?.kind !== 'customer') return 'malformed'
    const { account: name, nativeId } = decoded
    // Before the account is looked at: what is no id anywhere is none at an account that the viewer may not see.
    const provider = providers.find((each) => each.name === decoded.provider)
    if (provider === undefined || !provider.nativeIdPattern.test(nativeId)) return 'malformed'
    const source = sourceNamed(name)
    return source === undefined || source.provider !== provider ? 'hidden' : { source, nativeId }
  }

  /** The detail answer, with what the list proved. Throws Failure. */
  async function readDetail(record: CustomerRecord): Promise<CustomerRecord> {
    const detail = current(await loaderOf(sourceOf(record)).load(record.facts.nativeId))
    const isArchived = detail.facts.isArchived ?? record.facts.isArchived
    return isArchived === undefined ? detail : withArchived(detail, isArchived)
  }

  async function complete(record: CustomerRecord, field: string): Promise<CustomerRecord | null> {
    try {
      return await readDetail(record)
    } catch (error) {
      noteProblem(sourceOf(record), toFailure(error), field, record)
      return null
    }
  }

  function noteProblem(source: Source, failure: Failure, field: string, { facts }: CustomerRecord): void {
    problems.note(source, failure, field, keyOf(facts.account, facts.nativeId))
  }

  function current(record: CustomerRecord): CustomerRecord {
    const isArchived = proven.get(keyOf(record.facts.account, record.facts.nativeId))
    return isArchived === undefined ? record : withArchived(record, isArchived)
  }

  return {
    getCustomer: async (id) => {
      const place = locate(id)
      if (typeof place === 'string') return null
      try {
        return current(await loaderOf(place.source).load(place.nativeId))
      } catch (error) {
        if (toFailure(error).code === 'NOT_FOUND') return null
        throw error
      }
    },
    getLinkedAccount: (id) => sources.find((source) => source.id === id) ?? null,
    locate,
    read: async (source, nativeId, call) => {
      if (call !== undefined) calls.set(keyOf(source.account, nativeId), call)
      return current(await loaderOf(source).load(nativeId))
    },
    readAgain: async (source, nativeId, call) => {
      const record = await source.client.get(nativeId, call)
      proven.delete(keyOf(source.account, nativeId))
      loaderOf(source).clear(nativeId).prime(nativeId, record)
      return record
    },
    remember: (record) => {
      const { account, nativeId, isDetail } = record.facts
      const isArchived = readField(record, 'isArchived')
      if (typeof isArchived === 'boolean') proven.set(keyOf(account, nativeId), isArchived)
      const loader = loaderOf(sourceOf(record)).clear(nativeId)
      // What carries less than a detail answer must not stand in for one.
      if (isDetail) loader.prime(nativeId, record)
    },
    current,
    noteProblem,
    readComplete: <Field extends CustomerField>(record: CustomerRecord, field: Field) => {
      const value = readField(record, field)
      if (value !== notCarried) return value
      return readDetail(record).then((detail) => {
        const completed = readField(detail, field)
        return completed === notCarried ? missing(field) : completed
      })
    },
    readField: <Field extends CustomerField>(record: CustomerRecord, field: Field) => {
      const value = readField(record, field)
      if (value !== notCarried) return value
      return complete(record, field).then((detail) => {
        const completed = detail === null ? notCarried : readField(detail, field)
        return completed === notCarried ? missing(field) : completed
      })
    },
    readProviderField: (record, name, { read }) => {
      const value = read(record.row, record.facts, () => {})
      if (value !== notCarried) return value
      return complete(record, name).then((detail) => {
        const completed = detail === null ? null : read(detail.row, detail.facts, () => {})
        return completed === notCarried ? null : completed
      })
    },
    complete,
    sourceOf,
    completionProblems: problems.all,
  }
}

/** What a field is when not even the detail answer carried it: not known, and never a default that looks known. */
function missing<Field extends CustomerField>(field: Field): CustomerFields[Field] {
  return (field === 'status' ? 'UNKNOWN' : null) as CustomerFields[Field]
}

function keyOf({ name }: { readonly name: string }, nativeId: string): string {
  return `${name}/${nativeId}`
}
