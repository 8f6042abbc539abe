// A POST must say that it is JSON. Browsers send other types across origins without asking first, so accepting them
// would let any web page use a visitor's cookies here.
import { createRefusal } from './json-answer.ts'
import type { HttpPlugin } from './plugin.ts'

export function useJsonBodies(): HttpPlugin {
  return {
    onRequestParse: ({ request, fetchAPI, endResponse }) => {
      if (request.method !== 'POST') return
      const refuse = (message: string): void =>
        endResponse(createRefusal(fetchAPI, { status: 415, code: 'UNSUPPORTED_MEDIA_TYPE', message }))
      const type = request.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase()
      if (type !== 'application/json') return refuse('The content type of a POST must be application/json.')
      const encoding = request.headers.get('content-encoding')?.trim().toLowerCase() ?? 'identity'
      if (encoding !== 'identity') return refuse('Request bodies must not be compressed.')
    },
  }
}
