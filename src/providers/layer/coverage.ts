// What Layer has of the unified customer. Source: https://docs.layerfi.com/api-reference/customer/customer
import type { ProviderCoverage } from '../../domain/coverage.ts'

const never = { support: 'NEVER', nativePaths: [] } as const

export const coverage: ProviderCoverage = {
  externalId: { support: 'OPTIONAL', nativePaths: ['external_id'] },
  referenceNumber: {
    support: 'OPTIONAL',
    nativePaths: ['reference_number'],
    note: "Listed among the attributes, absent from the documentation's examples.",
  },
  displayName: {
    support: 'DERIVED',
    nativePaths: ['company_name', 'individual_name', 'external_id', 'id'],
    note: 'The first there is.',
  },
  companyName: { support: 'OPTIONAL', nativePaths: ['company_name'] },
  individualName: { support: 'OPTIONAL', nativePaths: ['individual_name'] },
  email: { support: 'OPTIONAL', nativePaths: ['email'] },
  mobilePhone: { support: 'OPTIONAL', nativePaths: ['mobile_phone'] },
  officePhone: { support: 'OPTIONAL', nativePaths: ['office_phone'] },
  address: {
    support: 'OPTIONAL',
    nativePaths: ['address_string'],
    note: 'One line of free text: only `formatted` is set.',
  },
  status: { support: 'ALWAYS', nativePaths: ['status'] },
  nativeStatus: { support: 'ALWAYS', nativePaths: ['status'] },
  isArchived: { support: 'DERIVED', nativePaths: ['status'], note: 'Null for a status that is not known.' },
  archivedAt: { ...never, note: 'Layer keeps no time of archiving: null does not mean that the customer is active.' },
  createdAt: never,
  updatedAt: never,
  taxStatus: never,
  vatNumber: never,
  notes: {
    support: 'OPTIONAL',
    nativePaths: ['memo', 'notes'],
    note: '`memo`, which may be shown to the customer; `notes` is its older name.',
  },
  tags: {
    support: 'OPTIONAL',
    nativePaths: ['transaction_tags[].key', 'transaction_tags[].value', 'transaction_tags[].deleted_at'],
    note: 'Deleted tags are left out.',
  },
  contacts: never,
  metadata: { support: 'OPTIONAL', nativePaths: ['metadata'] },
  creditLimit: never,
  outstandingBalance: never,
  paymentTermsDays: never,
}
