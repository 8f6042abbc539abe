// The companies and people that the sandboxes are filled with. Deterministic: the same call gives the same rows on every
// machine and in every run, so documentation, tests and screenshots can name them. All e-mail addresses are on reserved
// `.example` domains and all phone numbers end in the
// 555 01xx that is kept for fiction.
//
// Fifty companies are known to more than one provider (see `sharedKinship`):
//   40 under the same external id (Layer and Thred `external_id`, a Sequence alias): 14 at all three, 9 at Layer and
//      Sequence, 9 at Sequence and Thred, 8 at Layer and Thred. They also share their e-mail address, in other case at
//      Thred, and where both have one, their VAT number;
//    6 at Layer and Thred share only their e-mail address (in other case);
//    4 at Sequence and Thred share only their VAT number.
import { hash } from 'node:crypto'
import {
  type City,
  cities,
  companyEndings,
  companyKinds,
  companyNames,
  countryOfEnding,
  firstNames,
  lastNames,
  streets,
} from './sandbox-words.ts'

export type ProviderName = 'layer' | 'sequence' | 'thred'

export interface SeedRow {
  /** Place in the list, from 0. */
  readonly index: number
  readonly id: string
  readonly kind: 'company' | 'person'
  readonly name: string
  /** The person, or a person at the company. */
  readonly personName: string
  readonly email: string
  readonly mobilePhone: string
  readonly officePhone: string
  readonly line1: string
  readonly line2: string | null
  readonly city: City
  readonly externalId: string
  readonly vatNumber: string
  /** ISO 8601, falling with the index: row 0 is the newest. */
  readonly createdAt: string
  readonly updatedAt: string
  /** Set on about one row in eight. */
  readonly archivedAt: string | null
  /** How this company is known elsewhere, or null when it is not. */
  readonly kinship: Kinship | null
  readonly random: Random
}

export type Kinship = 'external-id' | 'email' | 'vat-number'

interface Shared {
  readonly key: string
  readonly serial: number
  readonly kinship: Kinship
}

/** Row numbers that keep clear of archived and shared rows, for the oddities of a provider. See `oddityRank`. */
const firstOddity = 21
const firstShared = 6
const newest = Date.UTC(2026, 8, 1, 9, 30)
const hour = 3_600_000

/** Rows 0..count-1 of one business. `heads` are the names of the first rows, which people see in the README. */
export function seedRows(provider: ProviderName, business: number, count: number, heads: readonly string[]): SeedRow[] {
  return Array.from({ length: count }, (_, index) => seedRow(provider, business, index, heads))
}

/** One row; any index is possible, also far beyond the seeded ones. */
export function seedRow(provider: ProviderName, business: number, index: number, heads: readonly string[]): SeedRow {
  // Only the first business shares companies with other providers: others must have rows of their own.
  const shared = business === 0 && index >= firstShared && index % 2 === 0 ? sharedAt(provider, index) : null
  const ownKey = `${provider}/${business}/${index}`
  const own = identity({
    key: ownKey,
    provider,
    pool: pools[provider],
    serial: business * 300 + index,
    mayBePerson: shared === null,
    head: business === 0 ? heads[index] : undefined,
  })
  const kin =
    shared === null
      ? own
      : identity({ key: shared.key, provider: 'layer', pool: pools.shared, serial: shared.serial, mayBePerson: false })
  const whole = shared?.kinship === 'external-id' ? kin : own
  const sharesEmail = shared !== null && shared.kinship !== 'vat-number'
  const email = sharesEmail ? kin.email : whole.email
  const createdAt = newest - index * 7 * hour - own.random.whole(0, 5) * hour - own.random.whole(0, 3_599) * 1_000
  const updatedAt = createdAt + own.random.whole(1, 40) * hour
  const archived = isArchivedAt(provider, index)
  return {
    ...whole,
    index,
    id: seedId(`${ownKey}/customer`),
    // Mail addresses differ in case between systems; what matches them must not mind.
    email: sharesEmail && provider === 'thred' ? email.replace(/^./, (first) => first.toUpperCase()) : email,
    vatNumber: shared === null || shared.kinship === 'email' ? own.vatNumber : kin.vatNumber,
    createdAt: instant(createdAt),
    updatedAt: instant(archived ? updatedAt + 30 * hour : updatedAt),
    archivedAt: archived ? instant(updatedAt + 30 * hour) : null,
    kinship: shared?.kinship ?? null,
    random: own.random,
  }
}

/** The oddity that belongs on this row: 0, 1, 2, … on odd rows from 21 that are not archived; null elsewhere. */
export function oddityRank(index: number): number | null {
  const place = (index % 10) - 1
  if (index < firstOddity || place % 2 !== 0 || place === 8) return null
  return Math.floor((index - firstOddity) / 10) * 4 + place / 2
}

/** A number that JSON writes digit for digit, also where a JavaScript number cannot hold it. */
export function exactNumber(digits: string): unknown {
  // The standard library's types do not know rawJSON yet; every supported Node does.
  return (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON(digits)
}

/** A valid version 4 UUID that depends on the key alone. */
export function seedId(key: string): string {
  const hex = hash('sha256', key)
  const variant = '89ab'[Number.parseInt(hex.charAt(16), 16) % 4]
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

/** The fifty companies that are known to two or three providers. */
const sharedKinship: Readonly<Record<ProviderName, readonly Shared[]>> = {
  layer: [
    ...shareRange('external-id', 0, 14),
    ...shareRange('external-id', 14, 23),
    ...shareRange('external-id', 32, 40),
    ...shareRange('email', 40, 46),
  ],
  sequence: [
    ...shareRange('external-id', 0, 14),
    ...shareRange('external-id', 14, 32),
    ...shareRange('vat-number', 46, 50),
  ],
  thred: [
    ...shareRange('external-id', 0, 14),
    ...shareRange('external-id', 23, 40),
    ...shareRange('email', 40, 46),
    ...shareRange('vat-number', 46, 50),
  ],
}

function shareRange(kinship: Kinship, from: number, to: number): Shared[] {
  return Array.from({ length: to - from }, (_, offset) => ({
    key: `shared/${from + offset}`,
    serial: from + offset,
    kinship,
  }))
}

function sharedAt(provider: ProviderName, index: number): Shared | null {
  return sharedKinship[provider][(index - firstShared) / 2] ?? null
}

// One row in ten, and one shared row in fifty which is another one at each provider: so some companies are archived
// at one provider and active at the next.
function isArchivedAt(provider: ProviderName, index: number): boolean {
  const sharedOffset = { layer: 10, sequence: 12, thred: 14 }[provider]
  return index % 10 === 9 || index % 50 === sharedOffset
}

function instant(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 19)}Z`
}

type Identity = Omit<SeedRow, 'index' | 'id' | 'createdAt' | 'updatedAt' | 'archivedAt' | 'kinship'>

interface IdentityRequest {
  readonly key: string
  readonly provider: ProviderName
  readonly pool: number
  /** Makes the name: no two serials below 900 of one pool have the same. */
  readonly serial: number
  readonly mayBePerson: boolean
  readonly head?: string | undefined
}

/** Names are dealt out in four pools, so that companies meet at two providers only where they are meant to. */
const pools = { layer: 0, sequence: 1, thred: 2, shared: 3 } as const
const namesOfPool = [0, 1, 2, 3].map((pool) => companyNames.filter((_, place) => place % 4 === pool))

function companyName(pool: number, serial: number, ending: string): string {
  const names = namesOfPool[pool] ?? companyNames
  // The step has no divisor in common with the number of pairs, so every pair comes once before any comes again.
  const pair = (serial * 385) % (names.length * companyKinds.length)
  return `${names[pair % names.length]} ${companyKinds[Math.floor(pair / names.length)]} ${ending}`
}

function identity({ key, provider, pool, serial, mayBePerson, head }: IdentityRequest): Identity {
  const random = createRandom(key)
  const personName = `${random.pick(firstNames)} ${random.pick(lastNames)}`
  const kind = head === undefined && mayBePerson && random.whole(1, 6) === 1 ? 'person' : 'company'
  const generated = companyName(pool, serial, random.pick(companyEndings[provider]))
  const name = kind === 'person' ? personName : (head ?? generated)
  const city = random.pick(homes(provider, name))
  const number = Number.parseInt(hash('sha256', key).slice(0, 8), 16) % 1_000_000_000
  const email =
    kind === 'person'
      ? `${slug(personName, '.')}.${number % 1_000}@post.example`
      : `${random.pick(['accounts', 'billing', 'office', 'ap'])}@${slug(name.replace(endingPattern, ''), '-')}.example`
  return {
    kind,
    name,
    personName,
    email,
    mobilePhone: `${city.dial} 555 0${random.whole(100, 199)}`,
    officePhone: `${city.dial} 555 0${random.whole(100, 199)}`,
    line1: `${random.whole(1, 240)} ${random.pick(streets)}`,
    line2: random.whole(1, 5) === 1 ? `Unit ${random.whole(1, 40)}` : null,
    city,
    externalId: `${key.startsWith('shared') ? 'crm' : 'acct'}-${String(number).padStart(9, '0')}`,
    vatNumber: `${city.country === 'GB' ? 'GB' : city.country}${String((number * 7) % 1_000_000_000).padStart(9, '0')}`,
    random,
  }
}

// A company lives where its legal form does.
function homes(provider: ProviderName, name: string): readonly [City, ...City[]] {
  const country = countryOfEnding[endingPattern.exec(name)?.[1] ?? '']
  const [first, ...others] = cities[provider].filter((city) => city.country === country)
  return first === undefined ? cities[provider] : [first, ...others]
}

const endingPattern = new RegExp(` (${Object.values(companyEndings).flat().join('|')})$`)

function slug(text: string, joint: string): string {
  const words = text.toLowerCase().match(/[a-z]+/g) ?? []
  return words.join(joint)
}

export interface Random {
  /** From `least` to `most`, both included. */
  whole(least: number, most: number): number
  pick<Item>(items: readonly [Item, ...Item[]]): Item
}

/** A small linear congruential generator with a scrambled output: ample for seed data, and for nothing else. */
function createRandom(key: string): Random {
  let state = Number.parseInt(hash('sha256', key).slice(8, 16), 16)
  const next = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    const mixed = Math.imul(state ^ (state >>> 15), 2_246_822_519) >>> 0
    return (mixed ^ (mixed >>> 13)) >>> 0
  }
  const whole = (least: number, most: number): number => least + (next() % (most - least + 1))
  return { whole, pick: (items) => items[whole(0, items.length - 1)] ?? items[0] }
}
