// A gateway on a port of its own, and how it stops: nothing that was begun is dropped. Whoever embeds the gateway brings
// a server of their own and does not need this.

import { once } from 'node:events'
import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http'
import { Server as NetServer } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import { answerUnreadable } from './unreadable-requests.ts'

// An `import` of it loads Node's own fetch and WebSocket too, which takes 30 ms.
const { createServer } = process.getBuiltinModule('node:http')

export interface ServerOptions {
  readonly gateway: { readonly listener: RequestListener; drain(): void }
  /** Address to listen on. */
  readonly host: string
  /** 0 takes a free one. */
  readonly port: number
  /** Within which the headers of a request have to arrive, from the first byte or from the connection on. Default 20 s. */
  readonly headersMilliseconds?: number
  /** Within which a whole request has to arrive. Default 30 s. */
  readonly requestMilliseconds?: number
  /** Longest that `close` waits for what is in flight. Default 15 s. */
  readonly drainMilliseconds?: number
}

export interface RunningServer {
  /** E.g. `http://127.0.0.1:4000` */
  readonly address: string
  /** Stops accepting, lets what is in flight finish, and resolves when every connection is closed. */
  close(): Promise<void>
}

/** All headers of a request together. */
const headerBytes = 16 * 1024
/** A connection ends after so many requests, so that clients are spread anew over what serves them. */
const requestsPerConnection = 1_000_000
/** Neither side has sent anything: a caller who does not read its answers holds their memory no longer. */
const silentMilliseconds = 120_000
/** Longer than load balancers keep a connection that is idle, so that it is they who end it, between two requests. */
const keepAliveMilliseconds = 75_000
/** Connections that wait to be taken while this process is busy; the system may have a lower limit of its own. */
const backlog = 16_384
/** For connections that clients have made and this process has not taken yet: closing the port would reset them. */
const acceptGraceMilliseconds = 250
/** For a request that was already on its way down a connection which seemed idle. */
const idleGraceMilliseconds = 500

export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { gateway, host, port, drainMilliseconds = 15_000 } = options
  const { headersMilliseconds = 20_000, requestMilliseconds = 30_000 } = options
  const inFlight = createSlots<ServerResponse>()
  let isStopping = false

  const server = createServer(
    {
      headersTimeout: headersMilliseconds,
      requestTimeout: requestMilliseconds,
      // How exact the two are.
      connectionsCheckingInterval: Math.min(5_000, headersMilliseconds / 4),
      keepAliveTimeout: keepAliveMilliseconds,
      maxHeaderSize: headerBytes,
      // Whatever flags the process was started with.
      insecureHTTPParser: false,
      // A request without a host is refused by the gateway, in words.
      requireHostHeader: false,
    },
    (request: IncomingMessage, response: ServerResponse) => {
      response.on('close', inFlight.put(response))
      if (isStopping) response.shouldKeepAlive = false
      gateway.listener(request, response)
    },
  )
  server.maxRequestsPerSocket = requestsPerConnection
  server.timeout = silentMilliseconds
  answerUnreadable(server)
  server.listen({ host, port, backlog })
  await once(server, 'listening')
  let closing: Promise<void> | null = null

  async function stop(): Promise<void> {
    isStopping = true
    gateway.drain()
    // Their answers say `connection: close`, and so does that of any request that still comes in.
    for (const response of inFlight.all()) response.shouldKeepAlive = false
    await setTimeout(acceptGraceMilliseconds)
    const closed = stopAccepting(server)
    const idle = globalThis.setTimeout(() => server.closeIdleConnections(), idleGraceMilliseconds)
    const cap = globalThis.setTimeout(
      () => server.closeAllConnections(),
      Math.max(0, drainMilliseconds - acceptGraceMilliseconds),
    )
    await closed
    clearTimeout(idle)
    clearTimeout(cap)
    // Ends the timer that checks connections; there is nothing else left of it.
    server.close()
  }

  return {
    address: addressOf(server),
    close: () => {
      closing ??= stop()
      return closing
    },
  }
}

/**
 * Closes the port and nothing else. An http server's own `close` destroys idle connections at once, and with them
 * requests that clients have just written to them.
 */
function stopAccepting(server: Server): Promise<void> {
  return new Promise((resolve) => {
    NetServer.prototype.close.call(server, () => resolve())
  })
}

/**
 * Holds what comes and goes with every request, and nothing of what has gone: a set that has old entries removed and new
 * ones added makes itself anew all the time, and what it was before keeps everything that was in it until the garbage of
 * the whole process is collected.
 */
function createSlots<Item>() {
  const slots: (Item | null)[] = []
  const free: number[] = []
  return {
    /** Returns what takes it out. */
    put: (item: Item): (() => void) => {
      const slot = free.pop() ?? slots.length
      slots[slot] = item
      return () => {
        slots[slot] = null
        free.push(slot)
      }
    },
    all: (): readonly Item[] => slots.filter((item) => item !== null),
  }
}

function addressOf(server: Server): string {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The server listens on no port.')
  const host = address.family === 'IPv6' ? `[${address.address}]` : address.address
  return `http://${host}:${address.port}`
}
