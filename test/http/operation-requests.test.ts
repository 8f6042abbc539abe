// What a request must look like to be taken for an operation, and what is said to those that do not.
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readBody } from '../../src/http/request-body.ts'
import { type Rig, startRig } from '../gateway/rig.ts'

const json = { 'content-type': 'application/json' }
const operation = '{"query":"{ __typename }"}'
const megabyte = 1024 * 1024

let rig: Rig
let compressed: Rig
let production: Rig
beforeAll(async () => {
  rig = await startRig({ customers: 1 })
  compressed = await startRig({ customers: 1, compressedRequests: true })
  production = await startRig({ customers: 1, mode: 'production' })
})
afterAll(() => Promise.all([rig.close(), compressed.close(), production.close()]))

function post({ send }: Rig, body: BodyInit, headers: Record<string, string> = json): Promise<Response> {
  return send('/graphql', { method: 'POST', headers, body, duplex: 'half' } as RequestInit)
}

/** A body whose length nobody states. */
function inPieces(text: string | Uint8Array, pieces = 8): ReadableStream {
  const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text
  const size = Math.ceil(bytes.length / pieces)
  return new ReadableStream({
    start: (controller) => {
      for (let at = 0; at < bytes.length; at += size) controller.enqueue(bytes.slice(at, at + size))
      controller.close()
    },
  })
}

function ofSize(bytes: number): string {
  const rest = bytes - '{"query":"{ __typename }","variables":{"x":""}}'.length
  return `{"query":"{ __typename }","variables":{"x":"${'x'.repeat(rest)}"}}`
}

async function codeOf(response: Response): Promise<unknown> {
  const { errors } = (await response.json()) as { errors?: { extensions?: { code?: string } }[] }
  return errors?.[0]?.extensions?.code
}

describe('a body', () => {
  test('may have a megabyte and not a byte more, whether its length is said or not', async () => {
    expect((await post(rig, ofSize(megabyte))).status).toBe(200)
    expect((await post(rig, inPieces(ofSize(megabyte)))).status).toBe(200)
    for (const body of [ofSize(megabyte + 1), inPieces(ofSize(megabyte + 1))]) {
      const response = await post(rig, body)
      expect([response.status, await codeOf(response)]).toEqual([413, 'REQUEST_ENTITY_TOO_LARGE'])
    }
  })

  test('is refused by the length that is stated, before it is read', async () => {
    const never = new ReadableStream({ pull: () => new Promise(() => {}) })
    expect((await post(rig, never, { ...json, 'content-length': String(megabyte + 1) })).status).toBe(413)
  })

  test('is counted, although a smaller length is stated', async () => {
    const headers = { ...json, 'content-length': '20' }
    expect((await post(rig, inPieces(ofSize(2 * megabyte)), headers)).status).toBe(413)
  })

  test.each([
    ['application/json; charset=utf-8', 200],
    ['application/json;charset="UTF-8"', 200],
    ['Application/JSON', 200],
    ['application/json; charset=utf-16', 415],
    ['application/json, text/plain', 415],
    ['application/jsonp', 415],
    ['text/json', 415],
  ])('of type %s answers %d', async (type, status) => {
    expect((await post(rig, operation, { 'content-type': type })).status).toBe(status)
  })

  test('is read as UTF-8, also where a character comes in two pieces', async () => {
    const rules = { maximumBytes: 100, allowsCompression: false }
    expect(await readBody(inPieces('a€b€c', 9), () => null, rules)).toBe('a€b€c')
  })
})

test('a body may begin with a mark of the byte order, whichever way it is served', async () => {
  const marked = `\uFEFF${operation}`
  expect((await post(rig, marked)).status).toBe(200)
  expect((await rig.query('', {}, { body: marked })).status).toBe(200)
})

describe('a host that has read the body already', () => {
  test('has it served as it was read', async () => {
    const server = createServer(async (request, response) => {
      const chunks: Buffer[] = []
      for await (const chunk of request) chunks.push(chunk as Buffer)
      const text = Buffer.concat(chunks).toString()
      rig.gateway.listener(Object.assign(request, { body: JSON.parse(text) }), response)
    })
    await once(server.listen(0, '127.0.0.1'), 'listening')
    const { port } = server.address() as AddressInfo
    const send = (body: string) => fetch(`http://127.0.0.1:${port}/graphql`, { method: 'POST', headers: json, body })
    expect(await (await send(operation)).json()).toEqual({ data: { __typename: 'Query' } })
    expect((await send('{"query":7}')).status).toBe(400)
    server.closeAllConnections()
    await once(server.close(), 'close')
  })
})

describe('a compressed body', () => {
  const gzip = { ...json, 'content-encoding': 'gzip' }

  test('is refused unless the operator allows it', async () => {
    const response = await post(rig, inPieces(gzipSync(operation)), gzip)
    expect([response.status, await codeOf(response)]).toEqual([415, 'UNSUPPORTED_MEDIA_TYPE'])
  })

  test.each([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['br', brotliCompressSync],
    ['GZIP', gzipSync],
  ] as const)('is taken where it is allowed: %s', async (encoding, compress) => {
    const response = await post(compressed, inPieces(compress(operation)), { ...json, 'content-encoding': encoding })
    expect(await response.json()).toEqual({ data: { __typename: 'Query' } })
  })

  test.each(['zstd', 'gzip, gzip', 'constructor'])(
    'is refused in an encoding that is not read: %s',
    async (encoding) => {
      expect((await post(compressed, operation, { ...json, 'content-encoding': encoding })).status).toBe(415)
    },
  )

  test('counts by its size after decompression', async () => {
    expect((await post(compressed, inPieces(gzipSync(ofSize(megabyte))), gzip)).status).toBe(200)
    expect((await post(compressed, inPieces(gzipSync(ofSize(megabyte + 1))), gzip)).status).toBe(413)
    const bomb = gzipSync(Buffer.alloc(256 * megabyte), { level: 9 })
    expect((await post(compressed, inPieces(bomb), gzip)).status).toBe(413)
  })

  test.each([
    ['none at all', Buffer.from(operation)],
    ['cut short', gzipSync(operation).subarray(0, 20)],
    ['damaged', Buffer.from(gzipSync(operation).map((byte, index) => (index === 14 ? byte ^ 0xff : byte)))],
  ])('that is %s answers 400', async (_what, bytes) => {
    const response = await post(compressed, inPieces(bytes), gzip)
    expect([response.status, await codeOf(response)]).toEqual([400, 'BAD_REQUEST'])
  })
})

describe('parameters', () => {
  test.each([
    ['[]', /batches/],
    ['[{"query":"{ __typename }"}]', /batches/],
    ['{"query":["{ __typename }"]}', /`query` must be a string/],
    ['{"query":"{ __typename }","variables":[]}', /`variables` must be an object/],
    ['{"query":"{ __typename }","variables":"{}"}', /`variables` must be an object/],
    ['{"query":"{ __typename }","extensions":1}', /`extensions` must be an object/],
    ['{"query":"{ __typename }","operationName":{}}', /`operationName` must be a string/],
    ['{"query":"{ __typename }","__proto__":{}}', /does not know/],
    ['{"query":"{ __typename }","constructor":1}', /does not know/],
    ['{"query":"{ __typename }"', /no JSON/],
  ])('of a body that cannot be used are named: %s', async (body, message) => {
    const response = await post(rig, body)
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ errors: [{ message: expect.stringMatching(message) }] })
  })

  test('that are null are none', async () => {
    const body = '{"query":"{ __typename }","variables":null,"operationName":null,"extensions":null}'
    expect(await (await post(rig, body)).json()).toEqual({ data: { __typename: 'Query' } })
  })

  test.each([
    ['variables={', /`variables` in the URL is no JSON/],
    ['variables=[]', /`variables` must be an object/],
    ['variables=1', /`variables` must be an object/],
    ['extensions=x', /`extensions` in the URL is no JSON/],
    ['query={a}', /`query` is in the URL twice/],
  ])('of a URL that cannot be used are named: %s', async (parameter, message) => {
    const response = await rig.send(`/graphql?query={__typename}&${encodeURI(parameter)}`)
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ errors: [{ message: expect.stringMatching(message) }] })
  })

  test('of a URL may have others beside them', async () => {
    const response = await rig.send('/graphql?query={__typename}&variables=%7B%7D&trace=1')
    expect(await response.json()).toEqual({ data: { __typename: 'Query' } })
  })

  test('are not repeated in the answer', async () => {
    const response = await post(rig, '{"query":"{ __typename }","canary":"canary","variables":"canary"}')
    expect(await response.text()).not.toContain('canary')
  })
})

describe('in production a GET', () => {
  const path = '/graphql?query={__typename}'

  test('is refused without a header that makes browsers ask first', async () => {
    const response = await production.send(path)
    expect(response.status).toBe(403)
    const { errors } = (await response.json()) as { errors: unknown[] }
    expect(errors).toMatchObject([
      {
        message: expect.stringContaining('graphql-require-preflight'),
        extensions: { code: 'PREFLIGHT_HEADER_REQUIRED' },
      },
    ])
  })

  test.each(['graphql-require-preflight', 'apollo-require-preflight', 'x-apollo-operation-name'])(
    'is served with %s',
    async (header) => {
      const response = await production.send(path, { headers: { [header]: '1' } })
      expect(await response.json()).toEqual({ data: { __typename: 'Query' } })
    },
  )

  test('is refused when the header is empty', async () => {
    expect((await production.send(path, { headers: { 'graphql-require-preflight': '' } })).status).toBe(403)
  })

  test('may ask for health without it', async () => {
    expect((await production.send('/healthz')).status).toBe(200)
  })

  test('can still change nothing', async () => {
    const query = encodeURIComponent('mutation { archiveCustomer(input: { id: "x" }) { outcome } }')
    const headers = { 'graphql-require-preflight': '1' }
    const response = await production.send(`/graphql?query=${query}`, { headers })
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST'])
  })
})

describe('other methods', () => {
  test.each(['PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS'])('are refused: %s', async (method) => {
    const response = await rig.send('/graphql?query={__typename}', { method })
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, POST'])
  })
})

describe('GraphiQL', () => {
  const browser = { accept: 'text/html, */*;q=0.8' }

  test('is off in production unless it is switched on', async () => {
    const open = await startRig({ customers: 1, mode: 'production', graphiql: true })
    const closed = await startRig({ customers: 1, graphiql: false })
    const types = [production, open, closed].map(async ({ send }) =>
      (await send('/graphql', { headers: browser })).headers.get('content-type'),
    )
    expect(await Promise.all(types)).toEqual([
      expect.stringContaining('application/json'),
      expect.stringContaining('text/html'),
      expect.stringContaining('json'),
    ])
    await Promise.all([open.close(), closed.close()])
  })
})
