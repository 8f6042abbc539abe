// Everything that can be changed. Expected failures are data in the payload; `errors` is for what is wrong with the
// request itself.
import type { ArchiveTarget } from '../service/archive-customers.ts'
import type { ArchiveResult } from '../service/archive-result.ts'
import type { Builder } from './builder.ts'
import { sourceOfId, toGraphQLError } from './errors.ts'
import { type GivenArguments, withCost } from './field-cost.ts'
import { semanticNonNull } from './semantic-non-null.ts'
import { defineArchiveInputs, type GivenTarget, toTarget } from './types/archive-input.ts'
import {
  type ArchivePayload,
  type ArchivePayloadParts,
  defineArchivePayloads,
  type ManyPayload,
} from './types/archive-payload.ts'
import { placeProblems } from './types/user-error.ts'

/** What the inputs of the mutations of one customer have in common. */
interface GivenInput {
  readonly id: string
  readonly clientMutationId?: string | null | undefined
  readonly dryRun: boolean
}

export function defineMutations(builder: Builder, parts: ArchivePayloadParts): void {
  const inputs = defineArchiveInputs(builder)
  const payloads = defineArchivePayloads(builder, parts)

  builder.mutationType({
    description:
      'Changes at the providers. All need the scope `customers:archive`, dry runs too; without it they answer PermissionError.',
    fields: (t) => ({
      archiveCustomer: t.field({
        type: payloads.archive,
        nullable: true,
        ...costOfOne('archive'),
        description:
          'Archives a customer at the provider that keeps it. Safe to repeat. After a doubtful answer the customer is read back, so that `outcome` tells what is, and not what was hoped.',
        args: { input: t.arg({ type: inputs.archive, required: true, description: 'Which customer to archive.' }) },
        resolve: async (_root, { input }, { service }) => {
          try {
            return toPayload(input, await service.archiveCustomer(input.id, toOptions(input)))
          } catch (error) {
            throw toGraphQLError(error, () => sourceOfId(service.sources, input.id))
          }
        },
      }),
      unarchiveCustomer: t.field({
        type: payloads.unarchive,
        nullable: true,
        ...costOfOne('unarchive'),
        description:
          'Takes back the archiving of a customer, with the same care. A provider that cannot is told as OperationNotSupportedError; see `ProviderCapabilities.unarchive`.',
        args: { input: t.arg({ type: inputs.unarchive, required: true, description: 'Which customer to unarchive.' }) },
        resolve: async (_root, { input }, { service }) => {
          try {
            return toPayload(input, await service.unarchiveCustomer(input.id, toOptions(input)))
          } catch (error) {
            throw toGraphQLError(error, () => sourceOfId(service.sources, input.id))
          }
        },
      }),
      archiveCustomers: t.field({
        type: payloads.many,
        nullable: true,
        ...withCost(
          {
            per: 'operation',
            plan: (plans, given) => {
              const { target, dryRun } = inputOf<{ target: GivenTarget; dryRun: boolean }>(given)
              return plans.archiveMany(toTarget(target), dryRun)
            },
          },
          semanticNonNull.extensions,
        ),
        description:
          'Archives up to 100 customers, or one real-world customer at every linked account. One failure never hides the success of another: each customer is told by itself. Asking again finishes what is left.',
        args: { input: t.arg({ type: inputs.many, required: true, description: 'Which customers to archive.' }) },
        resolve: async (_root, { input }, { service }): Promise<ManyPayload> => {
          const target = toTarget(input.target)
          try {
            const { results, summary, problems } = await service.archiveCustomers(target, toOptions(input))
            return {
              clientMutationId: input.clientMutationId ?? null,
              results: results.map((one, index) => ({
                ...one,
                userErrors: placeProblems(one.problems, pathOf(target, index)),
              })),
              summary,
              userErrors: placeProblems(problems, pathOf(target, null)),
            }
          } catch (error) {
            throw toGraphQLError(error, () => null)
          }
        },
      }),
    }),
  })
}

function costOfOne(change: 'archive' | 'unarchive') {
  return withCost(
    {
      per: 'operation',
      plan: (plans, given) => {
        const { id, dryRun } = inputOf<GivenInput>(given)
        return plans.change(change, [id], dryRun)
      },
    },
    semanticNonNull.extensions,
  )
}

function inputOf<Input>(given: GivenArguments): Input {
  return given['input'] as Input
}

function toOptions({
  dryRun,
  idempotencyKey,
}: {
  readonly dryRun: boolean
  readonly idempotencyKey?: string | null | undefined
}) {
  return { dryRun, idempotencyKey: idempotencyKey ?? null }
}

function toPayload({ clientMutationId }: GivenInput, result: ArchiveResult): ArchivePayload {
  return {
    ...result,
    clientMutationId: clientMutationId ?? null,
    userErrors: placeProblems(result.problems, ['input', 'id']),
  }
}

function pathOf(target: ArchiveTarget, index: number | null): readonly string[] {
  if ('groupExternalId' in target) return ['input', 'target', 'groupExternalId']
  return ['input', 'target', 'ids', ...(index === null ? [] : [String(index)])]
}
