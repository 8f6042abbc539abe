// Decides which errors may leave. A GraphQLError that we or the GraphQL library made on purpose does; anything else is
// a defect of ours, of which the caller gets the request id, and the log the stack.
import { GraphQLError } from 'graphql'
import type { MaskError } from 'graphql-yoga'
import type { Logger } from '../observability/logger.ts'
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
      onResultProcess: ({ request, result }) => {
        const facts = registry.of(request)
        const errors = [result].flat().flatMap((one) => ('errors' in one ? (one.errors ?? []) : []))
        for (const error of errors) {
          if (!hidden.has(error)) continue
          error.extensions['requestId'] = facts.id
          logger.error({ requestId: facts.id, path: error.path, err: hidden.get(error) }, 'unexpected error')
        }
        facts.errorCodes = [...new Set(errors.map(({ extensions }) => String(extensions?.['code'] ?? 'GRAPHQL_ERROR')))]
      },
    },
  }
}

function isMadeOnPurpose(error: unknown): error is GraphQLError {
  if (!(error instanceof GraphQLError)) return false
  return error.originalError === undefined || isMadeOnPurpose(error.originalError)
}
