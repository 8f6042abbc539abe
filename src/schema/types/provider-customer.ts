// What only one provider knows of a customer: one object type per provider, made from the provider's own description of
// its fields.
import type { CustomerRecord } from '../../domain/customer.ts'
import type {
  ProviderField,
  ProviderFieldShape,
  ProviderFieldType,
  ProviderObjectType,
} from '../../domain/provider-fields.ts'
import type { Builder } from '../builder.ts'
import { detailCost, type FieldCost, withCost } from '../field-cost.ts'
import type { SchemaProvider } from '../schema-provider.ts'

export type ProviderCustomerRef = ReturnType<typeof defineProviderCustomer>

/** Nested objects are plain ones whose keys are the names of the fields. */
type NestedValue = Readonly<Record<string, unknown>>

export function defineProviderCustomer(builder: Builder, providers: readonly SchemaProvider[]) {
  const nestedTypes = new Map<string, ReturnType<typeof defineNested>>()

  function defineNested({ name, description, fields }: ProviderObjectType) {
    return builder.objectRef<NestedValue>(name).implement({
      description,
      fields: (t) =>
        Object.fromEntries(
          Object.entries(fields).map(([key, shape]) => [
            key,
            t.field({ ...typing(shape), description: shape.description, resolve: (value): unknown => value[key] }),
          ]),
        ),
    })
  }

  function typeOf(type: ProviderFieldType) {
    if (typeof type === 'string') return type
    const nested = nestedTypes.get(type.name) ?? defineNested(type)
    nestedTypes.set(type.name, nested)
    return nested
  }

  /** The values are checked when they are read; here they have no type that TypeScript could know. */
  function typing({ type, isList = false, isNullable }: ProviderFieldShape) {
    const named = typeOf(type) as 'JSON'
    return { type: (isList ? [named] : named) as 'JSON', nullable: isNullable as true }
  }

  const members = providers.map(({ name: provider, customerType: { name, description, fields } }) =>
    builder.objectRef<CustomerRecord>(name).implement({
      description,
      fields: (t) =>
        Object.fromEntries(
          Object.entries(fields).map(([key, field]) => [
            key,
            t.field({
              ...typing(field),
              ...withCost(costOfField(provider, field)),
              description: field.description,
              resolve: (record, _given, { service }): unknown => service.readProviderField(record, key, field),
            }),
          ]),
        ),
    }),
  )

  const typeNames = new Map(providers.map(({ name, customerType }) => [name, customerType.name]))
  return builder.unionType('ProviderCustomer', {
    description: 'What only one provider knows of a customer: one type per provider. Select with `... on`.',
    types: members,
    resolveType: ({ facts }) => typeNames.get(facts.account.provider),
  })
}

function costOfField(provider: string, field: ProviderField): FieldCost {
  if ('read' in field) {
    return detailCost(({ account }) => account.provider === provider && field.isDetailOnly === true)
  }
  return {
    per: 'customer',
    plan: (plans, source) =>
      source.account.provider === provider ? { requests: plans.externalIds(source), sharedAs: 'external ids' } : null,
  }
}
