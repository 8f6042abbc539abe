// Stands between the gateway and a sandbox, byte for byte, so that faults pass as they are. Remembers every credential
// that goes by, and puts words into the head of each answer that must go no further.
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

export interface Tap {
  readonly origin: string
  /** Tokens, keys and their encodings, as they were seen. */
  readonly credentials: ReadonlySet<string>
  close(): Promise<void>
}

export const headCanary = 'head-canary-4d1c'

const head = [
  `x-internal-host: db-7.${headCanary}.internal`,
  `set-cookie: session=${headCanary}`,
  `x-powered-by: ${headCanary}`,
  `www-authenticate: Bearer realm="${headCanary}"`,
  `x-debug: owner ${headCanary}@example.com`,
]

export async function startTap(target: string): Promise<Tap> {
  const { hostname, port } = new URL(target)
  const credentials = new Set<string>()
  const sockets = new Set<Socket>()

  function remember(text: string): void {
    for (const [, scheme, value = ''] of text.matchAll(/authorization: (Basic|Bearer) (\S+)/gi)) {
      credentials.add(value)
      if (scheme === 'Basic') credentials.add(Buffer.from(value, 'base64').toString('utf8').split(':').at(-1) ?? value)
    }
    for (const [, token = ''] of text.matchAll(/"access_token":"([^"]+)"/g)) credentials.add(token)
  }

  const server = createServer((near) => {
    const far = connect(Number(port), hostname)
    for (const socket of [near, far]) {
      sockets.add(socket)
      socket.on('error', () => {})
      socket.on('close', () => {
        sockets.delete(socket)
        near.destroy()
        far.destroy()
      })
    }
    near.on('data', (chunk) => {
      remember(chunk.toString('latin1'))
      far.write(chunk)
    })
    far.on('data', (chunk) => {
      const text = chunk.subarray(0, 65_536).toString('latin1')
      remember(text)
      if (!text.startsWith('HTTP/1.1 ')) return near.write(chunk)
      const end = text.indexOf('\r\n') + 2
      near.write(Buffer.concat([chunk.subarray(0, end), Buffer.from(`${head.join('\r\n')}\r\n`), chunk.subarray(end)]))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    credentials,
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}
