// The rows of the Layer sandbox: ordinary customers first, and further in everything that Layer's documents allow,
// contradict each other about, or merely do not exclude. The shapes are described in the provider's customer reference.
import { exactNumber, oddityRank, type SeedRow, seedId, seedRow, seedRows } from '../sandbox-seed.ts'

export type LayerRow = Record<string, unknown> & { readonly id: string }

/** The first rows that a newcomer sees. */
const heads = [
  'Larkspur Bakery LLC',
  'Harbor & Finch Roasters',
  'Juniper Trail Outfitters',
  'Blue Heron Cycles Inc',
  'Cedar Street Dental',
]

export function layerRows(business: number, count: number): LayerRow[] {
  return seedRows('layer', business, count, heads).map((seed) => composeRow(seed, business))
}

/** A row beyond the seeded ones, for faults that invent customers. */
export function layerRowAt(business: number, index: number): LayerRow {
  return composeRow(seedRow('layer', business, index, heads), business)
}

function composeRow(seed: SeedRow, business: number): LayerRow {
  const rank = oddityRank(seed.index)
  const oddity = rank === null ? undefined : oddities[rank]
  const { random } = seed
  return {
    type: 'CustomerData',
    id: seed.id,
    external_id: seed.externalId,
    individual_name: seed.kind === 'person' || random.whole(1, 4) === 1 ? seed.personName : null,
    company_name: seed.kind === 'company' ? seed.name : null,
    email: seed.email,
    mobile_phone: random.whole(1, 3) === 1 ? seed.mobilePhone : null,
    office_phone: seed.kind === 'company' ? seed.officePhone : null,
    address_string: [
      seed.line1,
      ...(seed.line2 === null ? [] : [seed.line2]),
      seed.city.city,
      `${seed.city.state ?? seed.city.region} ${seed.city.postalCode}`,
    ].join(', '),
    memo:
      random.whole(1, 4) === 1 ? random.pick(['Pays on the 5th', 'Prefers paper invoices', 'Call before 10 am']) : null,
    status: seed.archivedAt === null ? 'ACTIVE' : 'ARCHIVED',
    reference_number: `L-${business}${String(seed.index).padStart(4, '0')}`,
    metadata: { segment: random.pick(['retail', 'wholesale', 'services']) },
    transaction_tags: random.whole(1, 3) === 1 ? [tag(seed, 'region', random.pick(['west', 'east', 'north']))] : [],
    ...oddity?.(seed),
  }
}

function tag(seed: SeedRow, key: string, value: string): Record<string, unknown> {
  return {
    id: seedId(`${seed.id}/tag/${key}`),
    key,
    value,
    dimension_id: seedId(`layer/dimension/${key}`),
    definition_id: seedId(`layer/definition/${key}/${value}`),
    dimension_display_name: key.replace(/^./, (first) => first.toUpperCase()),
    value_display_name: value.replace(/^./, (first) => first.toUpperCase()),
    created_at: seed.createdAt.replace('Z', '.000000Z'),
    updated_at: seed.updatedAt.replace('Z', '.482913Z'),
    deleted_at: null,
    archived_at: null,
  }
}

/** What makes a row odd, in the order of the rows that are. Dropping a key means that the answer lacks it. */
const oddities: readonly ((seed: SeedRow) => Record<string, unknown>)[] = [
  // Names
  () => ({ individual_name: null, company_name: null }),
  () => ({ individual_name: null, company_name: null, external_id: null, email: null }),
  () => ({ company_name: '桜井製菓株式会社', individual_name: '桜井 美咲', address_string: '京都市中京区三条通 12' }),
  () => ({ company_name: 'شركة الواحة للتجارة', individual_name: null }),
  () => ({ company_name: '🌻 Sunny Side Up 🍳', individual_name: null }),
  () => ({ company_name: 'Cafe\u0301 Ze\u0301ro\u0308', individual_name: null }),
  () => ({ company_name: '  Drift Harbour Tools  ', individual_name: '\t' }),
  () => ({ company_name: `${'Very '.repeat(120)}Long Name Company`, individual_name: null }),
  // Blank strings where null is meant
  () => ({ company_name: '', individual_name: 'Ola Blank', email: '', mobile_phone: '', address_string: '', memo: '' }),
  () => ({ external_id: '', reference_number: '', office_phone: '   ' }),
  // Status
  () => ({ status: 'SUSPENDED' }),
  () => ({ status: 'PENDING_MERGE' }),
  () => ({ status: 'active' }),
  // memo and notes
  () => ({ memo: 'Only a memo: leave parcels with the neighbour' }),
  ({ random }) => ({ memo: undefined, notes: `Only notes: discount ${random.whole(5, 20)} %` }),
  () => ({ memo: 'The memo of the two', notes: 'The notes of the two' }),
  () => ({ memo: '', notes: 'Notes beside an empty memo' }),
  // Tags
  (seed) => ({
    transaction_tags: [
      tag(seed, 'region', 'south'),
      { ...tag(seed, 'channel', 'fax'), deleted_at: '2026-02-11T08:15:42.120934Z' },
    ],
  }),
  () => ({ transaction_tags: [{ key: 'bare', value: 'two keys only' }] }),
  (seed) => ({ transaction_tags: [{ ...tag(seed, 'season', 'autumn'), created_at: 'the day before yesterday' }] }),
  (seed) => ({
    transaction_tags: [{ ...tag(seed, 'season', 'spring'), created_at: undefined, updated_at: undefined }],
  }),
  () => ({ transaction_tags: undefined }),
  // Metadata
  () => ({
    metadata: {
      nested: { list: [1, 'two', null, true], deep: { empty: {} } },
      exact: [exactNumber('9007199254740993'), exactNumber('12.50')],
    },
  }),
  () => ({ metadata: null }),
  () => ({ metadata: {} }),
  // Shapes
  () => ({ type: undefined }),
  () => ({ reference_number: undefined, metadata: undefined, transaction_tags: undefined, memo: undefined }),
  () => ({ email: 'not an e-mail address' }),
  () => ({ a_new_field: { from: 'the future' }, identity_status: 'IDENTIFIED' }),
]
