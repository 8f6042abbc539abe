// Decides which errors may leave. A GraphQLError that we or the GraphQL library made on purpose does; anything else is
// a defect of ours, of which the caller gets the request id, and the log the kind and the place.
import { GraphQLError, Kind } from 'graphql'
import type { MaskError } from 'graphql-yoga'
import { describeError } from '../observability/describe-error.ts'
import type { Logger } from '../observability/logger.ts'
import { toPublicError } from './error-exit.ts'
import type { HttpPlugin } from './plugin.ts'
import type { RequestRegistry } from './request-facts.ts'

export interface ErrorMasking {
  /** For Yoga's `maskedErrors`. */
  readonly maskError: MaskError
  /** Names the request in masked errors, and logs what they hide. */
  readonly plugin: HttpPlugin
}

export function createErrorMasking(registry: RequestRegistry, logger: Logger): ErrorMasking {
  const hidden = new WeakMap<Error, unknown>()
  return {
    maskError: (error) => {
      if (isMadeOnPurpose(error)) return error
      const place = error instanceof GraphQLError ? { nodes: error.nodes, path: error.path } : {}
      const masked = new GraphQLError('Unexpected error.', {
        ...place,
        // `unexpected` is taken out before the answer is written; it makes an answer without data a 500.
        extensions: { code: 'INTERNAL_SERVER_ERROR', unexpected: true },
      })
      hidden.set(masked, error instanceof GraphQLError ? (error.originalError ?? error) : error)
      return masked
    },
    plugin: {
      onResultProcess: ({ request, result, setResult }) => {
        // Batches and streams are refused, so there is one result.
        if (Array.isArray(result) || Symbol.asyncIterator in result || result.errors === undefined) return
        const facts = registry.of(request)
        const errors = result.errors.map((error) => {
          if (hidden.has(error)) {
            error.extensions['requestId'] = facts.id
            const place = { requestId: facts.id, field: fieldOf(error) }
            logger.error({ ...place, error: describeError(hidden.get(error)) }, 'unexpected error')
          }
          return toPublicError(error)
        })
        facts.errorCodes = [...new Set(errors.map(({ extensions }) => String(extensions['code'] ?? 'GRAPHQL_ERROR')))]
        setResult({ ...result, errors: leaveOut(errors) })
      },
    },
  }
}

/** Errors that one answer tells. */
const mostErrors = 100

/** An operation can fail once for each customer of a page, and for each of its aliases. */
function leaveOut(errors: readonly GraphQLError[]): readonly GraphQLError[] {
  const left = errors.length - mostErrors
  if (left <= 0) return errors
  const last = new GraphQLError(`There are ${left} more errors, which are left out.`, {
    extensions: { code: 'ERRORS_LEFT_OUT' },
  })
  return [...errors.slice(0, mostErrors), last]
}

/** The schema's name of the field: an alias is the caller's text. */
function fieldOf({ nodes }: GraphQLError): string | undefined {
  const node = nodes?.[0]
  return node?.kind === Kind.FIELD ? node.name.value : undefined
}

function isMadeOnPurpose(error: unknown): error is GraphQLError {
  if (!(error instanceof GraphQLError)) return false
  return error.originalError === undefined || isMadeOnPurpose(error.originalError)
}
