// What may stand in a member of a row, as JSON text: what is documented, and what is not.
import fc from 'fast-check'
import { escapeLetters, toEscape } from './json-text.ts'

const texts = [
  ...[
    '',
    ' ',
    '\u00a0',
    '\ufeff',
    '\u2003\t\n',
    '\u00a0x',
    '\ufeffx',
    ' x',
    'Ünï',
    '€',
    '😀',
    '\u007f',
    '\u2028',
    '\ud83d',
  ],
  ...['a"b\\c/d\n', 'x', 'Example & Co', 'x'.repeat(39), 'x'.repeat(300), 'null', '{}'],
]
const words = [
  'ACTIVE',
  'active',
  ' Archived ',
  'ARCHIVED\u00a0',
  'DRAFT',
  'FROZEN',
  'TAXED',
  'tax_exempt',
  'REVERSE_CHARGED',
]
const others = [
  'null',
  'true',
  'false',
  '0',
  '1',
  '-1.50',
  '1e400',
  '12345678901234567890',
  '{}',
  '{"a":[1]}',
  '[]',
  '["x"]',
]

/** Most writers escape what they must; some escape all that is not ASCII, and anything may be escaped. */
const writers: readonly ((text: string) => string)[] = [
  (text) => JSON.stringify(text),
  (text) => escapeLetters(JSON.stringify(text)),
  (text) => `"${[...Array(text.length).keys()].map((index) => toEscape(text.charAt(index))).join('')}"`,
]

function written(text: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const writer = fc.oneof({ weight: 3, arbitrary: fc.constant(writers[0]) }, fc.constantFrom(...writers))
  return fc.tuple(text, writer).map(([each, write]) => (write ?? JSON.stringify)(each))
}

function digits(most: number, length = 2): fc.Arbitrary<string> {
  return fc.nat(most).map((number) => String(number).padStart(length, '0'))
}

/** Instants, and what is nearly one. */
export const instant = fc
  .tuple(
    ...[fc.constantFrom('2024', '2023', '1900', '2000', '0000'), digits(13), digits(32), digits(25), digits(61)],
    ...[digits(61), fc.constantFrom('', '', '.', '.1', '.123456', '.123456789', '.1234567890')],
    fc.constantFrom('Z', 'Z', 'z', '', '+02:00', '-23:59', '+24:00', '+0200'),
  )
  .map(([year, month, day, hour, minute, second, fraction, zone]) => {
    return `${year}-${month}-${day}T${hour}:${minute}:${second}${fraction}${zone}`
  })
export const usualInstant = fc
  .date({ min: new Date(0), max: new Date('2099-12-31T00:00:00Z'), noInvalidDate: true })
  .map((date) => date.toISOString())

const anyText = written(fc.oneof(fc.constantFrom(...texts), fc.string({ unit: 'binary', maxLength: 9 })))
const anything = fc.oneof({ weight: 3, arbitrary: anyText }, fc.constantFrom(...others))

export function valueOfMember(member: string): fc.Arbitrary<string> {
  const usual = /_at$|At$/.test(member)
    ? written(fc.oneof(instant, usualInstant))
    : /status$/i.test(member)
      ? written(fc.constantFrom(...words))
      : /^is_|exempt/.test(member)
        ? fc.constantFrom('true', 'false', 'null', '"true"', '1')
        : anyText
  return fc.oneof({ weight: 4, arbitrary: usual }, anything)
}
