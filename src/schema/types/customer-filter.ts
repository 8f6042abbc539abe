// What a list can be asked for: which customers, and in which order.
import { type OrderDirection, type OrderField, orderDirections, orderFields } from '../../service/customer-order.ts'
import { type Builder, defineEnum } from '../builder.ts'
import type { CustomerStatusRef } from './customer-parts.ts'
import type { ProviderRef } from './provider.ts'

export type CustomerFilterRef = ReturnType<typeof defineCustomerFilter>
export type CustomerOrderRef = ReturnType<typeof defineCustomerOrder>
export type OrderFieldRef = ReturnType<typeof defineOrderField>

const fields: Readonly<Record<OrderField, string>> = {
  SOURCE: 'The linked accounts in turn, one customer each, every account in the order of its provider. Only ASC.',
  DISPLAY_NAME:
    'By `displayName` as in a list for people: case and accents matter only between equal letters, numbers go by their value. Every account is read as a whole, up to a bound.',
  CREATED_AT:
    'By `createdAt`; customers without one come behind those that have one. Every account is read as a whole, up to a bound. An account whose provider keeps no such dates is reported as ORDER_UNSUPPORTED, and its customers come last.',
}

const directions: Readonly<Record<OrderDirection, string>> = {
  ASC: 'From A to Z, from old to new.',
  DESC: 'From Z to A, from new to old.',
}

export function defineCustomerFilter(
  builder: Builder,
  { provider, status }: { provider: ProviderRef; status: CustomerStatusRef },
) {
  return builder.inputType('CustomerFilter', {
    description:
      'Which customers are wanted: those for which every condition holds. What a provider cannot apply itself the gateway applies while it reads, within a bound: a page can then be short, or empty, although `hasNextPage` is true. `SourceOk.filterExecution` tells who applied it.',
    fields: (t) => ({
      linkedAccountIds: t.idList({
        description: 'Only of these linked accounts. An id that is none of yours is refused, and so is an empty list.',
      }),
      providers: t.field({ type: [provider], description: 'Only of these providers. An empty list is refused.' }),
      status: t.field({
        type: [status],
        description:
          'Only with one of these statuses. It decides about archived customers by itself: they are listed if ARCHIVED is among them, whatever `includeArchived` says. An empty list is refused.',
      }),
      externalId: t.string({
        description:
          'With exactly this caller-owned id: the `externalId`, or at a provider that has aliases one of those. Every provider is asked for it directly; nothing is listed.',
      }),
      nameContains: t.string({
        description: 'With this text as a part of the company name or of the individual name, in any case.',
      }),
      email: t.string({
        description:
          'With this e-mail address, in any case: the one of the customer or of a contact that is not archived.',
      }),
    }),
  })
}

export function defineOrderField(builder: Builder) {
  const values = Object.fromEntries(orderFields.map((field) => [field, fields[field]])) as typeof fields
  return defineEnum(builder, 'CustomerOrderField', 'What customers can be put in order by.', values)
}

export function defineCustomerOrder(builder: Builder, orderField: OrderFieldRef) {
  const values = Object.fromEntries(orderDirections.map((name) => [name, directions[name]])) as typeof directions
  const direction = defineEnum(builder, 'OrderDirection', 'Which end of an order comes first.', values)
  return builder.inputType('CustomerOrder', {
    description:
      'In which order customers are listed. Other orders than SOURCE are made by the gateway, which reads the whole of every account for each page, up to a bound (2,000 customers unless the operator says otherwise). The customers of an account with more than that come last, in the order of its provider, and the account is reported as ORDER_UNSUPPORTED.',
    fields: (t) => ({
      field: t.field({ type: orderField, required: true, description: 'What goes first.' }),
      direction: t.field({ type: direction, required: true, description: 'From which end.' }),
    }),
  })
}
