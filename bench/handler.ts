// What a good engineer would write by hand for one operation: node:http, undici's pools, a mapping function for each
// provider and JSON.stringify. No GraphQL, no check, no deadline. It is what "1.00" means in the table.
import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Pool } from 'undici'
import { serveParent } from './processes.ts'
import { type Customer, interleave, lists, type UpstreamList } from './unify.ts'

interface Source extends UpstreamList {
  readonly pool: Pool
}

const pools = new Map<string, Pool>()

function poolOf(origin: string): Pool {
  const pool = pools.get(origin) ?? new Pool(origin, { connections: 100, pipelining: 1 })
  pools.set(origin, pool)
  return pool
}

const sources = lists.map((list): Source => ({ ...list, pool: poolOf(list.origin) }))

/** `dispatch` and one buffer: what `request` and its stream cost is saved. */
function readCustomers({ pool, path, headers, read }: Source): Promise<Customer[]> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let status = 0
    pool.dispatch(
      { method: 'GET', path, headers },
      {
        onRequestStart: () => {},
        onResponseStart: (_controller, statusCode) => {
          status = statusCode
        },
        onResponseData: (_controller, chunk) => {
          chunks.push(chunk)
        },
        onResponseEnd: () => {
          const body = chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks)
          try {
            if (status !== 200) throw new Error(`The answer has status ${status}.`)
            resolve(read(JSON.parse(body.toString('utf8'))))
          } catch (error) {
            reject(error)
          }
        },
        onResponseError: (_controller, error) => reject(error),
      },
    )
  })
}

async function answer(response: ServerResponse): Promise<void> {
  const nodes = interleave(await Promise.all(sources.map(readCustomers)))
  const body = JSON.stringify({ data: { customers: { nodes } } })
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) })
  response.end(body)
}

const server = createServer((_request, response) => {
  answer(response).catch((error: Error) => response.writeHead(502).end(error.message))
}).listen(0, '127.0.0.1')
await once(server, 'listening')
serveParent({ port: () => (server.address() as AddressInfo).port })
