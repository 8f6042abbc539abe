// Fetches documents that are nobody's secret and no provider's: the keys of whoever signs callers' tokens. Over the same
// exchange as everything else: bounded in time and bytes, and no redirect followed.
import { acceptedEncodings } from './decompression.ts'
import { createExchange } from './exchange.ts'

export interface PublicDocuments {
  /** Throws Failure when there is no answer; one of any status is a value, with a body where the status is 200. */
  fetch(url: URL, signal: AbortSignal): Promise<Response>
  close(): Promise<void>
}

const limits = { connections: 2, connectMilliseconds: 2_000, answerBytes: 1024 * 1024 }
const longestMilliseconds = 3_000
const headers = { accept: 'application/json, application/jwk-set+json', 'accept-encoding': acceptedEncodings }

export function createPublicDocuments(): PublicDocuments {
  const exchange = createExchange(limits)
  return {
    fetch: async ({ origin, pathname, search }, signal) => {
      const request = { method: 'GET', origin, path: pathname + search, headers } as const
      const { status, body } = await exchange.send(request, longestMilliseconds, signal)
      return new Response(status === 200 ? new Uint8Array(body) : null, { status })
    },
    close: () => exchange.close(),
  }
}
