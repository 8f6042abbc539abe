// Everything that can be asked. Each resolver is one call into the service.
import type { CustomerRecord } from '../domain/customer.ts'
import { decodeId } from '../domain/global-id.ts'
import type { ListArguments } from '../service/list-customers.ts'
import type { Builder } from './builder.ts'
import type { SchemaContext } from './context.ts'
import { createInputError, sourceOfId, toGraphQLError } from './errors.ts'
import { type GivenArguments, withCost } from './field-cost.ts'
import { selectsField } from './look-ahead.ts'
import type { SchemaProvider } from './schema-provider.ts'
import { semanticNonNull } from './semantic-non-null.ts'
import type { CustomerRef } from './types/customer.ts'
import type { CustomerConnectionRef } from './types/customer-connection.ts'
import type { CustomerFilterRef, CustomerOrderRef } from './types/customer-filter.ts'
import type { CustomerGroupRef } from './types/customer-group.ts'
import type { LinkedAccountRef } from './types/linked-account.ts'
import type { NodeRef, NodeValue } from './types/node.ts'
import type { ProviderInfoRef } from './types/provider-info.ts'

export interface QueryTypes {
  readonly node: NodeRef
  readonly customer: CustomerRef
  readonly customerConnection: CustomerConnectionRef
  readonly customerGroup: CustomerGroupRef
  readonly customerFilter: CustomerFilterRef
  readonly customerOrder: CustomerOrderRef
  readonly linkedAccount: LinkedAccountRef
  readonly providerInfo: ProviderInfoRef
}

const defaultFirst = 50
/** Each id may cost a request at a provider. */
const mostIds = 100

export function defineQueries(builder: Builder, types: QueryTypes, providers: readonly SchemaProvider[]): void {
  const { node, customer, customerConnection, customerGroup, linkedAccount, providerInfo } = types
  builder.queryType({
    description:
      'Reads. They change nothing at any provider. All but `providers` need the scope `customers:read`; without it they answer FORBIDDEN.',
    fields: (t) => ({
      node: t.field({
        type: node,
        nullable: true,
        ...withCost({ per: 'operation', plan: (plans, { id }) => plans.customers([String(id)]) }),
        description: 'Whatever has this id. Null when nothing has it, or nothing that you may see.',
        args: { id: t.arg.id({ required: true, description: 'The `id` of a customer or of a linked account.' }) },
        resolve: (_root, { id }, { service }) => readNode(service, id),
      }),
      nodes: t.field({
        type: [node],
        nullable: { list: false, items: true },
        ...withCost({ per: 'operation', plan: (plans, { ids }) => plans.customers(ids as readonly string[]) }),
        description:
          'The same for several ids, in their order. A place is null when nothing has its id, or when it could not be read; `errors` then says why.',
        args: { ids: t.arg.idList({ required: true, description: `At most ${mostIds}.` }) },
        resolve: (_root, { ids }, { service }) => {
          if (ids.length > mostIds) throw createInputError('ids', `\`ids\` must be at most ${mostIds}.`)
          return ids.map((id) => readNode(service, id))
        },
      }),
      customers: t.field({
        type: customerConnection,
        nullable: true,
        ...withCost(
          { per: 'operation', plan: (plans, given) => plans.list(toListArguments(given)) },
          semanticNonNull.extensions,
        ),
        description:
          'All customers that you may see, over every linked account, as one list. An account that fails does not fail the list: see `sources`. Null, with one error per account, only when no account could be read. Whoever may see more than 20 accounts names those that are meant in `filter.linkedAccountIds`.',
        args: {
          first: t.arg.int({
            defaultValue: defaultFirst,
            description: 'How many customers at most: 1 to 500, or what the operator allows.',
          }),
          after: t.arg.string({
            description: 'Continue behind this cursor: an `endCursor`, the `cursor` of any edge, or a `retryCursor`.',
          }),
          includeArchived: t.arg.boolean({
            required: true,
            defaultValue: false,
            description:
              'Whether archived customers are listed too. A cursor is good only for the choice it was made with. A `status` in `filter` decides instead.',
          }),
          filter: t.arg({
            type: types.customerFilter,
            description: 'Which customers are wanted. A cursor is good only for the filter it was made with.',
          }),
          orderBy: t.arg({
            type: types.customerOrder,
            description:
              'In which order; SOURCE when left out. A cursor is good only for the order it was made with, and keeps its place when customers are added or archived meanwhile.',
          }),
          deadlineMs: t.arg.int({
            description:
              'Answer within so many milliseconds, 1 to 60000, with what has arrived by then; slower accounts are reported as TIMED_OUT, with a `retryCursor`. Never longer than the gateway itself allows.',
          }),
        },
        resolve: async (_root, given, { service, ledger }, info) => {
          try {
            const list = await service.listCustomers({
              ...toListArguments(given),
              deadlineMs: given.deadlineMs ?? null,
              withTotal: selectsField(info, 'totalCount'),
            })
            ledger.opened(list, info)
            return list.isFailed ? null : list
          } catch (error) {
            throw toGraphQLError(error, () => null)
          }
        },
      }),
      customer: t.field({
        type: customer,
        nullable: true,
        description: 'The customer with this id. Null when there is none, or none that you may see.',
        ...withCost({ per: 'operation', plan: (plans, { id }) => plans.customers([String(id)]) }),
        args: { id: t.arg.id({ required: true, description: 'The `id` of a customer.' }) },
        resolve: (_root, { id }, { service }) => readCustomer(service, id),
      }),
      customerGroup: t.field({
        type: customerGroup,
        nullable: true,
        ...withCost({ per: 'operation', plan: (plans) => plans.group() }, semanticNonNull.extensions),
        description:
          'Every customer with this caller-owned id, over all linked accounts, archived ones too: one real-world customer. Without members when nobody has the id. Null, with one error per account, only when no account could be asked.',
        args: {
          externalId: t.arg.string({
            required: true,
            description: 'The external id; at a provider that has aliases, one of those. Compared exactly.',
          }),
        },
        resolve: async (_root, { externalId }, { service, ledger }, info) => {
          try {
            const group = await service.customerGroup(externalId)
            ledger.opened(group, info)
            return group.isFailed ? null : group
          } catch (error) {
            throw toGraphQLError(error, () => null)
          }
        },
      }),
      linkedAccounts: t.field({
        type: [linkedAccount],
        nullable: true,
        ...semanticNonNull,
        description: 'The linked accounts that you may use, in the order in which they take turns in the list.',
        resolve: (_root, _given, { service }) => {
          try {
            return service.linkedAccounts()
          } catch (error) {
            throw toGraphQLError(error, () => null)
          }
        },
      }),
      providers: t.field({
        type: [providerInfo],
        nullable: true,
        ...semanticNonNull,
        description:
          'Every provider that this gateway knows, linked or not: what it can do, and which fields of a customer it has.',
        resolve: () => providers,
      }),
    }),
  })
}

/** Arguments as GraphQL has checked them. */
function toListArguments(given: GivenArguments): ListArguments {
  const { first, after, includeArchived, filter, orderBy } = given as Partial<ListArguments>
  return {
    first: first ?? defaultFirst,
    after: after ?? null,
    includeArchived: includeArchived === true,
    ...(filter == null ? {} : { filter }),
    ...(orderBy == null ? {} : { orderBy }),
  }
}

async function readNode(service: SchemaContext['service'], id: string): Promise<NodeValue | null> {
  if (decodeId(id)?.kind !== 'linked-account') return readCustomer(service, id)
  try {
    return service.getLinkedAccount(id)
  } catch (error) {
    throw toGraphQLError(error, () => null)
  }
}

async function readCustomer(service: SchemaContext['service'], id: string): Promise<CustomerRecord | null> {
  try {
    return await service.getCustomer(id)
  } catch (error) {
    throw toGraphQLError(error, () => sourceOfId(service.sources, id))
  }
}
