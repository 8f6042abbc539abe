// What has an id and can be read again by it, as Relay wants it: https://relay.dev/graphql/objectidentification.htm
import type { CustomerRecord } from '../../domain/customer.ts'
import type { Source } from '../../service/linked-accounts.ts'
import type { Builder } from '../builder.ts'

export type NodeValue = CustomerRecord | Source

export type NodeRef = ReturnType<typeof defineNode>

export function defineNode(builder: Builder) {
  return builder.interfaceRef<NodeValue>('Node').implement({
    description: 'Anything with an id that `node(id:)` can read again.',
    resolveType: (value) => ('facts' in value ? 'Customer' : 'LinkedAccount'),
    fields: (t) => ({
      id: t.id({
        description: 'Opaque and the same for as long as the thing exists. Unique in the whole gateway.',
        // Every type has its own; an interface's is never called.
        resolve: () => '',
      }),
    }),
  })
}
