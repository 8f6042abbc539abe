// One real-world customer at all linked accounts, found by the id that the business itself gave it.
import type { CustomerGroup } from '../../service/customer-group.ts'
import type { Builder } from '../builder.ts'
import type { CustomerRef } from './customer.ts'
import type { SourceReportRef } from './source-report.ts'

export type CustomerGroupRef = ReturnType<typeof defineCustomerGroup>

export function defineCustomerGroup(
  builder: Builder,
  { customer, sourceReport }: { customer: CustomerRef; sourceReport: SourceReportRef },
) {
  return builder.objectRef<CustomerGroup>('CustomerGroup').implement({
    description: 'Every customer with one caller-owned id, at all linked accounts: one real-world customer.',
    fields: (t) => ({
      externalId: t.exposeString('externalId', { description: 'The id that was asked for.' }),
      members: t.field({
        type: [customer],
        description:
          'The customers, archived ones too, in the order of the linked accounts. Empty when no account that answered knows the id.',
        resolve: ({ members }) => members,
      }),
      sources: t.field({
        type: [sourceReport.report],
        description:
          'One report per linked account, in a fixed order. When this or `isComplete` is selected, failed accounts are told here and not in `errors`.',
        resolve: (group, _given, { ledger }) => {
          ledger.told(group)
          return group.sources
        },
      }),
      isComplete: t.boolean({
        description:
          'False when an account could not be asked, and members may be missing. When this or `sources` is selected, failed accounts are told here and not in `errors`.',
        resolve: (group, _given, { ledger }) => {
          ledger.told(group)
          return group.isComplete
        },
      }),
      hasStatusConflict: t.exposeBoolean('hasStatusConflict', {
        description: 'Archived at one account and active at another, as far as the accounts answered.',
      }),
    }),
  })
}
