// Requests that nobody should send. Each begins as one that is right, and is then broken somewhere, or several times: in
// its document, its variables, its body's bytes, its headers, its path, or its framing. Each is made from a seed and its
// number alone, so that one that did harm can be made again.
import type { GraphQLSchema } from 'graphql'
import { type Corpus, createOperation, type Operation } from './documents.ts'
import { createRandom, type Random } from './random.ts'

export type FuzzRequest =
  | {
      readonly how: 'http'
      readonly method: string
      readonly path: string
      readonly headers: Record<string, string>
      readonly body: Buffer | null
    }
  /** Bytes for a socket. */
  | { readonly how: 'raw'; readonly bytes: Buffer }

interface Parts {
  method: string
  path: string
  headers: Record<string, string>
  /** The body before it becomes bytes; undefined: no body. */
  json: unknown
  bytes: Buffer | null
}

export function createRequests(schema: GraphQLSchema, corpus: Corpus, seed: number) {
  return (index: number): FuzzRequest => {
    const random = createRandom(Math.imul(seed, 0x9e3779b1) ^ Math.imul(index + 1, 0x85ebca6b))
    if (random.chance(0.06)) return { how: 'raw', bytes: createGarbage(random) }
    const operation = createOperation(schema, corpus, random)
    const parts: Parts = {
      method: 'POST',
      path: '/graphql',
      headers: { 'content-type': 'application/json', accept: random.pick(accepts) },
      json: operation,
      bytes: null,
    }
    const mutations = random.chance(0.15) ? 0 : 1 + random.below(3)
    for (let made = 0; made < mutations; made += 1) random.pick(weighted)(parts, { random, operation, corpus })
    if (parts.bytes === null && parts.json !== undefined) parts.bytes = Buffer.from(String(JSON.stringify(parts.json)))
    const { method, path, headers, bytes } = parts
    return { how: 'http', method, path, headers, body: bytes }
  }
}

interface Means {
  readonly random: Random
  readonly operation: Operation
  readonly corpus: Corpus
}
type Mutation = (parts: Parts, means: Means) => void

const accepts = ['application/json', 'application/graphql-response+json', '*/*']

const mutateDocument: Mutation = (parts, { random }) => {
  const query = textOf(parts, 'query')
  setMember(parts, 'query', random.chance(0.5) ? breakTokens(query, random) : breakGrammar(query, random))
}

function breakTokens(query: string, random: Random): string {
  const tokens = query.match(/"(?:[^"\\]|\\.)*"|[A-Za-z_][A-Za-z0-9_]*|\d+|\.\.\.|\s+|./gsu) ?? []
  for (let times = 1 + random.below(3); times > 0; times -= 1) {
    const at = random.below(tokens.length + 1)
    const other = random.below(tokens.length + 1)
    const change = random.below(4)
    if (change === 0) tokens.splice(at, 1)
    else if (change === 1) tokens.splice(at, 0, random.pick(strayTokens))
    else if (change === 2) tokens.splice(at, 0, ...tokens.slice(other, other + 1 + random.below(5)))
    else tokens.splice(at, 1, tokens[other] ?? '')
  }
  return tokens.join('')
}

const strayTokens = [
  ...['{', '}', '(', ')', '[', ']', '...', '!', '$', '$v0', '@', '@skip', '@include(if: $v0)', '@nope', ':', '=', '|'],
  ...['on', 'null', 'true', 'fragment', 'query', 'subscription', '__typename', '__schema { types { name } }', '#', '"'],
  ...[
    '"""',
    '\\u{110000}',
    '"\\uD800"',
    '1e999',
    '-0',
    '99999999999999999999',
    '0x1',
    '\0',
    '\ufeff',
    '\u{1f600}',
    'é',
  ],
  ...['__proto__', 'constructor', 'toString', 'node(id: "x") { id }', '{ a: { a: { a: 1 } } }', '@defer', '@stream'],
]

function breakGrammar(query: string, random: Random): string {
  const many = random.pick([3, 40, 400, 4_000])
  switch (random.below(12)) {
    case 0:
      return `${'{ node '.repeat(many)}${'}'.repeat(random.chance(0.5) ? many : many - 1)}`
    case 1:
      return `{ customers(first: ${'['.repeat(many)}1${']'.repeat(many)}) { isComplete } }`
    case 2:
      return `{ customers(filter: ${'{ email: '.repeat(many)}1${'}'.repeat(many)}) { isComplete } }`
    case 3:
      return `{ ${Array.from({ length: many }, (_, at) => `a${at}: __typename`).join(' ')} }`
    case 4:
      return `query { __typename ${'@skip(if: false) '.repeat(many)} }`
    case 5:
      return `{ ...A } fragment A on Query { ...B } fragment B on Query { ...A ...B }`
    case 6: {
      const steps = Math.min(many, 40)
      const doubling = Array.from(
        { length: steps },
        (_, at) => `fragment F${at} on Query { ...F${at + 1} ...F${at + 1} }`,
      )
      return `{ ...F0 } ${doubling.join(' ')} fragment F${steps} on Query { __typename }`
    }
    case 7:
      return `${query} ${query}`
    case 8:
      return `query (${Array.from({ length: many }, (_, at) => `$v${at}: Int = ${at}`).join(', ')}) { __typename }`
    case 9:
      return `subscription { __typename } ${query}`
    case 10:
      return `{ customer(id: "${random.text(many)}") { id } }`
    default:
      return query.replace(/\b[a-z]\w+/gi, (word) => (random.chance(0.1) ? `${word}x` : word))
  }
}

const mutateVariables: Mutation = (parts, { random, operation }) => {
  const keys = [...Object.keys(operation.variables), 'v0', 'extra', '__proto__', 'toString']
  const variables = { ...operation.variables }
  for (let times = 1 + random.below(3); times > 0; times -= 1) {
    Object.defineProperty(variables, random.pick(keys), {
      value: createJson(random, 0),
      enumerable: true,
      configurable: true,
      writable: true,
    })
  }
  setMember(parts, 'variables', random.chance(0.1) ? createJson(random, 0) : variables)
}

function createJson(random: Random, depth: number): unknown {
  switch (random.below(depth > 4 ? 8 : 12)) {
    case 0:
      return null
    case 1:
      return random.chance(0.5)
    case 2:
      return random.pick([0, -1, 1e308, -1e308, 2 ** 31, 2 ** 53, 0.1, 1e-320])
    case 3:
      return random.text(random.pick([0, 8, 600, 12_000]))
    case 4:
      return random.pick(['..', '../../x', '%2e%2e%2f', 'a/b', 'a?b#c', '\0', '．．／', 'null', '[object Object]'])
    case 5:
      return Buffer.from(`1:customer:LAYER:layer:${random.text(12)}`).toString('base64url')
    case 6:
      return nest(random.pick([10, 200, 3_000]), random.chance(0.5))
    case 7:
      return {}
    case 8:
    case 9:
      return Array.from({ length: random.below(5) }, () => createJson(random, depth + 1))
    default:
      return Object.fromEntries(
        Array.from({ length: random.below(4) }, () => [random.text(6), createJson(random, depth + 1)]),
      )
  }
}

function nest(depth: number, isList: boolean): unknown {
  let value: unknown = 1
  for (let level = 0; level < depth; level += 1) value = isList ? [value] : { a: value }
  return value
}

/** Ids and cursors that were made here, and changed since. */
const mutateReference: Mutation = (parts, { random, corpus }) => {
  const isId = random.chance(0.5)
  const made = random.pick(isId ? corpus.ids : corpus.cursors) ?? ''
  const value = breakReference(made, random)
  const query = isId
    ? 'query ($v: ID!) { customer(id: $v) { id } node(id: $v) { id } }'
    : 'query ($v: String) { customers(first: 2, after: $v) { nodes { id } } }'
  const change = 'mutation ($v: ID!) { archiveCustomer(input: { id: $v, dryRun: true }) { outcome } }'
  parts.json = { query: isId && random.chance(0.3) ? change : query, variables: { v: value } }
}

function breakReference(made: string, random: Random): string {
  const bytes = Buffer.from(made, 'base64url')
  switch (random.below(6)) {
    case 0:
      return made.slice(0, random.below(made.length + 1))
    case 1:
      return made + random.text(8)
    case 2:
      return Buffer.from(breakBytes(bytes, random)).toString('base64url')
    case 3:
      return Buffer.from(
        bytes.toString('utf8').replace(/\d+|[a-z]+/g, (part) => (random.chance(0.2) ? random.text(9) : part)),
      ).toString('base64url')
    case 4:
      return Buffer.from(JSON.stringify(createJson(random, 0))).toString('base64url')
    default:
      return random.text(random.pick([5, 50, 11_000]))
  }
}

const mutateBytes: Mutation = (parts, { random }) => {
  const bytes = parts.bytes ?? Buffer.from(String(JSON.stringify(parts.json)))
  parts.bytes = breakBytes(bytes, random)
}

function breakBytes(bytes: Buffer, random: Random): Buffer {
  let broken = Buffer.from(bytes)
  for (let times = 1 + random.below(4); times > 0; times -= 1) {
    const at = random.below(broken.length + 1)
    const [head, tail] = [broken.subarray(0, at), broken.subarray(at)]
    switch (random.below(6)) {
      case 0:
        broken = Buffer.from(head)
        break
      case 1:
        broken = Buffer.concat([head, Buffer.from([random.below(256)]), tail.subarray(1)])
        break
      case 2:
        broken = Buffer.concat([head, tail.subarray(1 + random.below(9))])
        break
      case 3:
        broken = Buffer.concat([head, head.subarray(random.below(at + 1)), tail])
        break
      case 4:
        broken = Buffer.concat([head, Buffer.from(random.text(6)), tail])
        break
      default:
        broken = Buffer.concat([head, Buffer.from([0xff, 0xfe, 0xc0, 0xed, 0xa0, 0x80].slice(random.below(6))), tail])
    }
  }
  return broken
}

const mutateHeaders: Mutation = (parts, { random }) => {
  const [name, values] = random.pick(oddHeaders)
  parts.headers[name] = random.pick(values)
}

const oddHeaders: readonly (readonly [string, readonly string[]])[] = [
  [
    'content-type',
    [
      ...['', 'text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data', 'application/graphql', 'json'],
      ...[
        'application/json; charset=utf-16',
        'application/json;;;=',
        'APPLICATION/JSON',
        'application/json, text/html',
      ],
      'multipart/form-data; boundary=----x',
    ],
  ],
  ['accept', ['', 'text/html', 'text/event-stream', 'multipart/mixed', 'image/*;q=nope', '*/*;q=0', 'a'.repeat(4_000)]],
  ['content-encoding', ['gzip', 'br', 'deflate', 'identity, gzip', 'nope', '']],
  ['host', ['', 'a b', 'evil.example', '[::1', 'x:99999999', 'user:pass@host', '%00', 'a'.repeat(5_000)]],
  ['origin', ['null', 'https://evil.example', 'nonsense']],
  [
    'authorization',
    ['', 'Bearer', 'Bearer x', 'Basic !!!', `Bearer ${'x'.repeat(9_000)}`, 'Bearer a.b.c', 'Negotiate y'],
  ],
  ['cookie', ['a=b; __proto__=1', ';;;', 'x'.repeat(7_000)]],
  ['x-request-id', ['', '"', 'x'.repeat(200), '{"a":1}', '../../..']],
  ['x-gateway-cost', ['1', '2', '1, 1', 'yes']],
  ['expect', ['100-continue', '200-nope']],
  ['if-none-match', ['*', '"x"', 'W/"']],
  ['range', ['bytes=0-1', 'bytes=-99999999999']],
  ['accept-encoding', ['gzip;q=9', '*', 'br;q=x', 'identity;q=0']],
  ['upgrade', ['websocket', 'h2c']],
  ['connection', ['upgrade', 'close', 'keep-alive, x-request-id']],
  ['forwarded', ['for=127.0.0.1;host=evil.example']],
  ['x-forwarded-host', ['evil.example']],
  ['x-http-method-override', ['DELETE']],
]

const mutateMethod: Mutation = (parts, { random }) => {
  parts.method = random.pick(['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND', 'QUERY'])
  if (random.chance(0.5)) {
    parts.json = undefined
    parts.bytes = null
  }
}

const mutatePath: Mutation = (parts, { random, operation, corpus }) => {
  const id = random.pick(corpus.ids) ?? ''
  parts.path = random.pick([
    '/',
    '//',
    '/graphql/',
    '/graphql/../graphql',
    '/%67raphql',
    '/graphql;x=1',
    '/graphql%00',
    '/..%2f..%2fetc%2fpasswd',
    '/healthz',
    '/readyz',
    '/healthz?x=%',
    '/favicon.ico',
    `/graphql?query=${encodeURIComponent(operation.query)}`,
    `/graphql?query=${encodeURIComponent(operation.query)}&variables=${encodeURIComponent(JSON.stringify(operation.variables))}`,
    '/graphql?query=%',
    '/graphql?query={__typename}&variables={',
    '/graphql?query={__typename}&extensions=[',
    '/graphql?query={__typename}&operationName=x&operationName=y',
    `/graphql?query={customer(id:"${id}"){id}}&query=x`,
    `/graphql?${'a=b&'.repeat(500)}`,
    `/${'x'.repeat(12_000)}`,
  ])
  if (random.chance(0.5)) parts.headers['x-graphql-yoga-csrf'] = '1'
}

const mutateParameters: Mutation = (parts, { random, operation }) => {
  switch (random.below(8)) {
    case 0:
      parts.json = Array.from({ length: random.below(4) }, () => operation)
      break
    case 1:
      parts.json = createJson(random, 0)
      break
    case 2:
      setMember(parts, 'operationName', createJson(random, 3))
      break
    case 3:
      setMember(parts, 'extensions', createJson(random, 2))
      break
    case 4:
      setMember(parts, 'extensions', { persistedQuery: { version: 1, sha256Hash: random.text(64) } })
      break
    case 5:
      setMember(parts, random.text(8), createJson(random, 2))
      break
    case 6:
      setMember(parts, 'query', createJson(random, 1))
      break
    default:
      setMember(
        parts,
        random.pick(['__proto__', 'constructor', 'id', 'doc_id', 'map', 'operations']),
        createJson(random, 3),
      )
  }
}

/** As often as a mutation stands here it is chosen. */
const weighted: readonly Mutation[] = [
  ...[
    mutateDocument,
    mutateDocument,
    mutateDocument,
    mutateVariables,
    mutateVariables,
    mutateReference,
    mutateReference,
  ],
  ...[mutateBytes, mutateBytes, mutateHeaders, mutateHeaders, mutateMethod, mutatePath, mutateParameters],
]

function textOf({ json }: Parts, key: string): string {
  const value = typeof json === 'object' && json !== null ? Reflect.get(json, key) : ''
  return typeof value === 'string' ? value : ''
}

function setMember(parts: Parts, key: string, value: unknown): void {
  const members = Object.entries(typeof parts.json === 'object' && parts.json !== null ? parts.json : {})
  parts.json = Object.fromEntries([...members.filter(([name]) => name !== key), [key, value]])
}

const good = '{"query":"{ __typename }"}'
const start = 'POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n'

/** What is no HTTP, or two kinds of HTTP at once. */
function createGarbage(random: Random): Buffer {
  const chunk = `${good.length.toString(16)}\r\n${good}\r\n0\r\n\r\n`
  const form = random.pick([
    () => random.text(200),
    () => `${start}Content-Length: ${good.length}\r\nTransfer-Encoding: chunked\r\n\r\n${chunk}`,
    () => `${start}Transfer-Encoding: chunked\r\nContent-Length: ${good.length}\r\n\r\n${chunk}`,
    () => `${start}Content-Length: ${good.length}\r\nContent-Length: 0\r\n\r\n${good}`,
    () => `${start}Content-Length: -1\r\n\r\n${good}`,
    () => `${start}Content-Length: 1e3\r\n\r\n${good}`,
    () => `${start}Content-Length: 99999999999999999999\r\n\r\n${good}`,
    () => `${start}Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n${good}`,
    () => `${start}Transfer-Encoding: chunked\r\n\r\n-1\r\n${good}\r\n0\r\n\r\n`,
    () => `${start}Transfer-Encoding: xchunked\r\n\r\n${chunk}`,
    () => `${start}Transfer-Encoding: gzip, chunked\r\n\r\n${chunk}`,
    () => `${start}Transfer-Encoding : chunked\r\n\r\n${chunk}`,
    () => `${start}Transfer-Encoding: chunked\r\n\r\n${good.length.toString(16)};x="\r\n${good}\r\n0\r\nX: y\r\n\r\n`,
    () => `${start}X: a\rb\r\nContent-Length: ${good.length}\r\n\r\n${good}`,
    () => `${start}X: a\n b\r\n folded\r\nContent-Length: ${good.length}\r\n\r\n${good}`,
    () => `${start}X: a\0b\r\nContent-Length: ${good.length}\r\n\r\n${good}`,
    () => `${start}${'X-Many: y\r\n'.repeat(random.pick([90, 3_000]))}Content-Length: ${good.length}\r\n\r\n${good}`,
    () => `${start}X-Long: ${'y'.repeat(20_000)}\r\n\r\n`,
    () => `POST /graphql HTTP/1.1\r\nHost: x\r\nHost: y\r\nContent-Length: 0\r\n\r\n`,
    () => 'GET /graphql\r\n\r\n',
    () => 'GET http://evil.example/graphql HTTP/1.1\r\nHost: x\r\n\r\n',
    () => 'GET *  HTTP/1.1\r\nHost: x\r\n\r\n',
    () => 'OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n',
    () => 'CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example:443\r\n\r\n',
    () => 'GET /graphql HTTP/9.9\r\nHost: x\r\n\r\n',
    () => 'GET /graphql HTTP/2.0\r\nHost: x\r\n\r\n',
    () => 'GET /graphql HTTP/1.1\r\n\r\n',
    () => 'GET /graphql HTTP/1.0\r\n\r\n',
    () => 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\u0004\0\0\0\0\0',
    () => '\u0016\u0003\u0001\u0002\0\u0001\0\u0001\u00fc\u0003\u0003',
    () => `${start}Content-Length: ${good.length}\r\n\r\n${good}`.repeat(1 + random.below(5)),
    () => `${start}Content-Length: ${good.length + 50}\r\n\r\n${good}`,
    () => `${start}Expect: 100-continue\r\nContent-Length: ${good.length}\r\n\r\n${good}`,
    () => 'GET /graphql?query={__typename} HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n',
  ])
  const bytes = Buffer.from(form(), 'latin1')
  return random.chance(0.3) ? breakBytes(bytes, random) : bytes
}
