// The merged list in Relay's shape: https://relay.dev/graphql/connections.htm
import type { CustomerEdge, CustomerList } from '../../service/list-customers.ts'
import type { Builder } from '../builder.ts'
import type { CustomerRef } from './customer.ts'
import type { SourceReportRef } from './source-report.ts'

export type CustomerConnectionRef = ReturnType<typeof defineCustomerConnection>

export function defineCustomerConnection(
  builder: Builder,
  { customer, sourceReport }: { customer: CustomerRef; sourceReport: SourceReportRef },
) {
  const pageInfo = definePageInfo(builder)
  const edge = builder.objectRef<CustomerEdge>('CustomerEdge').implement({
    description: 'A customer and its place in the list.',
    fields: (t) => ({
      cursor: t.string({
        description:
          'Opaque. Pass it to `customers(after:)`, with the same `includeArchived`, to continue behind this customer.',
        resolve: (value) => value.cursor(),
      }),
      node: t.field({ type: customer, description: 'The customer.', resolve: ({ record }) => record }),
    }),
  })
  return builder.objectRef<CustomerList>('CustomerConnection').implement({
    description:
      'One page of the customers of all linked accounts. The accounts take turns, so a page holds a fair share of each; one that runs dry leaves its turns to the others.',
    fields: (t) => ({
      edges: t.field({
        type: [edge],
        description: 'The customers with their cursors.',
        resolve: (list) => list.edges,
      }),
      nodes: t.field({
        type: [customer],
        description: 'The customers without their cursors.',
        resolve: (list) => list.edges.map(({ record }) => record),
      }),
      pageInfo: t.field({
        type: pageInfo,
        description: 'Where this page ends and whether another one follows.',
        resolve: (list) => list.pageInfo,
      }),
      sources: t.field({
        type: [sourceReport.report],
        description:
          'One report per linked account, in a fixed order, whether it answered or not. When this or `isComplete` is selected, failed accounts are told here and not in `errors`.',
        resolve: (list, _given, { ledger }) => {
          ledger.told(list)
          return list.sources
        },
      }),
      isComplete: t.boolean({
        description:
          'False when an account failed, and customers are missing for it. When this or `sources` is selected, failed accounts are told here and not in `errors`.',
        resolve: (list, _given, { ledger }) => {
          ledger.told(list)
          return list.isComplete
        },
      }),
    }),
  })
}

function definePageInfo(builder: Builder) {
  return builder.objectRef<CustomerList['pageInfo']>('PageInfo').implement({
    description: 'Where a page of a list begins and ends, and whether others are around it.',
    fields: (t) => ({
      hasNextPage: t.exposeBoolean('hasNextPage', {
        description:
          'Whether a further page has customers. Never true only because an account is down: see `SourceFailed.retryCursor`.',
      }),
      hasPreviousPage: t.exposeBoolean('hasPreviousPage', {
        description: 'Whether this page is a later one. Lists are read forwards only.',
      }),
      startCursor: t.exposeString('startCursor', {
        nullable: true,
        description: 'Cursor of the first customer. Null when the page is empty.',
      }),
      endCursor: t.exposeString('endCursor', {
        nullable: true,
        description: 'Pass it to `after` for the next page. Null when the page is empty and none follows.',
      }),
    }),
  })
}
