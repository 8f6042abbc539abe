// The unified fields as data, in the order in which people read them: what is told "for every field" walks this list.
import type { CustomerField, CustomerFields } from './customer.ts'

/** Whether a field may be null. The type admits neither a field too many nor one too few, nor a wrong answer. */
const nullability: { readonly [Field in CustomerField]: null extends CustomerFields[Field] ? true : false } = {
  externalId: true,
  referenceNumber: true,
  displayName: false,
  companyName: true,
  individualName: true,
  email: true,
  mobilePhone: true,
  officePhone: true,
  address: true,
  status: false,
  nativeStatus: true,
  isArchived: true,
  archivedAt: true,
  createdAt: true,
  updatedAt: true,
  taxStatus: true,
  vatNumber: true,
  notes: true,
  tags: false,
  contacts: true,
  metadata: true,
  creditLimit: true,
  outstandingBalance: true,
  paymentTermsDays: true,
}

export const customerFields = Object.keys(nullability) as readonly CustomerField[]

export const nullableFields: readonly CustomerField[] = customerFields.filter((field) => nullability[field])
