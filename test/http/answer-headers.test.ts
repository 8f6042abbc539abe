// The headers of answers do not tell by which of the two ways they came.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type Rig, startRig } from '../gateway/rig.ts'

const page = 'https://desk.example'
let rig: Rig
beforeAll(async () => {
  rig = await startRig({ customers: 3, corsOrigins: [page] })
})
beforeEach(() => rig.reset())
afterAll(() => rig.close())

const document = '{ customers(first: 1) { nodes { id } } }'
const ofConnection = new Set(['connection', 'date', 'keep-alive', 'content-length', 'x-request-id'])
const general = (headers: Headers) => Object.fromEntries([...headers].filter(([name]) => !ofConnection.has(name)))

test.each([
  ['*/*', null],
  ['application/json', null],
  ['application/json', page],
  ['application/json', 'https://elsewhere.example'],
  ['application/graphql-response+json', null],
])(
  'the very first answer to `accept: %s` from %s is compiled and has the headers of all others',
  async (accept, origin) => {
    const headers = { 'content-type': 'application/json', accept, ...(origin === null ? {} : { origin }) }
    const first = await rig.query(document, {}, { headers })
    expect(rig.lines.find(({ msg }) => msg === 'request')).toMatchObject({ isCompiled: true })
    const other = await rig.send('/graphql', { method: 'POST', headers, body: JSON.stringify({ query: document }) })
    expect(general(first.headers)).toEqual(general(other.headers))
    expect(first.headers.get('content-type')).toBeTruthy()
  },
)
