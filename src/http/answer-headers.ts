// The headers of ordinary answers, remembered by what their callers accept: whoever answers by another way than the steps
// here answers with the same headers, and no rule about them is written twice.
import { createRecentlyUsed, type RecentlyUsed } from '../domain/recently-used.ts'
import type { HttpPlugin } from './plugin.ts'
import type { RequestRegistry } from './request-facts.ts'
import { requestIdHeader } from './request-identity.ts'

/** Names and values, one after the other; none of them is about one request alone. */
export type HeaderList = readonly string[]

export interface AnswerHeaders {
  /** By the request's headers `accept` and `origin`; undefined where no ordinary answer has been given to the like. */
  of(accept: string | undefined, origin: string | undefined): HeaderList | undefined
}

/** What depends on `accept` and `origin` alone. An answer with any other header is not remembered. */
const general: ReadonlySet<string> = new Set([
  'access-control-allow-credentials',
  'access-control-allow-origin',
  'access-control-expose-headers',
  'cache-control',
  'content-type',
  'vary',
  'x-content-type-options',
])
/** Of one request, and known without looking. */
const own: ReadonlySet<string> = new Set([requestIdHeader, 'content-length'])

const remembered = 100
const longestKey = 512

export function createAnswerHeaders(): AnswerHeaders & Pick<RecentlyUsed<HeaderList>, 'set'> {
  const lists = createRecentlyUsed<HeaderList>(remembered)
  return {
    of: (accept, origin) => lists.get(keyOf(accept, origin)),
    set: lists.set,
  }
}

/** Must come last, to see what all the others have set. */
export function useAnswerHeaders(
  headers: ReturnType<typeof createAnswerHeaders>,
  registry: RequestRegistry,
): HttpPlugin {
  return {
    onResponse: ({ request, response }) => {
      const { operation, errorCodes } = registry.of(request)
      if (response.status !== 200 || operation?.type !== 'query' || errorCodes.length > 0) return
      const key = keyOf(request.headers.get('accept') ?? undefined, request.headers.get('origin') ?? undefined)
      if (key.length > longestKey) return
      const list = [...response.headers].filter(([name]) => !own.has(name.toLowerCase()))
      if (list.every(([name]) => general.has(name.toLowerCase()))) headers.set(key, list.flat(), 1)
    },
  }
}

function keyOf(accept: string | undefined, origin: string | undefined): string {
  return `${accept ?? ''}\n${origin ?? ''}`
}
