// The coverage tables against the maps, over every row of the sandboxes: what the tables say is what callers get.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { describeCoverage, type FieldCoverage, type ProviderCoverage } from '../../src/domain/coverage.ts'
import { type CustomerField, type CustomerMap, notCarried } from '../../src/domain/customer.ts'
import { customerFields, nullableFields } from '../../src/domain/customer-fields.ts'
import { layer } from '../../src/providers/layer/provider.ts'
import { providers } from '../../src/providers/registry.ts'
import { sequence } from '../../src/providers/sequence/provider.ts'
import { thred } from '../../src/providers/thred/provider.ts'
import { type Bench, startBench } from '../service/harness.ts'
import { findContradictions } from './coverage-audit.ts'
import { readSamples, type SampleRow, sampleSize } from './coverage-samples.ts'

let bench: Bench
let samples: ReadonlyMap<string, readonly SampleRow[]>

beforeAll(async () => {
  bench = await startBench(Object.fromEntries(providers.map(({ name }) => [name.toLowerCase(), sampleSize])))
  const read = await readSamples(bench)
  samples = new Map([...read].map(([{ provider }, rows]) => [provider.name, rows]))
})
afterAll(() => bench.close())

interface Doctored {
  readonly provider?: string
  readonly coverage?: Partial<ProviderCoverage>
  readonly map?: Partial<CustomerMap>
}

function contradictions(provider: (typeof providers)[number], doctored: Doctored = {}): string[] {
  const rows = samples.get(provider.name) ?? []
  const map = rows[0]?.record.map
  if (map === undefined) throw new Error(`There are no rows of ${provider.title}.`)
  return findContradictions({ ...provider.coverage, ...doctored.coverage }, { ...map, ...doctored.map }, rows)
}

describe.each(providers)('the coverage table of $title', (provider) => {
  it('has every field, in the order of the fields', () => {
    expect(Object.keys(provider.coverage)).toEqual(customerFields)
  })

  it('says what the map does', () => {
    expect(contradictions(provider)).toEqual([])
  })

  it('names paths for everything but NEVER', () => {
    for (const field of customerFields) {
      const { support, nativePaths } = provider.coverage[field]
      expect([field, nativePaths.length === 0]).toEqual([field, support === 'NEVER'])
    }
  })

  it('reads metadata from one member, whole', () => {
    expect(provider.coverage.metadata.nativePaths).toEqual([expect.stringMatching(/^\w+$/)])
  })
})

describe('a table that does not say what the map does is found out', () => {
  const claim = (support: FieldCoverage['support'], ...nativePaths: string[]): FieldCoverage => ({
    support,
    nativePaths,
  })

  it.each<[string, typeof layer, Partial<ProviderCoverage>, string]>([
    ['a field is denied', layer, { email: claim('NEVER') }, 'email: NEVER, but a row has it'],
    ['its key is kept quiet', layer, { email: claim('NEVER') }, 'email: reads "email", which the table does not name'],
    ['a field is invented', layer, { vatNumber: claim('OPTIONAL', 'vat') }, 'vatNumber: OPTIONAL, but no row has it'],
    ['a key is invented', layer, { vatNumber: claim('OPTIONAL', 'vat') }, 'vatNumber: never reads "vat"'],
    [
      'a key is left out',
      layer,
      { notes: claim('OPTIONAL', 'memo') },
      'notes: reads "notes", which the table does not name',
    ],
    [
      'too much is promised',
      layer,
      { notes: claim('ALWAYS', 'memo', 'notes') },
      'notes: ALWAYS, but an ordinary row lacks it',
    ],
    [
      'too little is promised',
      thred,
      { displayName: claim('OPTIONAL', 'display_name') },
      'displayName: OPTIONAL, but every row has it',
    ],
    [
      'a detail is promised for lists',
      sequence,
      { email: claim('OPTIONAL', 'contacts[].email') },
      'email: OPTIONAL, but a list row does not carry it',
    ],
    [
      'a detail is called for in vain',
      thred,
      { email: claim('DETAIL_ONLY', 'email') },
      'email: DETAIL_ONLY, but a list row carries it',
    ],
    [
      'a nested path is wrong',
      sequence,
      { address: claim('ALWAYS', 'address.city') },
      'address: never reads "address.city"',
    ],
    [
      'a field of its own is called derived',
      layer,
      { email: claim('DERIVED', 'email') },
      'email: DERIVED, but "email" is read for no other field',
    ],
  ])('when %s', (_, provider, coverage, complaint) => {
    expect(contradictions(provider, { coverage })).toContain(complaint)
  })

  it.each<[string, typeof layer, Partial<CustomerMap>, string]>([
    ['stops reading a field', layer, { email: () => null }, 'email: OPTIONAL, but no row has it'],
    ['makes a value up', sequence, { notes: () => 'nothing to note' }, 'notes: NEVER, but a row has it'],
    [
      'takes another key',
      thred,
      { notes: ({ memo }) => (memo ?? null) as null },
      'notes: reads "memo", which the table does not name',
    ],
    [
      'fills in a default on lists',
      sequence,
      { contacts: () => [] },
      'contacts: DETAIL_ONLY, but a list row carries it',
    ],
    ['leaves a detail out', sequence, { contacts: () => notCarried }, 'contacts: is not carried by a detail answer'],
  ])('when the map %s', (_, provider, map, complaint) => {
    expect(contradictions(provider, { map })).toContain(complaint)
  })
})

describe('describeCoverage', () => {
  it.each<[CustomerField, string]>([
    ['email', 'Layer: optional (`email`). Sequence: detail only (`contacts`). Thred: optional (`email`).'],
    ['notes', 'Layer: optional (`memo`, `notes`). Sequence: always null. Thred: optional (`notes`).'],
    ['tags', 'Layer: optional (`transaction_tags`). Sequence: always empty. Thred: optional (`transaction_tags`).'],
  ])('says where %s comes from', (field, text) => {
    expect(describeCoverage(field, providers)).toBe(text)
  })
})

describe('nullableFields', () => {
  it('leaves out the three that always have a value', () => {
    expect(customerFields.filter((field) => !nullableFields.includes(field))).toEqual(['displayName', 'status', 'tags'])
  })
})
