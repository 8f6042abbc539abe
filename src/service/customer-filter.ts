// Which rows a list is asked for: what a provider applies by itself is handed down, the rest is judged row by row while
// the list is read.
import {
  type CustomerField,
  type CustomerFields,
  type CustomerRecord,
  type CustomerStatus,
  notCarried,
  readField,
} from '../domain/customer.ts'
import type { PushedFilter } from '../domain/page.ts'
import { checkFanOut } from './fan-out.ts'
import { InvalidArgument } from './invalid-argument.ts'
import type { Source } from './linked-accounts.ts'

export interface CustomerFilter {
  /** Global ids of linked accounts. */
  readonly linkedAccountIds?: readonly string[] | null
  /** Provider names: LAYER. */
  readonly providers?: readonly string[] | null
  readonly status?: readonly CustomerStatus[] | null
  /** The caller-owned id, exactly; at Sequence an alias. */
  readonly externalId?: string | null
  /** Part of the company name or of the individual name, in any case. */
  readonly nameContains?: string | null
  /** The customer's or a live contact's address, in any case. */
  readonly email?: string | null
}

export type FilterExecution = 'NONE' | 'PUSHED_DOWN' | 'GATEWAY' | 'MIXED'

/** A filter as one source executes it. */
export interface SourceFilter {
  readonly pushed: PushedFilter
  /** Set: these customers are looked up, and nothing is listed. */
  readonly externalId: string | null
  /** Judges a row; null when the provider's answer needs no judging. Throws Failure when the row cannot be judged. */
  readonly matches: ((record: CustomerRecord) => boolean | Promise<boolean>) | null
  readonly execution: FilterExecution
  /** Rows per scanned page and pages per request, where a scan is needed. */
  readonly scanSize: number
  readonly scanPages: number
}

/** Reads a field, with a detail read where the row does not carry it. Throws Failure when that fails. */
export type ReadComplete = <Field extends CustomerField>(
  record: CustomerRecord,
  field: Field,
) => CustomerFields[Field] | Promise<CustomerFields[Field]>

const longestText = 256

/** Throws InvalidArgument for a condition that can never be meant. */
export function checkFilter(filter: CustomerFilter): void {
  for (const key of ['linkedAccountIds', 'providers', 'status'] as const) {
    if (filter[key]?.length === 0) {
      throw new InvalidArgument(`filter.${key}`, `\`filter.${key}\` is an empty list: leave it out to ask for all.`)
    }
  }
  for (const key of ['externalId', 'nameContains', 'email'] as const) {
    const text = filter[key]
    if (text == null) continue
    if (text.trim() === '') throw new InvalidArgument(`filter.${key}`, `\`filter.${key}\` is blank.`)
    // It could not be sent to anybody as it is.
    if (!text.isWellFormed()) throw new InvalidArgument(`filter.${key}`, `\`filter.${key}\` holds half of a character.`)
    if (text.length > longestText) {
      throw new InvalidArgument(`filter.${key}`, `\`filter.${key}\` is longer than ${longestText} characters.`)
    }
  }
}

/**
 * The sources that the filter asks for. Throws InvalidArgument for an account that the viewer does not have, and where it
 * has so many that it must name those it means.
 */
export function selectSources(sources: readonly Source[], filter: CustomerFilter): readonly Source[] {
  const ids = filter.linkedAccountIds == null ? null : new Set(filter.linkedAccountIds)
  // What is named is meant; what it may cost is bounded for the operation as a whole.
  if (ids === null) checkFanOut(sources, 'filter', 'Name those that you mean in `filter.linkedAccountIds`.')
  const named = ids === null ? sources : sources.filter(({ id }) => ids.has(id))
  if (ids !== null && named.length < ids.size) {
    throw new InvalidArgument(
      'filter.linkedAccountIds',
      '`filter.linkedAccountIds` names an account that does not exist.',
    )
  }
  return named.filter(({ account }) => filter.providers?.includes(account.provider) ?? true)
}

/** Whether archived customers must be read: a status filter decides it by itself. */
export function needsArchived(filter: CustomerFilter, includeArchived: boolean): boolean {
  return filter.status?.includes('ARCHIVED') ?? includeArchived
}

/** Null when the filter has no condition on rows. */
export function toSourceFilter(source: Source, filter: CustomerFilter, read: ReadComplete): SourceFilter | null {
  const { filters } = source.provider.capabilities
  const { status, externalId, nameContains, email } = filter
  const conditions: { isPushed: boolean; judge: Judge | null }[] = []
  if (externalId != null) conditions.push({ isPushed: true, judge: null })
  if (status != null) conditions.push({ isPushed: false, judge: judgeStatus(new Set(status), read) })
  // A provider's own idea of a match may be wider than ours: its rows are judged again.
  const pushes = (field: 'nameContains' | 'email'): boolean => externalId == null && filters.includes(field)
  if (nameContains != null) conditions.push({ isPushed: pushes('nameContains'), judge: judgeName(nameContains) })
  if (email != null) conditions.push({ isPushed: pushes('email'), judge: judgeEmail(email, read) })
  if (conditions.length === 0) return null
  const judges = conditions.flatMap(({ judge }) => (judge === null ? [] : [judge]))
  const pushed = conditions.filter(({ isPushed }) => isPushed).length
  // Where judging a row costs a request of its own, fewer rows are judged per answer.
  const isCostly = isJudgedByDetail(source, filter)
  return {
    pushed: {
      ...(nameContains != null && pushes('nameContains') ? { nameContains } : {}),
      ...(email != null && pushes('email') ? { email } : {}),
    },
    externalId: externalId ?? null,
    matches: judges.length === 0 ? null : (record) => every(judges, record),
    execution: pushed === conditions.length ? 'PUSHED_DOWN' : pushed === 0 ? 'GATEWAY' : 'MIXED',
    scanSize: isCostly ? 25 : 100,
    scanPages: isCostly ? 8 : 20,
  }
}

/** Whether a row of a list cannot be judged without the customer's detail answer. */
export function isJudgedByDetail({ provider: { coverage } }: Source, { status, email }: CustomerFilter): boolean {
  const judged = [status == null ? null : coverage.status, email == null ? null : coverage.email]
  return judged.some((field) => field?.support === 'DETAIL_ONLY')
}

type Judge = (record: CustomerRecord) => boolean | Promise<boolean>

async function every(judges: readonly Judge[], record: CustomerRecord): Promise<boolean> {
  for (const judge of judges) if (!(await judge(record))) return false
  return true
}

function judgeStatus(wanted: ReadonlySet<CustomerStatus>, read: ReadComplete): Judge {
  const wantsUnarchived = [...wanted].some((status) => status !== 'ARCHIVED')
  return (record) => {
    const isArchived = readField(record, 'isArchived')
    if (isArchived === true) return wanted.has('ARCHIVED')
    // Known not to be archived: no need to ask what else it is.
    if (isArchived === false && !wantsUnarchived) return false
    const status = read(record, 'status')
    return status instanceof Promise ? status.then((value) => wanted.has(value)) : wanted.has(status)
  }
}

function judgeName(part: string): Judge {
  const wanted = fold(part)
  return (record) =>
    (['companyName', 'individualName'] as const).some((field) => {
      const name = readField(record, field)
      return name !== notCarried && name !== null && fold(name).includes(wanted)
    })
}

function judgeEmail(address: string, read: ReadComplete): Judge {
  const wanted = fold(address.trim())
  const isWanted = (email: string | null): boolean => email !== null && fold(email.trim()) === wanted
  return async (record) => {
    if (isWanted(await read(record, 'email'))) return true
    const contacts = (await read(record, 'contacts')) ?? []
    return contacts.some(({ email, archivedAt }) => archivedAt === null && isWanted(email))
  }
}

/** Letters without their case, composed: "É" typed as one character or as two is one letter. */
function fold(text: string): string {
  return text.normalize('NFC').toLowerCase()
}
