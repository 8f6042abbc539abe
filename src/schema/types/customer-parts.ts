// The parts of a customer that are objects or enums of their own. Their values are read by the provider's map, so most
// fields only expose what is there.
import type { AbsenceReason, FieldAbsence } from '../../domain/absence.ts'
import type {
  Address,
  BillingPreference,
  Contact,
  CustomerStatus,
  MappingWarning,
  Money,
  Tag,
  TaxStatus,
} from '../../domain/customer.ts'
import { type Builder, defineEnum } from '../builder.ts'

const customerStatuses: Readonly<Record<CustomerStatus, string>> = {
  ACTIVE: 'In use.',
  ARCHIVED: 'Archived: kept, and left out of lists unless `includeArchived` is true.',
  DRAFT: 'Not finished yet. Not every provider has drafts.',
  UNKNOWN:
    'Not known: the provider gave a status that this gateway does not know (see `nativeStatus`) or could not be asked for it. Never a stand-in for ACTIVE.',
}

const taxStatuses: Readonly<Record<TaxStatus, string>> = {
  TAXED: 'Tax is charged.',
  TAX_EXEMPT: 'No tax is charged.',
  REVERSE_CHARGED: 'The customer accounts for the tax. Not every provider can say so.',
  UNKNOWN: 'The provider gave a value that this gateway does not know.',
}

const absenceReasons: Readonly<Record<AbsenceReason, string>> = {
  NOT_SUPPORTED_BY_PROVIDER: 'The provider has no such field.',
  EMPTY_AT_PROVIDER: 'The provider has the field, and nothing in it for this customer.',
  UNMAPPABLE: 'The provider has a value there that cannot be read as what the field is; `warnings` says which.',
  UPSTREAM_FAILED: 'Rows of a list lack the field, and the customer itself could not be read; `errors` says why.',
}

const billingPreferences: Readonly<Record<BillingPreference, string>> = {
  PRIMARY: 'Invoices are addressed to this person.',
  STANDARD: 'Gets a copy of invoices.',
  NONE: 'Gets no invoices.',
  UNKNOWN: 'The provider gave a value that this gateway does not know.',
}

const warningCodes: Readonly<Record<MappingWarning['code'], string>> = {
  UNKNOWN_VALUE: 'A value that this gateway does not know; the field reads UNKNOWN or null.',
  WRONG_TYPE: 'A value of another type than documented; it was converted, or the field is null.',
  UNREADABLE_DATE: 'A date that is no ISO 8601 instant; the field is null.',
  MISSING_NAME: 'The customer has no name; `displayName` fell back to an id.',
  CONFLICTING_VALUES: 'Two values of the provider disagree; `message` says which one is shown.',
}

export type CustomerStatusRef = ReturnType<typeof defineCustomerStatus>

export function defineCustomerStatus(builder: Builder) {
  return defineEnum(builder, 'CustomerStatus', 'Whether a customer is in use.', customerStatuses)
}

export function defineCustomerParts(builder: Builder) {
  return {
    taxStatus: defineEnum(builder, 'TaxStatus', 'Whether tax is charged to a customer.', taxStatuses),
    address: defineAddress(builder),
    contact: defineContact(builder),
    money: builder.objectRef<Money>('Money').implement({
      description: 'An amount of money.',
      fields: (t) => ({
        amount: t.expose('amount', { type: 'Decimal', description: 'Exact amount in major units, e.g. `"1500.00"`.' }),
        currencyCode: t.exposeString('currencyCode', {
          nullable: true,
          description: 'ISO 4217, e.g. `EUR`. Null where the provider does not say which currency it is.',
        }),
      }),
    }),
    tag: builder.objectRef<Tag>('Tag').implement({
      description: 'A label that the business put on the customer.',
      fields: (t) => ({
        key: t.exposeString('key', { nullable: true, description: 'What kind of label it is. Null for a plain one.' }),
        value: t.exposeString('value', { description: 'The label.' }),
      }),
    }),
    absence: defineAbsence(builder),
    warning: defineWarning(builder),
  }
}

function defineAddress(builder: Builder) {
  return builder.objectRef<Address>('Address').implement({
    description: 'A postal address. Providers that keep it as one text have `formatted` and no parts.',
    fields: (t) => ({
      formatted: t.exposeString('formatted', {
        nullable: true,
        description: 'The whole address in one text: as the provider wrote it, else its parts joined by commas.',
      }),
      line1: t.exposeString('line1', { nullable: true, description: 'Street and number, usually.' }),
      line2: t.exposeString('line2', { nullable: true, description: 'More of the address, e.g. floor or building.' }),
      city: t.exposeString('city', { nullable: true, description: 'City or town.' }),
      region: t.exposeString('region', { nullable: true, description: 'State, province or county.' }),
      postalCode: t.exposeString('postalCode', { nullable: true, description: 'Postal code.' }),
      countryCode: t.exposeString('countryCode', {
        nullable: true,
        description: 'ISO 3166-1 alpha-2, e.g. `DE`. Null when the provider has none, or one that is not such a code.',
      }),
    }),
  })
}

function defineContact(builder: Builder) {
  const billingPreference = defineEnum(
    builder,
    'BillingPreference',
    'Which part a contact has in billing.',
    billingPreferences,
  )
  return builder.objectRef<Contact>('Contact').implement({
    description: 'A person at the customer.',
    fields: (t) => ({
      nativeId: t.exposeString('nativeId', { nullable: true, description: "The provider's id of the contact." }),
      name: t.exposeString('name', { nullable: true, description: 'Name of the person.' }),
      email: t.exposeString('email', { nullable: true, description: 'E-mail address of the person.' }),
      billingPreference: t.expose('billingPreference', {
        type: billingPreference,
        nullable: true,
        description: 'Which part the contact has in billing. Null when the provider does not say.',
      }),
      archivedAt: t.expose('archivedAt', {
        type: 'DateTime',
        nullable: true,
        description: 'When the contact was archived. It says nothing about the customer.',
      }),
    }),
  })
}

function defineAbsence(builder: Builder) {
  const reason = defineEnum(builder, 'AbsenceReason', 'Why a field of a customer is null.', absenceReasons)
  return builder.objectRef<FieldAbsence>('FieldAbsence').implement({
    description: 'A field of a customer that is null, and why.',
    fields: (t) => ({
      field: t.exposeString('field', { description: 'Name of the field of `Customer`.' }),
      reason: t.expose('reason', { type: reason, description: 'Why it is null.' }),
    }),
  })
}

function defineWarning(builder: Builder) {
  const code = defineEnum(builder, 'MappingWarningCode', 'What kind of value had to be bent.', warningCodes)
  return builder.objectRef<MappingWarning>('MappingWarning').implement({
    description: 'A value of the provider that did not fit the unified customer as it was.',
    fields: (t) => ({
      code: t.expose('code', { type: code, description: 'What kind of trouble it was; made for programs.' }),
      field: t.exposeString('field', {
        description: 'Name of the field of `Customer` that it concerns.',
      }),
      nativeValue: t.exposeString('nativeValue', {
        nullable: true,
        description: "The provider's value as text, shortened. Null when there was none.",
      }),
      message: t.exposeString('message', { description: 'What was wrong and what became of it, for people.' }),
    }),
  })
}
