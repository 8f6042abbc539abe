// The customers that the benchmark's stubs hold: ordinary rows, as wide as the providers' documentation shows them.
// `version` goes into every row, so that two versions of a page have no row in common.
import { createHash } from 'node:crypto'

export type ProviderName = 'LAYER' | 'SEQUENCE' | 'THRED'

export type WireRow = Record<string, unknown> & { readonly id: string }

export function wireRow(provider: ProviderName, index: number, version: string): WireRow {
  return makers[provider](index, version)
}

const makers: Readonly<Record<ProviderName, (index: number, version: string) => WireRow>> = {
  LAYER: (index, version) => ({
    type: 'CustomerData',
    id: uuid('layer', index),
    external_id: `crm-${10_000 + index}`,
    individual_name: `Ada ${version} Lindqvist`,
    company_name: index % 7 === 0 ? null : `Larkspur Bakery ${version} no. ${index} LLC`,
    email: `office${index}@larkspur.example`,
    mobile_phone: null,
    office_phone: '+1 415 555 0134',
    address_string: '12 Harbor Street, Oakland CA 94607',
    memo: index % 4 === 0 ? 'Pays on the 5th' : null,
    status: 'ACTIVE',
    reference_number: `L-${String(index).padStart(6, '0')}`,
    metadata: { segment: 'retail' },
    transaction_tags:
      index % 3 === 0 ? [{ id: uuid('tag', index), key: 'region', value: 'west', deleted_at: null }] : [],
  }),
  SEQUENCE: (index, version) => ({
    id: uuid('sequence', index),
    createdAt: `2026-0${1 + (index % 9)}-14T09:30:00Z`,
    legalName: `Mossgate Robotics ${version} no. ${index} Ltd`,
    address: { line1: '4 Mill Lane', town: 'Leeds', postcode: 'LS1 4AP', country: 'GB' },
    taxStatus: index % 9 === 0 ? 'REVERSE_CHARGED' : 'TAXED',
    integrationIds: index % 3 === 0 ? [{ service: 'Xero', id: `ext-${index}`, isPending: false }] : [],
    organizations: [],
    customProperties: { plan: 'team' },
    url: 'https://mossgate.example/',
    domain: 'mossgate.example',
    label: null,
  }),
  THRED: (index, version) => ({
    type: 'CustomerData',
    id: uuid('thred', index),
    external_id: `erp-${20_000 + index}`,
    reference_number: `C-${String(index).padStart(6, '0')}`,
    individual_name: null,
    company_name: `Fenland Cycles ${version} no. ${index} Ltd`,
    display_name: `Fenland Cycles ${version} no. ${index}`,
    email: `accounts${index}@fenland.example`,
    mobile_phone: null,
    office_phone: '+44 20 7946 0018',
    address_line1: '7 Dyke Road',
    address_line2: null,
    city: 'Ely',
    state_county: 'Cambridgeshire',
    postal_code: 'CB7 4AA',
    country: 'GB',
    address_string: '7 Dyke Road, Ely, Cambridgeshire, CB7 4AA',
    status: 'ACTIVE',
    is_active: true,
    is_archived: false,
    archived_at: null,
    created_at: '2026-02-03T10:00:00.123456Z',
    updated_at: `2026-05-${String(10 + (index % 20))}T16:45:10.654321Z`,
    tax_exempt: index % 5 === 0,
    vat_number: `GB${100_000_000 + index}`,
    memo: null,
    notes: null,
    transaction_tags: [],
    metadata: {},
    credit_limit: 250_000,
    credit_limit_cents: 250_000,
    outstanding_balance: 41_250,
    payment_terms_days: 30,
    documents: [],
  }),
}

function uuid(kind: string, index: number): string {
  const hex = createHash('sha256').update(`${kind}/${index}`).digest('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    '-',
  )
}
