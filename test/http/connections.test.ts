// What comes down a bare connection that no well-meant client would send: requests that two parties could read in two
// ways, requests that never end, and what is no request at all. Real sockets throughout.
import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type RunningServer, startServer } from '../../src/index.ts'
import { type Rig, startRig } from '../gateway/rig.ts'

const operation = '{"query":"{ __typename }"}'
const chunked = `${operation.length.toString(16)}\r\n${operation}\r\n0\r\n\r\n`

let rig: Rig
let server: RunningServer
beforeAll(async () => {
  rig = await startRig({ customers: 1 })
  server = await startServer({ gateway: rig.gateway, host: '127.0.0.1', port: 0 })
})
afterAll(async () => {
  await server.close()
  await rig.close()
})

interface Connection {
  write(text: string): void
  /** Everything that came back, once the other side has ended the connection. */
  readonly ended: Promise<string>
  received(): string
  leave(): void
}

function open({ address }: RunningServer = server): Connection {
  const { hostname, port } = new URL(address)
  const socket = connect(Number(port), hostname)
  let text = ''
  socket.on('data', (chunk) => {
    text += chunk.toString('latin1')
  })
  socket.on('error', () => {})
  return {
    write: (bytes) => void socket.write(Buffer.from(bytes, 'latin1')),
    ended: new Promise((resolve) => socket.once('close', () => resolve(text))),
    received: () => text,
    leave: () => void socket.destroy(),
  }
}

async function send(text: string, to = server): Promise<string> {
  const connection = open(to)
  connection.write(text)
  return connection.ended
}

function statusesOf(answers: string): number[] {
  return [...answers.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status))
}

function post(headers: string, body = operation, line = 'POST /graphql HTTP/1.1'): string {
  return `${line}\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\n${headers}\r\n${body}`
}

function get(target: string, headers = 'Host: x\r\n', version = 'HTTP/1.1'): string {
  return `GET ${target} ${version}\r\n${headers}Connection: close\r\n\r\n`
}

const length = `Content-Length: ${operation.length}\r\n`
const chunks = 'Transfer-Encoding: chunked\r\n'

describe('a request that can be read in one way', () => {
  test.each([
    ['with a length', post(length)],
    ['in chunks', post(chunks, chunked)],
    ['in chunks, written in capitals', post('Transfer-Encoding: CHUNKED\r\n', chunked)],
    ['with a length of nothing', get('/graphql?query={__typename}', 'Host: x:4000\r\nContent-Length: 0\r\n')],
    ['of an older version', get('/graphql?query={__typename}', '', 'HTTP/1.0')],
    ['for an IPv6 address', get('/graphql?query={__typename}', 'Host: [::1]:4000\r\n')],
    ['that offers another protocol', get('/graphql?query={__typename}', 'Host: x\r\nUpgrade: h2c\r\n')],
  ])('is served: %s', async (_what, text) => {
    const answer = await send(text)
    expect(statusesOf(answer)).toEqual([200])
    expect(answer).toContain('{"data":{"__typename":"Query"}}')
  })

  test('is served after another one on the same connection', async () => {
    const [first = '', second = ''] = [post(length).replace('Connection: close\r\n', ''), post(length)]
    expect(statusesOf(await send(first + second))).toEqual([200, 200])
  })
})

describe('a request whose end is doubtful', () => {
  test.each([
    ['a length and chunks', post(length + chunks, chunked)],
    ['chunks and a length', post(chunks + length, chunked)],
    ['a length twice', post(length + length)],
    ['two lengths', post(`${length}Content-Length: 5\r\n`)],
    ['a list of lengths', post(`Content-Length: ${operation.length}, ${operation.length}\r\n`)],
    ['a length with a sign', post(`Content-Length: +${operation.length}\r\n`)],
    ['a negative length', post('Content-Length: -1\r\n')],
    ['a hexadecimal length', post('Content-Length: 0x1a\r\n')],
    ['an empty length', post('Content-Length: \r\n')],
    ['an endless length', post('Content-Length: 99999999999999999999999\r\n')],
    ['the identity coding', post('Transfer-Encoding: identity\r\n')],
    ['chunks in chunks', post('Transfer-Encoding: chunked, chunked\r\n', chunked)],
    ['chunks said twice', post(chunks + chunks, chunked)],
    ['chunks behind the identity coding', post(`Transfer-Encoding: identity\r\n${chunks}`, chunked)],
    ['a compressed transfer', post('Transfer-Encoding: gzip, chunked\r\n', chunked)],
    ['chunks that are compressed', post('Transfer-Encoding: chunked, gzip\r\n', chunked)],
    ['an unknown coding', post('Transfer-Encoding: xchunked\r\n', chunked)],
    ['an empty coding', post(`Transfer-Encoding:\r\n${length}`)],
    ['a coding behind a vertical tab', post('Transfer-Encoding:\x0bchunked\r\n', chunked)],
    ['a blank before a colon', post(`Content-Length : ${operation.length}\r\n`)],
    ['a folded header', post('Transfer-Encoding:\r\n chunked\r\n', chunked)],
    ['a bare line feed', post(`X: y\n${length}`)],
    ['bare line feeds', post(length).replaceAll('\r\n', '\n')],
    ['a bare carriage return', post(`X: y\r${chunks}${length}`)],
    ['a carriage return in a value', post(`X: a\rb\r\n${length}`)],
    ['a NUL in a value', post(`X: a\0b\r\n${length}`)],
    ['a blank before the first header', 'POST /graphql HTTP/1.1\r\n Host: x\r\n\r\n'],
    ['chunks in HTTP/1.0', post(chunks, chunked, 'POST /graphql HTTP/1.0')],
    ['a chunk of negative size', post(chunks, `-1\r\n${operation}\r\n0\r\n\r\n`)],
    ['a chunk whose size has a prefix', post(chunks, `0x1a\r\n${operation}\r\n0\r\n\r\n`)],
    ['a chunk of endless size', post(chunks, `fffffffffffffffff\r\n${operation}\r\n0\r\n\r\n`)],
    ['a chunk longer than it says', post(chunks, `2\r\n${operation}\r\n0\r\n\r\n`)],
    ['chunks parted by bare line feeds', post(chunks, chunked.replaceAll('\r\n', '\n'))],
    ['another length in the trailer', post(chunks, chunked.replace('0\r\n', '0\r\nContent-Length: 5\r\n'))],
    ['a GET with a body', get('/graphql?query={__typename}', 'Host: x\r\nContent-Length: 5\r\n').concat('hello')],
    ['a GET with chunks', get('/graphql?query={__typename}', `Host: x\r\n${chunks}`).concat('5\r\nhello\r\n0\r\n\r\n')],
  ])('is refused, and its connection ended: %s', async (_what, text) => {
    // What an attacker hides behind it must not be answered.
    for (const hidden of ['', get('/healthz')]) {
      const answer = await send(text + hidden)
      expect(statusesOf(answer)).toEqual([400])
      expect(JSON.parse(answer.split('\r\n\r\n')[1] ?? '')).toMatchObject({
        errors: [{ extensions: { code: 'BAD_REQUEST' } }],
      })
      expect(answer.toLowerCase()).toContain('\r\nconnection: close\r\n')
    }
  })
})

describe('a request whose destination is doubtful', () => {
  const query = '/graphql?query={__typename}'

  test.each([
    ['no host', get(query, '')],
    ['an empty host', get(query, 'Host: \r\n')],
    ['two hosts', get(query, 'Host: x\r\nHost: y\r\n')],
    ['a host twice', get(query, 'Host: x\r\nhost: x\r\n')],
    ['a list of hosts', get(query, 'Host: x, y\r\n')],
    ['a host with blanks', get(query, 'Host: a b\r\n')],
    ['a host with a path', get(query, 'Host: x/elsewhere.example\r\n')],
    ['a host with a query', get(query, 'Host: x?elsewhere.example\r\n')],
    ['a host with a user', get(query, 'Host: elsewhere.example@x\r\n')],
    ['a host with a bad port', get(query, 'Host: x:port\r\n')],
    ['a host that is open at its end', get(query, 'Host: [\r\n')],
    ['another server’s address', get('http://elsewhere.example/graphql')],
    ['this server’s address', get('http://x/graphql')],
    ['no path', 'OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n'],
    ['a path without a slash', get('graphql')],
    ['a path with a fragment', get(`${query}#elsewhere.example`)],
    ['a path with a backslash', get('/\\elsewhere.example/graphql')],
    ['a path with a blank', get('/graphql ?query={__typename}')],
    ['a path that climbs', get('/nope/../graphql?query={__typename}')],
    ['a path that climbs in disguise', get('/nope/%2e%2E/graphql?query={__typename}')],
    ['a path that stays', get('/./graphql?query={__typename}')],
    ['two credentials', get(query, 'Host: x\r\nAuthorization: a\r\nAuthorization: b\r\n')],
    ['two content types', post(`Content-Type: text/plain\r\n${length}`)],
  ])('is refused, and nothing of it repeated: %s', async (_what, text) => {
    const answer = await send(text)
    expect(statusesOf(answer)).toEqual([400])
    expect(answer).toContain('{"errors":[{"message":"')
    expect(answer).not.toMatch(/elsewhere|nope/)
  })

  test('has its host repeated in no answer', async () => {
    const host = 'Host: canary.example\r\nX-Forwarded-Host: canary.example\r\n'
    for (const target of [query, '/healthz', '/readyz', '/nope', '/graphql', '//canary.example/', '/graphql/']) {
      const answer = await send(get(target, host))
      expect(statusesOf(answer)).toHaveLength(1)
      expect(answer).not.toContain('canary')
    }
    const page = await send(get('/graphql', `${host}Accept: text/html\r\n`))
    expect(statusesOf(page)).toEqual([200])
    expect(page).not.toContain('canary')
  })
})

describe('what is no request', () => {
  test.each([
    ['an unknown method', 'FOO /graphql HTTP/1.1\r\nHost: x\r\n\r\n', 400],
    ['a method in small letters', 'get /graphql HTTP/1.1\r\nHost: x\r\n\r\n', 400],
    ['a header without a name', 'GET /graphql HTTP/1.1\r\nHost: x\r\n: y\r\n\r\n', 400],
    ['a header with a bad name', 'GET /graphql HTTP/1.1\r\nHost: x\r\nX(y): y\r\n\r\n', 400],
    ['the beginning of TLS', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', 400],
    ['the beginning of HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 400],
    ['a version to come', get('/graphql', 'Host: x\r\n', 'HTTP/2.0'), 400],
    ['a version of long ago', 'GET /graphql\r\n\r\n', 400],
    ['a tunnel', 'CONNECT elsewhere.example:443 HTTP/1.1\r\nHost: elsewhere.example:443\r\n\r\n', 405],
    ['a header that is too large', get('/graphql', `Host: x\r\nX: ${'x'.repeat(17_000)}\r\n`), 431],
    ['too many headers', get('/graphql', `Host: x\r\n${'a: b\r\n'.repeat(200)}`), 431],
  ])('answers a bare status, and ends the connection: %s', async (_what, text, status) => {
    const answer = await send(text)
    expect(statusesOf(answer)).toEqual([status])
    expect(JSON.parse(answer.split('\r\n\r\n')[1] ?? '')).toMatchObject({ errors: [{ message: expect.any(String) }] })
    expect(answer).not.toMatch(/elsewhere|HPE_|llhttp|Parse Error|node/i)
  })

  test.each(['TRACE', 'QUERY', 'PUT', 'DELETE', 'PROPFIND'])('or none that is served: %s', async (method) => {
    const answer = await send(
      `${method} /graphql?query={__typename} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-Canary: canary\r\n\r\n`,
    )
    expect(statusesOf(answer)).toEqual([405])
    expect(answer).not.toContain('canary')
  })

  test('leaves the server as it was', async () => {
    await send('\0'.repeat(10_000))
    expect(statusesOf(await send(get('/healthz')))).toEqual([200])
  })
})

describe('answers', () => {
  test('name no product and no version', async () => {
    for (const text of [get('/graphql?query={__typename}'), get('/nope'), get('/healthz'), get('/%'), 'junk\r\n\r\n']) {
      const [head = ''] = (await send(text)).split('\r\n\r\n')
      expect(head).not.toMatch(/^(server|x-powered-by|via|x-runtime|x-aspnet-version):/im)
      expect(head).not.toMatch(/yoga|node|graphql-js|express/i)
      expect(head).toMatch(/^x-content-type-options: nosniff$/im)
    }
  })
})

describe('a body that is too large', () => {
  const megabyte = 1024 * 1024

  test('is refused by its stated length, before it is sent', async () => {
    const connection = open()
    connection.write(post(`Content-Length: ${3 * megabyte}\r\n`, ''))
    await vi.waitFor(() => expect(statusesOf(connection.received())).toEqual([413]), { timeout: 5_000 })
    connection.leave()
  })

  test('is refused in chunks, too, and its sender gets to read why', async () => {
    const chunk = `${megabyte.toString(16)}\r\n${'x'.repeat(megabyte)}\r\n`
    const text = post(chunks, `${chunk.repeat(3)}0\r\n\r\n`).replace('Connection: close\r\n', '')
    // The connection is whole: what was not wanted has been taken off it.
    expect(statusesOf(await send(text + get('/healthz')))).toEqual([413, 200])
  })

  test('is not taken for ever', async () => {
    const connection = open()
    const chunk = `${megabyte.toString(16)}\r\n${'x'.repeat(megabyte)}\r\n`
    connection.write(post(chunks, chunk.repeat(12)).replace('Connection: close\r\n', ''))
    expect(statusesOf(await connection.ended).at(0) ?? 413).toBe(413)
  })

  test('cannot be hidden behind a smaller length', async () => {
    const answer = await send(post(length, operation + 'x'.repeat(2 * megabyte)).replace('Connection: close\r\n', ''))
    // The rest is no request.
    expect(statusesOf(answer).at(-1)).toBe(400)
  })
})

describe('a caller that is slow', () => {
  let patient: RunningServer
  beforeAll(async () => {
    patient = await startServer({
      gateway: rig.gateway,
      host: '127.0.0.1',
      port: 0,
      headersMilliseconds: 200,
      requestMilliseconds: 400,
    })
  })
  afterAll(() => patient.close())

  test.each([
    ['says nothing', ''],
    ['never ends its headers', 'POST /graphql HTTP/1.1\r\nHost: x\r\nX: '],
    ['never ends its body', post(`Content-Length: 1000\r\n`, '{"query":')],
    ['never ends its chunks', post(chunks, '5\r\n{"que\r\n')],
  ])('is told that it took too long: it %s', async (_what, text) => {
    const connection = open(patient)
    connection.write(text)
    const drip = setInterval(() => connection.write(text === '' ? '' : 'a'), 50)
    const answer = await connection.ended
    clearInterval(drip)
    expect(statusesOf(answer)).toEqual([408])
  })

  test('is given no second answer on top of the first', async () => {
    const connection = open(patient)
    connection.write('POST /nope HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nabc')
    expect(statusesOf(await connection.ended)).toEqual([404])
  })

  test('keeps the gateway from nothing when it leaves in the middle of its body', async () => {
    const other = await startRig({ customers: 1 })
    const own = await startServer({ gateway: other.gateway, host: '127.0.0.1', port: 0 })
    const connection = open(own)
    connection.write(post('Expect: 100-continue\r\nContent-Length: 1000\r\n', '{"query":'))
    await vi.waitFor(() => expect(connection.received()).toContain(' 100 '))
    connection.leave()
    await own.close()
    await other.gateway.close()
    expect(other.lines.filter(({ msg }) => msg === 'unexpected error')).toEqual([])
    await other.close()
  })
})
