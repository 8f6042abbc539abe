// What a mutation answers: what became of each customer, in every case.
import type { ArchiveCustomerResult, ArchiveCustomersResult, ArchiveSummary } from '../../service/archive-customers.ts'
import type { ArchiveOutcome, ArchiveResult, PlannedRequest } from '../../service/archive-result.ts'
import { type Builder, defineEnum } from '../builder.ts'
import type { CustomerRef } from './customer.ts'
import type { LinkedAccountRef } from './linked-account.ts'
import type { SourceReportRef } from './source-report.ts'
import { defineArchiveCustomerUserError, type PlacedProblem } from './user-error.ts'

/** What the mutation adds to the service's result. */
interface Told {
  readonly clientMutationId: string | null
  readonly userErrors: readonly PlacedProblem[]
}

export type ArchivePayload = ArchiveResult & Told

export interface ManyPayload extends Told {
  readonly results: readonly (ArchiveCustomerResult & Pick<Told, 'userErrors'>)[]
  readonly summary: ArchiveCustomersResult['summary']
}

export interface ArchivePayloadParts {
  readonly customer: CustomerRef
  readonly linkedAccount: LinkedAccountRef
  readonly sourceReport: SourceReportRef
}

const outcomes: Readonly<Record<ArchiveOutcome, string>> = {
  ARCHIVED: 'The customer was active and is archived now.',
  ALREADY_ARCHIVED: 'The customer was archived before. Nothing was sent that changes anything.',
  UNARCHIVED: 'The customer was archived and is active now.',
  ALREADY_ACTIVE: 'The customer was active before. Nothing was sent that changes anything.',
  PLANNED: 'A dry run: the customer exists and could be changed. Nothing was.',
  NOT_CHANGED: 'The customer was not changed; `userErrors` says why.',
  INDETERMINATE:
    'Not known: the request was sent, no clear answer came, and reading the customer back failed too. Asking again is safe.',
}

const customerNow =
  'The customer as it is now, or as it was last read. Where `outcome` says that it was changed it reads so, whatever the provider answers. Null when it could not be read at all, and without the scope `customers:read`.'
const mutationIdBack = 'The text that the input had. Null when it had none.'

export function defineArchivePayloads(
  builder: Builder,
  { customer, linkedAccount, sourceReport }: ArchivePayloadParts,
) {
  const { errorCode } = sourceReport
  const userError = defineArchiveCustomerUserError(builder, { linkedAccount, errorCode })
  const outcome = defineEnum(builder, 'ArchiveOutcome', 'What became of a request to archive or unarchive.', outcomes)
  const planned = definePlannedRequest(builder, linkedAccount)

  function definePayload(name: string, what: string) {
    return builder.objectRef<ArchivePayload>(name).implement({
      description: `What became of a request to ${what} a customer.`,
      fields: (t) => ({
        clientMutationId: t.exposeString('clientMutationId', { nullable: true, description: mutationIdBack }),
        customer: t.expose('customer', { type: customer, nullable: true, description: customerNow }),
        outcome: t.expose('outcome', { type: outcome, description: 'What is known of the customer now.' }),
        plan: t.expose('plan', {
          type: [planned],
          nullable: true,
          description:
            'Of a dry run: the requests that would be sent; empty when nothing needs to be. Null when it was no dry run, or when nothing could be planned.',
        }),
        userErrors: t.expose('userErrors', {
          type: [userError],
          description: 'Why the customer is not as it was asked for. Empty when it is.',
        }),
      }),
    })
  }

  const result = builder.objectRef<ManyPayload['results'][number]>('ArchiveCustomerResult').implement({
    description: 'What became of one of several customers.',
    fields: (t) => ({
      id: t.exposeID('id', { description: 'The id as it was given; of a group: the `id` of the member.' }),
      customer: t.expose('customer', { type: customer, nullable: true, description: customerNow }),
      outcome: t.expose('outcome', { type: outcome, description: 'What is known of the customer now.' }),
      plan: t.expose('plan', {
        type: [planned],
        nullable: true,
        description:
          'Of a dry run: the requests that would be sent; empty when nothing needs to be. Null when it was no dry run, or when nothing could be planned.',
      }),
      userErrors: t.expose('userErrors', {
        type: [userError],
        description: 'Why the customer is not archived. Empty when it is.',
      }),
    }),
  })
  const summary = defineSummary(builder)
  const many = builder.objectRef<ManyPayload>('ArchiveCustomersPayload').implement({
    description: 'What became of a request to archive several customers, each by itself.',
    fields: (t) => ({
      clientMutationId: t.exposeString('clientMutationId', { nullable: true, description: mutationIdBack }),
      results: t.expose('results', {
        type: [result],
        description:
          'In the order of the ids, one for each; of a group: the members that were found, in the order of the linked accounts.',
      }),
      summary: t.expose('summary', { type: summary, description: 'How many customers met which end.' }),
      userErrors: t.expose('userErrors', {
        type: [userError],
        description:
          'What concerns no single customer: linked accounts that could not be asked for members of the group, so that members may be left over, or that nobody has its id. Asking again finishes the rest.',
      }),
    }),
  })
  return {
    archive: definePayload('ArchiveCustomerPayload', 'archive'),
    unarchive: definePayload('UnarchiveCustomerPayload', 'unarchive'),
    many,
  }
}

function definePlannedRequest(builder: Builder, linkedAccount: LinkedAccountRef) {
  return builder.objectRef<PlannedRequest>('PlannedRequest').implement({
    description: 'A request that would be sent to a provider, exactly, and what it would mean.',
    fields: (t) => ({
      linkedAccount: t.expose('source', {
        type: linkedAccount,
        description: 'The linked account that it would go to.',
      }),
      method: t.exposeString('method', { description: 'HTTP method.' }),
      url: t.exposeString('url', { description: 'Address. It holds no secret: those travel in headers.' }),
      consequences: t.exposeStringList('consequences', {
        description: 'What it would mean at this provider, in sentences for the person who is about to do it.',
      }),
    }),
  })
}

function defineSummary(builder: Builder) {
  return builder.objectRef<ArchiveSummary>('ArchiveSummary').implement({
    description: 'How many customers met which end.',
    fields: (t) => ({
      changed: t.exposeInt('changed', { description: 'Archived now. A dry run changes nothing.' }),
      unchanged: t.exposeInt('unchanged', { description: 'Archived before, or planned by a dry run.' }),
      failed: t.exposeInt('failed', {
        description: 'Not changed, and linked accounts that could not be asked for members of a group.',
      }),
      indeterminate: t.exposeInt('indeterminate', { description: 'Not known whether they were changed.' }),
    }),
  })
}
