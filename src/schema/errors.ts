// How failures read in `errors`. Only what is built here from an allow-list leaves the process. The thrown value is never
// attached to its GraphQLError: it may hold an upstream answer.
import { GraphQLError, type GraphQLErrorOptions } from 'graphql'
import { Failure } from '../domain/failure.ts'
import { decodeId } from '../domain/global-id.ts'
import { ChangesRefused } from '../service/audit-trail.ts'
import { InvalidArgument } from '../service/invalid-argument.ts'
import type { Source } from '../service/linked-accounts.ts'
import { MissingScope } from '../service/missing-scope.ts'
import { type SourceProblem, toSourceProblem } from '../service/source-report.ts'

/** Where in the operation and its answer; left out, GraphQL adds the field whose resolver throws. */
export type ErrorPlace = Pick<GraphQLErrorOptions, 'nodes' | 'path'>

/** A linked account could not be read. */
export function createSourceError(
  problem: SourceProblem,
  source: Pick<Source, 'account' | 'id'>,
  place: ErrorPlace = {},
  more: Readonly<Record<string, unknown>> = {},
): GraphQLError {
  const { code, message, isRetryable, retryAfterSeconds, upstreamStatus, upstreamCode, upstreamRequestId } = problem
  const known = { retryAfterSeconds, upstreamStatus, upstreamCode, upstreamRequestId }
  return new GraphQLError(message, {
    ...place,
    extensions: {
      code,
      provider: source.account.provider,
      linkedAccountId: source.id,
      retryable: isRetryable,
      ...Object.fromEntries(Object.entries(known).filter(([, value]) => value !== null)),
      ...more,
    },
  })
}

/** The caller has to change an argument. */
export function createInputError(argument: string, message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT', argument } })
}

/** Makes what the service throws on purpose readable to callers; anything else passes, to be masked and logged. */
export function toGraphQLError(thrown: unknown, sourceOfFailure: () => Source | null): unknown {
  if (thrown instanceof InvalidArgument) return createInputError(thrown.argument, thrown.message)
  if (thrown instanceof ChangesRefused) {
    return new GraphQLError(thrown.message, { extensions: { code: 'AUDIT_LOG_UNAVAILABLE', retryable: true } })
  }
  if (thrown instanceof MissingScope) {
    return new GraphQLError(thrown.message, { extensions: { code: 'FORBIDDEN', scope: thrown.scope } })
  }
  if (!(thrown instanceof Failure)) return thrown
  const source = sourceOfFailure()
  return source === null ? thrown : createSourceError(toSourceProblem(thrown), source)
}

/** The linked account that a customer's id names, among those of the viewer. */
export function sourceOfId(sources: readonly Source[], id: string): Source | null {
  const decoded = decodeId(id)
  if (decoded === null) return null
  const { provider, account: name } = decoded
  return sources.find(({ account }) => account.provider === provider && account.name === name) ?? null
}
