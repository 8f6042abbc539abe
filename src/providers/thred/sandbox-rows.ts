// The rows of the Thred sandbox: ordinary customers first, and further in what a schema that calls every field required
// and describes some of them as null leaves possible: blanks, either case of status, untyped tags, any JSON as metadata.
import { oddityRank, type SeedRow, seedRow, seedRows } from '../sandbox-seed.ts'

export type ThredRow = Record<string, unknown> & { readonly id: string }

const heads = [
  'Fenland Cycles Ltd',
  'Pennine Tea Company Ltd',
  'Kestrel & Rowe Architects LLP',
  'Saltmarsh Brewing Co Ltd',
  'Thistledown Books Ltd',
]

export function thredRows(business: number, count: number): ThredRow[] {
  return seedRows('thred', business, count, heads).map((seed) => composeRow(seed, business))
}

/** A row beyond the seeded ones, for faults that invent customers. */
export function thredRowAt(business: number, index: number): ThredRow {
  return composeRow(seedRow('thred', business, index, heads), business)
}

function composeRow(seed: SeedRow, business: number): ThredRow {
  const rank = oddityRank(seed.index)
  const oddity = rank === null ? undefined : oddities[rank]
  const { random, city } = seed
  const lines = [
    seed.line1,
    ...(seed.line2 === null ? [] : [seed.line2]),
    city.city,
    city.region,
    city.postalCode,
    city.country,
  ]
  const creditLimit = random.whole(1, 3) === 1 ? null : random.whole(1, 40) * 25_000
  const archived = seed.archivedAt !== null
  return {
    type: 'CustomerData',
    id: seed.id,
    external_id: seed.externalId,
    reference_number: `C-${business}${String(seed.index).padStart(4, '0')}`,
    individual_name: seed.kind === 'person' ? seed.personName : null,
    company_name: seed.kind === 'company' ? seed.name : null,
    display_name: seed.name,
    email: seed.email,
    mobile_phone: random.whole(1, 3) === 1 ? seed.mobilePhone : null,
    office_phone: seed.kind === 'company' ? seed.officePhone : null,
    address_line1: seed.line1,
    address_line2: seed.line2,
    city: city.city,
    state_county: city.region,
    postal_code: city.postalCode,
    country: city.country,
    full_address: lines.join('\n'),
    address_string: lines.join(', '),
    vat_number: seed.kind === 'company' ? seed.vatNumber : null,
    tax_exempt: random.whole(1, 9) === 1,
    status: archived ? 'ARCHIVED' : seed.index % 10 === 8 ? 'active' : 'ACTIVE',
    is_active: !archived,
    is_archived: archived,
    transaction_tags: [],
    notes: random.whole(1, 5) === 1 ? random.pick(['Ring twice', 'Opens at noon', 'Ask for the manager']) : null,
    metadata: { tier: random.whole(1, 3) },
    payment_terms_days: random.pick([14, 30, 30, 60]),
    credit_limit: creditLimit,
    credit_limit_cents: creditLimit,
    outstanding_balance: random.whole(0, 5) === 0 ? 0 : random.whole(1_000, 900_000),
    created_at: seed.createdAt,
    updated_at: seed.updatedAt,
    archived_at: seed.archivedAt,
    ...oddity?.(seed),
  }
}

const noNames = { individual_name: null, company_name: null, display_name: null }
const noAddress = { address_line1: '', address_line2: '', city: '', state_county: '', postal_code: '', country: '' }

/** What makes a row odd, in the order of the rows that are. Dropping a key means that the answer lacks it. */
const oddities: readonly ((seed: SeedRow) => Record<string, unknown>)[] = [
  // Status and its three signs
  () => ({ status: 'active' }),
  () => ({ status: 'archived', is_active: false, is_archived: true, archived_at: '2026-05-05T05:05:05Z' }),
  () => ({ status: 'SUSPENDED', is_active: undefined, is_archived: undefined }),
  () => ({ status: 'SUSPENDED' }),
  () => ({ status: undefined }),
  () => ({
    status: undefined,
    is_active: undefined,
    is_archived: undefined,
    archived_at: '2026-05-06T06:06:06.060606Z',
  }),
  // Names
  () => noNames,
  () => ({ ...noNames, external_id: null, reference_number: null, email: null }),
  () => ({ company_name: '有限会社ひばり書店', display_name: '有限会社ひばり書店' }),
  () => ({ company_name: 'مخبز الياسمين', display_name: 'مخبز الياسمين' }),
  () => ({ company_name: '🐝 Honey & Hive Ltd', display_name: '🐝 Honey & Hive Ltd' }),
  () => ({
    company_name: 'Bistro Cre\u0300me Bru\u0302le\u0301e',
    display_name: 'Bistro Cre\u0300me Bru\u0302le\u0301e',
  }),
  () => ({ display_name: '', company_name: '  ', individual_name: 'Bea Blank' }),
  // Blanks where null is meant
  () => ({
    external_id: '',
    reference_number: '',
    email: '',
    vat_number: '',
    notes: '',
    mobile_phone: '',
    office_phone: '',
  }),
  () => ({ ...noAddress, full_address: '', address_string: '' }),
  () => ({ country: 'United Kingdom' }),
  () => ({ country: 'gb' }),
  // Money and terms
  () => ({ credit_limit: 250_000, credit_limit_cents: 300_000 }),
  () => ({ credit_limit: 120_000, credit_limit_cents: null }),
  () => ({ credit_limit: null, credit_limit_cents: 0, outstanding_balance: -4_250 }),
  () => ({ credit_limit: 5_000_000_000, credit_limit_cents: 5_000_000_000, outstanding_balance: 2_147_483_648 }),
  () => ({ payment_terms_days: null, outstanding_balance: null }),
  () => ({ payment_terms_days: 0 }),
  () => ({ tax_exempt: null, vat_number: null }),
  () => ({ tax_exempt: true }),
  // Tags and metadata
  () => ({ transaction_tags: ['wholesale', 'north'] }),
  () => ({ transaction_tags: [{ key: 'region', value: 'north' }, { key: 'channel' }] }),
  () => ({ transaction_tags: ['mixed', { key: 'depth', value: 2 }, 7, null, { label: 'neither key nor value' }] }),
  () => ({ metadata: ['a', 'list', { of: 'things' }] }),
  () => ({ metadata: 'a scalar' }),
  () => ({ metadata: 42 }),
  () => ({ metadata: null }),
  // Dates
  () => ({ created_at: '2026-02-03T10:00:00.123456Z', updated_at: '2026-02-03T10:00:00.654321+01:00' }),
  () => ({ created_at: 'yesterday at noon', updated_at: '' }),
  () => ({ created_at: null, updated_at: null }),
  // The unforeseen
  () => ({ type: undefined, a_new_field: { from: 'the future' } }),
]
