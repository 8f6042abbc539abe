// One endpoint, exactly: whatever has another path is not served. The answer repeats nothing of what was asked for.
import { createRefusal } from './json-answer.ts'
import type { HttpPlugin } from './plugin.ts'

export function useUnknownRoute(endpoint: string): HttpPlugin {
  return {
    onRequest: ({ url, fetchAPI, endResponse }) => {
      if (url.pathname === endpoint) return
      const message = `Nothing is served here. The GraphQL endpoint is ${endpoint}.`
      endResponse(createRefusal(fetchAPI, { status: 404, code: 'NOT_FOUND', message }))
    },
  }
}
