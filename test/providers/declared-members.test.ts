// Readers say which members of a row they look at, and are then given rows that have nothing else. All of that is true.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { topLevelKey } from '../../src/domain/coverage.ts'
import type { FieldReader, RowFacts, WireRow } from '../../src/domain/customer.ts'
import { customerFields } from '../../src/domain/customer-fields.ts'
import { readFirstText } from '../../src/domain/wire-values.ts'
import { providers } from '../../src/providers/registry.ts'
import { maps } from '../projection/lists.ts'
import { valueOfMember } from '../projection/wire-values.ts'
import { recordAccess } from './coverage-audit.ts'
import { record } from './map-rows.ts'

/** What is looked at while the reader reads this. */
function look(reader: FieldReader<unknown>, row: WireRow, facts: RowFacts) {
  const members = new Set<string>()
  const known = new Set<string>()
  const given = recordAccess(facts, '', known) as RowFacts
  const value = reader(recordAccess(row, '', members) as WireRow, given, () => {})
  return { value, members: [...members], facts: [...known] }
}

describe.each(providers.map(({ name, coverage }) => ({ name, coverage })))('$name', ({ name, coverage }) => {
  const all = Object.values(coverage).flatMap(({ nativePaths }) => nativePaths.map(topLevelKey))
  const members = fc.record(
    Object.fromEntries(
      [...new Set(all)].map((member) => [member, valueOfMember(member).map((text): unknown => JSON.parse(text))]),
    ),
    { requiredKeys: [] },
  )
  const facts = fc.record({ isDetail: fc.boolean(), isArchived: fc.boolean() }, { requiredKeys: ['isDetail'] })
  const map = maps[name]
  if (map === undefined) throw new Error('This provider has no map.')
  const declaring = customerFields.filter((field) => map[field].members !== undefined)

  test.each(declaring)('%s looks at nothing but what its reader names', (field) => {
    const reader: FieldReader<unknown> = map[field]
    const { members: named = [], presences = [] } = reader
    fc.assert(
      fc.property(members, facts, (row, changes) => {
        if (reader.copies === 'text or more' && readFirstText(row, named, () => {}) === null) return
        const given = record(map, row, changes)
        const seen = look(reader, row, given.facts)
        expect([...named, ...presences]).toEqual(expect.arrayContaining(seen.members))
        expect(['isArchived']).toEqual(expect.arrayContaining(seen.facts))
        const kept = Object.entries(row).filter(([member]) => named.includes(member))
        const there = presences.filter((member) => member in row).map((member) => [member, null])
        expect(reader(Object.fromEntries([...kept, ...there]), given.facts, () => {})).toEqual(seen.value)
      }),
      { numRuns: 200 },
    )
  })

  test('names members for most fields', () => {
    expect(declaring.length).toBeGreaterThan(customerFields.length / 2)
  })
})
