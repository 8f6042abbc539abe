// How a Thred customer reads as a unified one. The published schema calls every field required and is not to be
// believed: absent, null and blank mean the same. Shape: https://docs.thredfi.com/api-reference/customers/get-customer
import {
  type CustomerMap,
  notCarried,
  type RowFacts,
  type Tag,
  type Warn,
  type WireRow,
} from '../../domain/customer.ts'
import { few, instant, text, textOr } from '../../domain/field-readers.ts'
import type { ProviderCustomerType } from '../../domain/provider-fields.ts'
import {
  isObject,
  readArray,
  readBoolean,
  readCountryCode,
  readFirstText,
  readInteger,
  readJson,
  readMinorUnits,
  readObjects,
  readOneOf,
  readText,
  readWebAddress,
} from '../../domain/wire-values.ts'

/** The amounts are documented in cents; a customer has no currency of its own. */
const minorDigits = 2

export const map: CustomerMap = {
  externalId: text('external_id'),
  referenceNumber: text('reference_number'),
  displayName: textOr(['display_name', 'company_name', 'individual_name'], (row, facts, warn) => {
    const message = 'The customer has no name: "display_name", "company_name" and "individual_name" are empty.'
    warn({ code: 'MISSING_NAME', nativeKey: null, nativeValue: null, message })
    return readText(row, 'external_id', warn) ?? facts.nativeId
  }),
  companyName: text('company_name'),
  individualName: text('individual_name'),
  email: text('email'),
  mobilePhone: text('mobile_phone'),
  officePhone: text('office_phone'),
  address: (row, _facts, warn) => {
    const parts = {
      line1: readText(row, 'address_line1', warn),
      line2: readText(row, 'address_line2', warn),
      city: readText(row, 'city', warn),
      region: readText(row, 'state_county', warn),
      postalCode: readText(row, 'postal_code', warn),
      countryCode: readCountryCode(row, 'country', warn),
    }
    const present = Object.values(parts).filter((part) => part !== null)
    const formatted = readFirstText(row, ['address_string', 'full_address'], warn) ?? present.join(', ')
    return formatted === '' ? null : { formatted, ...parts }
  },
  status: few(['is_archived', 'status', 'archived_at', 'is_active'], (row, facts, warn) => {
    if (readIsArchived(row, facts, warn) === true) return 'ARCHIVED'
    const status = readOneOf(row, 'status', ['ACTIVE', 'ARCHIVED'], warn)
    if (status !== null) return status === 'UNKNOWN' ? 'UNKNOWN' : 'ACTIVE'
    // Without a status the two flags speak, as long as they do not contradict each other.
    const isActive = readBoolean(row, 'is_active', warn) ?? readBoolean(row, 'is_archived', warn) === false
    return isActive ? 'ACTIVE' : 'UNKNOWN'
  }),
  nativeStatus: text('status'),
  isArchived: few(['is_archived', 'status', 'archived_at'], readIsArchived),
  archivedAt: instant('archived_at'),
  createdAt: instant('created_at'),
  updatedAt: instant('updated_at'),
  // A flag cannot say "reverse charged", and null is not false.
  taxStatus: few(['tax_exempt'], (row, _facts, warn) => {
    const isExempt = readBoolean(row, 'tax_exempt', warn)
    return isExempt === null ? null : isExempt ? 'TAX_EXEMPT' : 'TAXED'
  }),
  vatNumber: text('vat_number'),
  notes: text('notes'),
  tags: (row, _facts, warn) => (readArray(row, 'transaction_tags', warn) ?? []).flatMap((tag) => readTag(tag, warn)),
  contacts: () => null,
  metadata: (row, _facts, warn) => readJson(row, 'metadata', warn),
  creditLimit: (row, _facts, warn) => {
    const cents = readMinorUnits(row, 'credit_limit_cents', minorDigits, warn)
    const other = readMinorUnits(row, 'credit_limit', minorDigits, warn)
    if (cents !== null && other !== null && cents !== other) {
      const message = '"credit_limit" and "credit_limit_cents" disagree; "credit_limit_cents" is shown.'
      warn({ code: 'CONFLICTING_VALUES', nativeKey: 'credit_limit', nativeValue: String(row['credit_limit']), message })
    }
    return toMoney(cents ?? other)
  },
  outstandingBalance: (row, _facts, warn) => toMoney(readMinorUnits(row, 'outstanding_balance', minorDigits, warn)),
  paymentTermsDays: (row, _facts, warn) => readInteger(row, 'payment_terms_days', warn),
}

/** In the order of trust: the flag, then the status in any case, then the date. */
function readIsArchived(row: WireRow, facts: RowFacts, warn: Warn): boolean | null {
  if (facts.isArchived !== undefined) return facts.isArchived
  const flag = readBoolean(row, 'is_archived', warn)
  if (flag !== null) return flag
  const status = readOneOf(row, 'status', ['ACTIVE', 'ARCHIVED'], warn)
  if (status === 'ARCHIVED') return true
  if (status === 'ACTIVE') return false
  return readText(row, 'archived_at', warn) !== null ? true : null
}

function toMoney(amount: string | null): { amount: string; currencyCode: null } | null {
  return amount === null ? null : { amount, currencyCode: null }
}

/** Items are untyped in the documentation: a text is a value, an object may have a key. */
function readTag(tag: unknown, warn: Warn): Tag[] {
  if (typeof tag === 'string') return tag.trim() === '' ? [] : [{ key: null, value: tag }]
  if (!isObject(tag)) return []
  const value = readFirstText(tag, ['value', 'name'], warn)
  return value === null ? [] : [{ key: readText(tag, 'key', warn), value }]
}

export const customerType: ProviderCustomerType = {
  name: 'ThredCustomer',
  description: 'What only Thred knows of a customer.',
  fields: {
    businessId: {
      type: 'ID',
      isNullable: false,
      description: "Thred's id of the business that the customer belongs to.",
      read: (_row, facts) => facts.account.businessId ?? '',
    },
    documents: {
      type: {
        name: 'ThredDocument',
        description: 'A file kept with the customer.',
        fields: {
          nativeId: { type: 'String', isNullable: false, description: "Thred's id of the document." },
          fileName: { type: 'String', isNullable: true, description: 'Name of the file.' },
          mimeType: { type: 'String', isNullable: true, description: 'Media type of the file.' },
          sizeBytes: { type: 'Int', isNullable: true, description: 'Size of the file in bytes.' },
          url: {
            type: 'URL',
            isNullable: true,
            description: 'Presigned address: whoever has it can read the file until `expiresAt`. Do not store it.',
          },
          expiresAt: { type: 'DateTime', isNullable: true, description: 'When `url` stops working.' },
        },
      },
      isList: true,
      isNullable: true,
      description:
        'Files kept with the customer. Read afresh on every request, one request per listed customer; the URLs expire.',
      // A list row's `documents: []` says nothing: only the detail answer carries them.
      read: (row, facts, warn) =>
        facts.isDetail
          ? (readObjects(row, 'documents', warn)?.flatMap((one) => readDocument(one, facts, warn)) ?? null)
          : notCarried,
      isDetailOnly: true,
    },
  },
}

const readDocument = (row: WireRow, { receivedAt }: RowFacts, warn: Warn): object[] => {
  const nativeId = readText(row, 'document_id', warn)
  if (nativeId === null) return []
  const lifetimeSeconds = readInteger(row, 'expires_in', warn)
  return [
    {
      nativeId,
      fileName: readText(row, 'file_name', warn),
      mimeType: readText(row, 'mime_type', warn),
      sizeBytes: readInteger(row, 'file_size', warn),
      url: readWebAddress(row, 'url', warn),
      expiresAt: lifetimeSeconds === null ? null : new Date(receivedAt + lifetimeSeconds * 1_000).toISOString(),
    },
  ]
}
