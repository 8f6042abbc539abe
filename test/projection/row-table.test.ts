// Whether rows have ids of their own is told from their bytes, and never wrongly.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { haveOwnIds, type ScannedRow } from '../../src/domain/row-table.ts'
import { createListScanner } from '../../src/projection/list-scanner.ts'
import { placed } from './lists.ts'

const scan = createListScanner({ list: 'rows', members: ['id', 'name'] })

function rowsOf(...ids: readonly string[]): readonly ScannedRow[] {
  const found = scan(placed(`{"rows":[${ids.map((id) => `{"name":"x"${id === '' ? '' : `,"id":${id}`}}`).join()}]}`))
  return found?.json['rows'] as readonly ScannedRow[]
}

describe('rows have ids of their own', () => {
  test('where all of them differ', () => {
    expect(haveOwnIds([])).toBe(true)
    expect(haveOwnIds(rowsOf('"ab"'))).toBe(true)
    const rows = rowsOf(...Array.from({ length: 500 }, (_, index) => `"customer-${index}"`))
    expect(haveOwnIds(rows)).toBe(true)
    expect(haveOwnIds(rows.filter((_, index) => index % 7 === 3))).toBe(true)
  })

  test.each([
    [['"abc"', '"abc"']],
    [['"abc"', '"abd"', '"\\u0061bc"']],
    [['"\\u0061bc"']],
    [['"abc"', '"é"', '"abc"']],
    [['"abc"', '']],
    [['"abc"', '7']],
    [['"abc"', '""']],
  ])('not surely where they are %j', (ids) => {
    expect(haveOwnIds(rowsOf(...ids))).toBe(false)
  })

  test('not surely where they are not the rows of one list, each once and in its order', () => {
    const [one, other, third] = rowsOf('"abc"', '"abd"', '"abe"')
    expect(haveOwnIds([one, third])).toBe(true)
    expect(haveOwnIds([one, one])).toBe(false)
    expect(haveOwnIds([third, other])).toBe(false)
    expect(haveOwnIds([one, ...rowsOf('"xyz"', '"uvw"').slice(1)])).toBe(false)
    expect(haveOwnIds([one, { id: 'xyz' }])).toBe(false)
    expect(haveOwnIds([null])).toBe(false)
  })

  test('only where parsing finds the same', () => {
    const id = fc
      .string({ unit: fc.constantFrom('a', 'b', '\\u0061', 'é', '-'), maxLength: 4 })
      .map((text) => `"${text}"`)
    fc.assert(
      fc.property(fc.array(fc.oneof(id, fc.constantFrom('7', '')), { maxLength: 9 }), (ids) => {
        if (!haveOwnIds(rowsOf(...ids))) return
        const parsed = ids.map((each): unknown => JSON.parse(each))
        expect(new Set(parsed).size).toBe(ids.length)
        expect(parsed.every((each) => typeof each === 'string')).toBe(true)
      }),
      { numRuns: 2_000 },
    )
  })
})
