// Gives every request an id, its caller's if that is fit for a log, and answers with it. Must be the first step.
import { randomUUID } from 'node:crypto'
import { createFailureLedger } from '../schema/failure-ledger.ts'
import type { HttpPlugin } from './plugin.ts'
import type { RequestRegistry } from './request-facts.ts'

const header = 'x-request-id'
/** No spaces, quotes or line breaks: the id ends up in a header and in log lines. */
const sane = /^[A-Za-z0-9._:-]{1,128}$/

export function useRequestIdentity(registry: RequestRegistry, now: () => number): HttpPlugin {
  return {
    onRequest: ({ request }) => {
      const given = request.headers.get(header)
      registry.open(request, {
        id: given !== null && sane.test(given) ? given : randomUUID(),
        startedAt: now(),
        ledger: createFailureLedger(),
        viewer: null,
        refusedBecause: null,
        service: null,
        operation: null,
        errorCodes: [],
      })
    },
    onResponse: ({ request, response }) => {
      response.headers.set(header, registry.of(request).id)
    },
  }
}
