// Operations that are stored in the gateway and named by their id: served to everybody, and where the operator says so,
// nothing else is.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { parse } from 'graphql'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { documentIdOf, ListCustomersDocument } from '../../client/index.ts'
import { readConfiguration } from '../../src/config.ts'
import { createDocuments } from '../../src/http/documents.ts'
import { providers } from '../../src/providers/registry.ts'
import { createSchema } from '../../src/schema/schema.ts'
import { problemsOf } from '../config/settings.ts'
import { type Rig, startRig } from '../gateway/rig.ts'

const stored: Record<string, string> = JSON.parse(
  readFileSync(new URL('../../client/persisted.json', import.meta.url), 'utf8'),
)
const text = 'query Stored { __typename }'
const hash = createHash('sha256').update(text).digest('hex')

let open: Rig
let only: Rig
let own: Rig
beforeAll(async () => {
  open = await startRig({ customers: 3 })
  only = await startRig({ customers: 3, persistedOnly: true })
  own = await startRig({ customers: 3, persistedOnly: true, persistedOperations: { [hash]: text } })
})
afterAll(() => Promise.all([open.close(), only.close(), own.close()]))

async function ask({ send }: Rig, body: object): Promise<{ status: number; data?: unknown; code?: unknown }> {
  const headers = { 'content-type': 'application/json' }
  const response = await send('/graphql', { method: 'POST', headers, body: JSON.stringify(body) })
  const { data, errors } = (await response.json()) as { data?: unknown; errors?: { extensions: { code: string } }[] }
  return { status: response.status, data, code: errors?.[0]?.extensions.code }
}

const answered = { status: 200, data: { __typename: 'Query' } }

describe('the list of stored operations', () => {
  test('has every operation of the client under its hash', () => {
    expect(Object.keys(stored).length).toBeGreaterThan(10)
    for (const [id, document] of Object.entries(stored)) {
      expect(id).toBe(`sha256:${createHash('sha256').update(document).digest('hex')}`)
      expect(parse(document).definitions.length).toBeGreaterThan(0)
    }
    expect(stored).toHaveProperty([documentIdOf(ListCustomersDocument)])
  })

  test('has none that the gateway would refuse', () => {
    const documents = createDocuments({ schema: createSchema(providers), hasIntrospection: false })
    for (const document of Object.values(stored)) expect(documents.prepare(document).errors).toBeNull()
  })
})

describe('a stored operation', () => {
  test('of the client is served by its id', async () => {
    for (const rig of [open, only]) {
      const documentId = documentIdOf(ListCustomersDocument)
      const { status, data } = await ask(rig, { documentId, variables: { first: 3 } })
      expect([status, data]).toEqual([200, { customers: expect.anything() }])
    }
  })

  test.each([
    ['as documentId', { documentId: hash }],
    ['as documentId with the name of its hash', { documentId: `sha256:${hash}` }],
    ['as a hash', { extensions: { persistedQuery: { version: 1, sha256Hash: hash } } }],
    ['with its own text', { documentId: hash, query: text }],
    ['by its text alone', { query: text }],
  ])('is served: %s', async (_how, body) => {
    expect(await ask(own, body)).toMatchObject(answered)
  })

  test('is served to a GET', async () => {
    expect((await own.send(`/graphql?documentId=${hash}`)).status).toBe(200)
    const extensions = encodeURIComponent(JSON.stringify({ persistedQuery: { version: 1, sha256Hash: hash } }))
    expect((await own.send(`/graphql?extensions=${extensions}`)).status).toBe(200)
  })

  test('that changes something is not served to a GET', async () => {
    const [id] = Object.entries(stored).find(([, document]) => document.includes('mutation ArchiveCustomer(')) ?? []
    const variables = encodeURIComponent('{"id":"x"}')
    expect((await only.send(`/graphql?documentId=${id}&variables=${variables}`)).status).toBe(405)
  })

  test('is not mixed up with another text', async () => {
    const body = { documentId: hash, query: '{ linkedAccounts { name } }' }
    expect(await ask(own, body)).toEqual({ status: 400, code: 'BAD_REQUEST' })
  })
})

describe('an id of no stored operation', () => {
  test.each(['0'.repeat(64), '__proto__', 'constructor', 'sha256:', '../persisted.json'])(
    'is told to be one: %s',
    async (documentId) => {
      for (const rig of [open, own]) {
        expect(await ask(rig, { documentId })).toEqual({ status: 400, code: 'PERSISTED_QUERY_NOT_FOUND' })
      }
    },
  )

  test('stores nothing, though its text is sent with it', async () => {
    const other = '{ linkedAccounts { name } }'
    const sha256Hash = createHash('sha256').update(other).digest('hex')
    const extensions = { persistedQuery: { version: 1, sha256Hash } }
    expect((await ask(open, { query: other, extensions })).status).toBe(200)
    expect(await ask(open, { extensions })).toEqual({ status: 400, code: 'PERSISTED_QUERY_NOT_FOUND' })
  })
})

describe('where only stored operations are served', () => {
  test.each([
    ['text of its own', { query: '{ __typename }' }],
    ['a stored text with a blank more', { query: `${text} ` }],
    ['text of its own under an unknown id', { query: '{ __typename }', documentId: '0'.repeat(64) }],
    ['introspection', { query: '{ __schema { queryType { name } } }' }],
  ])('a request is refused that has %s', async (_what, body) => {
    for (const rig of [only, own]) expect(await ask(rig, body)).toEqual({ status: 400, code: 'PERSISTED_QUERY_ONLY' })
  })

  test('a request without anything is wrong as everywhere', async () => {
    expect(await ask(own, {})).toEqual({ status: 400, code: 'BAD_REQUEST' })
  })
})

describe('the variables', () => {
  const files: Record<string, string> = {
    'own.json': JSON.stringify({ [hash]: text }),
    'list.json': JSON.stringify([text]),
    'number.json': JSON.stringify({ [hash]: 7 }),
    'broken.json': '{',
  }
  const readFile = (path: string): string => {
    const found = files[path]
    if (found === undefined) throw Object.assign(new Error(path), { code: 'ENOENT' })
    return found
  }

  test('say whether others are served, and which are stored', () => {
    expect(readConfiguration({}).http).toMatchObject({ persistedOnly: false })
    expect(readConfiguration({}).http.persistedOperations).toBeUndefined()
    const { http } = readConfiguration({ PERSISTED_ONLY: 'true', PERSISTED_OPERATIONS: 'own.json' }, { readFile })
    expect(http).toMatchObject({ persistedOnly: true, persistedOperations: { [hash]: text } })
  })

  test.each(['list.json', 'number.json', 'broken.json', 'missing.json'])(
    'name a file that can be used: not %s',
    (path) => {
      expect(problemsOf({ PERSISTED_OPERATIONS: path }, { readFile })).toEqual([
        { where: 'PERSISTED_OPERATIONS', what: expect.stringMatching(/^names a file that /) },
      ])
    },
  )
})
