// What Sequence has of the unified customer. Source: the provider's OpenAPI schema, 2024-07-30.
import type { ProviderCoverage } from '../../domain/coverage.ts'

const never = { support: 'NEVER', nativePaths: [] } as const

export const coverage: ProviderCoverage = {
  externalId: { ...never, note: 'A customer has any number of aliases instead, none of which is the external id.' },
  referenceNumber: never,
  displayName: { support: 'ALWAYS', nativePaths: ['legalName', 'id'], note: 'The id where there is no name.' },
  companyName: { support: 'ALWAYS', nativePaths: ['legalName'], note: 'May be the name of a person: nothing tells.' },
  individualName: { ...never, note: 'Names of contacts are those of people at the customer.' },
  email: {
    support: 'DETAIL_ONLY',
    nativePaths: ['contacts[].email', 'contacts[].billingPreference', 'contacts[].archivedAt'],
    note: "The live PRIMARY contact's, else a STANDARD one's.",
  },
  mobilePhone: never,
  officePhone: never,
  address: {
    support: 'ALWAYS',
    nativePaths: [
      'address.line1',
      'address.line2',
      'address.town',
      'address.state',
      'address.postcode',
      'address.country',
    ],
    note: '`formatted` is the parts, joined by commas.',
  },
  status: {
    support: 'DETAIL_ONLY',
    nativePaths: ['status', 'archivedAt', 'customProperties'],
    note: 'An archived customer is known by `archivedAt`, which lists carry: that one costs no request.',
  },
  nativeStatus: {
    support: 'DETAIL_ONLY',
    nativePaths: ['status'],
    note: "ACTIVE or DRAFT: an archived customer's is still ACTIVE.",
  },
  isArchived: {
    support: 'DERIVED',
    nativePaths: ['archivedAt', 'customProperties'],
    note: 'A deployment that knows `customProperties` would say so in `archivedAt`. Null on older ones, unless the list was of active customers only.',
  },
  archivedAt: { support: 'OPTIONAL', nativePaths: ['archivedAt'], note: 'Since 26 May 2026.' },
  createdAt: { support: 'ALWAYS', nativePaths: ['createdAt'] },
  updatedAt: never,
  taxStatus: { support: 'ALWAYS', nativePaths: ['taxStatus'] },
  vatNumber: { ...never, note: 'Kept with tax registrations, any number per customer.' },
  notes: never,
  tags: never,
  contacts: {
    support: 'DETAIL_ONLY',
    nativePaths: [
      'contacts[].id',
      'contacts[].name',
      'contacts[].email',
      'contacts[].billingPreference',
      'contacts[].archivedAt',
    ],
    note: 'Archived contacts too.',
  },
  metadata: {
    support: 'OPTIONAL',
    nativePaths: ['customProperties'],
    note: 'Since 26 June 2026. The values are texts.',
  },
  creditLimit: { ...never, note: 'Credit grants are prepaid credit, a different thing.' },
  outstandingBalance: never,
  paymentTermsDays: { ...never, note: 'Kept with billing schedules.' },
}
