// Headers that every answer carries. Customer data must stay in no cache, and a body is what its content type says.
import type { HttpPlugin } from './plugin.ts'

export const noSniffing = ['x-content-type-options', 'nosniff'] as const
export const noCaching = ['cache-control', 'no-store'] as const

export function useResponseHeaders(): HttpPlugin {
  return {
    onResponse: ({ response: { headers } }) => {
      headers.set(...noSniffing)
      // The one answer that may be cached says so itself.
      if (!headers.has('cache-control')) headers.set(...noCaching)
    },
  }
}
