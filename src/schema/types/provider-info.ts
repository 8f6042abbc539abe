// What each provider can do and which fields it has, from the same tables that the service and the documents go by.
import type { FieldCoverage, FieldSupport } from '../../domain/coverage.ts'
import { customerFields } from '../../domain/customer-fields.ts'
import { type Builder, defineEnum } from '../builder.ts'
import type { SchemaProvider } from '../schema-provider.ts'
import type { OrderFieldRef } from './customer-filter.ts'
import type { ProviderRef } from './provider.ts'

export type ProviderInfoRef = ReturnType<typeof defineProviderInfo>

const supports: Readonly<Record<FieldSupport, string>> = {
  ALWAYS: 'Every customer has it, in a list as well as read by its id.',
  OPTIONAL: 'Every answer can carry it; it may be empty.',
  DETAIL_ONLY:
    'Rows of a list lack it. Selecting it costs one request per listed customer, shared by all such fields; it may be empty then.',
  DERIVED: 'The provider has no such field; it is computed from others.',
  NEVER: 'The provider has no such thing: the field is null, a list empty.',
}

interface NamedCoverage extends FieldCoverage {
  readonly field: string
}

export function defineProviderInfo(
  builder: Builder,
  { provider, orderField }: { provider: ProviderRef; orderField: OrderFieldRef },
) {
  const capabilities = defineCapabilities(builder, orderField)
  const coverage = defineCoverage(builder)
  return builder.objectRef<SchemaProvider>('ProviderInfo').implement({
    description: 'A provider, what it can do and which fields of a customer it has.',
    fields: (t) => ({
      provider: t.field({
        type: provider,
        description: 'Its value elsewhere in the graph.',
        resolve: ({ name }) => name,
      }),
      name: t.exposeString('title', { description: 'Its name as people write it.' }),
      documentationUrl: t.expose('documentationUrl', { type: 'URL', description: "The provider's own documentation." }),
      apiVersion: t.exposeString('apiVersion', {
        nullable: true,
        description: "The version of the provider's API that is used. Null where it has no versions.",
      }),
      capabilities: t.expose('capabilities', { type: capabilities, description: 'What it can do.' }),
      coverage: t.field({
        type: [coverage],
        description: 'Every unified field of a customer, in the order of `Customer`, and what the provider has of it.',
        resolve: (info): NamedCoverage[] => customerFields.map((field) => ({ field, ...info.coverage[field] })),
      }),
    }),
  })
}

function defineCapabilities(builder: Builder, orderField: OrderFieldRef) {
  return builder.objectRef<SchemaProvider['capabilities']>('ProviderCapabilities').implement({
    description: 'What can be done with customers at a provider.',
    fields: (t) => ({
      archive: t.exposeBoolean('archive', { description: 'Whether customers can be archived.' }),
      unarchive: t.exposeBoolean('unarchive', { description: 'Whether that can be undone.' }),
      totalCount: t.exposeBoolean('totalCount', { description: 'Whether it says how many customers a list has.' }),
      filters: t.field({
        type: ['String'],
        description:
          'Fields of `CustomerFilter` that the provider applies itself. The others are applied by the gateway while it reads.',
        resolve: ({ filters }) => filters,
      }),
      orderFields: t.field({
        type: [orderField],
        description: 'Orders in which its customers can be listed.',
        resolve: (value) => value.orderFields,
      }),
      webhooks: t.exposeBoolean('webhooks', { description: 'Whether the provider tells of changes by itself.' }),
    }),
  })
}

function defineCoverage(builder: Builder) {
  const support = defineEnum(builder, 'FieldSupport', 'How far a provider has a field.', supports)
  return builder.objectRef<NamedCoverage>('FieldCoverage').implement({
    description: 'What a provider has of one field of `Customer`.',
    fields: (t) => ({
      field: t.exposeString('field', { description: 'Name of the field of `Customer`.' }),
      support: t.expose('support', { type: support, description: 'How far the provider has it.' }),
      nativePath: t.string({
        nullable: true,
        description:
          "Where in the provider's JSON it is read from, e.g. `address.line1` or `contacts[].email`; several places are separated by commas. Null when the provider has no such thing.",
        resolve: ({ nativePaths }) => (nativePaths.length === 0 ? null : nativePaths.join(', ')),
      }),
      note: t.string({
        nullable: true,
        description: 'What one would otherwise learn the hard way. Null when there is nothing to say.',
        resolve: ({ note }) => note ?? null,
      }),
    }),
  })
}
