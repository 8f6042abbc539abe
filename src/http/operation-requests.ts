// Takes the operation out of a request, in place of Yoga's own readers: one POST of JSON, or a GET.
import { checkPreflightHeader } from './cross-site-requests.ts'
import { createRefusal, type Refusal } from './json-answer.ts'
import { isRefusal, type OperationRequest, readOperationBody, readOperationQuery } from './operation-request.ts'
import type { HttpPlugin } from './plugin.ts'
import { type BodyRules, checkBodyHeaders, readBody } from './request-body.ts'

export interface OperationRequestOptions {
  readonly body: BodyRules
  /** Whether a GET must carry a header that no form and no image of a foreign page can send. */
  readonly requiresPreflight: boolean
}

export function useOperationRequests({ body: rules, requiresPreflight }: OperationRequestOptions): HttpPlugin {
  async function readPost(request: Request): Promise<OperationRequest | Refusal> {
    const header = (name: string): string | null => request.headers.get(name)
    if (request.body === null) return readOperationBody('')
    // Both Yoga's requests and the standard ones can be iterated over, which one type says and the other does not.
    const text = await readBody(request.body as unknown as AsyncIterable<Uint8Array>, header, rules)
    return typeof text === 'string' ? readOperationBody(text) : text
  }

  return {
    onRequestParse: ({ request, url, fetchAPI, endResponse, setRequestParser }) => {
      const header = (name: string): string | null => request.headers.get(name)
      const isPost = request.method === 'POST'
      if (!isPost && request.method !== 'GET') return
      const refusal = isPost ? checkBodyHeaders(header, rules) : requiresPreflight ? checkPreflightHeader(header) : null
      if (refusal !== null) return endResponse(createRefusal(fetchAPI, refusal))
      setRequestParser(async () => {
        const read = isPost ? await readPost(request) : readOperationQuery(url.search)
        return isRefusal(read) ? createRefusal(fetchAPI, read) : { ...read }
      })
    },
  }
}
