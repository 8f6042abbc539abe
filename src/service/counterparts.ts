// The same real-world customer at other linked accounts, by exact keys only: never by a name, never by likeness.
//
// An account is asked for the customer's caller-owned ids (external id, aliases). One that knows none of them is asked for
// the e-mail address; where its provider cannot be asked for one, its list is read once per request, up to a bound, and
// compared by VAT number and address. `matchedOn` tells every key that agrees. Sequence keeps VAT numbers in a record of
// their own, so no counterpart is found there by its VAT number alone.
import { type CustomerRecord, readField } from '../domain/customer.ts'
import { Failure, toFailure } from '../domain/failure.ts'
import type { CustomerReads } from './customer-reads.ts'
import { type ExactLookups, emailsOf } from './exact-lookups.ts'
import { checkFanOut } from './fan-out.ts'
import type { Source } from './linked-accounts.ts'

/** In the order of their weight. */
export const matchKeys = ['EXTERNAL_ID', 'VAT_NUMBER', 'EMAIL'] as const
export type MatchKey = (typeof matchKeys)[number]

export interface CustomerMatch {
  readonly record: CustomerRecord
  /** Every key that agrees, at least one. */
  readonly matchedOn: readonly MatchKey[]
}

export interface CounterpartContext {
  readonly sources: readonly Source[]
  readonly reads: CustomerReads
  readonly lookups: ExactLookups
}

/** Caller-owned ids of one customer that the other accounts are asked for. */
export const mostExternalIds = 20

/**
 * In the order of the accounts, each customer once. An account that cannot be asked is noted as a problem of the field
 * `counterparts`; throws InvalidArgument only for a viewer with too many accounts to ask.
 */
export async function findCounterparts(
  { sources, reads, lookups }: CounterpartContext,
  record: CustomerRecord,
): Promise<readonly CustomerMatch[]> {
  checkFanOut(sources, 'counterparts', 'Leave the field out.')
  const own = reads.sourceOf(record)
  const others = sources.filter((source) => source !== own)
  const note = (source: Source, failure: Failure): void => reads.noteProblem(source, failure, 'counterparts', record)
  if (others.length === 0) return []
  const externalIds = await readOwnIds()
  const found = await Promise.all(others.map(findAt))
  return found.flat()

  async function readOwnIds(): Promise<readonly string[]> {
    try {
      const ids = await lookups.externalIds(record)
      if (ids.length > mostExternalIds) {
        const message = `${own.provider.title}: only the first ${mostExternalIds} of the customer's ids were looked for.`
        note(own, new Failure('BAD_RESPONSE', message))
      }
      return ids.slice(0, mostExternalIds)
    } catch (error) {
      note(own, toFailure(error))
      return []
    }
  }

  async function findAt(source: Source): Promise<readonly CustomerMatch[]> {
    const byId = await ask(externalIds.map((externalId) => lookups.byExternalId(source, externalId)))
    if (byId.length > 0) {
      const self = await readSelf()
      return byId.map((found) => ({ record: found, matchedOn: ['EXTERNAL_ID', ...otherKeys(self, found)] }))
    }
    const self = await readSelf()
    if (self === null) return []
    const email = readField(self, 'email')
    const vatNumber = readField(self, 'vatNumber')
    const keys = { emails: emailsOf(self), vatNumber: typeof vatNumber === 'string' ? vatNumber : null }
    const questions = [
      ...(typeof email === 'string' ? [lookups.byEmail(source, email)] : []),
      ...(keys.emails.size > 0 || keys.vatNumber !== null ? [lookups.byScan(source, keys)] : []),
    ]
    const found = await ask(questions)
    return found.map((each) => ({ record: each, matchedOn: otherKeys(self, each) }))
  }

  async function ask(questions: readonly ReturnType<ExactLookups['byEmail']>[]): Promise<readonly CustomerRecord[]> {
    const unique = new Map<string, CustomerRecord>()
    for (const lookup of await Promise.all(questions)) {
      if (lookup?.failure != null) note(lookup.source, lookup.failure)
      for (const found of lookup?.records ?? []) unique.set(found.facts.nativeId, found)
    }
    return [...unique.values()]
  }

  /** The customer with its address; null when that takes a detail read which fails. */
  async function readSelf(): Promise<CustomerRecord | null> {
    if (typeof readField(record, 'email') !== 'symbol') return record
    try {
      return await reads.read(own, record.facts.nativeId)
    } catch (error) {
      note(own, toFailure(error))
      return null
    }
  }
}

function otherKeys(self: CustomerRecord | null, found: CustomerRecord): readonly MatchKey[] {
  if (self === null) return []
  const vatNumber = readField(self, 'vatNumber')
  const hasVatNumber = typeof vatNumber === 'string' && vatNumber === readField(found, 'vatNumber')
  const addresses = emailsOf(found)
  const hasEmail = [...emailsOf(self)].some((address) => addresses.has(address))
  return matchKeys.filter((key) => (key === 'VAT_NUMBER' && hasVatNumber) || (key === 'EMAIL' && hasEmail))
}
