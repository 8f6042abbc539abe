// One exchange against real sockets: what is sent, what is accepted, and that nothing is left behind.
import { createServer, type Server, type Socket } from 'node:net'
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import { afterEach, describe, expect, test, vi } from 'vitest'
import type { Failure } from '../../src/domain/failure.ts'
import {
  createExchange,
  type Exchange,
  type ExchangeAnswer,
  type ExchangeLimits,
} from '../../src/transport/exchange.ts'
import { everythingPrintable, failureOf } from '../providers/harness.ts'
import { type Answerer, startWireServer, type WireServer } from '../wire-server.ts'

const open: { close(): Promise<void> }[] = []
const never = new AbortController().signal

afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()))
})

function exchangeWith(limits: Partial<ExchangeLimits> = {}): Exchange {
  const exchange = createExchange({ connections: 10, connectMilliseconds: 2_000, answerBytes: 100_000, ...limits })
  open.push(exchange)
  return exchange
}

async function serve(answerer: Answerer): Promise<WireServer> {
  const server = await startWireServer(answerer)
  open.push(server)
  return server
}

/** A server that speaks no HTTP of its own: it writes these bytes to whoever connects and asks. */
async function serveBytes(answer: (socket: Socket) => void): Promise<{ origin: string; connections: () => number }> {
  const sockets = new Set<Socket>()
  let connections = 0
  const server: Server = createServer((socket) => {
    connections += 1
    sockets.add(socket)
    socket.on('error', () => {})
    socket.on('close', () => sockets.delete(socket))
    socket.once('data', () => answer(socket))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  open.push({
    close: async () => {
      for (const socket of sockets) socket.destroy()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The server has no port.')
  return { origin: `http://127.0.0.1:${address.port}`, connections: () => connections }
}

interface Sending {
  readonly method?: 'GET' | 'POST'
  readonly path?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  readonly milliseconds?: number
  readonly signal?: AbortSignal
}

function send(exchange: Exchange, origin: string, sending: Sending = {}): Promise<ExchangeAnswer> {
  const { method = 'GET', path = '/', headers = {}, milliseconds = 5_000, signal = never, body } = sending
  return exchange.send({ method, origin, path, headers, ...(body === undefined ? {} : { body }) }, milliseconds, signal)
}

describe('an answer', () => {
  test('of any status is a value, with headers, bytes and the time of its arrival', async () => {
    const server = await serve(() => ({ status: 418, headers: { 'x-request-id': 'r-1' }, body: 'short' }))
    const before = Date.now()
    const answer = await send(exchangeWith(), server.origin, {
      method: 'POST',
      path: '/a?b=c',
      headers: { 'x-own': '1' },
      body: 'sent',
    })
    expect(answer).toMatchObject({ status: 418, headers: { 'x-request-id': 'r-1' } })
    expect(answer.body.toString()).toBe('short')
    expect(answer.receivedAt).toBeGreaterThanOrEqual(before)
    expect(server.requests).toMatchObject([
      { method: 'POST', target: '/a?b=c', body: 'sent', headers: { 'x-own': '1' } },
    ])
  })

  test.each([301, 302, 303, 307, 308])('that redirects (%i) is a value too: nobody follows it', async (status) => {
    const elsewhere = await serve(() => ({ body: {} }))
    const server = await serve(() => ({ status, headers: { location: elsewhere.origin } }))
    expect((await send(exchangeWith(), server.origin)).status).toBe(status)
    expect([server.requests.length, elsewhere.requests.length]).toEqual([1, 0])
  })

  test('may come in many pieces', async () => {
    const server = await serve((_request, response) => {
      response.writeHead(200)
      for (const piece of ['one ', 'two ', 'three']) response.write(piece)
      response.end()
      return null
    })
    expect((await send(exchangeWith(), server.origin)).body.toString()).toBe('one two three')
  })

  test('after early hints is the last one', async () => {
    const server = await serveBytes((socket) =>
      socket.write('HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok'),
    )
    const answer = await send(exchangeWith(), server.origin)
    expect([answer.status, answer.body.toString(), answer.headers['link']]).toEqual([200, 'ok', undefined])
  })

  const plain = Buffer.from(JSON.stringify({ text: 'ü'.repeat(1_000) }))
  test.each([
    ['gzip', gzipSync(plain)],
    ['x-gzip', gzipSync(plain)],
    ['GZIP', gzipSync(plain)],
    ['deflate', deflateSync(plain)],
    ['br', brotliCompressSync(plain)],
    ['identity', plain],
  ])('in the content coding %s is unpacked', async (coding, body) => {
    const server = await serve(() => ({ headers: { 'content-encoding': coding }, body }))
    expect((await send(exchangeWith(), server.origin)).body.equals(plain)).toBe(true)
  })

  test('in a content coding may be empty', async () => {
    const server = await serve(() => ({ status: 204, headers: { 'content-encoding': 'gzip' } }))
    expect((await send(exchangeWith(), server.origin)).body).toHaveLength(0)
  })

  test.each([
    ['an unknown coding', 'zstd-x', gzipSync(plain)],
    ['two codings', 'gzip, br', gzipSync(plain)],
    ['bytes that are not what they say', 'gzip', Buffer.from('plainly not')],
    ['a truncated archive', 'gzip', gzipSync(plain).subarray(0, 40)],
    ['truncated brotli', 'br', brotliCompressSync(plain).subarray(0, 10)],
  ])('in %s is a BAD_RESPONSE', async (_case, coding, body) => {
    const server = await serve(() => ({ headers: { 'content-encoding': coding }, body }))
    expect(await failureOf(send(exchangeWith(), server.origin))).toMatchObject({
      code: 'BAD_RESPONSE',
      details: { upstreamStatus: 200 },
    })
  })
})

describe('size', () => {
  const cap = 100_000

  test.each([
    ['announced', { 'content-length': String(cap) }],
    ['not announced', {}],
  ])('the cap itself is accepted (%s)', async (_case, headers) => {
    const server = await serve(() => ({ headers, body: Buffer.alloc(cap, 'x') }))
    expect((await send(exchangeWith(), server.origin)).body).toHaveLength(cap)
  })

  test('an announced length past the cap ends it before the body', async () => {
    const server = await serve((_request, response) => {
      response.writeHead(200, { 'content-length': String(cap + 1) })
      response.flushHeaders()
      return null
    })
    expect(await failureOf(send(exchangeWith(), server.origin))).toMatchObject({
      code: 'BAD_RESPONSE',
      details: { upstreamStatus: 200 },
    })
  })

  test('a body that never ends is cut at the cap, and its socket closed', async () => {
    const server = await serve((_request, response) => {
      const pour = (): void => {
        while (!response.destroyed && response.write(Buffer.alloc(65_536))) {}
      }
      response.on('drain', pour)
      response.writeHead(200)
      pour()
      return null
    })
    expect((await failureOf(send(exchangeWith(), server.origin))).message).toContain(`larger than ${cap} bytes`)
    await until(() => server.sockets.size === 0)
  })

  test.each([
    ['gzip', gzipSync(Buffer.alloc(50_000_000))],
    ['deflate', deflateSync(Buffer.alloc(50_000_000))],
    ['br', brotliCompressSync(Buffer.alloc(5_000_000))],
    ['gzip', Buffer.concat(Array(60).fill(gzipSync(Buffer.alloc(2_000))))],
  ])('a bomb in %s is cut at the cap', async (coding, body) => {
    expect(body.length).toBeLessThan(cap)
    const server = await serve(() => ({ headers: { 'content-encoding': coding }, body }))
    expect((await failureOf(send(exchangeWith(), server.origin))).message).toContain(`larger than ${cap} bytes`)
  })

  test('large answers of one origin are taken in a few at a time, and small ones and other origins do not wait', async () => {
    let finish = (): void => {}
    const answerer: Answerer = ({ target }, response) => {
      if (target === '/small') return { body: 'x' }
      if (target === '/second') return { body: Buffer.alloc(60_000) }
      response.write(Buffer.alloc(60_000))
      finish = () => response.end()
      return null
    }
    const [server, other] = [await serve(answerer), await serve(answerer)]
    const exchange = exchangeWith({ largeBytes: 1_000, largeAtOnce: 1 })
    const ended: string[] = []
    const ask = (path: string, origin = server.origin) =>
      send(exchange, origin, { path }).then(({ body }) => {
        ended.push(path)
        return body.length
      })
    const first = ask('/first')
    await until(() => server.requests.length === 1)
    // Nothing tells when its first bytes have come in: the others have more to do until then.
    expect(await ask('/small')).toBe(1)
    const second = ask('/second')
    await until(() => server.requests.length === 3)
    expect(await ask('/second', other.origin)).toBe(60_000)
    expect(await ask('/small')).toBe(1)
    finish()
    expect(await Promise.all([first, second])).toEqual([60_000, 60_000])
    expect(ended).toEqual(['/small', '/second', '/small', '/first', '/second'])
  })

  test('a large answer that is given up makes room for the next one', async () => {
    const server = await serve(({ target }, response) => {
      if (target === '/second') return { body: Buffer.alloc(60_000) }
      response.write(Buffer.alloc(60_000))
      return null
    })
    const exchange = exchangeWith({ largeBytes: 1_000, largeAtOnce: 1 })
    const caller = new AbortController()
    const first = failureOf(send(exchange, server.origin, { path: '/first', signal: caller.signal }))
    await until(() => server.requests.length === 1)
    const second = send(exchange, server.origin, { path: '/second' })
    await until(() => server.requests.length === 2)
    caller.abort()
    expect((await first).code).toBe('CANCELLED')
    expect((await second).body).toHaveLength(60_000)
  })
})

describe('a failure', () => {
  test('to connect is UNAVAILABLE, and was not sent', async () => {
    const gone = await startWireServer(() => null)
    await gone.close()
    expect(await failureOf(send(exchangeWith(), gone.origin))).toMatchObject({
      code: 'UNAVAILABLE',
      message: 'The connection was refused.',
      details: { wasSent: false },
    })
  })

  test('to find the host is UNAVAILABLE, and was not sent', async () => {
    const failure = await failureOf(send(exchangeWith(), 'http://no-such-host.invalid'))
    expect(failure).toMatchObject({ code: 'UNAVAILABLE', details: { wasSent: false } })
  })

  test('to agree on TLS is UNAVAILABLE, and was not sent', async () => {
    const server = await serve(() => ({ body: {} }))
    expect(await failureOf(send(exchangeWith(), server.origin.replace('http:', 'https:')))).toMatchObject({
      code: 'UNAVAILABLE',
      message: 'No connection could be made.',
      details: { wasSent: false },
    })
    expect(server.requests).toEqual([])
  })

  test.each([
    ['before the answer', ''],
    ['inside the headers', 'HTTP/1.1 200 OK\r\ncontent-'],
    ['inside the body', 'HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf'],
    ['inside a chunk', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nff\r\nhalf'],
  ])('of the connection %s is UNAVAILABLE and may have been sent', async (_case, bytes) => {
    const server = await serveBytes((socket) => socket.end(bytes))
    expect(await failureOf(send(exchangeWith(), server.origin))).toMatchObject({
      code: 'UNAVAILABLE',
      details: { wasSent: true },
    })
  })

  test.each([
    ['no HTTP at all', 'canary-7 speaks no HTTP\r\n\r\n'],
    ['a header without end', `HTTP/1.1 200 OK\r\nx-canary-7: ${'x'.repeat(40_000)}\r\n\r\n`],
    ['two lengths', 'HTTP/1.1 200 OK\r\ncontent-length: 5\r\ncontent-length: 6\r\n\r\ncanary-7'],
    ['a broken chunk', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\ncanary-7\r\n'],
  ])('to be HTTP (%s) is a BAD_RESPONSE that keeps no byte of it', async (_case, bytes) => {
    const server = await serveBytes((socket) => socket.end(bytes))
    const failure = await failureOf(send(exchangeWith(), server.origin))
    expect(failure).toMatchObject({ code: 'BAD_RESPONSE', message: 'The answer is not valid HTTP.' })
    expect(everythingPrintable(failure)).not.toContain('canary')
  })

  test('is never repeated below: each request goes out once, GETs too', async () => {
    const server = await serveBytes((socket) => socket.destroy())
    const exchange = exchangeWith()
    for (const method of ['GET', 'POST'] as const) await failureOf(send(exchange, server.origin, { method }))
    expect(server.connections()).toBe(2)
  })

  test('on a socket that the server closed while it was idle is not repeated either', async () => {
    let served = 0
    const server = await serve((_request, response) => {
      served += 1
      if (served === 1) return { headers: { connection: 'keep-alive' }, body: 'ok' }
      response.socket?.destroy()
      return null
    })
    const exchange = exchangeWith({ connections: 1 })
    await send(exchange, server.origin)
    await failureOf(send(exchange, server.origin))
    expect(served).toBe(2)
  })
})

describe('time', () => {
  test.each([
    ['never answers', () => {}],
    ['stops after the headers', (socket: Socket) => void socket.write('HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n')],
    [
      'stops inside the body',
      (socket: Socket) => void socket.write('HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf'),
    ],
  ])('a server that %s is cut, and its socket closed', async (_case, answer) => {
    let isClosed = false
    const server = await serveBytes((socket) => {
      socket.on('close', () => {
        isClosed = true
      })
      answer(socket)
    })
    expect(await failureOf(send(exchangeWith(), server.origin, { milliseconds: 60 }))).toMatchObject({
      code: 'TIMEOUT',
      details: { wasSent: true },
    })
    await until(() => isClosed)
  })

  test('waiting for a socket counts, and what waited in vain is never sent', async () => {
    const held: (() => void)[] = []
    const server = await serve(
      ({ target }, response) =>
        new Promise((resolve) => {
          held.push(() => resolve({ body: target }))
          response.on('close', () => resolve(null))
        }),
    )
    const exchange = exchangeWith({ connections: 1 })
    const first = send(exchange, server.origin, { path: '/first' })
    await until(() => held.length === 1)
    const late = await failureOf(send(exchange, server.origin, { method: 'POST', path: '/late', milliseconds: 50 }))
    expect(late).toMatchObject({ code: 'TIMEOUT', details: { wasSent: false } })
    held[0]?.()
    await first
    const last = send(exchange, server.origin, { path: '/last' })
    await until(() => held.length === 2)
    held[1]?.()
    await last
    expect(server.requests.map(({ target }) => target)).toEqual(['/first', '/last'])
  })

  test('no timer and no listener is left behind, whatever became of the request', async () => {
    const server = await serve(({ target }, response) => {
      if (target === '/drop') response.socket?.destroy()
      return target === '/ok' ? { body: 'ok' } : null
    })
    const exchange = exchangeWith()
    const caller = new AbortController()
    const listeners = countListeners(caller.signal)
    const set = vi.spyOn(globalThis, 'setTimeout')
    const cleared = vi.spyOn(globalThis, 'clearTimeout')
    // A time that nobody else waits for, by which its timers are known.
    const milliseconds = 598_765
    const sending = { milliseconds, signal: caller.signal }
    await send(exchange, server.origin, { ...sending, path: '/ok' })
    await failureOf(send(exchange, server.origin, { ...sending, path: '/drop' }))
    await failureOf(send(exchange, server.origin, { ...sending, path: '/hang', milliseconds: 20 }))
    const left = failureOf(send(exchange, server.origin, { ...sending, path: '/hang' }))
    caller.abort()
    await left
    const timers = set.mock.results.filter((_result, index) => set.mock.calls[index]?.[1] === milliseconds)
    expect(timers).toHaveLength(3)
    const handles = cleared.mock.calls.map(([handle]) => handle)
    expect(timers.filter(({ value }) => !handles.includes(value))).toEqual([])
    expect(listeners()).toBe(0)
    vi.restoreAllMocks()
  })
})

describe('presence', () => {
  test('a caller that leaves while waiting is told CANCELLED, and the socket is closed', async () => {
    const server = await serve(() => null)
    const caller = new AbortController()
    const work = failureOf(send(exchangeWith(), server.origin, { signal: caller.signal }))
    await until(() => server.requests.length === 1)
    caller.abort()
    expect(await work).toMatchObject({ code: 'CANCELLED', details: { wasSent: true } })
    await until(() => server.sockets.size === 0)
  })

  test('a caller that leaves in the middle of a body is told CANCELLED', async () => {
    const caller = new AbortController()
    const server = await serveBytes((socket) => {
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf', () => caller.abort())
    })
    expect((await failureOf(send(exchangeWith(), server.origin, { signal: caller.signal }))).code).toBe('CANCELLED')
  })

  test('a caller that left before is told CANCELLED, and nothing is sent', async () => {
    const server = await serve(() => ({ body: {} }))
    const failure = await failureOf(send(exchangeWith(), server.origin, { signal: AbortSignal.abort() }))
    expect(failure).toMatchObject({ code: 'CANCELLED', details: { wasSent: false } })
    expect([server.requests.length, server.sockets.size]).toEqual([0, 0])
  })

  test('leaving after the answer changes nothing', async () => {
    const server = await serve(() => ({ body: 'ok' }))
    const caller = new AbortController()
    const answer = await send(exchangeWith(), server.origin, { signal: caller.signal })
    caller.abort()
    expect(answer.body.toString()).toBe('ok')
  })
})

describe('connections', () => {
  test('are never more than the limit', async () => {
    let most = 0
    const server: WireServer = await serve(async () => {
      most = Math.max(most, server.sockets.size)
      await new Promise((resolve) => setTimeout(resolve, 2))
      return { body: 'ok' }
    })
    const exchange = exchangeWith({ connections: 4 })
    await Promise.all(Array.from({ length: 60 }, () => send(exchange, server.origin)))
    expect(most).toBeLessThanOrEqual(4)
    expect(server.requests).toHaveLength(60)
  })

  test('close ends what is in flight, at once and without an unhandled rejection', async () => {
    const unhandled: unknown[] = []
    const note = (reason: unknown): void => void unhandled.push(reason)
    process.on('unhandledRejection', note)
    const server = await serve(() => null)
    const exchange = exchangeWith({ connections: 2 })
    const works: Promise<Failure>[] = Array.from({ length: 5 }, () => failureOf(send(exchange, server.origin)))
    await until(() => server.requests.length === 2)
    await exchange.close()
    expect((await Promise.all(works)).map(({ code }) => code)).toEqual(Array(5).fill('UNAVAILABLE'))
    const other = await serve(() => ({ body: {} }))
    for (const { origin } of [server, other]) {
      expect((await failureOf(send(exchange, origin))).code).toBe('UNAVAILABLE')
    }
    expect(other.requests).toEqual([])
    await until(() => server.sockets.size === 0)
    process.off('unhandledRejection', note)
    expect(unhandled).toEqual([])
  })
})

function countListeners(signal: AbortSignal): () => number {
  let count = 0
  const { addEventListener, removeEventListener } = signal
  signal.addEventListener = (...parameters: Parameters<typeof addEventListener>) => {
    count += 1
    addEventListener.apply(signal, parameters)
  }
  signal.removeEventListener = (...parameters: Parameters<typeof removeEventListener>) => {
    count -= 1
    removeEventListener.apply(signal, parameters)
  }
  return () => count
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5))
}
