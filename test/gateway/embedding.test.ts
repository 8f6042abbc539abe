// The recipes of `examples/embedding`: the gateway inside servers of others, each with the host's own session.
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addSandboxes } from '../../src/config.ts'
import type { GatewayConfig } from '../../src/index.ts'
import { providers } from '../../src/providers/registry.ts'
import type { Sandbox } from '../../src/providers/sandbox-server.ts'
import { type ExampleFolder, openExampleFolder } from '../example-folder.ts'

interface Host {
  readonly server: Server
  readonly path: string
}

const sessions = new Map([
  ['of-a-clerk', { id: 'clerk', linkedAccounts: ['layer'], mayArchive: false }],
  ['of-a-chief', { id: 'chief', linkedAccounts: ['layer', 'sequence', 'thred'], mayArchive: true }],
])

const recipes: Readonly<Record<string, (accounts: GatewayConfig) => Promise<Host>>> = {
  'node:http': async (accounts) => {
    const { createHost } = await import('../../examples/embedding/node-http.ts')
    return { server: createHost(accounts, sessions), path: '/graphql' }
  },
  Express: async (accounts) => {
    const { createHost } = await import('../../examples/embedding/express.ts')
    return { server: createHost(accounts, sessions), path: '/api/graphql' }
  },
  Fastify: async (accounts) => {
    const { createHost } = await import('../../examples/embedding/fastify.ts')
    return { server: await createHost(accounts, sessions), path: '/graphql' }
  },
  'a route handler of Next.js': async (accounts) => {
    const { createRoute } = await import('../../examples/embedding/next-route.ts')
    const { handler } = createRoute(accounts, sessions)
    return { server: serveRoute(handler), path: '/api/graphql' }
  },
}

/** What Next.js does with a route handler: a standard request in, a standard response out; HEAD and others are refused. */
function serveRoute(handler: (request: Request) => Promise<Response>): Server {
  return createServer(async (request, response) => {
    if (request.url === '/') return void response.end('The host’s own page.')
    const { method = 'GET', url = '/', headers } = request
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const body = method === 'GET' ? null : Buffer.concat(chunks)
    const address = `http://${headers.host}${url}`
    const answer = await handler(new Request(address, { method, headers: headers as Record<string, string>, body }))
    response.writeHead(answer.status, Object.fromEntries(answer.headers))
    response.end(Buffer.from(await answer.arrayBuffer()))
  })
}

let folder: ExampleFolder
let sandboxes: readonly Sandbox[]
beforeAll(async () => {
  folder = openExampleFolder('embedding')
  sandboxes = await Promise.all(providers.map(({ startSandbox }) => startSandbox({ customers: 20 })))
}, 120_000)
afterAll(async () => {
  await Promise.all((sandboxes ?? []).map((sandbox) => sandbox.close()))
})

test('every recipe compiles', { timeout: 60_000 }, () => {
  folder.run(process.execPath, ['node_modules/typescript/bin/tsc', '--noEmit'])
})

describe.each(Object.keys(recipes))('inside %s', (name) => {
  let host: Host
  let address: string

  beforeAll(async () => {
    const start = recipes[name]
    if (start === undefined) throw new Error('There is no such recipe.')
    host = await start(addSandboxes({ credentials: {}, linkedAccounts: [] }, sandboxes))
    host.server.listen(0, '127.0.0.1')
    await new Promise((resolve) => host.server.once('listening', resolve))
    address = `http://127.0.0.1:${(host.server.address() as AddressInfo).port}`
  })
  afterAll(async () => {
    host?.server.closeAllConnections()
    await new Promise((resolve) => host?.server.close(resolve))
  })

  async function ask(query: string, session: string | null) {
    const response = await fetch(`${address}${host.path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(session !== null && { cookie: `session=${session}` }) },
      body: JSON.stringify({ query }),
    })
    return { status: response.status, body: await response.json() }
  }

  test('lists the accounts of the session and no others', async () => {
    const query = '{ customers(first: 9) { nodes { id provider } isComplete } }'
    const clerk = await ask(query, 'of-a-clerk')
    expect(clerk.status).toBe(200)
    expect(new Set(clerk.body.data.customers.nodes.map((node: { provider: string }) => node.provider))).toEqual(
      new Set(['LAYER']),
    )
    const chief = await ask(query, 'of-a-chief')
    expect(new Set(chief.body.data.customers.nodes.map((node: { provider: string }) => node.provider)).size).toBe(3)
    const [, sequences] = chief.body.data.customers.nodes
    expect((await ask(`{ customer(id: "${sequences.id}") { id } }`, 'of-a-clerk')).body.data.customer).toBeNull()
  })

  test('archives for those who may', async () => {
    const { body } = await ask('{ customers(first: 1, filter: { providers: [LAYER] }) { nodes { id } } }', 'of-a-chief')
    const [{ id }] = body.data.customers.nodes
    const mutation = `mutation { archiveCustomer(input: { id: "${id}" }) { outcome userErrors { __typename } } }`
    const refused = await ask(mutation, 'of-a-clerk')
    expect(refused.body.data.archiveCustomer).toEqual({
      outcome: 'NOT_CHANGED',
      userErrors: [{ __typename: 'PermissionError' }],
    })
    expect((await ask(mutation, 'of-a-chief')).body.data.archiveCustomer.outcome).toMatch(/ARCHIVED$/)
  })

  test('answers 401 to somebody without a session', async () => {
    for (const session of [null, 'made-up']) {
      const { status, body } = await ask('{ __typename }', session)
      expect(status).toBe(401)
      expect(body).not.toHaveProperty('data')
    }
  })

  test('leaves everything else to the host', async () => {
    const response = await fetch(`${address}/`)
    expect(await response.text()).toBe('The host’s own page.')
  })
})
