// What a good engineer would write by hand for one operation: node:http, undici's pools, a mapping function for each
// provider and JSON.stringify. No GraphQL, no check, no deadline. It is what "1.00" means in the table.
import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Pool } from 'undici'
import { serveParent } from './processes.ts'
import { type Account, readSettings } from './settings.ts'

interface Customer {
  readonly id: string
  readonly provider: string
  readonly nativeId: string
  readonly externalId: string | null
  readonly displayName: string
  readonly companyName: string | null
  readonly referenceNumber: string | null
  readonly isArchived: boolean
  readonly createdAt: string | null
  readonly updatedAt: string | null
  readonly taxStatus: string | null
  readonly vatNumber: string | null
}

interface LayerRow {
  readonly id: string
  readonly external_id: string | null
  readonly individual_name: string | null
  readonly company_name: string | null
  readonly status: string
  readonly reference_number: string | null
}

interface SequenceRow {
  readonly id: string
  readonly createdAt: string
  readonly legalName: string
  readonly taxStatus: string
}

interface ThredRow {
  readonly id: string
  readonly external_id: string | null
  readonly reference_number: string | null
  readonly company_name: string | null
  readonly display_name: string
  readonly is_archived: boolean
  readonly created_at: string
  readonly updated_at: string
  readonly tax_exempt: boolean
  readonly vat_number: string | null
}

interface Source {
  readonly pool: Pool
  readonly path: string
  readonly headers: Record<string, string>
  /** The customers of one answer. */
  read(body: string): Customer[]
}

const { ports, accounts } = readSettings()
const limit = 100
const pools = {
  LAYER: createPool(ports.layer),
  SEQUENCE: createPool(ports.sequence),
  THRED: createPool(ports.thred),
}

function createPool(port: number): Pool {
  return new Pool(`http://127.0.0.1:${port}`, { connections: 100, pipelining: 1 })
}

function toId(provider: string, account: string, nativeId: string): string {
  return Buffer.from(`1:customer:${provider}:${account}:${nativeId}`).toString('base64url')
}

async function fetchToken(pool: Pool, path: string): Promise<string> {
  const { body } = await pool.request({ method: 'POST', path, body: 'grant_type=client_credentials' })
  const { access_token: token } = (await body.json()) as { access_token: string }
  return `Bearer ${token}`
}

async function createSource({ provider, name, businessId }: Account): Promise<Source> {
  const pool = pools[provider]
  switch (provider) {
    case 'LAYER': {
      const authorization = await fetchToken(pool, '/oauth2/token')
      return {
        pool,
        path: `/v1/businesses/${businessId}/customers?limit=${limit}`,
        headers: { authorization },
        read: (body) => (JSON.parse(body) as { data: LayerRow[] }).data.map((row) => mapLayer(row, name)),
      }
    }
    case 'SEQUENCE': {
      const authorization = `Basic ${Buffer.from('client:secret').toString('base64')}`
      return {
        pool,
        path: `/api/customers?limit=${limit}&includeArchived=false`,
        headers: { authorization, 'sequence-version': '2024-07-30' },
        read: (body) => (JSON.parse(body) as { items: SequenceRow[] }).items.map((row) => mapSequence(row, name)),
      }
    }
    case 'THRED': {
      const authorization = await fetchToken(pool, `/v1/platform/${businessId}/oauth2/token/`)
      return {
        pool,
        path: `/v1/platform/businesses/${businessId}/customers/?page=1&page_size=${limit}`,
        headers: { authorization },
        read: (body) => (JSON.parse(body) as { results: ThredRow[] }).results.map((row) => mapThred(row, name)),
      }
    }
  }
}

function mapLayer(row: LayerRow, account: string): Customer {
  return {
    id: toId('LAYER', account, row.id),
    provider: 'LAYER',
    nativeId: row.id,
    externalId: row.external_id,
    displayName: row.company_name ?? row.individual_name ?? row.id,
    companyName: row.company_name,
    referenceNumber: row.reference_number,
    isArchived: row.status === 'ARCHIVED',
    createdAt: null,
    updatedAt: null,
    taxStatus: null,
    vatNumber: null,
  }
}

function mapSequence(row: SequenceRow, account: string): Customer {
  return {
    id: toId('SEQUENCE', account, row.id),
    provider: 'SEQUENCE',
    nativeId: row.id,
    externalId: null,
    displayName: row.legalName,
    companyName: row.legalName,
    referenceNumber: null,
    isArchived: false,
    createdAt: row.createdAt,
    updatedAt: null,
    taxStatus: row.taxStatus,
    vatNumber: null,
  }
}

function mapThred(row: ThredRow, account: string): Customer {
  return {
    id: toId('THRED', account, row.id),
    provider: 'THRED',
    nativeId: row.id,
    externalId: row.external_id,
    displayName: row.display_name,
    companyName: row.company_name,
    referenceNumber: row.reference_number,
    isArchived: row.is_archived,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    taxStatus: row.tax_exempt ? 'TAX_EXEMPT' : 'TAXED',
    vatNumber: row.vat_number,
  }
}

/** `dispatch` and one buffer: what `request` and its stream cost is saved. */
function fetchRows({ pool, path, headers, read }: Source): Promise<Customer[]> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let status = 0
    pool.dispatch(
      { method: 'GET', path, headers },
      {
        onRequestStart: () => {},
        onResponseStart: (_controller, statusCode) => {
          status = statusCode
        },
        onResponseData: (_controller, chunk) => {
          chunks.push(chunk)
        },
        onResponseEnd: () => {
          const body = chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks)
          try {
            if (status !== 200) throw new Error(`The answer has status ${status}.`)
            resolve(read(body.toString('utf8')))
          } catch (error) {
            reject(error)
          }
        },
        onResponseError: (_controller, error) => reject(error),
      },
    )
  })
}

const sources = await Promise.all(accounts.map(createSource))

async function answer(response: ServerResponse): Promise<void> {
  const lists = await Promise.all(sources.map(fetchRows))
  const nodes: Customer[] = []
  const longest = Math.max(...lists.map(({ length }) => length))
  for (let index = 0; index < longest; index += 1) {
    for (const list of lists) {
      const customer = list[index]
      if (customer !== undefined) nodes.push(customer)
    }
  }
  const body = JSON.stringify({ data: { customers: { nodes } } })
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) })
  response.end(body)
}

const server = createServer((_request, response) => {
  answer(response).catch((error: Error) => response.writeHead(502).end(error.message))
}).listen(0, '127.0.0.1')
await once(server, 'listening')
serveParent({ port: () => (server.address() as AddressInfo).port })
