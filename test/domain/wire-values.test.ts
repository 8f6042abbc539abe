// Every reader with every kind of value: what is read, and what is warned of.
import { describe, expect, test } from 'vitest'
import type { ReaderWarning, Warn, WireRow } from '../../src/domain/customer.ts'
import {
  isInstant,
  isObject,
  readArray,
  readBoolean,
  readCount,
  readCountryCode,
  readFirstText,
  readInstant,
  readInteger,
  readMinorUnits,
  readObject,
  readObjects,
  readOneOf,
  readText,
  readWebAddress,
  toMajorUnits,
} from '../../src/domain/wire-values.ts'

type Reader = (row: WireRow, key: string, warn: Warn) => unknown

/** What is read under the key "k", and the code, the value and the complaint of the warning. */
function outcomeOf(reader: Reader, value: unknown): unknown[] {
  const warnings: ReaderWarning[] = []
  const read = reader({ k: value }, 'k', (warning) => warnings.push(warning))
  expect(warnings.every(({ nativeKey }) => nativeKey === 'k')).toBe(true)
  return [read, ...warnings.map(({ code, nativeValue, message }) => `${code} ${nativeValue}: ${message}`)]
}

const wrong = (value: string, expected: string): string => `WRONG_TYPE ${value}: "k" is not ${expected}.`
const object = { a: 1 }

describe('text', () => {
  test.each<[unknown, unknown, string?]>([
    [undefined, null],
    [null, null],
    ['', null],
    [' \n', null],
    [' a ', ' a '],
    [7, '7', wrong('7', 'text')],
    [true, null, wrong('true', 'text')],
    [[], null, wrong('a list', 'text')],
    [object, null, wrong('an object', 'text')],
  ])('of %j is %j', (value, ...expected) => {
    expect(outcomeOf(readText, value)).toEqual(expected)
  })

  test('of a large number is its digits', () => {
    expect(outcomeOf(readText, 7n)).toEqual(['7', wrong('7', 'text')])
  })

  test('is the first that there is', () => {
    const row = { a: ' ', b: 'two', c: 'three' }
    const read = (...keys: string[]): string | null => readFirstText(row, keys, () => {})
    expect([read('a', 'b', 'c'), read('c', 'b'), read('x', 'a'), read()]).toEqual(['two', 'three', null, null])
  })
})

test.each<[unknown, unknown, string?]>([
  [undefined, null],
  [null, null],
  [true, true],
  [false, false],
  ['true', null, wrong('true', 'true or false')],
  [1, null, wrong('1', 'true or false')],
])('truth of %j is %j', (value, ...expected) => {
  expect(outcomeOf(readBoolean, value)).toEqual(expected)
})

test.each<[unknown, unknown, string?]>([
  [undefined, null],
  [null, null],
  ['', null],
  [0, 0],
  [-30, -30],
  [2_147_483_647, 2_147_483_647],
  [-2_147_483_647, -2_147_483_647],
  [2_147_483_648, null, wrong('2147483648', 'a whole number')],
  [1.5, null, wrong('1.5', 'a whole number')],
  ['30', null, wrong('30', 'a whole number')],
  [[30], null, wrong('a list', 'a whole number')],
])('a whole number of %j is %j', (value, ...expected) => {
  expect(outcomeOf(readInteger, value)).toEqual(expected)
})

test.each<[unknown, unknown, string?]>([
  [undefined, null],
  [null, null],
  [object, object],
  [[], null, wrong('a list', 'an object')],
  ['{}', null, wrong('{}', 'an object')],
  [0, null, wrong('0', 'an object')],
])('an object of %j is %j', (value, ...expected) => {
  expect(outcomeOf(readObject, value)).toEqual(expected)
})

test.each<[unknown, unknown, string?]>([
  [undefined, null],
  [null, null],
  [[], []],
  [
    [1, null, 'a'],
    [1, null, 'a'],
  ],
  [object, null, wrong('an object', 'a list')],
  ['', null, wrong('', 'a list')],
])('a list of %j is %j', (value, ...expected) => {
  expect(outcomeOf(readArray, value)).toEqual(expected)
})

test.each<[unknown, unknown, string?]>([
  [null, null],
  [[], []],
  [
    [object, null, object],
    [object, object],
  ],
  [[object, 7], [object], wrong('7', 'a list of objects')],
  [[[]], [], wrong('a list', 'a list of objects')],
  [object, null, wrong('an object', 'a list')],
])('objects of %j are %j', (value, ...expected) => {
  expect(outcomeOf(readObjects, value)).toEqual(expected)
})

describe('an instant', () => {
  const unreadable = (value: string): string => `UNREADABLE_DATE ${value}: "k" is not an ISO 8601 instant.`

  test.each<[unknown, unknown, string?]>([
    [undefined, null],
    [null, null],
    ['', null],
    [' ', null],
    ['2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z'],
    ['2026-01-01', null, unreadable('2026-01-01')],
    [1_767_225_600, null, unreadable('1767225600')],
    [['2026-01-01T00:00:00Z'], null, unreadable('a list')],
    ['x'.repeat(200), null, unreadable('x'.repeat(100))],
  ])('of %j is %j', (value, ...expected) => {
    expect(outcomeOf(readInstant, value)).toEqual(expected)
  })

  test.each([
    '2026-01-01T00:00:00Z',
    '2026-12-31T23:59:59.123456789+23:59',
    '2026-06-30T12:00:00-00:00',
    '2026-01-31T00:00:00+19:00',
    '2024-02-29T00:00:00Z',
    '2000-02-29T00:00:00Z',
    '2100-02-28T00:00:00Z',
    ...[1, 3, 5, 7, 8, 10, 12].map((month) => `2026-${String(month).padStart(2, '0')}-31T00:00:00Z`),
    ...[4, 6, 9, 11].map((month) => `2026-${String(month).padStart(2, '0')}-30T00:00:00Z`),
  ])('is %s', (text) => expect(isInstant(text)).toBe(true))

  test.each([
    '2026-00-01T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-01-00T00:00:00Z',
    '2026-01-32T00:00:00Z',
    '2026-01-01T24:00:00Z',
    '2026-01-01T23:60:00Z',
    '2026-01-01T23:59:60Z',
    '2026-01-01T00:00:00+24:00',
    '2026-01-01T00:00:00+00:60',
    '2026-01-01T00:00:00.Z',
    '2026-01-01T00:00:00.1234567890Z',
    '2026-01-01T00:00:00',
    'x2026-01-01T00:00:00Z',
    '2026-01-01T00:00:00Zx',
    '2023-02-29T00:00:00Z',
    '2100-02-29T00:00:00Z',
    '2024-02-30T00:00:00Z',
    ...[4, 6, 9, 11].map((month) => `2026-${String(month).padStart(2, '0')}-31T00:00:00Z`),
  ])('is not %s', (text) => expect(isInstant(text)).toBe(false))
})

test.each<[unknown, unknown, string?]>([
  [null, null],
  ['', null],
  ['GB', 'GB'],
  [' gb ', 'GB'],
  ['GBR', null, 'UNKNOWN_VALUE GBR: "k" is not a two-letter country code.'],
  ['G', null, 'UNKNOWN_VALUE G: "k" is not a two-letter country code.'],
  ['1G', null, 'UNKNOWN_VALUE 1G: "k" is not a two-letter country code.'],
])('a country of %j is %j', (value, ...expected) => {
  expect(outcomeOf(readCountryCode, value)).toEqual(expected)
})

test.each<[unknown, unknown, string?]>([
  [null, null],
  ['https://a.example/x', 'https://a.example/x'],
  ['http://a.example', 'http://a.example'],
  ['javascript:alert(1)', null, 'UNKNOWN_VALUE null: "k" is not a web address.'],
  ['ftp://a.example', null, 'UNKNOWN_VALUE null: "k" is not a web address.'],
  ['/x', null, 'UNKNOWN_VALUE null: "k" is not a web address.'],
])('a web address of %j is %j', (value, ...expected) => {
  expect(outcomeOf(readWebAddress, value)).toEqual(expected)
})

test.each<[unknown, unknown, string?]>([
  [undefined, null],
  ['', null],
  ['ONE', 'ONE'],
  [' two ', 'TWO'],
  ['three', 'UNKNOWN', 'UNKNOWN_VALUE three: "k" has a value that this gateway does not know.'],
  [object, null, wrong('an object', 'text')],
])('one of ONE and TWO of %j is %j', (value, ...expected) => {
  const reader: Reader = (row, key, warn) => readOneOf(row, key, ['ONE', 'TWO'], warn)
  expect(outcomeOf(reader, value)).toEqual(expected)
})

describe('an amount', () => {
  const reader: Reader = (row, key, warn) => readMinorUnits(row, key, 2, warn)
  const expected = 'a whole number of minor units'

  test.each<[unknown, unknown, string?]>([
    [undefined, null],
    [null, null],
    ['', null],
    [41_250, '412.50'],
    ['41250', '412.50'],
    [-5, '-0.05'],
    [-0, '0.00'],
    [Number.MAX_SAFE_INTEGER, '90071992547409.91'],
    [Number.MAX_SAFE_INTEGER + 1, null, wrong('9007199254740992', expected)],
    ['1'.repeat(30), `${'1'.repeat(28)}.11`],
    ['1'.repeat(31), null, wrong('1'.repeat(31), expected)],
    [12.5, null, wrong('12.5', expected)],
    ['x5', null, wrong('x5', expected)],
    ['5x', null, wrong('5x', expected)],
    [[100], null, wrong('a list', expected)],
  ])('of %j minor units is %j', (value, ...read) => {
    expect(outcomeOf(reader, value)).toEqual(read)
  })

  test.each([
    ['5', 0, '5'],
    ['-5', 0, '-5'],
    ['-0', 0, '0'],
    ['5', 3, '0.005'],
    ['1234', 3, '1.234'],
    ['000', 2, '0.00'],
    ['-0100', 2, '-1.00'],
  ])('of %s in units of 10 to the -%i is %s', (units, digits, amount) => {
    expect(toMajorUnits(units, digits)).toBe(amount)
  })
})

test.each([
  [0, 0],
  [7, 7],
  [-1, null],
  [1.5, null],
  [Number.MAX_SAFE_INTEGER + 1, null],
  ['7', null],
  [null, null],
  [undefined, null],
])('a count of %j is %j', (value, expected) => {
  expect(readCount(value)).toBe(expected)
})

test('an object is neither null nor a list', () => {
  expect([{}, [], null, 'x', undefined].map(isObject)).toEqual([true, false, false, false, false])
})
