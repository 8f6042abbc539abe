// What is found in the bytes of a list without parsing it is what parsing finds. Whatever an upstream sends: null, which
// leaves it to `JSON.parse`, is always right, and anything else is right to the letter.
import { isUtf8 } from 'node:buffer'
import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { memberOf, type ScanList, ScannedRow } from '../../src/domain/row-table.ts'
import { createListScanner } from '../../src/projection/list-scanner.ts'
import { compact, layouts, type Node, print } from './json-text.ts'
import { placed } from './lists.ts'

type Row = Readonly<Record<string, unknown>>

const list = 'data'
const members = ['id', 'business_id', 'status', 'name', 'u', 'archivedAt']

const plainCharacters = fc.string({ unit: fc.constantFrom(...'aZ0 :,{}[]/\x7f'), maxLength: 9 })
const otherCharacters = fc.constantFrom('é', '€', '😀', '\u00a0', '\ufeff', '\u2028', 'x'.repeat(70))
const escapes = fc.constantFrom(
  '\\"',
  '\\\\',
  '\\/',
  '\\b\\f\\n\\r\\t',
  '\\u0061',
  '\\u00E9',
  '\\ud83D\\udE00',
  '\\uD800',
)
const plainText = fc.array(fc.oneof(plainCharacters, otherCharacters), { maxLength: 3 }).map(quoted)
const text = fc.array(fc.oneof(plainCharacters, otherCharacters, escapes), { maxLength: 4 }).map(quoted)
const number = fc.oneof(
  fc.constantFrom('0', '-0', '0.10', '1E+5', '1e-7', '-1.5e3', '12345678901234567890', '1e400'),
  fc.integer().map(String),
)
const scalar = fc.oneof(text, plainText, number, fc.constantFrom('true', 'false', 'null', '""'))
const plainName = fc.constantFrom(
  ...members.map((name) => `"${name}"`),
  '""',
  '"names"',
  '"__proto__"',
  `"${'n'.repeat(99)}"`,
)
const oddName = fc.oneof(text, fc.constantFrom('"\\u0069d"', '"i\\u0064"', '"toString"', `"${list}"`))

const { value } = fc.letrec<{ value: Node }>((tie) => {
  const name = fc.oneof({ weight: 9, arbitrary: plainName }, oddName)
  return {
    value: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      { weight: 6, arbitrary: scalar },
      { weight: 1, arbitrary: fc.array(tie('value'), { maxLength: 3 }) },
      { weight: 1, arbitrary: fc.array(fc.tuple(name, tie('value')), { maxLength: 3 }).map((of) => ({ of })) },
    ),
  }
})

/** Rows with the same members in the same order, as providers write them, or with any, in any order, also repeated. */
const alikeRows = fc
  .uniqueArray(plainName, { minLength: 1, maxLength: 7 })
  .chain((names) => fc.array(fc.tuple(...names.map((name) => fc.tuple(fc.constant(name), value))), { maxLength: 9 }))
const variedRows = fc.array(fc.array(fc.tuple(plainName, value), { maxLength: 9 }), { maxLength: 9 })
const usualRows = fc.oneof(alikeRows, variedRows).map((rows): Node => rows.map((of) => ({ of })))
const oddRows = fc.array(
  fc.oneof(
    value,
    fc.array(fc.tuple(fc.oneof(plainName, oddName), value), { maxLength: 4 }).map((of) => ({ of })),
    fc
      .nat(99)
      .map((count) => ({ of: Array.from({ length: count }, (_, name): [string, Node] => [`"m${name}"`, '1']) })),
  ),
  { maxLength: 9 },
)

const layout = fc.constantFrom(...layouts)
const otherMembers = fc.array(fc.tuple(fc.constantFrom('"meta"', '"next"', '"count"', '""', '"é"'), plainText), {
  maxLength: 2,
})
const usualList = fc
  .tuple(otherMembers, usualRows, otherMembers, layout)
  .map(([before, rows, behind, style]) => print({ of: [...before, [`"${list}"`, rows], ...behind] }, style))
/** Members of the answer that have the list's name, or may look as if they had. */
const envelope = fc.array(
  fc.oneof(
    fc.tuple(fc.oneof(fc.constantFrom(`"${list}"`, '"d\\u0061ta"', '"meta"'), oddName), value),
    fc.tuple(fc.constant(`"${list}"`), fc.oneof(usualRows, oddRows)),
  ),
  { maxLength: 4 },
)
const oddList = fc.tuple(envelope, layout).map(([of, style]) => print({ of }, style))
const anyList = fc.oneof(usualList, oddList)

function quoted(parts: readonly string[]): string {
  return `"${parts.join('')}"`
}

/** What comes next must leave alone what was found before. */
const anotherList = Buffer.from(
  `{"data":[${Array.from({ length: 9 }, () => '{"id":1,"name":"","status":[]}').join()}]}`,
)

/** Whether it was scanned. Throws where that says anything else than parsing does. */
function check(scan: ScanList, given: Buffer | string): boolean {
  const bytes = placed(given)
  const found = scan(bytes)
  if (found === null) return false
  scan(anotherList)
  expect(isUtf8(bytes)).toBe(true)
  const parsed = JSON.parse(bytes.toString('utf8')) as Record<string, readonly Row[]>
  const expected = parsed[list] ?? []
  const rows = found.json[list] as readonly unknown[]
  expectEqual({ ...found.json, [list]: [] }, { ...parsed, [list]: [] })
  expect(Object.keys(found.json)).toEqual(Object.keys(parsed))
  expect(rows).toHaveLength(expected.length)
  for (const [index, row] of rows.entries()) {
    const whole = expected[index] as Row
    if (!(row instanceof ScannedRow)) throw new Error('This is no scanned row.')
    for (const member of members) expectEqual(memberOf(row, member), whole[member])
    const wanted = members.filter((member) => Object.hasOwn(whole, member))
    expectEqual(row.pick(members), Object.fromEntries(wanted.map((member) => [member, whole[member]])))
    expectEqual(row.pick([], members), Object.fromEntries(wanted.map((member) => [member, null])))
    expectEqual(JSON.parse(row.table.textAt(index)), whole)
  }
  // The last rows first: some are parsed alone before all of them are, and stay what they are.
  const objects = rows.map((_, place) => (rows[rows.length - 1 - place] as ScannedRow).row).reverse()
  expectEqual(objects, expected)
  for (const [index, row] of rows.entries()) expect((row as ScannedRow).row).toBe(objects[index])
  return true
}

/** As `JSON.parse` makes it: with -0, lone surrogates, and members called `__proto__`. */
function expectEqual(actual: unknown, expected: unknown): void {
  if (!isDeepStrictEqual(actual, expected)) expect(actual).toStrictEqual(expected)
}

const createScanner = (): ScanList => createListScanner({ list, members })

describe('a list', () => {
  test('of the usual kind is scanned, however it is laid out', () => {
    fc.assert(
      fc.property(fc.array(usualList, { minLength: 1, maxLength: 3 }), (texts) => {
        const scan = createScanner()
        for (const each of texts) expect(check(scan, each)).toBe(true)
      }),
      { numRuns: 500 },
    )
  })

  test('of any kind is what parsing says, or left to that', () => {
    fc.assert(
      fc.property(fc.array(anyList, { minLength: 1, maxLength: 3 }), (texts) => {
        const scan = createScanner()
        for (const each of texts) check(scan, each)
      }),
      { numRuns: 1_000 },
    )
  })

  test('has nothing of the list that was scanned before', () => {
    const scan = createScanner()
    const longer = (row: string) => `{"data":[${Array.from({ length: 300 }, () => row).join()}]}`
    expect(check(scan, longer(`{${members.map((member) => `"${member}":"x"`).join()}}`))).toBe(true)
    expect(check(scan, longer('{"name":1}'))).toBe(true)
    expect(check(scan, longer('{}'))).toBe(true)
  })

  test('with many names, or in an order of its own for each row, is right too', () => {
    const scan = createScanner()
    const names = Array.from({ length: 200 }, (_, name) => `"${name % 3 === 0 ? members[name % 5] : `m${name}`}"`)
    const rows = Array.from(
      { length: 40 },
      (_, row): Node => ({
        of: names.map((_, place) => [names[(place * 7 + row * 13) % names.length] as string, `${row}`]),
      }),
    )
    for (const count of [1, 2, 40]) check(scan, print({ of: [[`"${list}"`, rows.slice(0, count)]] }, compact))
    expect(check(scan, '{"data":[{"id":"a","m1":1},{"m1":2,"id":"b"}]}')).toBe(true)
  })

  test('with anything beyond measure is left to parsing', () => {
    const scan = createScanner()
    const nested = (levels: number) => `{"data":[{"id":${'['.repeat(levels)}${']'.repeat(levels)}}]}`
    const named = (length: number) => `{"data":[{"${'n'.repeat(length)}":1}]}`
    const long = (rows: number) => `{"data":[${Array.from({ length: rows }, () => '{"id":1}').join()}]}`
    const isScanned = (text: string) => scan(Buffer.from(text)) !== null
    expect([nested(20), named(100), long(5_000)].map(isScanned)).toEqual([true, true, true])
    expect([nested(60), nested(100_000), named(101), long(5_001)].map(isScanned)).toEqual([false, false, false, false])
  })
})

describe('a list with something wrong in it', () => {
  const byte = fc.nat(255)
  const wrongs = fc.oneof(
    fc.constantFrom([0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xef, 0xbb, 0xbf], [0xf5], [0x80], [0], [0x0a], [0x1f]),
    fc.constantFrom(...'"\\,:[]{}-0.e ').map((character) => [character.charCodeAt(0)]),
    fc.array(byte, { maxLength: 3 }),
  )
  const damage = fc.record({ at: fc.nat(), removed: fc.nat(3), added: wrongs })

  function damaged(text: string, { at, removed, added }: { at: number; removed: number; added: readonly number[] }) {
    const bytes = Buffer.from(text)
    const place = at % (bytes.length + 1)
    return Buffer.concat([bytes.subarray(0, place), Buffer.from(added), bytes.subarray(place + removed)])
  }

  test('is never read as what parsing would not say', () => {
    fc.assert(
      fc.property(usualList, fc.array(damage, { minLength: 1, maxLength: 40 }), (text, damages) => {
        const scan = createScanner()
        check(scan, text)
        for (const each of damages) check(scan, damaged(text, each))
        for (const each of damages) check(scan, Buffer.from(text).subarray(0, each.at % (text.length + 1)))
      }),
      { numRuns: 500 },
    )
  })

  test('is not, whichever byte of it is lost, or replaced by whichever other', () => {
    const scan = createScanner()
    const text = '{"a":[1],"data":[{"id":"é\\u0061\\n","status":-1.5e3},{"id":true,"u":{"":[null]}}],"b":false}'
    expect(check(scan, text)).toBe(true)
    for (let at = 0; at <= Buffer.byteLength(text); at += 1) {
      check(scan, damaged(text, { at, removed: 1, added: [] }))
      check(scan, Buffer.from(text).subarray(0, at))
      for (let other = 0; other < 256; other += 1) {
        check(scan, damaged(text, { at, removed: 1, added: [other] }))
        check(scan, damaged(text, { at, removed: 0, added: [other] }))
      }
    }
  })
})
