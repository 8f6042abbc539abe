// The rows of the Sequence sandbox: ordinary customers first, and further in what Sequence's schema allows and what its
// additions over time leave possible. A row here is the whole customer; the list shows less of it.
import { oddityRank, type SeedRow, seedId, seedRow, seedRows } from '../sandbox-seed.ts'

export interface SequenceRow {
  readonly customer: Record<string, unknown> & { readonly id: string }
  readonly aliases: readonly string[]
  readonly vatNumber: string | null
  readonly country: string
}

type Oddity = Omit<Partial<SequenceRow>, 'customer'> & { readonly customer?: Record<string, unknown> }

const heads = [
  'Mossgate Robotics Ltd',
  'Bramble Analytics Inc',
  'Quillmark Publishing GmbH',
  'Ashwick Logistics BV',
  'Copper Lantern Studios Inc',
]

export function sequenceRows(account: number, count: number): SequenceRow[] {
  return seedRows('sequence', account, count, heads).map(composeRow)
}

/** A row beyond the seeded ones, for faults that invent customers. */
export function sequenceRowAt(account: number, index: number): SequenceRow {
  return composeRow(seedRow('sequence', account, index, heads))
}

function composeRow(seed: SeedRow): SequenceRow {
  const rank = oddityRank(seed.index)
  const oddity = rank === null ? undefined : oddities[rank]?.(seed)
  const { random, city } = seed
  const domain = seed.email.replace(/^.*@/, '')
  const services = ['Stripe', 'Xero', 'HubSpot', 'QuickBooks_Online', 'Salesforce'] as const
  return {
    customer: {
      id: seed.id,
      createdAt: seed.createdAt,
      legalName: seed.name,
      address: {
        line1: seed.line1,
        ...(seed.line2 === null ? {} : { line2: seed.line2 }),
        town: city.city,
        ...(city.state === null ? {} : { state: city.state }),
        postcode: city.postalCode,
        country: city.country,
      },
      taxStatus: random.whole(1, 9) === 1 ? 'REVERSE_CHARGED' : 'TAXED',
      integrationIds: random.whole(1, 3) === 1 ? [link(seed, random.pick(services))] : [],
      organizations: [],
      contacts: [
        contact(seed, seed.personName, seed.email, 'PRIMARY'),
        ...(random.whole(1, 4) === 1 ? [contact(seed, 'Front desk', `desk@${domain}`, 'NONE')] : []),
      ],
      status: seed.index % 20 === 8 ? 'DRAFT' : 'ACTIVE',
      customProperties: random.whole(1, 3) === 1 ? { plan: random.pick(['starter', 'team', 'enterprise']) } : {},
      ...(seed.archivedAt === null ? {} : { archivedAt: seed.archivedAt }),
      ...(seed.kind === 'company' ? { url: `https://${domain}/`, domain } : {}),
      ...(random.whole(1, 4) === 1 ? { label: random.pick(['key account', 'pilot', 'partner']) } : {}),
      ...oddity?.customer,
    },
    aliases: oddity?.aliases ?? [seed.externalId],
    vatNumber: oddity?.vatNumber ?? (seed.kind === 'company' ? seed.vatNumber : null),
    country: city.country,
  }
}

function contact(seed: SeedRow, name: string, email: string, billingPreference: string): Record<string, unknown> {
  return {
    id: seedId(`${seed.id}/contact/${email}/${billingPreference}`),
    name,
    email,
    billingPreference,
    createdAt: seed.createdAt,
    updatedAt: seed.updatedAt,
  }
}

function link(seed: SeedRow, service: string): Record<string, unknown> {
  return { service, id: `ext-${seed.index}-${service.toLowerCase()}`, isPending: false, lastSynced: seed.updatedAt }
}

function organization(seed: SeedRow, owner: { id: string; name: string }, members: readonly unknown[]): unknown {
  return { id: seedId(`${seed.id}/organization`), owner, members }
}

const archivedContact = { archivedAt: '2026-03-14T15:09:26Z' }

/** What makes a row odd, in the order of the rows that are. Dropping a key means that the answer lacks it. */
const oddities: readonly ((seed: SeedRow) => Oddity)[] = [
  // Status
  () => ({ customer: { status: 'DRAFT' } }),
  () => ({ customer: { status: 'SUSPENDED' } }),
  () => ({ customer: { status: 'DRAFT', archivedAt: '2026-04-02T07:00:00Z' } }),
  () => ({ customer: { status: undefined } }),
  // Tax
  () => ({ customer: { taxStatus: 'REVERSE_CHARGED' } }),
  () => ({ customer: { taxStatus: 'TAX_EXEMPT' } }),
  () => ({ customer: { taxStatus: 'MARGIN_SCHEME' } }),
  // Names
  () => ({ customer: { legalName: null } }),
  () => ({ customer: { legalName: '' }, aliases: [] }),
  () => ({ customer: { legalName: '株式会社みなと海運' } }),
  () => ({ customer: { legalName: 'חנות הספרים של תמר בע״מ' } }),
  () => ({ customer: { legalName: '🚲 Velo & Co 🚲' } }),
  () => ({ customer: { legalName: 'Nai\u0308ve Cafe\u0301 SAS' } }),
  // Contacts
  (seed) => ({
    customer: {
      contacts: [
        { ...contact(seed, 'Gone Primary', 'gone@former.example', 'PRIMARY'), ...archivedContact },
        contact(seed, 'Live Standard', 'standard@present.example', 'STANDARD'),
      ],
    },
  }),
  (seed) => ({
    customer: {
      contacts: [
        contact(seed, 'Second Choice', 'second@present.example', 'STANDARD'),
        contact(seed, 'First Choice', 'first@present.example', 'PRIMARY'),
        contact(seed, 'Shouting', 'FIRST@present.example', 'STANDARD'),
      ],
    },
  }),
  () => ({ customer: { contacts: [] } }),
  (seed) => ({ customer: { contacts: [contact(seed, 'Not for bills', 'none@present.example', 'NONE')] } }),
  (seed) => ({
    customer: { contacts: [{ ...contact(seed, 'All Gone', 'all@former.example', 'PRIMARY'), ...archivedContact }] },
  }),
  (seed) => ({ customer: { contacts: [contact(seed, '', '', 'QUARTERLY')] } }),
  // Organizations: the members repeat the owner, and one lists the customer twice
  (seed) => {
    const self = { id: seed.id, name: seed.name }
    const child = { id: seedId(`${seed.id}/child`), name: 'Kite Meadow Subsidiary Ltd' }
    return { customer: { organizations: [organization(seed, self, [self, child])] } }
  },
  (seed) => {
    const self = { id: seed.id, name: seed.name }
    const owner = { id: seedId(`${seed.id}/parent`), name: 'Quarry Edge Holdings AB' }
    return { customer: { organizations: [organization(seed, owner, [owner, self, self])] } }
  },
  // Links
  (seed) => ({
    customer: { integrationIds: [link(seed, 'Carrier_Pigeon'), { service: 'Xero', id: '', isPending: true }] },
  }),
  // Address
  () => ({ customer: { address: { line1: '5 Sheshi Road', town: 'Prishtina', postcode: '10000', country: 'XK' } } }),
  () => ({ customer: { address: { line1: '', town: '', postcode: '', country: 'GB' } } }),
  () => ({
    customer: { address: { line1: '1 Ice Road', town: 'Iqaluit', state: 'NU', postcode: 'X0A 0H0', country: 'CA' } },
  }),
  // Dates
  () => ({ customer: { createdAt: '2026-02-03T10:00:00.123456Z' } }),
  () => ({ customer: { createdAt: 'last Tuesday' } }),
  () => ({ customer: { createdAt: '2026-02-03T10:00:00+02:00', archivedAt: null } }),
  // Aliases, free text, the unforeseen
  (seed) => ({ aliases: [seed.externalId, `${seed.externalId}-old`, `erp:${seed.index}`] }),
  () => ({ aliases: [] }),
  () => ({ customer: { url: undefined, domain: undefined, label: null } }),
  () => ({
    customer: { customProperties: { 'a key with spaces': 'ü', empty: '' }, aNewField: { from: 'the future' } },
  }),
]
