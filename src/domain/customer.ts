// The unified customer: which fields there are, what each means, and how one is read from a provider's row.
//
// A row is kept as the provider sent it. A provider's map has one reader per field, and a field is computed only when
// somebody asks for it: a list of three names does not pay for twenty-five other fields.
import { customerFields } from './customer-fields.ts'
import { type ExactReader, isTooDeep } from './exact-json.ts'
import { Failure } from './failure.ts'
import type { LinkedAccount } from './linked-account.ts'

export type CustomerStatus = 'ACTIVE' | 'ARCHIVED' | 'DRAFT' | 'UNKNOWN'
export type TaxStatus = 'TAXED' | 'TAX_EXEMPT' | 'REVERSE_CHARGED' | 'UNKNOWN'
export type BillingPreference = 'PRIMARY' | 'STANDARD' | 'NONE' | 'UNKNOWN'

export interface Address {
  readonly formatted: string | null
  readonly line1: string | null
  readonly line2: string | null
  readonly city: string | null
  readonly region: string | null
  readonly postalCode: string | null
  /** ISO 3166-1 alpha-2. */
  readonly countryCode: string | null
}

export interface Contact {
  readonly nativeId: string | null
  readonly name: string | null
  readonly email: string | null
  readonly billingPreference: BillingPreference | null
  readonly archivedAt: string | null
}

export interface Tag {
  readonly key: string | null
  readonly value: string
}

export interface Money {
  /** Exact decimal in major units. */
  readonly amount: string
  /** ISO 4217; null where the provider does not say. */
  readonly currencyCode: string | null
}

/** Every unified field with the type it has when the provider's answer carried it. Null: the provider has none. */
export interface CustomerFields {
  readonly externalId: string | null
  readonly referenceNumber: string | null
  readonly displayName: string
  readonly companyName: string | null
  readonly individualName: string | null
  readonly email: string | null
  readonly mobilePhone: string | null
  readonly officePhone: string | null
  readonly address: Address | null
  readonly status: CustomerStatus
  readonly nativeStatus: string | null
  /** Null when not known, which is not the same as not archived. */
  readonly isArchived: boolean | null
  /** ISO 8601 instant as the provider wrote it; so are the two below. */
  readonly archivedAt: string | null
  readonly createdAt: string | null
  readonly updatedAt: string | null
  readonly taxStatus: TaxStatus | null
  readonly vatNumber: string | null
  readonly notes: string | null
  readonly tags: readonly Tag[]
  readonly contacts: readonly Contact[] | null
  /** Any JSON value. */
  readonly metadata: unknown
  readonly creditLimit: Money | null
  readonly outstandingBalance: Money | null
  readonly paymentTermsDays: number | null
}

export type CustomerField = keyof CustomerFields

/** What this answer did not carry though the provider's detail answer does: neither null nor a default. */
export const notCarried: unique symbol = Symbol('not carried by this answer')
export type NotCarried = typeof notCarried

/** A parsed JSON object of a provider; nothing about its members is taken on trust. */
export type WireRow = Readonly<Record<string, unknown>>

/** What a reader may look at besides the row itself. */
export interface RowFacts {
  readonly account: LinkedAccount
  readonly nativeId: string
  /** True when the answer carries all that a get carries; false for a row of a list. */
  readonly isDetail: boolean
  /** What the request itself proves: a 2xx archive, or a list without archived customers. Undefined: nothing. */
  readonly isArchived?: boolean
  /** Unix milliseconds at which the answer arrived: relative expiries count from here. */
  readonly receivedAt: number
}

/** What a reader had to bend. It knows the provider's key; which unified field it works for, its caller knows. */
export interface ReaderWarning {
  readonly code: 'UNKNOWN_VALUE' | 'WRONG_TYPE' | 'UNREADABLE_DATE' | 'MISSING_NAME' | 'CONFLICTING_VALUES'
  /** The provider's name of the member; null when it is about more than one. */
  readonly nativeKey: string | null
  /** The provider's text, shortened. */
  readonly nativeValue: string | null
  /** Names the provider's key, for people. */
  readonly message: string
}

/** Something the mapping had to bend, with the unified field that it was bent for. */
export interface MappingWarning extends ReaderWarning {
  readonly field: CustomerField
}

/** Receives warnings while a field is read; most reads have nobody listening. */
export type Warn = (warning: ReaderWarning) => void

export interface FieldReader<Value> {
  (row: WireRow, facts: RowFacts, warn: Warn): Value | NotCarried
  /** All members of the row that it looks at, where it says so: see field-readers.ts. */
  readonly members?: readonly string[]
  /** Further members, of which it only looks whether they are there. */
  readonly presences?: readonly string[]
  /** Where it gives the member as it is: the first of `members` with text or null, with text or something else, … */
  readonly copies?: 'text' | 'text or more' | 'instant'
}

/** One provider's reading of its rows: one function per unified field. */
export type CustomerMap = { readonly [Field in CustomerField]: FieldReader<CustomerFields[Field]> }

/** One customer of one linked account, as one upstream answer showed it. */
export interface CustomerRecord {
  readonly row: WireRow
  readonly facts: RowFacts
  readonly map: CustomerMap
  /** Reads parts of the answer that the row came with once more, with exact numbers. */
  readonly exactOf: ExactReader
}

/** The record with other facts. */
export function withFacts({ row, map, exactOf, facts }: CustomerRecord, other: Partial<RowFacts>): CustomerRecord {
  return { row, map, exactOf, facts: { ...facts, ...other } }
}

const ignore: Warn = () => {}

export function readField<Field extends CustomerField>(
  record: CustomerRecord,
  field: Field,
  warn: Warn = ignore,
): CustomerFields[Field] | NotCarried {
  return record.map[field](record.row, record.facts, warn) as CustomerFields[Field] | NotCarried
}

/**
 * Everything the mapping had to bend for this record, field by field. `detail` is the answer that completes a record
 * which lacks fields (see `lacksFields`): those are read from there, as they are for whoever selects them.
 */
export function collectWarnings(record: CustomerRecord, detail: CustomerRecord | null = null): MappingWarning[] {
  const warnings = new Map<string, MappingWarning>()
  for (const field of customerFields) {
    const collect: Warn = (warning) => {
      const { code, nativeKey, nativeValue } = warning
      warnings.set(JSON.stringify([field, code, nativeKey, nativeValue]), { ...warning, field })
    }
    if (readField(record, field, collect) === notCarried && detail !== null) readField(detail, field, collect)
  }
  return [...warnings.values()]
}

/** Whether the answer leaves out fields that a detail answer has. */
export function lacksFields(record: CustomerRecord): boolean {
  return !record.facts.isDetail && customerFields.some((field) => readField(record, field) === notCarried)
}

/**
 * The provider's JSON of this customer as the answer had it, numbers exact: for `JSON.stringify`, not for reckoning.
 * Throws Failure BAD_RESPONSE for what is nested too deeply to be written.
 */
export function readRaw(record: CustomerRecord): unknown {
  if (isTooDeep(record.row)) throw new Failure('BAD_RESPONSE', 'The customer is nested too deeply to be shown.')
  return record.exactOf(record.row) ?? record.row
}

/** The record as it reads once an archive (true) or unarchive (false) is known to have taken effect. */
export function withArchived(record: CustomerRecord, isArchived: boolean): CustomerRecord {
  return withFacts(record, { isArchived })
}

/** The record without these members of its row. What was read of them has to be read again: it is no detail any more. */
export function withoutMembers(record: CustomerRecord, members: readonly string[]): CustomerRecord {
  if (!members.some((member) => member in record.row)) return record
  const leaveOut = (whole: unknown): WireRow =>
    Object.fromEntries(Object.entries(whole as WireRow).filter(([member]) => !members.includes(member)))
  const row = leaveOut(record.row)
  // The text of the answer holds them too, so that it must not be kept either.
  const raw = readRawOrNull(record)
  const exact = raw === null ? undefined : leaveOut(raw)
  const exactOf: ExactReader = (part) => (part === row ? exact : undefined)
  return withFacts({ row, exactOf, map: record.map, facts: record.facts }, { isDetail: false })
}

function readRawOrNull(record: CustomerRecord): unknown {
  try {
    return readRaw(record)
  } catch (error) {
    if (error instanceof Failure) return null
    throw error
  }
}
