// Tiny HTTP servers that answer what a test tells them to: for answers that no sandbox gives.
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'

export interface ReceivedRequest {
  readonly method: string
  /** Path and query as they were sent. */
  readonly target: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

export interface WireReply {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string | string[]>>
  /** Text and bytes are sent as they are, anything else as JSON. */
  readonly body?: unknown
}

/** Returns what to answer, or null when it has dealt with the response itself (or lets it hang). */
export type Answerer = (
  request: ReceivedRequest,
  response: ServerResponse,
) => WireReply | null | Promise<WireReply | null>

export interface WireServer {
  readonly origin: string
  readonly requests: readonly ReceivedRequest[]
  /** Sockets that are open now. */
  readonly sockets: ReadonlySet<Socket>
  close(): Promise<void>
}

export async function startWireServer(answerer: Answerer): Promise<WireServer> {
  const requests: ReceivedRequest[] = []
  const sockets = new Set<Socket>()
  const server = createServer(async (incoming, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of incoming as AsyncIterable<Buffer>) chunks.push(chunk)
    const request = {
      method: incoming.method ?? '',
      target: incoming.url ?? '',
      headers: incoming.headers,
      body: Buffer.concat(chunks).toString('utf8'),
    }
    requests.push(request)
    const reply = await answerer(request, response)
    if (reply === null) return
    const { status = 200, headers = {}, body } = reply
    const isRaw = typeof body === 'string' || Buffer.isBuffer(body)
    response.writeHead(status, { ...(isRaw ? {} : { 'content-type': 'application/json' }), ...headers })
    response.end(body === undefined ? undefined : isRaw ? body : JSON.stringify(body))
  })
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => {})
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    sockets,
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}
