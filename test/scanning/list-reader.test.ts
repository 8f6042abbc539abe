// A list is read as a parser reads it, whatever it looks like and whatever was read before.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readWhole, wholeOf } from '../../src/domain/lazy-row.ts'
import { createListReader, type ListReader } from '../../src/scanning/list-reader.ts'

type Row = Record<string, unknown>

const isScanned = (row: unknown): boolean => typeof row === 'object' && row !== null && readWhole in row

function rowsOf(json: unknown): readonly Row[] {
  return (json as { readonly data: readonly Row[] }).data
}

function rows(count: number, row: (index: number) => Row): Row[] {
  return Array.from({ length: count }, (_, index) => row(index))
}

const toText = (data: readonly unknown[], rest: Row = { meta: { page: 1 } }): string =>
  JSON.stringify({ data, ...rest })

/** A reader that knows such lists. */
function learn(data: readonly Row[], ...read: readonly string[]): ListReader {
  const reader = createListReader()
  for (let time = 0; time < 2; time += 1) {
    for (const row of rowsOf(reader.read(toText(data)))) for (const key of read) row[key]
  }
  return reader
}

/** Fails unless the two read alike, member by member and as a whole. */
function expectSame(read: unknown, parsed: unknown): void {
  expect(Object.keys(read as Row)).toEqual(Object.keys(parsed as Row))
  for (const [key, value] of Object.entries(parsed as Row)) {
    const other = (read as Row)[key]
    if (!Array.isArray(value)) {
      expect(other).toEqual(value)
      continue
    }
    expect(other).toHaveLength(value.length)
    for (const [index, row] of value.entries()) {
      const own = (other as readonly unknown[])[index]
      if (typeof row === 'object' && row !== null) {
        for (const [name, member] of Object.entries(row)) expect((own as Row)[name]).toEqual(member)
        expect((own as Row)['nothing like it']).toBeUndefined()
      }
      expect(wholeOf(own)).toEqual(row)
      expect(wholeOf(own)).toBe(wholeOf(own))
    }
  }
}

const six = rows(6, (index) => ({ id: `c${index}`, name: `Larkspur ${index}`, isOpen: index > 2, rank: index / 3 }))

describe('rows that look alike', () => {
  test('are scanned from the second list on', () => {
    const reader = createListReader()
    expect(rowsOf(reader.read(toText(six))).some(isScanned)).toBe(false)
    expect(rowsOf(reader.read(toText(six))).every(isScanned)).toBe(true)
  })

  test.each([
    ['text with escapes', { name: 'a "quote", a \\ and a \n' }],
    ['text that is not ASCII', { name: 'Ünï 😀 \u2028' }],
    ['text that is empty', { name: '' }],
    ['null', { name: null, isOpen: null, rank: null }],
    ['other numbers', { rank: -1.5e-7 }],
    ['a number too large to hold', { rank: 1e308 }],
  ])('%s reads as it was written', (_what, members) => {
    const text = toText(six.map((row) => ({ ...row, ...members })))
    const read = learn(six, 'id', 'name', 'isOpen', 'rank').read(text)
    expect(rowsOf(read).every(isScanned)).toBe(true)
    expectSame(read, JSON.parse(text))
  })

  test('members that nobody has read so far are read all the same', () => {
    const [row] = rowsOf(learn(six, 'id').read(toText(six)))
    expect([row?.['rank'], row?.['name'], row?.['id']]).toEqual([0, 'Larkspur 0', 'c0'])
  })

  test('a member that some rows lack is absent there, and not null', () => {
    const some = six.map((row, index) => (index % 2 === 0 ? row : { ...row, note: 'here' }))
    const read = learn(some, 'note').read(toText(some))
    expect(rowsOf(read).every(isScanned)).toBe(true)
    expect(rowsOf(read).map((row) => row['note'])).toEqual(some.map((row) => (row as Row)['note']))
    expect(Object.keys(wholeOf(rowsOf(read)[0]) ?? {})).not.toContain('note')
  })

  test('parts of a row are the same objects each time', () => {
    const nested = six.map((row) => ({ ...row, tags: [{ key: 'a', value: 1.1 }], more: {} }))
    const [row] = rowsOf(learn(nested, 'tags').read(toText(nested)))
    expect(row?.['tags']).toBe(wholeOf(row)?.['tags'])
    expect(row?.['more']).toBe(wholeOf(row)?.['more'])
  })

  test('blanks behind commas and colons do not matter', () => {
    const text = toText(six).replaceAll(/([,:])(?="|\d|t|f|n|\{|\[)/g, '$1 ')
    const read = learn(six, 'id', 'rank').read(text)
    expect(rowsOf(read).every(isScanned)).toBe(true)
    expectSame(read, JSON.parse(text))
  })
})

describe('anything else is parsed', () => {
  test.each([
    [
      'rows with their members in another order',
      toText(six.map((row) => Object.fromEntries(Object.entries(row).reverse()))),
    ],
    ['a row with a new member', toText([...six, { ...six[0], more: 1 }])],
    ['a member that comes twice', toText(six).replace('"id":"c3"', '"id":"c3","id":"c9"')],
    ['a list that comes twice', toText(six).replace('"meta"', '"data":[1,2,3,4],"meta"')],
    ['a list of that name inside of another member', `{"inner":${toText(six)},"data":[]}`],
    ['a list of that name inside of text', JSON.stringify({ note: '"data":[{"id":1}]', data: six })],
    ['a row that is no object', toText([...six, 7])],
    ['an empty list', toText([])],
    ['line breaks', JSON.stringify({ data: six, meta: {} }, null, 2)],
    ['another list altogether', JSON.stringify({ items: six })],
    ['no object', '[1, 2]'],
    ['a member called __proto__', toText(six).replaceAll('"rank"', '"__proto__"')],
  ])('%s', (_what, text) => {
    expectSame(learn(six, 'id', 'name').read(text), JSON.parse(text))
  })

  test.each([
    ['cut off', toText(six).slice(0, -20)],
    ['cut off behind a row', toText(six).slice(0, toText(six).indexOf('}') + 1)],
    ['with a letter too many', `${toText(six)}x`],
    ['with a line break in text', toText(six).replace('Larkspur 4', 'Larkspur\n4')],
    ['with an escape that there is not', toText(six).replace('Larkspur 4', 'Lark\\spur')],
    ['with a number that begins with 0', toText(six).replace('"rank":0', '"rank":00')],
    ['with a comma behind the last row', toText(six).replace(']', ',]')],
  ])('no JSON is no JSON: %s', (_what, text) => {
    expect(() => learn(six, 'id', 'name').read(text)).toThrow(SyntaxError)
  })
})

const name = fc.constantFrom('id', 'name', 'note', 'tags', 'rank', 'isOpen', 'constructor', '__proto__', 'a-b', '7')
const value = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 6 }),
  fc.constantFrom(null, true, false, 0, -0.5, 12e40, '', ' ', '\\', '"', [], {}),
  fc.jsonValue({ maxDepth: 5, stringUnit: 'binary' }),
)

/** Lists whose rows mostly have the same members in the same order, as one server writes them. */
const lists = fc.uniqueArray(name, { minLength: 1, maxLength: 6 }).chain((names) => {
  const members = names.map((key) => fc.tuple(fc.constant(key), value))
  const row = fc
    .tuple(fc.nat(9), ...members)
    .map(([odd, ...entries]) => Object.fromEntries(odd === 0 ? entries.slice(1) : entries) as Row)
  return fc.array(fc.array(row, { minLength: 3, maxLength: 7 }), { minLength: 2, maxLength: 6 })
})

test('whatever the lists are, and in whatever order they come, they read as they are', () => {
  let scanned = 0
  fc.assert(
    fc.property(lists, fc.constantFrom('', ' '), (given, blank) => {
      const reader = createListReader()
      for (const data of [...given, ...given]) {
        const compact = toText(data)
        const text = blank === '' ? compact : JSON.stringify(JSON.parse(compact), null, blank).replaceAll(/\n */g, '')
        const read = reader.read(text)
        scanned += rowsOf(read).filter(isScanned).length
        expectSame(read, JSON.parse(text))
      }
    }),
    { numRuns: 400 },
  )
  expect(scanned).toBeGreaterThan(300)
})
