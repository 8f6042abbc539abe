// Which rows can be used at all, and which answers are about the customer that was asked for.
import { describe, expect, test } from 'vitest'
import { map } from '../../src/providers/layer/map.ts'
import { type RowContext, toDetailRecord, toListedRows } from '../../src/providers/rows.ts'

const account = {
  provider: 'X',
  name: 'main',
  credential: 'main',
  businessId: 'B1',
  environment: 'sandbox',
  isSandbox: true,
}
const context: RowContext = { account, map, receivedAt: 7, exactOf: () => 'exact', isKept: false }

describe('the rows of a list', () => {
  test('are those with an id, of this business, in their order and with their places', () => {
    const items = [{ id: 'a' }, null, { id: 7 }, 'b', {}, { id: '' }, { id: 'a/b' }, { id: 'c', business_id: 'b1' }]
    const { rows, indexes, quarantined } = toListedRows(items, context)
    expect(rows.map(({ row, facts }) => [row, facts.nativeId])).toEqual([
      [{ id: 'a' }, 'a'],
      [{ id: 'c', business_id: 'b1' }, 'c'],
    ])
    expect([indexes, quarantined]).toEqual([[0, 7], 6])
  })

  test.each([
    ['B1', 'B1', 1],
    ['b1', 'B1', 1],
    ['B2', 'B1', 0],
    [undefined, 'B1', 1],
    [7, 'B1', 1],
    ['B2', null, 1],
  ])('of business %j are read for business %j: %i', (written, businessId, count) => {
    const given = { ...context, account: { ...account, businessId } }
    expect(toListedRows([{ id: 'a', business_id: written }], given).rows).toHaveLength(count)
  })

  test('are no details, and know what the list has proved of them', () => {
    const factsOf = (isArchived?: boolean) => toListedRows([{ id: 'a' }], context, isArchived).rows[0]?.facts
    const facts = { account, nativeId: 'a', isDetail: false, receivedAt: 7 }
    expect([factsOf(), factsOf(false), factsOf(true)]).toEqual([
      facts,
      { ...facts, isArchived: false },
      { ...facts, isArchived: true },
    ])
    expect(factsOf()).not.toHaveProperty('isArchived')
  })
})

describe('one customer', () => {
  const read = (value: unknown, asked = 'a') =>
    toDetailRecord(value, asked, context, { operation: 'X, get', facts: { upstreamStatus: 200 } })

  test('is a detail, with the id in either case', () => {
    expect(read({ id: 'A' })).toMatchObject({ row: { id: 'A' }, map, facts: { nativeId: 'A', isDetail: true } })
    expect(read({ id: 'a' }, 'A').exactOf({})).toBe('exact')
  })

  test.each([[{ id: 'b' }], [{}], [null], [[]], ['a'], [{ id: 'a', business_id: 'B2' }]])(
    'is not %j: that is a bad answer',
    (value) => {
      expect(() => read(value)).toThrow(
        expect.objectContaining({
          code: 'BAD_RESPONSE',
          message: 'X, get: the answer is not the customer that was asked for.',
          details: { upstreamStatus: 200 },
        }),
      )
    },
  )
})
