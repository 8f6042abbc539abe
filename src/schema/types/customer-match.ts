// The same real-world customer at another linked account, and what says so.
import { type CustomerMatch, matchKeys } from '../../service/counterparts.ts'
import type { Builder } from '../builder.ts'
import type { CustomerRef } from './customer.ts'

export function defineCustomerMatch(builder: Builder, customer: CustomerRef) {
  return builder.objectRef<CustomerMatch>('CustomerMatch').implement({
    description: 'The same real-world customer at another linked account.',
    fields: (t) => ({
      customer: t.field({
        type: customer,
        description: 'The customer as the other account has it.',
        resolve: ({ record }) => record,
      }),
      matchedOn: t.field({
        type: ['String'],
        description: `Every key on which both agree exactly, at least one: ${matchKeys.map((key) => `\`${key}\``).join(', ')}. Never a name, and never a likeness.`,
        resolve: ({ matchedOn }) => matchedOn,
      }),
    }),
  })
}
