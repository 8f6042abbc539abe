// The provider's own JSON, from every operation that brings customers: the very digits that came over the wire.
import { afterEach, describe, expect, it } from 'vitest'
import { readField, readRaw } from '../../src/domain/customer.ts'
import { layer } from '../../src/providers/layer/provider.ts'
import { sequence } from '../../src/providers/sequence/provider.ts'
import { thred } from '../../src/providers/thred/provider.ts'
import { startWireServer, type WireServer } from '../wire-server.ts'
import { type Connection, call, connect } from './harness.ts'

const business = '11111111-1111-4111-8111-111111111111'

/** One customer as JSON text: no JavaScript number holds any of these as it is written. */
function customer(serial: number): { readonly id: string; readonly text: string } {
  const id = `00000000-0000-4000-8000-${String(serial).padStart(12, '0')}`
  const numbers = `"big":12345678901234567890,"odd":[1.10,1e400,-0,{"__proto__":2.${serial}0}]`
  return { id, text: `{"id":"${id}","legalName":"Number ${serial}","metadata":{"rate":0.50},${numbers}}` }
}

const customers = Array.from({ length: 30 }, (_, index) => customer(index + 1))

interface Rig {
  readonly provider: typeof layer
  readonly variables: (origin: string) => Readonly<Record<string, string>>
  readonly list: (rows: readonly string[], total: number) => string
  readonly one: (row: string) => string
}

const rigs: readonly Rig[] = [
  {
    provider: layer,
    variables: (origin) => ({
      LAYER_CLIENT_ID: 'client',
      LAYER_CLIENT_SECRET: 'secret',
      LAYER_BUSINESS_ID: business,
      LAYER_ENVIRONMENT: 'sandbox',
      LAYER_BASE_URL: origin,
      LAYER_TOKEN_URL: `${origin}/oauth2/token`,
    }),
    list: (rows) => `{"data":[${rows.join(',')}],"meta":{"pagination":{"has_more":false}}}`,
    one: (row) => `{"data":${row}}`,
  },
  {
    provider: sequence,
    variables: (origin) => ({
      SEQUENCE_CLIENT_ID: 'client',
      SEQUENCE_CLIENT_SECRET: 'secret',
      SEQUENCE_ENVIRONMENT: 'sandbox',
      SEQUENCE_BASE_URL: `${origin}/api`,
    }),
    list: (rows) => `{"items":[${rows.join(',')}],"pagination":{}}`,
    one: (row) => row,
  },
  {
    provider: thred,
    variables: (origin) => ({
      THRED_PARTNER_ID: business,
      THRED_API_KEY: 'key',
      THRED_BUSINESS_ID: business,
      THRED_ENVIRONMENT: 'sandbox',
      THRED_BASE_URL: origin,
    }),
    list: (rows, total) => `{"count":${total},"results":[${rows.join(',')}]}`,
    one: (row) => row,
  },
]

let server: WireServer
let connection: Connection
afterEach(async () => {
  await connection.close()
  await server.close()
})

/** Pages of at most `pageSize` rows, whatever was asked for. */
async function open({ provider, variables, list, one }: Rig, pageSize = 100): Promise<void> {
  server = await startWireServer(({ target, method }) => {
    const { pathname, searchParams } = new URL(target, 'http://upstream')
    if (pathname.includes('oauth2/token')) return { body: { access_token: 'token', expires_in: 3_600 } }
    const headers = { 'content-type': 'application/json' }
    const asked = customers.find(({ id }) => pathname.includes(id))
    if (asked !== undefined || method === 'POST') return { headers, body: one(asked?.text ?? '{}') }
    const size = Math.min(Number(searchParams.get('page_size') ?? pageSize), pageSize)
    const start = (Number(searchParams.get('page') ?? 1) - 1) * size
    const rows = customers.slice(start, start + size).map(({ text }) => text)
    return { headers, body: list(['{"no":1.0}', ...rows].slice(pageSize < 100 ? 1 : 0), customers.length) }
  })
  connection = connect(provider, variables(server.origin))
}

describe.each(rigs)('the raw JSON of $provider.title', (rig) => {
  it('is, of a list, the row and no other', async () => {
    await open(rig)
    const { rows, quarantined } = await connection.client.listPage(
      { page: null, size: 100, includeArchived: true },
      call(),
    )
    expect(quarantined).toBe(1)
    expect(rows.map((record) => JSON.stringify(readRaw(record)))).toEqual(customers.map(({ text }) => text))
  })

  it('is, of a get and of an archive, the customer without its envelope', async () => {
    await open(rig)
    const [first] = customers
    for (const operation of ['get', 'archive'] as const) {
      const record = await connection.client[operation](first?.id ?? '', call())
      expect(JSON.stringify(readRaw(record))).toBe(first?.text)
    }
  })

  it('changes nothing of what the readers see', async () => {
    await open(rig)
    const record = await connection.client.get(customers[0]?.id ?? '', call())
    readRaw(record)
    expect(record.row).toEqual(JSON.parse(customers[0]?.text ?? ''))
    expect(typeof readField(record, 'displayName')).toBe('string')
  })
})

describe('the raw JSON of Thred', () => {
  it('is right also for a page that more than one answer went into', async () => {
    await open(rigs[2] as Rig, 5)
    const { client } = connection
    const seen: string[] = []
    let page: string | null = null
    do {
      const answer = await client.listPage({ page, size: 7, includeArchived: true }, call())
      seen.push(...answer.rows.map((record) => JSON.stringify(readRaw(record))))
      page = answer.next
    } while (page !== null)
    expect(seen).toEqual(customers.map(({ text }) => text))
  })
})
