// How big a document may be, and what becomes of one that is bigger: refused with 400, before it is validated, planned or
// executed, and before a provider is asked.
import { readdirSync, readFileSync } from 'node:fs'
import { getIntrospectionQuery, parse } from 'graphql'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createRecentlyUsed } from '../../src/domain/recently-used.ts'
import { checkDocument, checkText, documentLimits } from '../../src/http/document-limits.ts'
import { createDocuments } from '../../src/http/documents.ts'
import { providers } from '../../src/providers/registry.ts'
import { createSchema } from '../../src/schema/schema.ts'
import { type Rig, startRig } from '../gateway/rig.ts'

const schema = createSchema(providers)
const documents = createDocuments({ schema, hasIntrospection: true })

function limitsOf(text: string): unknown[] {
  return documents.prepare(text).errors?.map(({ extensions }) => extensions['limit']) ?? []
}

function repeat(count: number, write: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => write(index)).join(' ')
}

/** Fields within fields, `levels` deep. */
function nest(levels: number): string {
  return levels === 1 ? '{ id }' : `{ counterparts ${levels === 2 ? '{ id }' : `{ customer ${nest(levels - 2)} }`} }`
}

const wrongByOne: readonly (readonly [string, string, (count: number) => string])[] = [
  ['depth', 'levels of fields', (count) => `{ ${'a { '.repeat(count - 1)} a ${'} '.repeat(count - 1)} }`],
  [
    'introspectionDepth',
    'levels of introspection',
    (count) => `{ __schema { types { ${'ofType { '.repeat(count - 3)} name ${'} '.repeat(count - 3)} } } }`,
  ],
  ['rootFields', 'fields at the root', (count) => `{ ${'__typename '.repeat(count)} }`],
  ['aliases', 'aliases', (count) => `{ a { ${repeat(count, (index) => `a${index}: b`)} } }`],
  ['directives', 'directives', (count) => `{ a ${'@skip(if: true) '.repeat(count)} }`],
  ['selections', 'selections', (count) => `{ a { ${repeat(count - 1, (index) => `b${index}`)} } }`],
  ['repeats', 'fields of one name', (count) => `{ a { ${'b '.repeat(count + 1)} } }`],
  [
    'repeats',
    'fields of one name, by an alias',
    (count) => `{ a { b ${'... on C { b: c } '.repeat(30)} ${'... { b } '.repeat(count - 30)} } }`,
  ],
  ['fragments', 'fragments', (count) => `{ a { ...F0 } } ${repeat(count, (index) => `fragment F${index} on A { b }`)}`],
  ['valueDepth', 'levels of lists', (count) => `{ a(b: ${'['.repeat(count)}1${']'.repeat(count)}) }`],
  ['valueDepth', 'levels of objects', (count) => `{ a(b: ${'{c: '.repeat(count)}1${'}'.repeat(count)}) }`],
  [
    'valueDepth',
    'levels of a default value',
    (count) => `query ($v: Int = ${'['.repeat(count)}${']'.repeat(count)}) { a }`,
  ],
  [
    'valueDepth',
    'levels of a variable’s type',
    (count) => `query ($v: ${'['.repeat(count)}Int${']'.repeat(count)}) { a }`,
  ],
  ['valueDepth', 'levels of a directive’s value', (count) => `{ a @x(b: ${'['.repeat(count)}${']'.repeat(count)}) }`],
]

describe('a document', () => {
  test.each(wrongByOne)('may have so many and not one more: %s (%s)', (limit, _what, write) => {
    const maximum = documentLimits[limit as keyof typeof documentLimits]
    const found = (text: string) => checkDocument(parse(text)).map(({ extensions }) => extensions)
    expect(found(write(maximum))).toEqual([])
    expect(found(write(maximum + 1))).toEqual([
      { code: 'DOCUMENT_LIMIT_EXCEEDED', limit, maximum, http: { status: 400 } },
    ])
  })

  test('may have 2,000 tokens and not one more', () => {
    // Beside the names there are two braces.
    expect(limitsOf(`{ ${'a '.repeat(1_998)} }`)).not.toContain('tokens')
    expect(limitsOf(`{ ${'a '.repeat(1_999)} }`)).toEqual(['tokens'])
  })

  test('may have fifty brackets within each other and not one more, closed or not', () => {
    for (const [open, close] of ['[]', '{}', '()']) {
      expect(checkText(`${open?.repeat(50)}`)).toBeNull()
      expect(checkText(`${open?.repeat(51)}`)).toBe('nesting')
      expect(checkText(`${`${open}${close}`.repeat(100)}`)).toBeNull()
    }
    expect(checkText(`"${'['.repeat(1_000)}" #${'['.repeat(1_000)}`)).toBeNull()
  })

  test('may have 100,000 characters and not one more, whatever they are', () => {
    const text = '{ __typename } #'
    expect(documents.prepare(text.padEnd(documentLimits.length, ' ')).errors).toBeNull()
    expect(limitsOf(text.padEnd(documentLimits.length + 1, ' '))).toEqual(['length'])
  })

  test('is told everything that is too much about it at once', () => {
    const text = `{ ${repeat(documentLimits.aliases + 1, (index) => `a${index}: __typename`)} }`
    expect(limitsOf(text)).toEqual(['rootFields', 'aliases'])
  })

  test('is held to the limits in each of its operations, and not in their sum', () => {
    const aliases = repeat(20, (index) => `a${index}: __typename`)
    expect(documents.prepare(`query A { ${aliases} } query B { ${aliases} }`).errors).toBeNull()
    expect(limitsOf(`query A { __typename } query B { ${aliases} more: __typename }`)).toEqual(['rootFields'])
  })
})

describe('fragments', () => {
  test('count as often as they are spread', () => {
    const spread = (times: number) =>
      limitsOf(
        `{ customers { nodes { ${'...F '.repeat(times)} } } } fragment F on Customer { a: id b: provider c: status }`,
      )
    expect(spread(10)).toEqual([])
    expect(spread(11)).toEqual(['aliases'])
    expect(limitsOf(`{ ...Q ...Q } fragment Q on Query { ${'__typename '.repeat(11)} }`)).toEqual(['rootFields'])
    expect(limitsOf(`{ customers { nodes ${nest(7)} } }`)).toEqual([])
    expect(limitsOf(`{ customers { nodes { ...F } } } fragment F on Customer ${nest(9)}`)).toEqual(['depth'])
  })

  test.each([
    ['of itself', '{ ...A } fragment A on Query { ...A }'],
    ['of each other', '{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }'],
    ['below fields', '{ customers { nodes { ...A } } } fragment A on Customer { counterparts { customer { ...A } } }'],
    ['that nobody spreads', '{ __typename } fragment A on Query { ...B } fragment B on Query { ...A }'],
  ])('that are circular are refused: %s', (_what, text) => {
    expect(limitsOf(text)).toEqual(['circularFragments'])
  })

  test.each([
    [2, 30],
    [20, 40],
  ])('that explode are refused without being followed: %d to the power of %d', (each, levels) => {
    const chain = repeat(levels, (index) => `fragment F${index} on Customer { ${`...F${index + 1} `.repeat(each)} }`)
    const text = `{ customers { nodes { ...F0 } } } ${chain} fragment F${levels} on Customer { a: id }`
    expect(limitsOf(text)).toEqual(['aliases', 'selections'])
  })

  test('in a long circle are refused all the same', () => {
    const circle = repeat(100, (index) => `fragment F${index} on Query { ...F${(index + 1) % 100} }`)
    expect(limitsOf(`{ ...F0 } ${circle}`)).toEqual(['circularFragments'])
  })
})

describe('documents that people and tools send', () => {
  test.each([
    ['GraphiQL', getIntrospectionQuery()],
    [
      'code generators',
      getIntrospectionQuery({
        specifiedByUrl: true,
        directiveIsRepeatable: true,
        schemaDescription: true,
        inputValueDeprecation: true,
        oneOf: true,
      }),
    ],
  ])('pass: the introspection of %s', (_who, text) => {
    expect(documents.prepare(text).errors).toBeNull()
  })

  const folder = new URL('../../examples/', import.meta.url)
  test.each(readdirSync(folder).filter((name) => name.endsWith('.graphql')))('pass: %s', (name) => {
    expect(documents.prepare(readFileSync(new URL(name, folder), 'utf8')).errors).toBeNull()
  })

  test('are parsed and validated once', () => {
    expect(documents.prepare('{ __typename }').document).toBe(documents.prepare('{ __typename }').document)
  })
})

describe('what is wrong with a document', () => {
  test('is told at most twenty times, and that there is more', () => {
    const { errors } = documents.prepare(`{ customers { nodes { ${repeat(100, (index) => `nope${index}`)} } } }`)
    expect(errors).toHaveLength(21)
    expect(errors?.at(-1)?.message).toMatch(/Too many validation errors/)
  })

  test('suggests names only where the schema may be read', () => {
    const closed = createDocuments({ schema, hasIntrospection: false })
    for (const text of [
      '{ custmers { isComplete } }',
      '{ customers(frst: 1) { isComplete } }',
      '{ ... on Custmer { id } }',
    ]) {
      expect(documents.prepare(text).errors?.[0]?.message).toContain('Did you mean')
      expect(closed.prepare(text).errors?.[0]?.message).not.toContain('Did you mean')
    }
    expect(closed.prepare('{ __schema { types { name } } }').errors?.[0]?.message).toContain('introspection')
    expect(closed.prepare('{ __type(name: "Customer") { name } }').errors).not.toBeNull()
    expect(closed.prepare('{ __typename }').errors).toBeNull()
  })
})

describe('what is kept', () => {
  test('goes when it was not used for longest', () => {
    const kept = createRecentlyUsed<number>(100)
    for (let index = 0; index < 10; index += 1) kept.set(String(index), index, 10)
    expect(kept.get('0')).toBe(0)
    kept.set('10', 10, 10)
    expect([kept.get('0'), kept.get('1'), kept.get('10')]).toEqual([0, undefined, 10])
  })

  test('is never heavier than a tenth of all, nor all of it than it may be', () => {
    const kept = createRecentlyUsed<number>(100)
    kept.set('heavy', 1, 11)
    expect(kept.get('heavy')).toBeUndefined()
    for (let round = 0; round < 3; round += 1) kept.set('same', round, 10)
    for (let index = 0; index < 9; index += 1) kept.set(String(index), index, 10)
    expect(kept.get('same')).toBe(2)
  })
})

describe('the gateway', () => {
  let rig: Rig
  let production: Rig
  beforeAll(async () => {
    rig = await startRig({ customers: 1 })
    production = await startRig({ customers: 1, mode: 'production' })
  })
  afterAll(() => Promise.all([rig.close(), production.close()]))

  const json = { 'content-type': 'application/json' }
  const upstream = () => Object.values(rig.sandboxes).reduce((sum, { control }) => sum + control.requests.length, 0)

  test.each([
    ['100,000 open lists', `{ customers(first: ${'['.repeat(100_000)}`],
    ['900 lists', `{ customers(first: ${'['.repeat(900)}${']'.repeat(900)}) { isComplete } }`],
    ['1,990 open lists', `{ customers(first: ${'['.repeat(1_990)}`],
    ['600 objects', `{ customers(filter: ${'{a:'.repeat(600)}1${'}'.repeat(600)}) { isComplete } }`],
    ['a list too many', `{ customers(first: ${'['.repeat(11)}${']'.repeat(11)}) { isComplete } }`],
    ['600 levels of fields', `${'{ a '.repeat(600)}${'}'.repeat(600)}`],
    ['900 levels of a type', `query ($a: ${'['.repeat(900)}Int${']'.repeat(900)}) { __typename }`],
    ['a circle of fragments', '{ ...A } fragment A on Query { ...A }'],
  ])('answers 400 and never 500: %s', async (_what, query) => {
    for (const accept of ['*/*', 'application/json', 'application/graphql-response+json']) {
      const { status, data, errors } = await rig.query(query, {}, { headers: { accept } })
      expect([accept, status, data]).toEqual([accept, 400, undefined])
      expect(errors?.[0]?.extensions?.['code']).toBe('DOCUMENT_LIMIT_EXCEEDED')
    }
    expect(upstream()).toBe(0)
  })

  test.each([
    ['variables', `{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`],
    ['variables', `{"a":${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}}`],
    ['variables', `{"a":${'['.repeat(11)}${']'.repeat(11)}}`],
    ['extensions', `{"a":${'['.repeat(11)}${']'.repeat(11)}}`],
  ])('answers 400 to %s that are nested deep', async (name, value) => {
    const body = `{"query":"{ __typename }","${name}":${value}}`
    const response = await rig.send('/graphql', { method: 'POST', headers: json, body })
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'DOCUMENT_LIMIT_EXCEEDED' } }] })
  })

  test('takes variables as deep as they may be', async () => {
    const body = `{"query":"{ __typename }","variables":{"a":${'['.repeat(10)}${']'.repeat(10)}}}`
    expect((await rig.send('/graphql', { method: 'POST', headers: json, body })).status).toBe(200)
  })

  test.each([
    ['a body that is a thousand lists and no object', `${'['.repeat(100_000)}${']'.repeat(100_000)}`],
    ['a body that never ends its lists', '['.repeat(100_000)],
    ['variables that never end', `{"query":"{ __typename }","variables":${'{"a":'.repeat(100_000)}`],
  ])('answers 400 to %s', async (_what, body) => {
    expect((await rig.send('/graphql', { method: 'POST', headers: json, body })).status).toBe(400)
  })

  test('tells its schema and suggests names in development, and in production when it is told to', async () => {
    const open = await startRig({ customers: 1, mode: 'production', introspection: true })
    for (const [which, isOpen] of [
      [rig, true],
      [production, false],
      [open, true],
    ] as const) {
      const introspection = await which.query(getIntrospectionQuery())
      expect(introspection.errors === undefined).toBe(isOpen)
      const misspelt = await which.query('{ custmers { isComplete } }')
      expect(misspelt.text.includes('Did you mean')).toBe(isOpen)
      const value = 'query ($by: CustomerOrder) { customers(orderBy: $by) { isComplete } }'
      const wrongValue = await which.query(value, { by: { field: 'SOURC', direction: 'ASC' } })
      expect(wrongValue.errors).toBeDefined()
      expect(wrongValue.text.includes('Did you mean')).toBe(isOpen)
      const wrongName = await which.query(value, { by: { fild: 'SOURCE', direction: 'ASC' } })
      expect(wrongName.text.includes('Did you mean')).toBe(isOpen)
    }
    await open.close()
  })
})
