// How a Layer customer reads as a unified one. Shape: https://docs.layerfi.com/api-reference/customer/customer
import type { CustomerMap, FieldReader } from '../../domain/customer.ts'
import type { ProviderCustomerType } from '../../domain/provider-fields.ts'
import { readFirstText, readObject, readObjects, readOneOf, readText } from '../../domain/wire-values.ts'

/** The provider has no such field. */
const none: FieldReader<null> = () => null

export const map: CustomerMap = {
  externalId: (row, _facts, warn) => readText(row, 'external_id', warn),
  referenceNumber: (row, _facts, warn) => readText(row, 'reference_number', warn),
  // One of the two names is expected, not guaranteed.
  displayName: (row, facts, warn) => {
    const name = readFirstText(row, ['company_name', 'individual_name'], warn)
    if (name !== null) return name
    const message = 'The customer has no name: "company_name" and "individual_name" are empty.'
    warn({ code: 'MISSING_NAME', nativeKey: null, nativeValue: null, message })
    return readText(row, 'external_id', warn) ?? facts.nativeId
  },
  companyName: (row, _facts, warn) => readText(row, 'company_name', warn),
  individualName: (row, _facts, warn) => readText(row, 'individual_name', warn),
  email: (row, _facts, warn) => readText(row, 'email', warn),
  mobilePhone: (row, _facts, warn) => readText(row, 'mobile_phone', warn),
  officePhone: (row, _facts, warn) => readText(row, 'office_phone', warn),
  // One line of free text is all there is: taking it apart would be guessing.
  address: (row, _facts, warn) => {
    const formatted = readText(row, 'address_string', warn)
    if (formatted === null) return null
    return { formatted, line1: null, line2: null, city: null, region: null, postalCode: null, countryCode: null }
  },
  status: (row, facts, warn) => {
    if (facts.isArchived === true) return 'ARCHIVED'
    const status = readOneOf(row, 'status', ['ACTIVE', 'ARCHIVED'], warn)
    return status === 'ARCHIVED' && facts.isArchived === false ? 'ACTIVE' : (status ?? 'UNKNOWN')
  },
  nativeStatus: (row, _facts, warn) => readText(row, 'status', warn),
  // `status` is the only sign of archiving that Layer gives.
  isArchived: (row, facts, warn) => {
    if (facts.isArchived !== undefined) return facts.isArchived
    const status = readOneOf(row, 'status', ['ACTIVE', 'ARCHIVED'], warn)
    return status === 'ARCHIVED' ? true : status === 'ACTIVE' ? false : null
  },
  archivedAt: none,
  createdAt: none,
  updatedAt: none,
  taxStatus: none,
  vatNumber: none,
  // Renamed from `notes` to `memo`; the documentation's examples still show the old name.
  notes: (row, _facts, warn) => readFirstText(row, ['memo', 'notes'], warn),
  tags: (row, _facts, warn) =>
    (readObjects(row, 'transaction_tags', warn) ?? [])
      .filter((tag) => readText(tag, 'deleted_at', warn) === null)
      .flatMap((tag) => {
        const value = readText(tag, 'value', warn)
        return value === null ? [] : [{ key: readText(tag, 'key', warn), value }]
      }),
  contacts: none,
  metadata: (row, _facts, warn) => readObject(row, 'metadata', warn),
  creditLimit: none,
  outstandingBalance: none,
  paymentTermsDays: none,
}

export const customerType: ProviderCustomerType = {
  name: 'LayerCustomer',
  description: 'What only Layer knows of a customer.',
  fields: {
    businessId: {
      type: 'ID',
      isNullable: false,
      description: "Layer's id of the business that the customer belongs to.",
      read: (_row, facts) => facts.account.businessId ?? '',
    },
  },
}
