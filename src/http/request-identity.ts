// Gives every request an id, its caller's if that is fit for a log, and answers with it. Must be the first step.
import { randomUUID } from 'node:crypto'
import { createFailureLedger } from '../schema/failure-ledger.ts'
import type { HttpPlugin } from './plugin.ts'
import type { RequestFacts, RequestRegistry } from './request-facts.ts'

export const requestIdHeader = 'x-request-id'
/** No spaces, quotes or line breaks: the id ends up in a header and in log lines. */
const sane = /^[A-Za-z0-9._:-]{1,128}$/

export function createFacts(givenId: string | null | undefined, startedAt: number): RequestFacts {
  return {
    id: givenId != null && sane.test(givenId) ? givenId : randomUUID(),
    startedAt,
    ledger: createFailureLedger(),
    body: null,
    viewer: null,
    refusedBecause: null,
    admission: null,
    service: null,
    operation: null,
    errorCodes: [],
  }
}

/** `known`: what another way into the gateway has found out about a request before it came here. */
export function useRequestIdentity(
  registry: RequestRegistry,
  now: () => number,
  known: (serverContext: object) => RequestFacts | undefined,
): HttpPlugin {
  return {
    onRequest: ({ request, serverContext }) => {
      registry.open(request, known(serverContext) ?? createFacts(request.headers.get(requestIdHeader), now()))
    },
    onResponse: ({ request, response }) => {
      response.headers.set(requestIdHeader, registry.of(request).id)
    },
  }
}
