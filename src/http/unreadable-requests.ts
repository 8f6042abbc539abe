// What a connection gets on which no request could be read: a bare status, without a word of what was sent, and the end
// of the connection.
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { jsonType, refusalBody } from './json-answer.ts'

const answers = {
  400: { title: 'Bad Request', message: 'This is no HTTP/1.1 request that can be read in one way only.' },
  405: { title: 'Method Not Allowed', message: 'No tunnel leads through here.' },
  408: { title: 'Request Timeout', message: 'The request took too long to arrive.' },
  413: { title: 'Content Too Large', message: 'The extensions of the chunks are too large.' },
  431: { title: 'Request Header Fields Too Large', message: 'The headers of the request are too large.' },
} as const
type Status = keyof typeof answers

const statuses: Readonly<Record<string, Status>> = {
  ERR_HTTP_REQUEST_TIMEOUT: 408,
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 413,
  HPE_HEADER_OVERFLOW: 431,
}

/** What is under way on a connection. */
interface Exchanges {
  unanswered: number
  readonly last: { readonly request: IncomingMessage; readonly response: ServerResponse }
}

export function answerUnreadable(server: Server): void {
  const exchanges = new WeakMap<Duplex, Exchanges>()

  server.on('request', (request, response) => {
    const { socket } = request
    const unanswered = (exchanges.get(socket)?.unanswered ?? 0) + 1
    exchanges.set(socket, { unanswered, last: { request, response } })
    response.once('close', () => {
      const known = exchanges.get(socket)
      if (known !== undefined) known.unanswered -= 1
    })
  })
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    // An answer that comes between others, or behind one that was cut, would be taken for the answer to something else.
    if (socket.writable && error.code !== 'ECONNRESET' && isFree(exchanges.get(socket))) {
      end(socket, statuses[error.code ?? ''] ?? 400)
    } else socket.destroy()
  })
  server.on('connect', (_request, socket) => end(socket, 405))
}

function isFree(known: Exchanges | undefined): boolean {
  if (known === undefined) return true
  const { unanswered, last } = known
  return unanswered === 0 ? last.request.complete : unanswered === 1 && !last.response.headersSent
}

function end(socket: Duplex, status: Status): void {
  const { title, message } = answers[status]
  const body = JSON.stringify(refusalBody({ status, code: 'BAD_REQUEST', message }))
  const head = [
    `HTTP/1.1 ${status} ${title}`,
    `content-type: ${jsonType}`,
    `content-length: ${Buffer.byteLength(body)}`,
    'cache-control: no-store',
    'x-content-type-options: nosniff',
    'connection: close',
  ]
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy())
}
