// The way in from node:http: refuses requests that can be read in two ways, and writes the answers to all others.
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { checkRequest } from './ambiguous-requests.ts'
import { jsonType, type Refusal, refusalBody } from './json-answer.ts'

export function createListener(serve: RequestListener): RequestListener {
  return (request, response) => {
    const refusal = checkRequest(request)
    if (refusal === null) serve(request, response)
    else refuse(response, refusal)
  }
}

/**
 * Writes a standard answer. Resolves when it is handed over, not when it has arrived: a caller who reads slowly, or has
 * left, keeps nobody waiting.
 */
export async function sendAnswer(answer: Response, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = Buffer.from(await answer.arrayBuffer())
  if (response.destroyed || response.headersSent) return
  response.writeHead(answer.status, Object.fromEntries(answer.headers))
  response.end(body)
  if (!request.complete) discardRest(request)
}

function refuse(response: ServerResponse, refusal: Refusal): void {
  const body = JSON.stringify(refusalBody(refusal))
  response.writeHead(refusal.status, {
    'content-type': jsonType,
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    ...refusal.headers,
  })
  response.end(body)
}

const discardBytes = 8 * 1024 * 1024
const discardMilliseconds = 5_000

/**
 * Takes what is still coming of a body that nobody wants, so that its sender gets to read why; within bounds. Closing
 * the connection at once would throw the answer away with it.
 */
function discardRest(request: IncomingMessage): void {
  const cut = (): void => void request.socket.destroy()
  const timer = setTimeout(cut, discardMilliseconds).unref()
  let left = discardBytes
  request.once('close', () => clearTimeout(timer))
  request.on('data', (chunk: Buffer) => {
    left -= chunk.length
    if (left < 0) cut()
  })
}
