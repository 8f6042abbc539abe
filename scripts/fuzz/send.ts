// Sends what was made over a real port, and says what came back.
import { Agent, request as httpRequest } from 'node:http'
import { connect } from 'node:net'
import type { FuzzRequest } from './requests.ts'

export interface Reply {
  /** Null: the connection was closed, or nothing came, which for bytes that are no request is an answer too. */
  readonly status: number | null
  readonly body: string
}

export interface Sender {
  send(request: FuzzRequest): Promise<Reply>
  close(): void
}

/** How long bytes that may be half a request are waited for. */
const rawMilliseconds = 60
const mostMilliseconds = 15_000

export function createSender(address: string): Sender {
  const { hostname, port } = new URL(address)
  const agent = new Agent({ keepAlive: true, maxSockets: 64 })
  const place = { host: hostname, port: Number(port) }

  function sendHttp({ method, path, headers, body }: Extract<FuzzRequest, { how: 'http' }>): Promise<Reply> {
    return new Promise((resolve) => {
      const none = (): void => resolve({ status: null, body: '' })
      const framed = body === null ? headers : { ...headers, 'content-length': String(body.length) }
      const sent = httpRequest(
        { ...place, agent, method, path, headers: framed, timeout: mostMilliseconds },
        (response) => {
          const chunks: Buffer[] = []
          response.on('data', (chunk: Buffer) => chunks.push(chunk))
          response.on('error', none)
          response.on('end', () =>
            resolve({ status: response.statusCode ?? null, body: Buffer.concat(chunks).toString('utf8') }),
          )
        },
      )
      sent.on('upgrade', (response, socket) => {
        socket.destroy()
        resolve({ status: response.statusCode ?? null, body: '' })
      })
      sent.on('timeout', () => {
        sent.destroy()
        // Nothing takes this long: the server has forgotten the request.
        resolve({ status: 599, body: 'no answer' })
      })
      sent.on('error', none)
      sent.end(body ?? undefined)
    })
  }

  function sendRaw(bytes: Buffer): Promise<Reply> {
    return new Promise((resolve) => {
      const socket = connect(place)
      let text = ''
      const end = (): void => {
        clearTimeout(timer)
        socket.destroy()
        // The worst of them, when several requests were in the bytes.
        const statuses = [...text.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status]) => Number(status))
        resolve({ status: statuses.length === 0 ? null : Math.max(...statuses), body: text })
      }
      let timer = setTimeout(end, rawMilliseconds)
      socket.on('data', (chunk) => {
        text += chunk.toString('latin1')
        clearTimeout(timer)
        timer = setTimeout(end, rawMilliseconds)
      })
      socket.on('close', end)
      socket.on('error', end)
      socket.write(bytes)
    })
  }

  return {
    send: (request) => {
      if (request.how === 'raw') return sendRaw(request.bytes)
      // What Node's client refuses to put into a head goes down a socket as it is.
      try {
        return sendHttp(request)
      } catch {
        return sendRaw(toBytes(request))
      }
    },
    close: () => agent.destroy(),
  }
}

export function toBytes(request: FuzzRequest): Buffer {
  if (request.how === 'raw') return request.bytes
  const { method, path, headers, body } = request
  const lines = Object.entries({ host: 'x', ...headers }).map(([name, value]) => `${name}: ${value}`)
  const head = [`${method} ${path} HTTP/1.1`, ...lines, `content-length: ${body?.length ?? 0}`, '', ''].join('\r\n')
  return Buffer.concat([Buffer.from(head, 'latin1'), body ?? Buffer.alloc(0)])
}
