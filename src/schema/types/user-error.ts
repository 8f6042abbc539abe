// The expected ways in which archiving and unarchiving fail, as data with a type each: a caller switches on `__typename` and gets the
// fields that matter for that case.
import { type ArchiveProblem, codeOfProblem } from '../../service/archive-result.ts'
import type { Builder } from '../builder.ts'
import type { LinkedAccountRef } from './linked-account.ts'
import type { SourceErrorCodeRef } from './source-report.ts'

type Kind = ArchiveProblem['kind']
type Problem<Name extends Kind> = Extract<ArchiveProblem, { kind: Name }> & Placed

/** Which argument a problem concerns is for the mutation to say. */
interface Placed {
  readonly path: readonly string[]
}

export type PlacedProblem = ArchiveProblem & Placed

const typeNames: Readonly<Record<Kind, string>> = {
  InvalidId: 'InvalidIdError',
  CustomerNotFound: 'CustomerNotFoundError',
  OperationNotSupported: 'OperationNotSupportedError',
  ProviderRejected: 'ProviderRejectedError',
  SourceUnavailable: 'SourceUnavailableError',
  Permission: 'PermissionError',
  IdempotencyConflict: 'IdempotencyConflictError',
}

export function defineArchiveCustomerUserError(
  builder: Builder,
  { linkedAccount, errorCode }: { linkedAccount: LinkedAccountRef; errorCode: SourceErrorCodeRef },
) {
  const userError = builder.interfaceRef<PlacedProblem>('UserError').implement({
    description:
      'Why a mutation did not do what was asked. New types of it may be added: handle the unknown by `message`.',
    resolveType: ({ kind }) => typeNames[kind],
    fields: (t) => ({
      message: t.exposeString('message', { description: 'What happened and what to do, for people.' }),
      code: t.string({
        description: 'The same as the type, as one word for programs, e.g. `CUSTOMER_NOT_FOUND`.',
        resolve: codeOfProblem,
      }),
      path: t.field({
        type: ['String'],
        description:
          'Which argument it concerns, e.g. `["input", "id"]`; a number is a place in a list, e.g. `["input", "target", "ids", "3"]`.',
        resolve: ({ path }) => path,
      }),
    }),
  })

  function define<Name extends Kind>(kind: Name) {
    return builder.objectRef<Problem<Name>>(typeNames[kind])
  }
  const account = 'The linked account that the customer belongs to.'
  const upstreamStatus = "HTTP status of the provider's answer. Null when none came."
  const upstreamCode = "The provider's own code for the failure. Null when its answer carried none."
  const upstreamRequestId = "The provider's id of the request, for its support desk. Null when its answer carried none."

  const types = [
    define('InvalidId').implement({
      description: 'The id is not one that this gateway made. No provider was asked.',
      interfaces: [userError],
    }),
    define('CustomerNotFound').implement({
      description: 'There is no such customer, or none that you may see.',
      interfaces: [userError],
    }),
    define('OperationNotSupported').implement({
      description: 'The provider has no such operation. It will not help to try again.',
      interfaces: [userError],
      fields: (t) => ({
        linkedAccount: t.field({ type: linkedAccount, description: account, resolve: ({ source }) => source }),
        documentationUrl: t.expose('documentationUrl', {
          type: 'URL',
          description: "The provider's own documentation.",
        }),
      }),
    }),
    define('ProviderRejected').implement({
      description: 'The provider understood the request and refused it. Nothing was changed.',
      interfaces: [userError],
      fields: (t) => ({
        linkedAccount: t.field({ type: linkedAccount, description: account, resolve: ({ source }) => source }),
        upstreamStatus: t.exposeInt('upstreamStatus', { nullable: true, description: upstreamStatus }),
        upstreamCode: t.exposeString('upstreamCode', { nullable: true, description: upstreamCode }),
        upstreamRequestId: t.exposeString('upstreamRequestId', { nullable: true, description: upstreamRequestId }),
      }),
    }),
    define('SourceUnavailable').implement({
      description:
        'The provider could not be asked, or gave no answer that makes sense. `outcome` says whether the customer was changed: with INDETERMINATE it may have been.',
      interfaces: [userError],
      fields: (t) => ({
        linkedAccount: t.field({ type: linkedAccount, description: account, resolve: ({ source }) => source }),
        reason: t.field({
          type: errorCode,
          description: 'What happened when the provider was asked.',
          resolve: ({ problem }) => problem.code,
        }),
        isRetryable: t.boolean({
          description: 'Whether the same request may succeed later without anybody changing anything.',
          resolve: ({ problem }) => problem.isRetryable,
        }),
        retryAfterSeconds: t.int({
          nullable: true,
          description: 'Seconds after which the provider said a new try makes sense. Null when it did not say.',
          resolve: ({ problem }) => problem.retryAfterSeconds,
        }),
        upstreamStatus: t.int({
          nullable: true,
          description: upstreamStatus,
          resolve: ({ problem }) => problem.upstreamStatus,
        }),
        upstreamCode: t.string({
          nullable: true,
          description: upstreamCode,
          resolve: ({ problem }) => problem.upstreamCode,
        }),
        upstreamRequestId: t.string({
          nullable: true,
          description: upstreamRequestId,
          resolve: ({ problem }) => problem.upstreamRequestId,
        }),
      }),
    }),
    define('Permission').implement({
      description:
        'You may not change customers, or the credentials of the linked account may not change this one. Nothing was changed.',
      interfaces: [userError],
      fields: (t) => ({
        // Another name than in the other errors, where it is never null: GraphQL lets nobody select both as one.
        deniedBy: t.field({
          type: linkedAccount,
          nullable: true,
          description: 'The linked account whose credentials may not. Null when it is you who may not.',
          resolve: ({ source }) => source,
        }),
        missingScope: t.string({
          nullable: true,
          description: 'The scope that your own credential lacks. Null when it is the linked account that may not.',
          resolve: ({ scope }) => scope,
        }),
      }),
    }),
    define('IdempotencyConflict').implement({
      description: 'The idempotency key belongs to another input, or to the same request, which has not ended yet.',
      interfaces: [userError],
      fields: (t) => ({
        isInProgress: t.exposeBoolean('isInProgress', {
          description: 'True: the same request has not ended yet; ask again in a moment. False: use a new key.',
        }),
      }),
    }),
  ]

  return builder.unionType('ArchiveCustomerUserError', {
    description: 'Why a customer was not archived or unarchived.',
    types,
    resolveType: ({ kind }) => typeNames[kind],
  })
}

/** Says of each problem which argument it concerns: the idempotency key, or what the caller wanted to change. */
export function placeProblems(problems: readonly ArchiveProblem[], path: readonly string[]): readonly PlacedProblem[] {
  return problems.map((problem) => ({
    ...problem,
    path: problem.kind === 'IdempotencyConflict' ? ['input', 'idempotencyKey'] : path,
  }))
}
