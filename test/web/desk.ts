// The page of `examples/web` as people get it: built, served from one origin with the gateway behind `/graphql`.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { openExampleFolder } from '../example-folder.ts'
import { type Rig, startRig } from '../gateway/rig.ts'

const built = fileURLToPath(new URL('../../examples/web/dist', import.meta.url))

export interface Desk {
  readonly address: string
  readonly rig: Rig
  close(): Promise<void>
}

/** Installs what the page needs, when nobody has yet, and builds it. */
export function buildDesk(): void {
  // Vitest's own NODE_ENV would build React for development.
  openExampleFolder('web').run(process.execPath, ['node_modules/vite/bin/vite.js', 'build', '--logLevel', 'warn'], {
    NODE_ENV: 'production',
  })
}

/** Contents of the built scripts. */
export function builtScripts(): readonly Buffer[] {
  const assets = `${built}/assets`
  const names = readdirSync(assets).filter((name) => name.endsWith('.js'))
  return names.map((name) => readFileSync(`${assets}/${name}`))
}

export async function startDesk(customers: number): Promise<Desk> {
  const rig = await startRig({ customers })
  const server = createServer((request, response) => {
    if (request.url?.startsWith('/graphql')) rig.gateway.listener(request, response)
    else serveFile(request, response)
  })
  server.listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    rig,
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await rig.close()
    },
  }
}

const types: Readonly<Record<string, string>> = { html: 'text/html', js: 'text/javascript', css: 'text/css' }

function serveFile(request: IncomingMessage, response: ServerResponse): void {
  const name = request.url === '/' ? 'index.html' : (request.url ?? '').slice(1)
  const type = types[name.split('.').at(-1) ?? '']
  if (type === undefined || name.includes('..') || !existsSync(`${built}/${name}`)) {
    response.writeHead(404).end()
    return
  }
  response.writeHead(200, { 'content-type': type }).end(readFileSync(`${built}/${name}`))
}
