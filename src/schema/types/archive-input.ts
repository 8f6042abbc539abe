// What a mutation is asked: which customers, and on which terms.
import type { ArchiveTarget } from '../../service/archive-customers.ts'
import type { Builder } from '../builder.ts'

export function defineArchiveInputs(builder: Builder) {
  const clientMutationId =
    'Any text; the payload gives it back unchanged. For clients that match answers to requests by it.'
  const idempotencyKey =
    'A text of your choice for this request, 1 to 255 printable characters. For 24 hours the same key with the same input is told the same again, and nothing is sent; with another input it is refused. Outcomes that failed or are not known are not remembered.'
  const dryRun = 'Plan and check, change nothing: `plan` tells what would be sent, and the outcome is PLANNED.'

  const defineInput = (name: string, what: string) =>
    builder.inputType(name, {
      description: `Which customer to ${what}, and on which terms.`,
      fields: (t) => ({
        id: t.id({ required: true, description: 'The `id` of a customer.' }),
        clientMutationId: t.string({ description: clientMutationId }),
        idempotencyKey: t.string({ description: idempotencyKey }),
        dryRun: t.boolean({ required: true, defaultValue: false, description: dryRun }),
      }),
    })

  const target = builder.inputType('ArchiveTarget', {
    description: 'Which customers to archive: by id or as a group, not both.',
    isOneOf: true,
    fields: (t) => ({
      ids: t.idList({ description: 'The `id` of each customer, at most 100. One that comes twice is archived once.' }),
      groupExternalId: t.string({
        description:
          'Every customer with this caller-owned id, at every linked account: one real-world customer. See `customerGroup`.',
      }),
    }),
  })

  return {
    archive: defineInput('ArchiveCustomerInput', 'archive'),
    unarchive: defineInput('UnarchiveCustomerInput', 'unarchive'),
    many: builder.inputType('ArchiveCustomersInput', {
      description: 'Which customers to archive, and on which terms.',
      fields: (t) => ({
        target: t.field({ type: target, required: true, description: 'Which customers.' }),
        clientMutationId: t.string({ description: clientMutationId }),
        idempotencyKey: t.string({ description: idempotencyKey }),
        dryRun: t.boolean({ required: true, defaultValue: false, description: dryRun }),
      }),
    }),
  }
}

/** As GraphQL checks it: exactly one of the two is there, and is not null. */
export interface GivenTarget {
  readonly ids?: readonly string[] | null | undefined
  readonly groupExternalId?: string | null | undefined
}

export function toTarget({ ids, groupExternalId }: GivenTarget): ArchiveTarget {
  return typeof groupExternalId === 'string' ? { groupExternalId } : { ids: ids ?? [] }
}
