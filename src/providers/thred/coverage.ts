// What Thred has of the unified customer. Source: https://docs.thredfi.com/api-reference/customers/get-customer
import type { ProviderCoverage } from '../../domain/coverage.ts'

export const coverage: ProviderCoverage = {
  externalId: { support: 'OPTIONAL', nativePaths: ['external_id'] },
  referenceNumber: { support: 'OPTIONAL', nativePaths: ['reference_number'] },
  displayName: {
    support: 'ALWAYS',
    nativePaths: ['display_name', 'company_name', 'individual_name', 'external_id', 'id'],
    note: 'The first there is.',
  },
  companyName: { support: 'OPTIONAL', nativePaths: ['company_name'] },
  individualName: { support: 'OPTIONAL', nativePaths: ['individual_name'] },
  email: { support: 'OPTIONAL', nativePaths: ['email'] },
  mobilePhone: { support: 'OPTIONAL', nativePaths: ['mobile_phone'] },
  officePhone: { support: 'OPTIONAL', nativePaths: ['office_phone'] },
  address: {
    support: 'OPTIONAL',
    nativePaths: [
      'address_line1',
      'address_line2',
      'city',
      'state_county',
      'postal_code',
      'country',
      'address_string',
      'full_address',
    ],
    note: '`formatted` is the one-line text, else the one with line breaks, else the parts.',
  },
  status: {
    support: 'ALWAYS',
    nativePaths: ['status', 'is_archived', 'is_active', 'archived_at'],
    note: 'In any case. `is_archived` is trusted before the text.',
  },
  nativeStatus: { support: 'OPTIONAL', nativePaths: ['status'] },
  isArchived: { support: 'ALWAYS', nativePaths: ['is_archived', 'status', 'archived_at'] },
  archivedAt: { support: 'OPTIONAL', nativePaths: ['archived_at'] },
  createdAt: { support: 'ALWAYS', nativePaths: ['created_at'] },
  updatedAt: { support: 'ALWAYS', nativePaths: ['updated_at'] },
  taxStatus: {
    support: 'OPTIONAL',
    nativePaths: ['tax_exempt'],
    note: 'A flag: TAXED or TAX_EXEMPT. It cannot say REVERSE_CHARGED.',
  },
  vatNumber: { support: 'OPTIONAL', nativePaths: ['vat_number'] },
  notes: { support: 'OPTIONAL', nativePaths: ['notes'], note: 'Internal to the business.' },
  tags: {
    support: 'OPTIONAL',
    nativePaths: [
      'transaction_tags[]',
      'transaction_tags[].key',
      'transaction_tags[].value',
      'transaction_tags[].name',
    ],
    note: 'Untyped in the documentation: texts, or objects with a value.',
  },
  contacts: { support: 'NEVER', nativePaths: [] },
  metadata: { support: 'OPTIONAL', nativePaths: ['metadata'], note: 'Any JSON value, not only objects.' },
  creditLimit: {
    support: 'OPTIONAL',
    nativePaths: ['credit_limit_cents', 'credit_limit'],
    note: 'Minor units in both. No currency: it is that of the business.',
  },
  outstandingBalance: {
    support: 'OPTIONAL',
    nativePaths: ['outstanding_balance'],
    note: 'Minor units. No currency: it is that of the business.',
  },
  paymentTermsDays: { support: 'OPTIONAL', nativePaths: ['payment_terms_days'] },
}
