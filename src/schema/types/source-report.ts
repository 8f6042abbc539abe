// How each linked account contributed to a list, as data.
import type { FilterExecution } from '../../service/customer-filter.ts'
import type { GroupSourceFailed, GroupSourceReport } from '../../service/customer-group.ts'
import type {
  SkipReason,
  SourceErrorCode,
  SourceFailed,
  SourceOk,
  SourceReport,
  SourceSkipped,
} from '../../service/source-report.ts'
import { type Builder, defineEnum } from '../builder.ts'
import type { LinkedAccountRef } from './linked-account.ts'
import type { ProviderRef } from './provider.ts'

export type SourceReportRef = ReturnType<typeof defineSourceReport>
export type SourceErrorCodeRef = ReturnType<typeof defineSourceErrorCode>

const sourceErrorCodes: Readonly<Record<SourceErrorCode, string>> = {
  TIMED_OUT: 'No complete answer came in time.',
  UNAVAILABLE:
    'The provider could not be reached, broke the connection off, or answered that it is out of order (5xx).',
  RATE_LIMITED: 'The provider asked for fewer requests, or its known limit leaves no turn in time.',
  CIRCUIT_OPEN: 'The provider failed too often a moment ago; nothing was sent.',
  CREDENTIALS: 'The provider refuses the credentials of the linked account. Somebody has to change them.',
  FORBIDDEN: 'The credentials are good, but may not do this.',
  NOT_FOUND: 'The provider does not know what was asked for, e.g. the business.',
  BAD_RESPONSE: 'An answer came and cannot be what it should be, or the provider refused a correct request.',
  CANCELLED: 'The caller went away before the answer was there.',
}

const skipReasons: Readonly<Record<SkipReason, string>> = {
  EXHAUSTED: 'Every customer of this account was on an earlier page.',
  FILTER_UNSUPPORTED:
    'Its provider keeps nothing that the filter could be compared with, so none of its customers match.',
  ORDER_UNSUPPORTED: 'Its provider keeps nothing that the order could go by. Its customers come last.',
}

const filterExecutions: Readonly<Record<FilterExecution, string>> = {
  NONE: 'There was no condition on customers.',
  PUSHED_DOWN: 'The provider applied every condition.',
  GATEWAY: 'The gateway applied the conditions to the customers that it read.',
  MIXED: 'The provider applied some conditions, and the gateway the others.',
}

const typeNames: Readonly<Record<SourceReport['kind'], string>> = {
  ok: 'SourceOk',
  failed: 'SourceFailed',
  skipped: 'SourceSkipped',
}

export function defineSourceReport(
  builder: Builder,
  { provider, linkedAccount }: { provider: ProviderRef; linkedAccount: LinkedAccountRef },
) {
  const errorCode = defineSourceErrorCode(builder)
  const filterExecution = defineEnum(builder, 'FilterExecution', 'Who applied a filter.', filterExecutions)
  const skipReason = defineEnum(builder, 'SkipReason', 'Why a linked account was not asked.', skipReasons)

  const report = builder.interfaceRef<SourceReport | GroupSourceReport>('SourceReport').implement({
    description: 'How one linked account contributed to a page of a list, or to a group.',
    resolveType: ({ kind }) => typeNames[kind],
    fields: (t) => ({
      linkedAccount: t.field({
        type: linkedAccount,
        description: 'The account that this is about.',
        resolve: ({ source }) => source,
      }),
      provider: t.field({
        type: provider,
        description: 'The provider that the account is at.',
        resolve: ({ source }) => source.account.provider,
      }),
      latencyMs: t.exposeInt('latencyMs', {
        nullable: true,
        description: 'Milliseconds spent waiting for this account. Null when it was not asked.',
      }),
      attempts: t.exposeInt('attempts', {
        description: 'Requests made to the provider for this, retries and requests for a token included.',
      }),
    }),
  })

  builder.objectRef<SourceOk>('SourceOk').implement({
    description: 'The account answered.',
    interfaces: [report],
    fields: (t) => ({
      returned: t.exposeInt('returned', {
        description: 'How many customers of this page, or members of this group, are from this account.',
      }),
      hasMore: t.exposeBoolean('hasMore', { description: 'Whether the account has customers for later pages.' }),
      quarantined: t.exposeInt('quarantined', {
        description:
          'Rows that could not be used at all (without an id, no object, of another business) and were left out.',
      }),
      filterExecution: t.expose('filterExecution', {
        type: filterExecution,
        description: 'Who applied the filter to the customers of this account.',
      }),
    }),
  })
  builder.objectRef<SourceFailed | GroupSourceFailed>('SourceFailed').implement({
    description:
      'The account could not be read, or not far enough. Its customers are missing from this page; those of the other accounts are not.',
    interfaces: [report],
    fields: (t) => ({
      code: t.expose('code', { type: errorCode, description: 'What happened; made for programs.' }),
      message: t.exposeString('message', {
        description: "What happened, for people. Holds nothing of the provider's answer.",
      }),
      isRetryable: t.exposeBoolean('isRetryable', {
        description: 'Whether the same request may succeed later without anybody changing anything.',
      }),
      retryAfterSeconds: t.exposeInt('retryAfterSeconds', {
        nullable: true,
        description: 'Seconds after which the provider said a new try makes sense. Null when it did not say.',
      }),
      upstreamStatus: t.exposeInt('upstreamStatus', {
        nullable: true,
        description: "HTTP status of the provider's answer. Null when none came.",
      }),
      upstreamCode: t.exposeString('upstreamCode', {
        nullable: true,
        description: "The provider's own code for the failure. Null when its answer carried none.",
      }),
      upstreamRequestId: t.exposeString('upstreamRequestId', {
        nullable: true,
        description: "The provider's id of the request, for its support desk. Null when its answer carried none.",
      }),
      retryCursor: t.exposeString('retryCursor', {
        nullable: true,
        description:
          'Pass it to `customers(after:)`, with the same filter, order and `includeArchived`, to fetch only what this account still owes for this page; the `endCursor` of that answer continues the whole list. Null in a `CustomerGroup`, which has no pages: ask for the group again.',
      }),
    }),
  })
  builder.objectRef<SourceSkipped>('SourceSkipped').implement({
    description: 'The account was not asked, because it has nothing to contribute to this page.',
    interfaces: [report],
    fields: (t) => ({
      reason: t.expose('reason', { type: skipReason, description: 'Why it was not asked.' }),
    }),
  })
  return { report, errorCode }
}

function defineSourceErrorCode(builder: Builder) {
  return defineEnum(builder, 'SourceErrorCode', 'What happened when a provider was asked.', sourceErrorCodes)
}
