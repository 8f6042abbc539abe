// Asks who a request is from, before its body is read. Must come behind whatever is for everybody: health, paths that do
// not exist, the page of GraphiQL.
import { describeError } from '../observability/describe-error.ts'
import type { Logger } from '../observability/logger.ts'
import { createRefusal, defect, type Refusal } from './json-answer.ts'
import type { HttpPlugin } from './plugin.ts'
import type { RequestRegistry } from './request-facts.ts'
import { type Authentication, isRefused } from './unauthenticated.ts'

/** Who a request is from, or why nobody knows. */
export type Identify = (request: Request) => Authentication | Promise<Authentication>

export function useAuthentication(registry: RequestRegistry, identify: Identify, logger: Logger): HttpPlugin {
  return {
    onRequest: async ({ request, fetchAPI, endResponse }) => {
      const facts = registry.of(request)
      const refuse = (refusal: Refusal): void =>
        endResponse(createRefusal(fetchAPI, refusal, request.headers.get('accept')))
      try {
        const authentication = await identify(request)
        if (isRefused(authentication)) {
          facts.refusedBecause = authentication.reason
          refuse(authentication)
        } else facts.viewer = authentication
      } catch (error) {
        // Only a host's own function throws.
        logger.error({ requestId: facts.id, error: describeError(error) }, 'unexpected error')
        refuse(defect)
      }
    },
  }
}
