// The headers of ordinary answers, by what their callers accept: whoever answers by another way than the steps here answers
// with the same headers. Those for the commonest requests are known from the start; the others are remembered from the
// first answer to the like.
import { createRecentlyUsed, type RecentlyUsed } from '../domain/recently-used.ts'
import { type CrossOriginPolicy, crossOriginHeaders } from './cross-origin.ts'
import { graphqlType, jsonType } from './json-answer.ts'
import type { HttpPlugin } from './plugin.ts'
import type { RequestRegistry } from './request-facts.ts'
import { requestIdHeader } from './request-identity.ts'
import { noCaching, noSniffing } from './response-headers.ts'

/** Names and values, one after the other; none of them is about one request alone. */
export type HeaderList = readonly string[]

export interface AnswerHeaders {
  /** By the request's headers `accept` and `origin`; undefined where that is not known yet. */
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

/** What Yoga chooses for requests that accept just this. They need not wait for it: it is loaded when it is needed. */
const commonTypes: ReadonlyMap<string | undefined, string> = new Map([
  [undefined, jsonType],
  ['*/*', jsonType],
  ['application/json', jsonType],
  ['application/graphql-response+json', graphqlType],
])

export function createAnswerHeaders(policy: CrossOriginPolicy): AnswerHeaders & Pick<RecentlyUsed<HeaderList>, 'set'> {
  const lists = createRecentlyUsed<HeaderList>(remembered)

  function foresee(key: string, accept: string | undefined, origin: string | undefined): HeaderList | undefined {
    const type = commonTypes.get(accept)
    if (type === undefined || key.length > longestKey) return undefined
    const ofOrigin = Object.entries(crossOriginHeaders(policy, () => origin))
    const list = ['content-type', type, ...ofOrigin.flat(), ...noSniffing, ...noCaching]
    lists.set(key, list, 1)
    return list
  }

  return {
    of: (accept, origin) => {
      const key = keyOf(accept, origin)
      return lists.get(key) ?? foresee(key, accept, origin)
    },
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
