// Single customers, read at most once each per request: by id, and to complete rows whose list did not carry a field.
import DataLoader from 'dataloader'
import type { Call } from '../domain/call.ts'
import {
  type CustomerField,
  type CustomerFields,
  type CustomerRecord,
  notCarried,
  readField,
} from '../domain/customer.ts'
import { type Failure, toFailure } from '../domain/failure.ts'
import { decodeId } from '../domain/global-id.ts'
import type { ProviderField } from '../domain/provider-fields.ts'
import type { ReadComplete } from './customer-filter.ts'
import { limitConcurrency } from './limit-concurrency.ts'
import type { Source } from './linked-accounts.ts'
import { type SourceProblem, toSourceProblem } from './source-report.ts'

/** Detail reads at once per linked account: a page of rows must not become a burst at the provider. */
const readsAtOnce = 8

/** Rows that lack fields because their detail could not be read, told once per account and reason. */
export interface CompletionProblem {
  readonly source: Source
  readonly problem: SourceProblem
  readonly fields: readonly string[]
  readonly customers: number
}

export interface Place {
  readonly source: Source
  readonly nativeId: string
}

export interface CustomerReads {
  getCustomer(id: string): Promise<CustomerRecord | null>
  getLinkedAccount(id: string): Source | null
  /** The source and native id that a global id names; `hidden` when it names an account that is not the viewer's. */
  locate(id: string): Place | 'malformed' | 'hidden'
  /** Throws Failure; a second read in the same request gets the first one's answer. */
  read(source: Source, nativeId: string): Promise<CustomerRecord>
  /** Asks the provider again, and makes its answer the one that later reads get. */
  readAgain(source: Source, nativeId: string, call: Call): Promise<CustomerRecord>
  /** Makes this the answer that later reads of the same customer get. */
  remember(record: CustomerRecord): void
  readField<Field extends CustomerField>(
    record: CustomerRecord,
    field: Field,
  ): CustomerFields[Field] | Promise<CustomerFields[Field]>
  /** As `readField`, for those who must know: throws Failure when the detail cannot be read. */
  readonly readComplete: ReadComplete
  readProviderField(record: CustomerRecord, name: string, field: ProviderField): unknown
  sourceOf(record: CustomerRecord): Source
  completionProblems(): readonly CompletionProblem[]
}

export interface ReadsOptions {
  readonly sources: readonly Source[]
  readonly newCall: () => Call
}

export function createCustomerReads({ sources, newCall }: ReadsOptions): CustomerReads {
  const loaders = new Map(sources.map((source) => [source.account.name, createLoader(source, newCall)]))
  const problems = new Map<string, CompletionProblem & { ids: Set<string>; names: Set<string> }>()

  function loaderOf({ account }: Source): DataLoader<string, CustomerRecord> {
    const loader = loaders.get(account.name)
    if (loader === undefined) throw new Error(`No loader for the linked account "${account.name}".`)
    return loader
  }

  function sourceOf({ facts }: CustomerRecord): Source {
    const source = sources.find(({ account }) => account.name === facts.account.name)
    if (source === undefined) throw new Error(`The linked account "${facts.account.name}" is not the viewer's.`)
    return source
  }

  function locate(id: string): Place | 'malformed' | 'hidden' {
    const decoded = decodeId(id)
    if (decoded?.kind !== 'customer') return 'malformed'
    const { provider, account: name, nativeId } = decoded
    const source = sources.find(({ account }) => account.provider === provider && account.name === name)
    if (source === undefined) return 'hidden'
    return source.provider.nativeIdPattern.test(nativeId) ? { source, nativeId } : 'malformed'
  }

  /** The detail answer, with what the list proved. Throws Failure. */
  async function readDetail(record: CustomerRecord): Promise<CustomerRecord> {
    const detail = await loaderOf(sourceOf(record)).load(record.facts.nativeId)
    const isArchived = detail.facts.isArchived ?? record.facts.isArchived
    return isArchived === undefined ? detail : { ...detail, facts: { ...detail.facts, isArchived } }
  }

  /** The detail answer; null, and noted, when it cannot be read. */
  async function complete(record: CustomerRecord, field: string): Promise<CustomerRecord | null> {
    try {
      return await readDetail(record)
    } catch (error) {
      note(sourceOf(record), toFailure(error), field, record.facts.nativeId)
      return null
    }
  }

  function note(source: Source, failure: Failure, field: string, nativeId: string): void {
    const key = `${source.account.name} ${failure.code}`
    const known = problems.get(key) ?? newProblem(source, failure)
    problems.set(key, known)
    known.names.add(field)
    known.ids.add(nativeId)
  }

  return {
    getCustomer: async (id) => {
      const place = locate(id)
      if (typeof place === 'string') return null
      try {
        return await loaderOf(place.source).load(place.nativeId)
      } catch (error) {
        if (toFailure(error).code === 'NOT_FOUND') return null
        throw error
      }
    },
    getLinkedAccount: (id) => sources.find((source) => source.id === id) ?? null,
    locate,
    read: (source, nativeId) => loaderOf(source).load(nativeId),
    readAgain: async (source, nativeId, call) => {
      const record = await source.client.get(nativeId, call)
      loaderOf(source).clear(nativeId).prime(nativeId, record)
      return record
    },
    remember: (record) => {
      const { nativeId } = record.facts
      loaderOf(sourceOf(record)).clear(nativeId).prime(nativeId, record)
    },
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
    sourceOf,
    completionProblems: () =>
      [...problems.values()].map(({ ids, names, ...problem }) => ({
        ...problem,
        fields: [...names].toSorted(),
        customers: ids.size,
      })),
  }
}

/** What a field is when not even the detail answer carried it: not known, and never a default that looks known. */
function missing<Field extends CustomerField>(field: Field): CustomerFields[Field] {
  return (field === 'status' ? 'UNKNOWN' : null) as CustomerFields[Field]
}

function newProblem(source: Source, failure: Failure) {
  return {
    source,
    problem: toSourceProblem(failure),
    fields: [],
    customers: 0,
    ids: new Set<string>(),
    names: new Set<string>(),
  }
}

function createLoader(source: Source, newCall: () => Call): DataLoader<string, CustomerRecord> {
  const limit = limitConcurrency(readsAtOnce)
  return new DataLoader((nativeIds) =>
    Promise.all(nativeIds.map((nativeId) => limit(() => readOne(source, nativeId, newCall())))),
  )
}

/** A DataLoader batch must answer each key by itself: one that fails is a value here, not an exception. */
async function readOne(source: Source, nativeId: string, call: Call): Promise<CustomerRecord | Error> {
  try {
    const record = await source.client.get(nativeId, call)
    source.health.succeeded()
    return record
  } catch (error) {
    const failure = toFailure(error)
    source.health.failed(failure)
    return failure
  }
}
