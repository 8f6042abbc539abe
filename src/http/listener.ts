// Guards the way in from node:http. A request's URL is put together from its Host header and its target; what makes no
// URL is refused here, where it is a bad request and not yet an exception.
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { jsonType } from './json-answer.ts'

export function createListener(serve: RequestListener): RequestListener {
  return (request, response) => {
    if (isWellFormed(request)) serve(request, response)
    else refuse(response)
  }
}

function isWellFormed({ headers: { host }, url = '' }: IncomingMessage): boolean {
  return url.startsWith('/') && URL.canParse(`http://${host ?? 'localhost'}${url}`)
}

function refuse(response: ServerResponse): void {
  const message = 'The request has no usable host or path.'
  response.writeHead(400, { 'content-type': jsonType, 'cache-control': 'no-store', connection: 'close' })
  response.end(JSON.stringify({ errors: [{ message, extensions: { code: 'BAD_REQUEST' } }] }))
}
