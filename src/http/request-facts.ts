// What the steps of the pipeline tell each other about a request, from its arrival to its line in the log.
import type { Viewer } from '../domain/viewer.ts'
import type { FailureLedger } from '../schema/failure-ledger.ts'
import type { RequestService } from '../service/service.ts'
import type { Admission } from './operation-cost.ts'

export interface RequestFacts {
  /** Names the request in the answer's `x-request-id`, in the log, and in errors that say nothing else. */
  readonly id: string
  /** Unix milliseconds. */
  readonly startedAt: number
  /** A second execution begins with a new one. */
  ledger: FailureLedger
  /** What another way into the gateway has read of the body; null: it is still to be read. */
  body: string | null
  /** Null until it is known who asks. */
  viewer: Viewer | null
  /** Why nobody could be found who asks; null when somebody was. */
  refusedBecause: string | null
  /** Null until the operation may be executed. */
  admission: Admission | null
  /** Null until the operation is about to be executed. */
  service: RequestService | null
  operation: { readonly name: string | null; readonly type: string } | null
  /** The codes of what `errors` says. */
  errorCodes: readonly string[]
}

/** Remembers the facts of a request for as long as the request itself lives. */
export interface RequestRegistry {
  open(request: Request, facts: RequestFacts): void
  /** Throws for a request that was never opened: the steps are in the wrong order then. */
  of(request: Request): RequestFacts
}

export function createRequestRegistry(): RequestRegistry {
  const registry = new WeakMap<Request, RequestFacts>()
  return {
    open: (request, facts) => {
      registry.set(request, facts)
    },
    of: (request) => {
      const facts = registry.get(request)
      if (facts === undefined) throw new Error('The request was not opened.')
      return facts
    },
  }
}
