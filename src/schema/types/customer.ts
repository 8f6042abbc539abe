// The unified customer. Resolvers ask for one field of one row, and stay synchronous when the row carried it: a list of
// five hundred customers must not cost thousands of promises. What each provider has of a field is told with the field,
// out of the providers' coverage tables.
import { describeCoverage } from '../../domain/coverage.ts'
import { type CustomerField, type CustomerRecord, notCarried, readField } from '../../domain/customer.ts'
import { customerFields } from '../../domain/customer-fields.ts'
import { encodeCustomerId } from '../../domain/global-id.ts'
import type { Source } from '../../service/linked-accounts.ts'
import type { Builder } from '../builder.ts'
import type { SchemaContext } from '../context.ts'
import { toGraphQLError } from '../errors.ts'
import { detailCost, withCost } from '../field-cost.ts'
import { fromRecord } from '../from-record.ts'
import type { SchemaProvider } from '../schema-provider.ts'
import { defineCustomerMatch } from './customer-match.ts'
import { type CustomerStatusRef, defineCustomerParts } from './customer-parts.ts'
import type { LinkedAccountRef } from './linked-account.ts'
import type { NodeRef } from './node.ts'
import type { ProviderRef } from './provider.ts'
import type { ProviderCustomerRef } from './provider-customer.ts'

export type CustomerRef = ReturnType<typeof createCustomerRef>

/** The type without its fields, which lead back to itself. */
function createCustomerRef(builder: Builder) {
  return builder.objectRef<CustomerRecord>('Customer')
}

export interface CustomerParts {
  readonly node: NodeRef
  readonly provider: ProviderRef
  readonly linkedAccount: LinkedAccountRef
  readonly providerCustomer: ProviderCustomerRef
  readonly status: CustomerStatusRef
  readonly providers: readonly SchemaProvider[]
}

/** Reads one unified field; the service fetches the detail answer when the row did not carry it. */
function read<Field extends CustomerField>(field: Field) {
  return (record: CustomerRecord, _given: object, { service }: SchemaContext) => {
    const value = readField(record, field)
    return value === notCarried ? service.readField(record, field) : value
  }
}

function isDetailOnly({ coverage }: Pick<SchemaProvider, 'coverage'>, field: CustomerField): boolean {
  return coverage[field].support === 'DETAIL_ONLY'
}

/** Whether rows of a list of the source lack any unified field. */
function lacksFields({ provider }: Source): boolean {
  return customerFields.some((field) => isDetailOnly(provider, field))
}

const oneRequestPerRow =
  'Where lists do not carry it, selecting it costs one more request per listed customer, shared with the other such fields.'

export function defineCustomer(builder: Builder, given: CustomerParts) {
  const { node, provider, linkedAccount, providerCustomer, status, providers } = given
  const parts = defineCustomerParts(builder)
  const customer = createCustomerRef(builder)
  const match = defineCustomerMatch(builder, customer)

  /** What a unified field is, which provider has it from where, and what it costs. */
  function about<Field extends CustomerField>(field: Field, meaning: string) {
    const coverage = describeCoverage(field, providers)
    if (!providers.some((each) => isDetailOnly(each, field))) {
      return { description: `${meaning} ${coverage}`, resolve: read(field), ...fromRecord(field) }
    }
    const cost = detailCost((source) => isDetailOnly(source.provider, field))
    const { extensions } = fromRecord(field)
    return {
      description: `${meaning} ${oneRequestPerRow} ${coverage}`,
      resolve: read(field),
      ...withCost(cost, extensions),
    }
  }

  customer.implement({
    description:
      'A customer of a business, as one provider keeps it. Fields that the provider does not have are null; what only one provider has is in `providerData`.',
    interfaces: [node],
    fields: (t) => {
      /** Text that is null when the provider has none. */
      const text = (field: TextField, description: string) => t.string({ nullable: true, ...about(field, description) })
      const instant = (field: InstantField, description: string) =>
        t.field({ type: 'DateTime', nullable: true, ...about(field, description) })
      const money = (field: MoneyField, description: string) =>
        t.field({ type: parts.money, nullable: true, ...about(field, description) })

      return {
        id: t.id({
          ...fromRecord('id'),
          description:
            "Opaque: it holds the linked account and the provider's own id. Stays the same as long as both do. Pass it to `customer(id:)`, `node(id:)` and `archiveCustomer`.",
          resolve: ({ facts }) => encodeCustomerId(facts.account.provider, facts.account.name, facts.nativeId),
        }),
        provider: t.field({
          ...fromRecord('provider'),
          type: provider,
          description: 'The provider that keeps this customer.',
          resolve: ({ facts }) => facts.account.provider,
        }),
        linkedAccount: t.field({
          type: linkedAccount,
          description: 'The linked account that this customer was read from.',
          resolve: (record, _given, { service }) => service.sourceOf(record),
        }),
        nativeId: t.string({
          ...fromRecord('nativeId'),
          description: "The provider's own id of the customer. Unique only inside its linked account.",
          resolve: ({ facts }) => facts.nativeId,
        }),
        externalId: text(
          'externalId',
          'The id that the business itself gave the customer. Null when it gave none, or where the provider keeps no such id.',
        ),
        referenceNumber: text('referenceNumber', 'A number that the business uses for the customer, e.g. on invoices.'),
        displayName: t.string({
          ...about(
            'displayName',
            'What to call the customer. Never null: the first there is of display or company name, individual name, external id, native id.',
          ),
        }),
        companyName: text('companyName', 'Name of the company. Null for a person, or when the provider has none.'),
        individualName: text(
          'individualName',
          'Name of the person. Null for a company, or when the provider has none.',
        ),
        email: text(
          'email',
          `E-mail address. Where the provider keeps addresses with contacts only: that of the live PRIMARY contact, else of a STANDARD one.`,
        ),
        mobilePhone: text('mobilePhone', 'Mobile phone number, as somebody typed it.'),
        officePhone: text('officePhone', 'Office phone number, as somebody typed it.'),
        address: t.field({
          type: parts.address,
          nullable: true,
          ...about('address', 'Postal address. Null when the provider has none.'),
        }),
        status: t.field({
          type: status,
          ...about('status', `Whether the customer is in use. UNKNOWN rather than a guess.`),
        }),
        nativeStatus: text(
          'nativeStatus',
          `The provider's own status text, also when \`status\` is UNKNOWN. At some providers it does not tell archived customers.`,
        ),
        isArchived: t.boolean({
          nullable: true,
          ...about(
            'isArchived',
            'Whether the customer is archived. Null when that is not known, which is not the same as false.',
          ),
        }),
        archivedAt: instant(
          'archivedAt',
          'When the customer was archived. Null when it is not, or where the provider does not say when.',
        ),
        createdAt: instant(
          'createdAt',
          'When the customer was created at the provider. Null where the provider does not say.',
        ),
        updatedAt: instant(
          'updatedAt',
          'When the customer was last changed at the provider. Null where the provider does not say.',
        ),
        taxStatus: t.field({
          type: parts.taxStatus,
          nullable: true,
          ...about(
            'taxStatus',
            'Whether tax is charged. Null when the provider does not say, which is not the same as TAXED.',
          ),
        }),
        vatNumber: text('vatNumber', 'VAT identification number, as somebody typed it.'),
        notes: text('notes', 'Free text of the business about the customer.'),
        tags: t.field({
          type: [parts.tag],
          ...about(
            'tags',
            'Labels that the business put on the customer. Empty when there are none, or where the provider has no such thing.',
          ),
        }),
        contacts: t.field({
          type: [parts.contact],
          nullable: true,
          ...about('contacts', `People at the customer, archived ones too. Null where the provider keeps no contacts.`),
        }),
        metadata: t.field({
          type: 'JSON',
          nullable: true,
          ...about(
            'metadata',
            'Whatever the business attached to the customer at the provider, numbers digit for digit.',
          ),
          resolve: (record, _given, { service }) => service.metadataOf(record),
        }),
        creditLimit: money(
          'creditLimit',
          'How much the customer may owe. Null when there is no limit, or where the provider keeps none.',
        ),
        outstandingBalance: money(
          'outstandingBalance',
          'How much the customer owes. Null where the provider does not say.',
        ),
        paymentTermsDays: t.int({
          nullable: true,
          ...about(
            'paymentTermsDays',
            'Days that the customer has for paying an invoice. Null where the provider does not say.',
          ),
        }),
        providerData: t.field({
          type: providerCustomer,
          description: 'What only one provider knows of the customer. Select with `... on`, by provider.',
          resolve: (record) => record,
        }),
        absences: t.field({
          type: [parts.absence],
          ...withCost(detailCost(lacksFields)),
          description: `Every field above that is null, and why: a provider without the field, nothing in it, a value that cannot be read, or a provider that could not be asked. ${oneRequestPerRow}`,
          resolve: (record, _given, { service }) => service.absencesOf(record),
        }),
        warnings: t.field({
          type: [parts.warning],
          ...withCost(detailCost(lacksFields)),
          description: `What had to be bent to fit the provider's answer into these fields: an unknown enum value, an unreadable date, a missing name. Empty when nothing had. ${oneRequestPerRow}`,
          resolve: (record, _given, { service }) => service.warningsOf(record),
        }),
        raw: t.field({
          type: 'JSON',
          nullable: true,
          description:
            "The provider's JSON of the customer, untouched, numbers digit for digit: the row of the list, or the whole customer where it was read by its id. It may hold addresses that anybody can open for a while; do not store or log it. Needs the scope `customers:raw`. Null, with an error, without it, and when it is nested beyond measure.",
          resolve: (record, _given, { service }) => {
            try {
              return service.rawOf(record)
            } catch (error) {
              throw toGraphQLError(error, () => service.sourceOf(record))
            }
          },
        }),
        counterparts: t.field({
          type: [match],
          ...withCost({
            per: 'customer',
            plan: (plans, source) => ({ ...plans.counterparts(source), sharedAs: 'counterparts' }),
          }),
          description:
            'The same real-world customer at the other linked accounts, archived ones too, by exact keys only. Each account is asked for the external id or the aliases, and one that knows none of them for the e-mail address if it can be; VAT numbers are compared on what was found. An account that could not be asked is told in `errors`. Several requests per customer.',
          resolve: async (record, _given, { service }) => {
            try {
              return await service.counterparts(record)
            } catch (error) {
              throw toGraphQLError(error, () => null)
            }
          },
        }),
      }
    },
  })
  return customer
}

type TextField =
  | 'externalId'
  | 'referenceNumber'
  | 'companyName'
  | 'individualName'
  | 'email'
  | 'mobilePhone'
  | 'officePhone'
  | 'nativeStatus'
  | 'vatNumber'
  | 'notes'
type InstantField = 'archivedAt' | 'createdAt' | 'updatedAt'
type MoneyField = 'creditLimit' | 'outstandingBalance'
