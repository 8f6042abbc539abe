// How a Layer customer reads as a unified one. Shape: https://docs.layerfi.com/api-reference/customer/customer
import type { CustomerMap } from '../../domain/customer.ts'
import { few, none, text, textOr } from '../../domain/field-readers.ts'
import type { ProviderCustomerType } from '../../domain/provider-fields.ts'
import { readObject, readObjects, readOneOf, readText } from '../../domain/wire-values.ts'

export const map: CustomerMap = {
  externalId: text('external_id'),
  referenceNumber: text('reference_number'),
  // One of the two names is expected, not guaranteed.
  displayName: textOr(['company_name', 'individual_name'], (row, facts, warn) => {
    const message = 'The customer has no name: "company_name" and "individual_name" are empty.'
    warn({ code: 'MISSING_NAME', nativeKey: null, nativeValue: null, message })
    return readText(row, 'external_id', warn) ?? facts.nativeId
  }),
  companyName: text('company_name'),
  individualName: text('individual_name'),
  email: text('email'),
  mobilePhone: text('mobile_phone'),
  officePhone: text('office_phone'),
  // One line of free text is all there is: taking it apart would be guessing.
  address: (row, _facts, warn) => {
    const formatted = readText(row, 'address_string', warn)
    if (formatted === null) return null
    return { formatted, line1: null, line2: null, city: null, region: null, postalCode: null, countryCode: null }
  },
  status: few(['status'], (row, facts, warn) => {
    if (facts.isArchived === true) return 'ARCHIVED'
    const status = readOneOf(row, 'status', ['ACTIVE', 'ARCHIVED'], warn)
    return status === 'ARCHIVED' && facts.isArchived === false ? 'ACTIVE' : (status ?? 'UNKNOWN')
  }),
  nativeStatus: text('status'),
  // `status` is the only sign of archiving that Layer gives.
  isArchived: few(['status'], (row, facts, warn) => {
    if (facts.isArchived !== undefined) return facts.isArchived
    const status = readOneOf(row, 'status', ['ACTIVE', 'ARCHIVED'], warn)
    return status === 'ARCHIVED' ? true : status === 'ACTIVE' ? false : null
  }),
  archivedAt: none,
  createdAt: none,
  updatedAt: none,
  taxStatus: none,
  vatNumber: none,
  // Renamed from `notes` to `memo`; the documentation's examples still show the old name.
  notes: text('memo', 'notes'),
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
