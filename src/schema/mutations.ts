// Everything that can be changed. Expected failures are data in the payload; `errors` is for what is wrong with the
// request itself.
import type { ArchiveOutcome, ArchiveResult } from '../service/archive-result.ts'
import { type Builder, defineEnum } from './builder.ts'
import { sourceOfId, toGraphQLError } from './errors.ts'
import { semanticNonNull } from './semantic-non-null.ts'
import type { CustomerRef } from './types/customer.ts'
import type { LinkedAccountRef } from './types/linked-account.ts'
import type { SourceReportRef } from './types/source-report.ts'
import { defineArchiveCustomerUserError } from './types/user-error.ts'

export interface MutationTypes {
  readonly customer: CustomerRef
  readonly linkedAccount: LinkedAccountRef
  readonly sourceReport: SourceReportRef
}

interface ArchivePayload extends ArchiveResult {
  readonly clientMutationId: string | null
}

const outcomes: Readonly<Record<ArchiveOutcome, string>> = {
  ARCHIVED: 'The customer was active and is archived now.',
  ALREADY_ARCHIVED: 'The customer was archived before. Nothing was sent that changes anything.',
  UNARCHIVED: 'The customer was archived and is active now.',
  ALREADY_ACTIVE: 'The customer was active before. Nothing was sent that changes anything.',
  PLANNED: 'A dry run: the customer exists and could be changed. Nothing was.',
  NOT_CHANGED: 'The customer was not changed; `userErrors` says why.',
  INDETERMINATE:
    'Not known: the request was sent, no clear answer came, and reading the customer back failed too. Archiving again is safe.',
}

export function defineMutations(builder: Builder, { customer, linkedAccount, sourceReport }: MutationTypes): void {
  const { errorCode } = sourceReport
  const userError = defineArchiveCustomerUserError(builder, { linkedAccount, errorCode })
  const outcome = defineEnum(builder, 'ArchiveOutcome', 'What became of a request to archive.', outcomes)
  const clientMutationId =
    'Any text; the payload gives it back unchanged. For clients that match answers to requests by it.'

  const input = builder.inputType('ArchiveCustomerInput', {
    description: 'Which customer to archive.',
    fields: (t) => ({
      id: t.id({ required: true, description: 'The `id` of a customer.' }),
      clientMutationId: t.string({ description: clientMutationId }),
    }),
  })

  const payload = builder.objectRef<ArchivePayload>('ArchiveCustomerPayload').implement({
    description: 'What became of a request to archive a customer.',
    fields: (t) => ({
      clientMutationId: t.exposeString('clientMutationId', {
        nullable: true,
        description: 'The text that the input had. Null when it had none.',
      }),
      customer: t.expose('customer', {
        type: customer,
        nullable: true,
        description: 'The customer as it is now, or as it was last read. Null when it could not be read at all.',
      }),
      outcome: t.expose('outcome', { type: outcome, description: 'Whether the customer is archived now.' }),
      userErrors: t.field({
        type: [userError],
        description: 'Why the customer was not archived. Empty when it is.',
        resolve: ({ problems }) => problems,
      }),
    }),
  })

  builder.mutationType({
    description: 'Changes at the providers.',
    fields: (t) => ({
      archiveCustomer: t.field({
        type: payload,
        nullable: true,
        ...semanticNonNull,
        description:
          'Archives a customer at the provider that keeps it. Safe to repeat. After a doubtful answer the customer is read back, so that `outcome` tells what is, and not what was hoped.',
        args: { input: t.arg({ type: input, required: true, description: 'Which customer to archive.' }) },
        resolve: async (_root, { input: given }, { service }) => {
          try {
            const result = await service.archiveCustomer(given.id)
            return { ...result, clientMutationId: given.clientMutationId ?? null }
          } catch (error) {
            throw toGraphQLError(error, () => sourceOfId(service.sources, given.id))
          }
        },
      }),
    }),
  })
}
