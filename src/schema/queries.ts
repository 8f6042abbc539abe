// Everything that can be asked. Each resolver is one call into the service.
import type { CustomerRecord } from '../domain/customer.ts'
import { decodeId } from '../domain/global-id.ts'
import type { Builder } from './builder.ts'
import type { SchemaContext } from './context.ts'
import { createInputError, sourceOfId, toGraphQLError } from './errors.ts'
import { semanticNonNull } from './semantic-non-null.ts'
import type { CustomerRef } from './types/customer.ts'
import type { CustomerConnectionRef } from './types/customer-connection.ts'
import type { LinkedAccountRef } from './types/linked-account.ts'
import type { NodeRef, NodeValue } from './types/node.ts'

export interface QueryTypes {
  readonly node: NodeRef
  readonly customer: CustomerRef
  readonly customerConnection: CustomerConnectionRef
  readonly linkedAccount: LinkedAccountRef
}

const defaultFirst = 50
/** Each id may cost a request at a provider. */
const mostIds = 100

export function defineQueries(
  builder: Builder,
  { node, customer, customerConnection, linkedAccount }: QueryTypes,
): void {
  builder.queryType({
    description: 'Reads. They change nothing at any provider.',
    fields: (t) => ({
      node: t.field({
        type: node,
        nullable: true,
        description: 'Whatever has this id. Null when nothing has it, or nothing that you may see.',
        args: { id: t.arg.id({ required: true, description: 'The `id` of a customer or of a linked account.' }) },
        resolve: (_root, { id }, { service }) => readNode(service, id),
      }),
      nodes: t.field({
        type: [node],
        nullable: { list: false, items: true },
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
        ...semanticNonNull,
        description:
          'All customers that you may see, over every linked account, as one list. An account that fails does not fail the list: see `sources`. Null, with one error per account, only when no account could be read.',
        args: {
          first: t.arg.int({ defaultValue: defaultFirst, description: 'How many customers at most: 1 to 500.' }),
          after: t.arg.string({
            description: 'Continue behind this cursor: an `endCursor`, the `cursor` of any edge, or a `retryCursor`.',
          }),
          includeArchived: t.arg.boolean({
            required: true,
            defaultValue: false,
            description:
              'Whether archived customers are listed too. A cursor is good only for the choice it was made with.',
          }),
        },
        resolve: async (_root, { first, after, includeArchived }, { service, ledger }, info) => {
          const given = { first: first ?? defaultFirst, after: after ?? null, includeArchived }
          try {
            const list = await service.listCustomers(given)
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
        args: { id: t.arg.id({ required: true, description: 'The `id` of a customer.' }) },
        resolve: (_root, { id }, { service }) => readCustomer(service, id),
      }),
      linkedAccounts: t.field({
        type: [linkedAccount],
        nullable: true,
        ...semanticNonNull,
        description: 'The linked accounts that you may use, in the order in which they take turns in the list.',
        resolve: (_root, _given, { service }) => service.sources,
      }),
    }),
  })
}

async function readNode(service: SchemaContext['service'], id: string): Promise<NodeValue | null> {
  return decodeId(id)?.kind === 'linked-account' ? service.getLinkedAccount(id) : readCustomer(service, id)
}

async function readCustomer(service: SchemaContext['service'], id: string): Promise<CustomerRecord | null> {
  try {
    return await service.getCustomer(id)
  } catch (error) {
    throw toGraphQLError(error, () => sourceOfId(service.sources, id))
  }
}
