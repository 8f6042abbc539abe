// The merged list in Relay's shape: https://relay.dev/graphql/connections.htm
import type { CustomerEdge, CustomerList } from '../../service/list-customers.ts'
import type { Count } from '../../service/total-count.ts'
import { type Builder, defineEnum } from '../builder.ts'
import { withCost } from '../field-cost.ts'
import type { CustomerRef } from './customer.ts'
import type { SourceReportRef } from './source-report.ts'

export type CustomerConnectionRef = ReturnType<typeof defineCustomerConnection>

export function defineCustomerConnection(
  builder: Builder,
  { customer, sourceReport }: { customer: CustomerRef; sourceReport: SourceReportRef },
) {
  const pageInfo = definePageInfo(builder)
  const count = defineCount(builder)
  const edge = builder.objectRef<CustomerEdge>('CustomerEdge').implement({
    description: 'A customer and its place in the list.',
    fields: (t) => ({
      cursor: t.string({
        description:
          'Opaque. Pass it to `customers(after:)`, with the same filter, order and `includeArchived`, to continue behind this customer.',
        resolve: (value) => value.cursor(),
      }),
      node: t.field({ type: customer, description: 'The customer.', resolve: ({ record }) => record }),
    }),
  })
  return builder.objectRef<CustomerList>('CustomerConnection').implement({
    description:
      'One page of the customers of all linked accounts. Unless `orderBy` says otherwise the accounts take turns, so a page holds a fair share of each; one that runs dry leaves its turns to the others.',
    fields: (t) => ({
      edges: t.field({
        type: [edge],
        description: 'The customers with their cursors.',
        resolve: (list) => list.edges(),
      }),
      nodes: t.field({
        type: [customer],
        description: 'The customers without their cursors.',
        resolve: (list) => list.records,
      }),
      pageInfo: t.field({
        type: pageInfo,
        description: 'Where this page ends and whether another one follows.',
        resolve: (list) => list.pageInfo,
      }),
      totalCount: t.field({
        type: count,
        nullable: true,
        ...withCost({ per: 'list', plan: ({ counting }) => counting }),
        description:
          'How many customers the arguments find in all, over all pages. The providers are asked only when this is selected. Null when no account counts. What the gateway filters itself is not counted.',
        resolve: (list) => list.countTotal(),
      }),
      sources: t.field({
        type: [sourceReport.report],
        description:
          'One report per linked account that the filter selects, in a fixed order, whether it answered or not. When this or `isComplete` is selected, failed accounts are told here and not in `errors`.',
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

function defineCount(builder: Builder) {
  const precision = defineEnum<Count['precision']>(builder, 'CountPrecision', 'How exact a count is.', {
    EXACT: 'Every account counted.',
    AT_LEAST: 'Some account did not count, or did not answer: there may be more.',
  })
  return builder.objectRef<Count>('Count').implement({
    description: 'How many there are.',
    fields: (t) => ({
      count: t.exposeInt('count', { description: 'The sum over the accounts that counted.' }),
      precision: t.expose('precision', { type: precision, description: 'Whether there can be more.' }),
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
      startCursor: t.string({
        nullable: true,
        description: 'Cursor of the first customer. Null when the page is empty.',
        resolve: (pageInfo) => pageInfo.startCursor(),
      }),
      endCursor: t.string({
        nullable: true,
        description: 'Pass it to `after` for the next page. Null when the page is empty and none follows.',
        resolve: (pageInfo) => pageInfo.endCursor(),
      }),
    }),
  })
}
