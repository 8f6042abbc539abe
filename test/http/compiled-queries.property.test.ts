// A query is answered with the same bytes whether it was compiled or not: random operations of the real schema, over
// random customers with odd values among them, through two gateways that differ in nothing else.
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import fc from 'fast-check'
import {
  type GraphQLNamedType,
  type GraphQLObjectType,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isLeafType,
  isObjectType,
} from 'graphql'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { topLevelKey } from '../../src/domain/coverage.ts'
import { encodeCustomerId } from '../../src/domain/global-id.ts'
import { createGateway, createLogger, type Gateway } from '../../src/index.ts'
import { providers } from '../../src/providers/registry.ts'
import { createSchema } from '../../src/schema/schema.ts'
import { createTestAudit } from '../audit.ts'
import { escapeLetters, layouts, print, toNode } from '../projection/json-text.ts'
import { startWireServer, type WireReply, type WireServer } from '../wire-server.ts'

type Row = Record<string, unknown>
type Provider = 'LAYER' | 'SEQUENCE' | 'THRED'

const schema = createSchema(providers)
const rows: Record<Provider, Row[]> = { LAYER: [], SEQUENCE: [], THRED: [] }
/** How providers write JSON. */
let writeJson: (value: unknown) => string = JSON.stringify
/** Reckoned from the clock, or from what was asked before. */
const varying = new Set(['latencyMs', 'lastSuccessAt', 'rateLimit', 'expiresAt', 'counterparts'])

let wires: Record<Provider, WireServer>
let compiling: Running
let plain: Running

interface Running {
  readonly gateway: Gateway
  readonly server: Server
  readonly origin: string
  readonly lines: Row[]
}

async function start(compileQueries: boolean): Promise<Running> {
  const lines: Row[] = []
  const destination = { write: (line: string) => void lines.push(JSON.parse(line) as Row) }
  const rateLimit = { requests: 1_000_000, seconds: 1 }
  const { LAYER, SEQUENCE, THRED } = wires
  const gateway = createGateway({
    compileQueries,
    joinReads: false,
    callerCostPerMinute: 1_000_000,
    logger: createLogger({ level: 'info', destination }),
    auditLogger: createTestAudit().auditLogger,
    credentials: {
      layer: {
        ...{ provider: 'layer', clientId: 'client', clientSecret: 'secret', rateLimit },
        ...{ baseUrl: LAYER.origin, tokenUrl: `${LAYER.origin}/token` },
      },
      sequence: {
        provider: 'sequence',
        clientId: 'client',
        clientSecret: 'secret',
        baseUrl: SEQUENCE.origin,
        rateLimit,
      },
      thred: { provider: 'thred', partnerId: 'partner', apiKey: 'secret', baseUrl: THRED.origin, rateLimit },
    },
    linkedAccounts: [
      { name: 'layer', credential: 'layer', businessId: 'business' },
      { name: 'sequence', credential: 'sequence' },
      { name: 'thred', credential: 'thred', businessId: 'business' },
    ],
  })
  const server = createServer((request, response) => gateway.listener(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { gateway, server, origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, lines }
}

function answer(value: unknown, status = 200): WireReply {
  return { status, headers: { 'content-type': 'application/json' }, body: writeJson(value) }
}

function startWire(provider: Provider, envelope: (rows: Row[]) => Row, detail: (row: Row) => unknown) {
  return startWireServer(({ method, target }) => {
    if (method === 'POST') return answer({ access_token: 'token', token_type: 'Bearer', expires_in: 3_600 })
    const path = target.split('?')[0]?.replace(/\/$/, '') ?? ''
    if (path.endsWith('/customers')) return answer(envelope(rows[provider]))
    const row = rows[provider].find(({ id }) => path.endsWith(`/customers/${id}`))
    return row === undefined ? answer({}, 404) : answer(detail(row))
  })
}

beforeAll(async () => {
  wires = {
    LAYER: await startWire(
      'LAYER',
      (data) => ({ data, meta: { pagination: { has_more: false } } }),
      (data) => ({ data }),
    ),
    SEQUENCE: await startWire(
      'SEQUENCE',
      (items) => ({ items, pagination: { totalResultSize: items.length } }),
      (row) => row,
    ),
    THRED: await startWire(
      'THRED',
      (results) => ({ count: results.length, results, next: null }),
      (row) => row,
    ),
  }
  compiling = await start(true)
  plain = await start(false)
})

afterAll(async () => {
  for (const { gateway, server } of [compiling, plain]) {
    server.closeAllConnections()
    server.close()
    await gateway.close()
  }
  for (const wire of Object.values(wires)) await wire.close()
})

/** From 0 up to 1, the same for the same seed. */
type Draw = () => number

function createDraw(seed: number): Draw {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    const once = Math.imul(state ^ (state >>> 15), state | 1)
    const twice = once ^ (once + Math.imul(once ^ (once >>> 7), once | 61))
    return ((twice ^ (twice >>> 14)) >>> 0) / 0x1_0000_0000
  }
}

const whole = (draw: Draw, least: number, most: number): number => least + Math.floor(draw() * (most - least + 1))
const oneOf = <Value>(draw: Draw, values: readonly Value[]): Value => values[whole(draw, 0, values.length - 1)] as Value
const isDrawn = (draw: Draw, percent: number): boolean => whole(draw, 1, 100) <= percent

function drawJsonWriter(draw: Draw): typeof writeJson {
  const layout = oneOf(draw, layouts)
  const finish = isDrawn(draw, 30) ? escapeLetters : String
  return (value) => finish(print(toNode(value), layout))
}

/** Mostly what is documented; sometimes anything. Half of the lists are of rows that look alike. */
function drawRows(draw: Draw, keys: readonly string[]): Row[] {
  if (isDrawn(draw, 50)) {
    return Array.from({ length: whole(draw, 4, 12) }, (_, index) => {
      const members = keys.map((key) => [key, isDrawn(draw, 20) ? null : oneOf(draw, usual(key))])
      return { id: `customer-${index}`, ...Object.fromEntries(members) }
    })
  }
  return Array.from({ length: whole(draw, 0, 6) }, (_, index) => {
    const row: Row = { id: isDrawn(draw, 95) ? `customer-${index}` : oneOf(draw, [null, 7, '', '../x', 'customer-0']) }
    for (const key of keys) {
      if (isDrawn(draw, 25)) continue
      row[key] = oneOf(draw, isDrawn(draw, 70) ? usual(key) : anything)
    }
    return row
  })
}

function some<Value>(values: fc.Arbitrary<Value>): readonly Value[] {
  return fc.sample(values, { seed: 1, numRuns: 40 })
}

const anything = some(fc.jsonValue({ maxDepth: 2, stringUnit: 'binary' }))
const words = ['Example', 'Example ü 😀', 'a', 'b é']
const texts = [
  ...words,
  ...words,
  '',
  ' ',
  'Ünï "q" \\ 😀',
  'x'.repeat(200),
  ...some(fc.string({ maxLength: 8, unit: 'binary' })).slice(0, 9),
]
const instants = ['2026-02-28T12:00:00Z', '2026-02-30T12:00:00Z', '2024-02-29T23:59:59.123456+02:00']
const text = fc.constantFrom(...texts)
const tags = some(fc.array(fc.record({ key: text, value: text }), { maxLength: 2 }))
const contacts = some(fc.array(fc.record({ id: text, name: text, email: text }), { maxLength: 2 }))
const addresses = some(fc.record({ line1: text, town: text, country: fc.constantFrom('DE', 'XYZ') }))
const numbers = some(fc.oneof(fc.integer(), fc.double()))

function usual(key: string): readonly unknown[] {
  if (/_at$|At$/.test(key)) return instants
  if (/status$/i.test(key)) return ['ACTIVE', 'archived', 'DRAFT', 'TAXED', 'FROZEN']
  if (/^is_|exempt/.test(key)) return [true, false]
  if (/cents|limit|balance|days/.test(key)) return numbers
  if (/tags/.test(key)) return tags
  if (/contacts/.test(key)) return contacts
  if (/address$/.test(key)) return addresses
  return texts
}

const keysOf = Object.fromEntries(
  providers.map(({ name, coverage }) => [
    name,
    [
      ...new Set(
        Object.values(coverage).flatMap(({ nativePaths }) =>
          nativePaths.map(topLevelKey).filter((key) => key !== 'id'),
        ),
      ),
    ],
  ]),
)

const plainFields = Object.values((schema.getType('Customer') as GraphQLObjectType).getFields())
  .filter(({ type }) => isLeafType(getNamedType(type)) && getNamedType(type).name !== 'JSON')
  .map(({ name }) => name)

interface Operation {
  readonly query: string
  readonly variables: Row
}

function drawOperation(draw: Draw): Operation {
  const fragments: string[] = []
  const variables: Row = {
    yes: isDrawn(draw, 50),
    first: whole(draw, 1, isDrawn(draw, 50) ? 8 : 40),
    archived: isDrawn(draw, 50),
  }

  function condition(): string {
    if (isDrawn(draw, 85)) return ''
    return ` @${oneOf(draw, ['skip', 'include'])}(if: ${oneOf(draw, ['$yes', 'true', 'false'])})`
  }

  function argumentsOf(parent: string, name: string): string {
    if (parent !== 'Query') return ''
    const id = (): string => {
      const provider = oneOf(draw, ['LAYER', 'SEQUENCE', 'THRED'])
      const known = encodeCustomerId(provider, provider.toLowerCase(), `customer-${whole(draw, 0, 7)}`)
      return JSON.stringify(isDrawn(draw, 90) ? known : 'nonsense')
    }
    if (name === 'customers') {
      const filter = isDrawn(draw, 20) ? ', filter: { nameContains: "a" }' : ''
      return `(first: ${oneOf(draw, ['$first', '$first', '$first', '3', '0'])}, includeArchived: ${oneOf(draw, ['$archived', 'true'])}${filter})`
    }
    if (name === 'customer' || name === 'node') return `(id: ${id()})`
    if (name === 'nodes') return `(ids: [${id()}, ${id()}])`
    if (name === 'customerGroup') return '(externalId: "x")'
    return ''
  }

  function select(type: GraphQLNamedType, depth: number): string {
    const parts: string[] = []
    const amount = whole(draw, 1, 5)
    for (let count = 0; count < amount; count += 1) {
      if (isDrawn(draw, 10)) parts.push(`__typename${condition()}`)
      if (isAbstractType(type) || isDrawn(draw, 10)) {
        const target = isAbstractType(type) ? oneOf(draw, schema.getPossibleTypes(type)) : (type as GraphQLObjectType)
        const selection = select(target, depth - 1)
        if (isDrawn(draw, 50)) parts.push(`... on ${target.name}${condition()} { ${selection} }`)
        else {
          const name = `Part${fragments.length}`
          fragments.push('')
          fragments[Number(name.slice(4))] = `fragment ${name} on ${target.name} { ${selection} }`
          parts.push(`...${name}${condition()}`)
        }
      }
      if (!isObjectType(type)) continue
      const known = Object.values(type.getFields()).filter(({ name }) => !varying.has(name))
      const open = known.filter((field) => depth > 0 || !isCompositeType(getNamedType(field.type)))
      if (open.length === 0) continue
      const field = oneOf(draw, open)
      const named = getNamedType(field.type)
      const below = isCompositeType(named) ? ` { ${select(named, depth - 1)} }` : ''
      // Fields of one name must be the same field with the same arguments.
      const isPlain = type.name !== 'Query' && isDrawn(draw, 80)
      const alias = isPlain ? '' : `a${count}_${Math.abs(depth)}${depth < 0 ? '_' : ''}${field.name}: `
      parts.push(`${alias}${field.name}${argumentsOf(type.name, field.name)}${condition()}${below}`)
    }
    return parts.length === 0 ? '__typename' : parts.join(' ')
  }

  /** What is written from the bytes of lists, where nothing else is selected of their customers. */
  function selectRows(): string {
    const names = Array.from({ length: whole(draw, 1, 6) }, () => `${oneOf(draw, plainFields)}${condition()}`)
    const fields = [...new Set(names)].join(' ')
    const nodes = isDrawn(draw, 50) ? `nodes { ${fields} }` : `edges { node { ${fields} } }`
    return `customers${argumentsOf('Query', 'customers')} { ${nodes} }`
  }

  const root = schema.getQueryType()
  if (root == null) throw new Error('The schema has no queries.')
  const selection = isDrawn(draw, 60) ? selectRows() : select(root, 4)
  const declared = 'query Random($yes: Boolean!, $first: Int, $archived: Boolean!)'
  const unused =
    'unused: __typename @include(if: $yes) unusedList: customers(first: $first, includeArchived: $archived) { __typename }'
  return { query: `${declared} { ${selection} ${unused} } ${fragments.join(' ')}`, variables }
}

async function ask({ origin }: Running, operation: Operation, accept: string): Promise<unknown> {
  const response = await fetch(`${origin}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept, 'x-request-id': 'the-same' },
    body: JSON.stringify(operation),
  })
  const headers = [...response.headers].filter(([name]) => name !== 'date')
  return { status: response.status, headers, body: await response.text() }
}

test('compiled or not, every query has the same answer', async () => {
  const accepted = ['application/json', '*/*', 'application/graphql-response+json']
  for (const accept of accepted) await ask(compiling, { query: '{ __typename }', variables: {} }, accept)
  // The first to ask causes requests for tokens, too, and would be told so.
  for (const running of [compiling, plain])
    await ask(running, { query: '{ customers { isComplete } }', variables: {} }, '*/*')
  let answered = 0
  await fc.assert(
    fc.asyncProperty(fc.nat(), async (seed) => {
      const draw = createDraw(seed)
      writeJson = drawJsonWriter(draw)
      for (const { name } of providers) rows[name as Provider] = drawRows(draw, keysOf[name] ?? [])
      for (let count = 0; count < 3; count += 1) {
        const operation = drawOperation(draw)
        const accept = oneOf(draw, accepted)
        const [one, other] = await Promise.all([ask(compiling, operation, accept), ask(plain, operation, accept)])
        expect(one).toEqual(other)
        answered += 1
        // What comes again may be answered from what was kept.
        for (let again = 0; again < 3; again += 1) expect(await ask(compiling, operation, accept)).toEqual(other)
      }
    }),
    { numRuns: 60, interruptAfterTimeLimit: 15_000, endOnFailure: true },
  )
  // And the one way really was another than the other.
  const compiled = compiling.lines.filter(({ isCompiled }) => isCompiled === true).length
  expect(compiled).toBeGreaterThan(answered / 4)
  expect(plain.lines.filter(({ isCompiled }) => isCompiled === true)).toEqual([])
}, 60_000)

test('a list is compiled although some of its rows are odd', async () => {
  const odd = [
    { id: 'a', company_name: 'A' },
    { id: 'b' },
    { id: 'c', company_name: 7 },
    { id: 'd', company_name: 'ü' },
  ]
  Object.assign(rows, { LAYER: odd, SEQUENCE: [], THRED: [] })
  await ask(compiling, { query: '{ customers(first: 9) { nodes { displayName } } }', variables: {} }, '*/*')
  expect(compiling.lines.filter(({ msg }) => msg === 'request').at(-1)).toMatchObject({ isCompiled: true })
})
