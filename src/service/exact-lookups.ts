// Asks linked accounts for customers by a key that they can be asked for exactly. Within one request each question is
// put once, and few are put to one account at the same time.
import type { Call } from '../domain/call.ts'
import { type CustomerRecord, readField } from '../domain/customer.ts'
import { Failure, toFailure } from '../domain/failure.ts'
import type { Logger } from '../observability/logger.ts'
import type { CustomerReads } from './customer-reads.ts'
import { type Limit, limitConcurrency } from './limit-concurrency.ts'
import type { Source } from './linked-accounts.ts'
import { startOfList } from './list-cursor.ts'
import { createSourceReader, scanPage } from './source-reader.ts'

/** Questions at once per linked account. */
const lookupsAtOnce = 4

/** An address that so many customers share identifies none of them. */
export const mostSharers = 10

/** Pages of 100 customers that are read of one account to find an address or a VAT number. */
export const mostScanPages = 20

/** One account's answer. */
export interface Lookup {
  readonly source: Source
  /** Empty also when the account could not be asked. */
  readonly records: readonly CustomerRecord[]
  readonly failure: Failure | null
  /** Time spent waiting for the provider. */
  readonly latencyMs: number
  readonly attempts: number
}

export interface ExactLookups {
  /** Archived customers too. Never throws. */
  byExternalId(source: Source, externalId: string): Promise<Lookup>
  /** As `byExternalId`, ignoring case; null where the provider cannot be asked. */
  byEmail(source: Source, email: string): Promise<Lookup | null>
  /**
   * Customers with one of the addresses or VAT numbers, where the provider's list shows these and cannot be asked for
   * them: the whole list is read once per request, up to a bound. Null where its rows lack them.
   */
  byScan(source: Source, keys: ScanKeys): Promise<Lookup | null>
  /** Every caller-owned id of the customer. Throws Failure. */
  externalIds(record: CustomerRecord): Promise<readonly string[]>
}

export interface ScanKeys {
  /** In lower case. */
  readonly emails: ReadonlySet<string>
  readonly vatNumber: string | null
}

export interface LookupOptions {
  readonly reads: CustomerReads
  readonly newCall: () => Call
  readonly logger: Logger
}

export function createExactLookups({ reads, newCall, logger }: LookupOptions): ExactLookups {
  const limits = new Map<Source, Limit>()
  const lookups = new Map<string, Promise<Lookup>>()
  const ownIds = new Map<string, Promise<readonly string[]>>()

  function limitOf(source: Source): Limit {
    const limit = limits.get(source) ?? limitConcurrency(lookupsAtOnce)
    limits.set(source, limit)
    return limit
  }

  async function ask(source: Source, work: (call: Call) => Promise<readonly CustomerRecord[]>): Promise<Lookup> {
    const call = newCall()
    const startedAt = performance.now()
    let records: readonly CustomerRecord[] = []
    let failure: Failure | null = null
    try {
      records = await work(call)
      source.health.succeeded()
    } catch (error) {
      failure = toFailure(error)
      source.health.failed(failure)
      const { provider, name } = source.account
      const facts = { provider, linkedAccount: name, code: failure.code }
      if (failure.code === 'CANCELLED') logger.debug(facts, failure.message)
      else logger.warn(facts, failure.message)
    }
    return { source, records, failure, latencyMs: Math.round(performance.now() - startedAt), attempts: call.attempts }
  }

  /** The answer to an equal question of this request, as it reads after the changes of this request. */
  async function once(
    source: Source,
    question: string,
    work: (call: Call) => Promise<readonly CustomerRecord[]>,
  ): Promise<Lookup> {
    const key = `${source.account.name} ${question}`
    const asked = lookups.get(key) ?? limitOf(source)(() => ask(source, work))
    lookups.set(key, asked)
    const lookup = await asked
    return { ...lookup, records: lookup.records.map(reads.current) }
  }

  /** Every customer of the account. Throws Failure when there are more than one scan may read. */
  async function readEveryone(source: Source, call: Call): Promise<readonly CustomerRecord[]> {
    const everyone = { source, start: startOfList, includeArchived: true, filter: null }
    const reader = createSourceReader({ ...everyone, call, scanPages: mostScanPages })
    const records: CustomerRecord[] = []
    while (!reader.isDrained() && reader.failure === null && !(reader.isBounded() && reader.waiting === 0)) {
      await reader.fill(scanPage)
      for (let row = reader.take(); row !== undefined; row = reader.take()) records.push(row.record)
    }
    if (reader.failure !== null) throw reader.failure
    if (reader.isDrained()) return records
    const message = `${source.provider.title}, list customers: there are more than ${records.length} customers to compare.`
    throw new Failure('BAD_RESPONSE', message)
  }

  async function findByEmail(source: Source, email: string, call: Call): Promise<readonly CustomerRecord[]> {
    const query = { page: null, size: 100, includeArchived: true, pushed: { email } }
    const { rows, next } = await source.client.listPage(query, call)
    if (rows.length > mostSharers || next !== null) {
      const message = `${source.provider.title}, list customers: more than ${mostSharers} customers have the e-mail address.`
      throw new Failure('BAD_RESPONSE', message)
    }
    const found = await Promise.all(rows.map(({ facts }) => reads.read(source, facts.nativeId, call)))
    return found.filter((record) => emailsOf(record).has(email.toLowerCase()))
  }

  return {
    byExternalId: (source, externalId) =>
      once(source, `external id ${externalId}`, (call) =>
        source.client.findByExternalId(externalId, call, (nativeId) => reads.read(source, nativeId, call)),
      ),
    byEmail: async (source, email) => {
      if (!source.provider.capabilities.filters.includes('email')) return null
      return once(source, `email ${email.toLowerCase()}`, (call) => findByEmail(source, email, call))
    },
    byScan: async (source, { emails, vatNumber }) => {
      if (!isScanned(source)) return null
      const lookup = await once(source, 'everyone', (call) => readEveryone(source, call))
      const isWanted = (record: CustomerRecord): boolean =>
        (vatNumber !== null && readField(record, 'vatNumber') === vatNumber) ||
        [...emailsOf(record)].some((address) => emails.has(address))
      return { ...lookup, records: lookup.records.filter(isWanted) }
    },
    externalIds: (record) => {
      const source = reads.sourceOf(record)
      const key = `${source.account.name}/${record.facts.nativeId}`
      const asked = ownIds.get(key) ?? limitOf(source)(() => source.client.readExternalIds(record, newCall()))
      ownIds.set(key, asked)
      return asked
    },
  }
}

/** Whether the list has to be read to find an address: its rows show it, and the provider cannot be asked for it. */
export function isScanned({ provider: { capabilities, coverage } }: Source): boolean {
  return !capabilities.filters.includes('email') && coverage.email.support !== 'DETAIL_ONLY'
}

/** The addresses of a detail answer, in lower case: those of all live contacts where there are contacts. */
export function emailsOf(record: CustomerRecord): ReadonlySet<string> {
  const contacts = readField(record, 'contacts')
  const addresses = Array.isArray(contacts)
    ? contacts.filter(({ archivedAt }) => archivedAt === null).map(({ email }) => email)
    : [readField(record, 'email')]
  return new Set(addresses.filter((address) => typeof address === 'string').map((address) => address.toLowerCase()))
}
