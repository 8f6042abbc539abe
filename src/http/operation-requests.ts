// Takes the operation out of a request, in place of Yoga's own readers: one POST of JSON, or a GET.
import type { IncomingMessage } from 'node:http'
import { checkPreflightHeader } from './cross-site-requests.ts'
import { createRefusal, type Refusal } from './json-answer.ts'
import { isRefusal, type OperationRequest, readOperationBody, readOperationQuery } from './operation-request.ts'
import type { ResolveOperation } from './persisted-operations.ts'
import type { HttpPlugin } from './plugin.ts'
import { type BodyRules, checkBodyHeaders, readBody } from './request-body.ts'
import type { RequestRegistry } from './request-facts.ts'

export interface OperationRequestOptions {
  readonly body: BodyRules
  /** Whether a GET must carry a header that no form and no image of a foreign page can send. */
  readonly requiresPreflight: boolean
  readonly resolve: ResolveOperation
}

const wrongMethod: Refusal = {
  status: 405,
  code: 'METHOD_NOT_ALLOWED',
  message: 'Operations are taken with POST, and queries with GET too.',
  headers: { allow: 'GET, POST' },
}

export function useOperationRequests(registry: RequestRegistry, options: OperationRequestOptions): HttpPlugin {
  const { body: rules, requiresPreflight, resolve } = options

  async function readPost(request: Request, source: IncomingMessage | undefined): Promise<OperationRequest | Refusal> {
    const { body: known } = registry.of(request)
    if (known !== null) return readOperationBody(known)
    // A host may have read the body itself.
    if (request.body === null) return readOperationBody(await request.text())
    // The connection outlives a body that is not read to its end: its sender is still to be told why.
    const body = source?.iterator({ destroyOnReturn: false }) ?? request.body
    const text = await readBody(body, (name) => request.headers.get(name), rules)
    return typeof text === 'string' ? readOperationBody(text) : text
  }

  return {
    onRequestParse: ({ request, url, fetchAPI, endResponse, setRequestParser, serverContext }) => {
      const header = (name: string): string | null => request.headers.get(name)
      const isPost = request.method === 'POST'
      const refuse = (reason: Refusal): Response => createRefusal(fetchAPI, reason, header('accept'))
      if (!isPost && request.method !== 'GET') return endResponse(refuse(wrongMethod))
      const refusal = isPost ? checkBodyHeaders(header, rules) : requiresPreflight ? checkPreflightHeader(header) : null
      if (refusal !== null) return endResponse(refuse(refusal))
      const { req } = serverContext as { readonly req?: IncomingMessage }
      setRequestParser(async () => {
        const read = isPost ? await readPost(request, req) : readOperationQuery(url.search)
        const resolved = isRefusal(read) ? read : resolve(read)
        if (isRefusal(resolved)) return refuse(resolved)
        const { documentId: _, ...parameters } = resolved
        return parameters
      })
    },
  }
}
