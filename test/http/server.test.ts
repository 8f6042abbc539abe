// The port itself: how connections end, who ends them, and what becomes of the work behind them. Real sockets throughout.
import { once } from 'node:events'
import {
  Agent,
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type ServerResponse,
  request as sendRequest,
} from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { type RunningServer, startServer } from '../../src/index.ts'
import { type Rig, startRig } from '../gateway/rig.ts'

let rig: Rig
let server: RunningServer
const agents: Agent[] = []

beforeEach(async () => {
  // Each request is to have work of its own at the providers.
  rig = await startRig({ customers: 20, joinReads: false })
  server = await startServer({ gateway: rig.gateway, host: '127.0.0.1', port: 0 })
})
afterEach(async () => {
  for (const agent of agents.splice(0)) agent.destroy()
  await server.close()
  await rig.close()
})

interface HttpAnswer {
  readonly status: number | undefined
  readonly headers: IncomingHttpHeaders
  readonly text: string
}

function newAgent(): Agent {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  agents.push(agent)
  return agent
}

function post(query: string, agent: Agent, address = server.address): Promise<HttpAnswer> {
  const body = JSON.stringify({ query })
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }
  return new Promise((resolve, reject) => {
    const sent = sendRequest(`${address}/graphql`, { method: 'POST', agent, headers }, (answer) => {
      const chunks: Buffer[] = []
      answer.on('data', (chunk: Buffer) => chunks.push(chunk))
      answer.on('error', reject)
      answer.on('end', () =>
        resolve({ status: answer.statusCode, headers: answer.headers, text: Buffer.concat(chunks).toString() }),
      )
    })
    sent.on('error', reject)
    sent.end(body)
  })
}

/** A bare connection, for what a correct client would never send or do. */
async function open(): Promise<{ socket: Socket; received: () => string; closed: Promise<void> }> {
  const { hostname, port } = new URL(server.address)
  const socket = connect(Number(port), hostname)
  let text = ''
  socket.on('data', (chunk) => {
    text += chunk.toString()
  })
  socket.on('error', () => {})
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()))
  await new Promise<void>((resolve) => socket.once('connect', () => resolve()))
  return { socket, received: () => text, closed }
}

function writePost(query: string): string {
  const body = JSON.stringify({ query })
  return `POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`
}

function upstreamRequests(): number {
  return Object.values(rig.sandboxes).reduce((sum, { control }) => sum + control.counters().requests.list, 0)
}

const list = '{ customers(first: 6) { isComplete nodes { id } } }'

describe('a caller that goes away', () => {
  test('ends the work that was begun for it at every provider', async () => {
    for (const { control } of Object.values(rig.sandboxes)) control.setFaults({ name: 'hang', operations: ['list'] })
    const { socket } = await open()
    socket.write(writePost(list))
    await vi.waitFor(() => expect(upstreamRequests()).toBe(3), { timeout: 5_000 })
    socket.destroy()
    await vi.waitFor(() => expect(rig.lines.find(({ msg }) => msg === 'request')).toBeDefined(), { timeout: 5_000 })
    expect(rig.lines.find(({ msg }) => msg === 'request')).toMatchObject({
      callerLeft: true,
      failedSources: [
        { linkedAccount: 'layer', code: 'CANCELLED' },
        { linkedAccount: 'sequence', code: 'CANCELLED' },
        { linkedAccount: 'thred', code: 'CANCELLED' },
      ],
    })
    expect(upstreamRequests()).toBe(3)
    await vi.waitFor(() => {
      for (const { control } of Object.values(rig.sandboxes)) expect(control.counters().openSockets).toBeLessThan(2)
    }, 10_000)
  })
})

describe('an archive', () => {
  test('is seen through although its caller has left and the gateway is closing', async () => {
    const list = await rig.query('{ customers(first: 1) { nodes { id } } }')
    const [{ id }] = list.data.customers.nodes
    rig.sandboxes.layer.control.setFaults({ name: 'latency', ms: 300, operations: ['archive'] })
    const { socket } = await open()
    socket.write(writePost(`mutation { archiveCustomer(input: { id: "${id}" }) { outcome } }`))
    await vi.waitFor(() => expect(rig.sandboxes.layer.control.counters().requests.archive).toBe(1), { timeout: 5_000 })
    socket.destroy()
    await server.close()
    await rig.gateway.close()
    expect(rig.lines.find(({ outcome }) => outcome !== undefined)).toMatchObject({ outcome: 'ARCHIVED' })
    expect(rig.lines.find(({ callerLeft }) => callerLeft === true)).toMatchObject({ msg: 'request' })
  })
})

describe('stopping', () => {
  test('lets what is in flight finish, then closes its connections', async () => {
    for (const { control } of Object.values(rig.sandboxes))
      control.setFaults({ name: 'latency', ms: 400, operations: ['list'] })
    const answers = Array.from({ length: 8 }, () => post(list, newAgent()))
    await vi.waitFor(() => expect(upstreamRequests()).toBeGreaterThanOrEqual(3 * 8), { timeout: 5_000 })
    let isClosed = false
    const closed = server.close().then(() => {
      isClosed = true
    })
    expect(isClosed).toBe(false)
    for (const { status, headers, text } of await Promise.all(answers)) {
      expect(status).toBe(200)
      expect(headers.connection).toBe('close')
      expect(JSON.parse(text)).toMatchObject({ data: { customers: { isComplete: true } } })
    }
    await closed
  })

  test('accepts no new connections, and says so to the load balancer', async () => {
    rig.sandboxes.layer.control.setFaults({ name: 'latency', ms: 1_500, operations: ['list'] })
    const answer = post(list, newAgent())
    await vi.waitFor(() => expect(upstreamRequests()).toBe(3), { timeout: 5_000 })
    const closed = server.close()
    const refused = () => expect(post('{ __typename }', newAgent())).rejects.toThrow(/ECONNREFUSED|ECONNRESET/)
    await vi.waitFor(refused, { timeout: 1_400 })
    expect((await rig.send('/readyz')).status).toBe(503)
    expect((await answer).status).toBe(200)
    await closed
  })

  test('serves a connection that was made before the port was closed, and ends it', async () => {
    const closed = server.close()
    const { status, headers } = await post('{ __typename }', newAgent())
    expect([status, headers.connection]).toEqual([200, 'close'])
    await closed
  })

  test('answers a request that was on its way down an idle connection', async () => {
    const agent = newAgent()
    expect((await post('{ __typename }', agent)).headers.connection).toBe('keep-alive')
    const closed = server.close()
    const { status, headers } = await post('{ __typename }', agent)
    expect([status, headers.connection]).toEqual([200, 'close'])
    await closed
  })

  test('closes connections on which nothing happens, long before its patience ends', async () => {
    await server.close()
    server = await startServer({ gateway: rig.gateway, host: '127.0.0.1', port: 0, drainMilliseconds: 60_000 })
    const idle = await open()
    await post('{ __typename }', newAgent())
    await server.close()
    await idle.closed
  })

  test('waits no longer than it was told to', async () => {
    const impatient = await startServer({ gateway: rig.gateway, host: '127.0.0.1', port: 0, drainMilliseconds: 100 })
    rig.sandboxes.layer.control.setFaults({ name: 'hang', operations: ['list'] })
    const { hostname, port } = new URL(impatient.address)
    const socket = connect(Number(port), hostname)
    socket.on('error', () => {})
    const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()))
    socket.write(writePost(list))
    await vi.waitFor(() => expect(upstreamRequests()).toBe(3), { timeout: 5_000 })
    await impatient.close()
    await closed
    const last = rig.lines.find(({ msg }) => msg === 'request')
    expect(last === undefined || last['callerLeft'] === true).toBe(true)
  })

  test('can be asked for twice', async () => {
    await Promise.all([server.close(), server.close()])
    await server.close()
  })
})

describe('a connection', () => {
  test('is kept for longer than load balancers keep theirs, so that no request meets its end', async () => {
    const { headers } = await post('{ __typename }', newAgent())
    expect(headers['keep-alive']).toMatch(/^timeout=75\b/)
  })
})

describe('many requests at once', () => {
  test('are all answered, although not all are begun at once', async () => {
    const answers = await Promise.all(Array.from({ length: 150 }, () => post(list, newAgent())))
    for (const { status, text } of answers) {
      expect(status).toBe(200)
      expect(JSON.parse(text)).toMatchObject({ data: { customers: { isComplete: true } } })
    }
  })

  test('are answered before a gateway has closed, those too that had not been begun', async () => {
    const arrived: [IncomingMessage, ServerResponse][] = []
    const host = createServer((...pair) => void arrived.push(pair)).listen(0, '127.0.0.1')
    await once(host, 'listening')
    const { port } = host.address() as AddressInfo
    const answers = Array.from({ length: 200 }, () => post('{ __typename }', newAgent(), `http://127.0.0.1:${port}`))
    await vi.waitFor(() => expect(arrived).toHaveLength(200), { timeout: 10_000 })
    for (const pair of arrived) rig.gateway.listener(...pair)
    await rig.gateway.close()
    expect(arrived.filter(([, response]) => !response.writableEnded)).toHaveLength(0)
    for (const { status } of await Promise.all(answers)) expect(status).toBe(200)
    host.close()
  })
})
