// What everybody who does without the gateway writes by hand: where the three providers' lists are, and one mapping
// function for each. The hand-written handler and the peers share it.
import { request } from 'undici'
import { type Account, readSettings } from './settings.ts'
import type { ProviderName } from './wire-rows.ts'

export interface Customer {
  readonly id: string
  readonly provider: ProviderName
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

/** The list of one linked account. */
export interface UpstreamList {
  readonly provider: ProviderName
  readonly origin: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  /** The customers of a parsed answer. */
  read(answer: unknown): Customer[]
}

const { ports, accounts } = readSettings()
const limit = 100

/** With their tokens, which outlive every run. */
export const lists: readonly UpstreamList[] = await Promise.all(accounts.map(toList))

/** One list of several, in turns. */
export function interleave(customers: readonly (readonly Customer[])[]): Customer[] {
  const merged: Customer[] = []
  const longest = Math.max(...customers.map(({ length }) => length))
  for (let index = 0; index < longest; index += 1) {
    for (const list of customers) {
      const customer = list[index]
      if (customer !== undefined) merged.push(customer)
    }
  }
  return merged
}

/** For peers that want a schema. */
export const typeDefinitions = `
  type Query {
    customers(first: Int): CustomerList
  }
  type CustomerList {
    nodes: [Customer!]!
  }
  type Customer {
    id: ID!
    provider: String!
    nativeId: String!
    externalId: String
    displayName: String!
    companyName: String
    referenceNumber: String
    isArchived: Boolean
    createdAt: String
    updatedAt: String
    taxStatus: String
    vatNumber: String
  }
`

async function toList({ provider, name, businessId }: Account): Promise<UpstreamList> {
  switch (provider) {
    case 'LAYER': {
      const origin = `http://127.0.0.1:${ports.layer}`
      return {
        provider,
        origin,
        path: `/v1/businesses/${businessId}/customers?limit=${limit}`,
        headers: { authorization: await fetchToken(`${origin}/oauth2/token`) },
        read: (answer) => (answer as { data: LayerRow[] }).data.map((row) => mapLayer(row, name)),
      }
    }
    case 'SEQUENCE': {
      const authorization = `Basic ${Buffer.from('client:secret').toString('base64')}`
      return {
        provider,
        origin: `http://127.0.0.1:${ports.sequence}`,
        path: `/api/customers?limit=${limit}&includeArchived=false`,
        headers: { authorization, 'sequence-version': '2024-07-30' },
        read: (answer) => (answer as { items: SequenceRow[] }).items.map((row) => mapSequence(row, name)),
      }
    }
    case 'THRED': {
      const origin = `http://127.0.0.1:${ports.thred}`
      return {
        provider,
        origin,
        path: `/v1/platform/businesses/${businessId}/customers/?page=1&page_size=${limit}`,
        headers: { authorization: await fetchToken(`${origin}/v1/platform/${businessId}/oauth2/token/`) },
        read: (answer) => (answer as { results: ThredRow[] }).results.map((row) => mapThred(row, name)),
      }
    }
  }
}

async function fetchToken(url: string): Promise<string> {
  const { body } = await request(url, { method: 'POST', body: 'grant_type=client_credentials' })
  const { access_token: token } = (await body.json()) as { access_token: string }
  return `Bearer ${token}`
}

function toId(provider: ProviderName, account: string, nativeId: string): string {
  return Buffer.from(`1:customer:${provider}:${account}:${nativeId}`).toString('base64url')
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
