// The unified customer. Resolvers ask for one field of one row, and stay synchronous when the row carried it: a list of
// five hundred customers must not cost thousands of promises.
import { type CustomerField, type CustomerRecord, collectWarnings } from '../../domain/customer.ts'
import { encodeCustomerId } from '../../domain/global-id.ts'
import type { Builder } from '../builder.ts'
import type { SchemaContext } from '../context.ts'
import { defineCustomerParts } from './customer-parts.ts'
import type { LinkedAccountRef } from './linked-account.ts'
import type { NodeRef } from './node.ts'
import type { ProviderRef } from './provider.ts'
import type { ProviderCustomerRef } from './provider-customer.ts'

export type CustomerRef = ReturnType<typeof defineCustomer>

export interface CustomerParts {
  readonly node: NodeRef
  readonly provider: ProviderRef
  readonly linkedAccount: LinkedAccountRef
  readonly providerCustomer: ProviderCustomerRef
}

/** Reads one unified field; the service fetches the detail answer when the row did not carry it. */
function read<Field extends CustomerField>(field: Field) {
  return (record: CustomerRecord, _given: object, { service }: SchemaContext) => service.readField(record, field)
}

const oneRequestPerRow =
  'Where lists do not carry it, selecting it costs one more request per listed customer, shared with the other such fields.'

export function defineCustomer(builder: Builder, { node, provider, linkedAccount, providerCustomer }: CustomerParts) {
  const parts = defineCustomerParts(builder)
  return builder.objectRef<CustomerRecord>('Customer').implement({
    description:
      'A customer of a business, as one provider keeps it. Fields that the provider does not have are null; what only one provider has is in `providerData`.',
    interfaces: [node],
    fields: (t) => {
      /** Text that is null when the provider has none. */
      const text = (field: TextField, description: string) =>
        t.string({ nullable: true, description, resolve: read(field) })
      const instant = (field: InstantField, description: string) =>
        t.field({ type: 'DateTime', nullable: true, description, resolve: read(field) })
      const money = (field: MoneyField, description: string) =>
        t.field({ type: parts.money, nullable: true, description, resolve: read(field) })

      return {
        id: t.id({
          description:
            "Opaque: it holds the linked account and the provider's own id. Stays the same as long as both do. Pass it to `customer(id:)`, `node(id:)` and `archiveCustomer`.",
          resolve: ({ facts }) => encodeCustomerId(facts.account.provider, facts.account.name, facts.nativeId),
        }),
        provider: t.field({
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
          description: "The provider's own id of the customer. Unique only inside its linked account.",
          resolve: ({ facts }) => facts.nativeId,
        }),
        externalId: text(
          'externalId',
          'The id that the business itself gave the customer. Null when it gave none, or where the provider keeps no such id.',
        ),
        referenceNumber: text('referenceNumber', 'A number that the business uses for the customer, e.g. on invoices.'),
        displayName: t.string({
          description:
            'What to call the customer. Never null: the first there is of display or company name, individual name, external id, native id.',
          resolve: read('displayName'),
        }),
        companyName: text('companyName', 'Name of the company. Null for a person, or when the provider has none.'),
        individualName: text(
          'individualName',
          'Name of the person. Null for a company, or when the provider has none.',
        ),
        email: text(
          'email',
          `E-mail address. Where the provider keeps addresses with contacts only: that of the live PRIMARY contact, else of a STANDARD one. ${oneRequestPerRow}`,
        ),
        mobilePhone: text('mobilePhone', 'Mobile phone number, as somebody typed it.'),
        officePhone: text('officePhone', 'Office phone number, as somebody typed it.'),
        address: t.field({
          type: parts.address,
          nullable: true,
          description: 'Postal address. Null when the provider has none.',
          resolve: read('address'),
        }),
        status: t.field({
          type: parts.status,
          description: `Whether the customer is in use. UNKNOWN rather than a guess. ${oneRequestPerRow}`,
          resolve: read('status'),
        }),
        nativeStatus: text(
          'nativeStatus',
          `The provider's own status text, also when \`status\` is UNKNOWN. At some providers it does not tell archived customers. ${oneRequestPerRow}`,
        ),
        isArchived: t.boolean({
          nullable: true,
          description: 'Whether the customer is archived. Null when that is not known, which is not the same as false.',
          resolve: read('isArchived'),
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
          description: 'Whether tax is charged. Null when the provider does not say, which is not the same as TAXED.',
          resolve: read('taxStatus'),
        }),
        vatNumber: text('vatNumber', 'VAT identification number, as somebody typed it.'),
        notes: text('notes', 'Free text of the business about the customer.'),
        tags: t.field({
          type: [parts.tag],
          description:
            'Labels that the business put on the customer. Empty when there are none, or where the provider has no such thing.',
          resolve: read('tags'),
        }),
        contacts: t.field({
          type: [parts.contact],
          nullable: true,
          description: `People at the customer, archived ones too. Null where the provider keeps no contacts. ${oneRequestPerRow}`,
          resolve: read('contacts'),
        }),
        metadata: t.field({
          type: 'JSON',
          nullable: true,
          description: 'Whatever the business attached to the customer at the provider.',
          resolve: read('metadata'),
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
          description: 'Days that the customer has for paying an invoice. Null where the provider does not say.',
          resolve: read('paymentTermsDays'),
        }),
        providerData: t.field({
          type: providerCustomer,
          description: 'What only one provider knows of the customer. Select with `... on`, by provider.',
          resolve: (record) => record,
        }),
        warnings: t.field({
          type: [parts.warning],
          description:
            "What had to be bent to fit the provider's answer into these fields: an unknown enum value, an unreadable date, a missing name. Empty when nothing had. Concerns the answer that the customer was read from.",
          resolve: (record) => collectWarnings(record),
        }),
      }
    },
  })
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
