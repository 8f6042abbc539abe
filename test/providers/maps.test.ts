// Whatever a server may send instead of the published shapes must cost a field at most.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type CustomerField,
  type CustomerFields,
  collectWarnings,
  type MappingWarning,
  notCarried,
  readField,
  withArchived,
} from '../../src/domain/customer.ts'
import type { ProviderFieldShape, ProviderFieldType } from '../../src/domain/provider-fields.ts'
import { isInstant, toMajorUnits } from '../../src/domain/wire-values.ts'
import { map as layerMap } from '../../src/providers/layer/map.ts'
import { layer } from '../../src/providers/layer/provider.ts'
import { map as sequenceMap } from '../../src/providers/sequence/map.ts'
import { sequence } from '../../src/providers/sequence/provider.ts'
import { map as thredMap } from '../../src/providers/thred/map.ts'
import { thred } from '../../src/providers/thred/provider.ts'
import { fixture, record } from './map-rows.ts'

type Check = (value: unknown) => boolean
const isText: Check = (value) => typeof value === 'string' && value.trim() !== ''
const orNull =
  (check: Check): Check =>
  (value) =>
    value === null || check(value)
const oneOf =
  (...values: readonly unknown[]): Check =>
  (value) =>
    values.includes(value)
const listOf =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(check)
const shaped =
  (shape: Readonly<Record<string, Check>>): Check =>
  (value) =>
    typeof value === 'object' &&
    value !== null &&
    Object.keys(value).toSorted().join() === Object.keys(shape).toSorted().join() &&
    Object.entries(shape).every(([name, check]) => check((value as Record<string, unknown>)[name]))
const isDate: Check = (value) => typeof value === 'string' && isInstant(value)
const isCountry: Check = (value) => typeof value === 'string' && /^[A-Z]{2}$/.test(value)
const isMoney = shaped({
  amount: (value) => typeof value === 'string' && /^-?\d+\.\d{2}$/.test(value),
  currencyCode: oneOf(null),
})
const isInt: Check = (value) => Number.isInteger(value) && Math.abs(value as number) <= 2_147_483_647
const text = orNull(isText)

const checks: { readonly [Field in keyof CustomerFields]: Check } = {
  externalId: text,
  referenceNumber: text,
  displayName: isText,
  companyName: text,
  individualName: text,
  email: text,
  mobilePhone: text,
  officePhone: text,
  address: orNull(
    shaped({
      formatted: isText,
      line1: text,
      line2: text,
      city: text,
      region: text,
      postalCode: text,
      countryCode: orNull(isCountry),
    }),
  ),
  status: oneOf('ACTIVE', 'ARCHIVED', 'DRAFT', 'UNKNOWN'),
  nativeStatus: text,
  isArchived: oneOf(true, false, null),
  archivedAt: orNull(isDate),
  createdAt: orNull(isDate),
  updatedAt: orNull(isDate),
  taxStatus: oneOf('TAXED', 'TAX_EXEMPT', 'REVERSE_CHARGED', 'UNKNOWN', null),
  vatNumber: text,
  notes: text,
  tags: listOf(shaped({ key: text, value: isText })),
  contacts: orNull(
    listOf(
      shaped({
        nativeId: text,
        name: text,
        email: text,
        billingPreference: oneOf('PRIMARY', 'STANDARD', 'NONE', 'UNKNOWN', null),
        archivedAt: orNull(isDate),
      }),
    ),
  ),
  metadata: (value) => value !== undefined,
  creditLimit: orNull(isMoney),
  outstandingBalance: orNull(isMoney),
  paymentTermsDays: orNull(isInt),
}

const scalarChecks: Readonly<Record<string, Check>> = {
  ID: isText,
  String: (value) => typeof value === 'string',
  Int: isInt,
  Boolean: (value) => typeof value === 'boolean',
  DateTime: isDate,
  URL: (value) => typeof value === 'string' && /^\s*https?:/i.test(value) && URL.canParse(value),
}

function checkOf(shape: ProviderFieldShape): Check {
  const one = checkOfType(shape.type)
  const all = shape.isList === true ? listOf(one) : one
  return shape.isNullable ? orNull(all) : all
}

function checkOfType(type: ProviderFieldType): Check {
  if (typeof type === 'string') return scalarChecks[type] ?? (() => false)
  return shaped(Object.fromEntries(Object.entries(type.fields).map(([name, shape]) => [name, checkOf(shape)])))
}

describe('whatever a server sends', () => {
  const everyKey: readonly string[] = [
    ...new Set(
      ['layer/get', 'layer/list', 'sequence/get', 'sequence/list', 'thred/get', 'thred/list']
        .flatMap((name) => JSON.stringify(fixture(name)).match(/"\w+":/g) ?? [])
        .map((match) => match.slice(1, -2)),
    ),
  ]
  const words = fc.constantFrom(
    ...[
      'ACTIVE',
      'active',
      'ARCHIVED',
      ' Archived ',
      'DRAFT',
      'SUSPENDED',
      'TAXED',
      'PRIMARY',
      '',
      ' ',
      'GB',
      'United Kingdom',
    ],
    ...[
      '2026-01-01T00:00:00Z',
      '2026-02-30T00:00:00Z',
      '2026-01-01',
      '0',
      'https://a.example/',
      'javascript:alert(1)',
      '\u0000',
      '-0',
      '00012',
    ],
  )
  const leaf = fc.oneof(words, fc.jsonValue({ maxDepth: 2 }), fc.integer(), fc.double(), fc.string({ unit: 'binary' }))
  const value: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
    value: fc.oneof({ depthSize: 'small' }, leaf, fc.array(tie('value'), { maxLength: 3 }), tie('object')),
    object: fc.dictionary(fc.constantFrom(...everyKey), tie('value'), { maxKeys: 6 }),
  })).value
  const row = fc.oneof(
    fc.dictionary(fc.constantFrom(...everyKey), value, { maxKeys: 40 }),
    fc.dictionary(
      fc.oneof(fc.constantFrom('__proto__', 'toString', 'constructor'), fc.constantFrom(...everyKey)),
      value,
    ),
  )
  const facts = fc.record({ isDetail: fc.boolean(), isArchived: fc.boolean() }, { requiredKeys: ['isDetail'] })
  const maps = [
    ['Layer', layerMap, layer],
    ['Sequence', sequenceMap, sequence],
    ['Thred', thredMap, thred],
  ] as const

  test.each(maps)('%s: no value of any field throws or reads as a wrong type', (_name, map, definition) => {
    fc.assert(
      fc.property(row, facts, (wire, proven) => {
        const one = record(map, wire, proven)
        for (const name of Object.keys(checks) as CustomerField[]) {
          const read = readField(one, name)
          if (read === notCarried ? one.facts.isDetail : !checks[name](read))
            throw new Error(`${name} is ${JSON.stringify(read)}`)
        }
        for (const [name, field] of Object.entries(definition.customerType.fields)) {
          if (!('read' in field)) continue
          const read = field.read(one.row, one.facts, () => {})
          if (read !== notCarried && !checkOf(field)(read)) throw new Error(`${name} is ${JSON.stringify(read)}`)
        }
      }),
      { numRuns: 1_500 },
    )
  })

  test.each(maps)('%s: warnings are short and quote no object', (_name, map) => {
    fc.assert(
      fc.property(row, (wire) => {
        const isShort = ({ nativeValue, message }: MappingWarning): boolean =>
          (nativeValue === null || nativeValue.length <= 100) && message.length <= 200 && !message.includes('[object')
        expect(collectWarnings(record(map, wire)).filter((warning) => !isShort(warning))).toEqual([])
      }),
      { numRuns: 300 },
    )
  })

  test.each(maps)('%s: only a status that says so is ACTIVE, in any case', (_name, map) => {
    const status = fc.oneof(words, fc.string(), fc.string({ unit: 'grapheme' }), fc.jsonValue())
    fc.assert(
      fc.property(status, (written) => {
        const read = readField(record(map, { status: written }), 'status')
        const isActive = typeof written === 'string' && /^active$/i.test(written.trim())
        expect(read === 'ACTIVE').toBe(isActive)
      }),
    )
  })

  test.each(maps)('%s: what a request proved outweighs the row', (_name, map) => {
    fc.assert(
      fc.property(row, (wire) => {
        const proven = withArchived(record(map, wire), true)
        expect([readField(proven, 'status'), readField(proven, 'isArchived')]).toEqual(['ARCHIVED', true])
      }),
      { numRuns: 300 },
    )
  })

  test.each(maps)('%s: status and isArchived never contradict each other', (_name, map) => {
    fc.assert(
      fc.property(row, words, facts, (wire, written, proven) => {
        const one = record(map, { ...wire, status: written }, proven)
        const status = readField(one, 'status')
        const isArchived = readField(one, 'isArchived')
        expect(status === 'ARCHIVED' ? isArchived === true : isArchived !== true).toBe(true)
      }),
      { numRuns: 1_000 },
    )
  })

  test('minor units are exact, whatever their size', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(10n ** 29n), max: 10n ** 29n }),
        fc.integer({ min: 0, max: 4 }),
        (units, digits) => {
          const amount = toMajorUnits(units.toString(), digits)
          const scale = 10n ** BigInt(digits)
          const absolute = units < 0n ? -units : units
          const fraction = digits === 0 ? '' : `.${(absolute % scale).toString().padStart(digits, '0')}`
          expect(amount).toBe(`${units < 0n ? '-' : ''}${absolute / scale}${fraction}`)
        },
      ),
    )
  })

  test.each([
    ['-0', '0.00'],
    ['-00', '0.00'],
    ['007', '0.07'],
    ['-5', '-0.05'],
  ])('%s minor units are %s', (units, expected) => {
    expect(toMajorUnits(units, 2)).toBe(expected)
  })

  test.each([
    [41_250, '412.50'],
    ['41250', '412.50'],
    [-0, '0.00'],
    [Number.MAX_SAFE_INTEGER, '90071992547409.91'],
    [Number.MAX_SAFE_INTEGER + 1, null],
    [12.5, null],
    ['12.50', null],
    ['1e3', null],
    [' 5', null],
    [true, null],
    [[100], null],
    ['', null],
  ])('an outstanding balance of %j is %s', (units, expected) => {
    const read = readField(record(thredMap, { outstanding_balance: units }), 'outstandingBalance')
    expect(read).toEqual(expected === null ? null : { amount: expected, currencyCode: null })
  })

  test('every instant that JavaScript writes passes as it is', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true }),
        (date) => {
          expect(readField(record(thredMap, { created_at: date.toISOString() }), 'createdAt')).toBe(date.toISOString())
        },
      ),
    )
  })

  test.each([
    '2026-02-29T00:00:00Z',
    '2026-04-31T00:00:00Z',
    '2100-02-29T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-00-10T00:00:00Z',
    '2026-01-00T00:00:00Z',
    '2026-01-01T24:00:00Z',
    '2026-01-01T00:60:00Z',
    '2026-01-01T00:00:60Z',
    '2026-01-01T00:00:00',
    '2026-01-01T00:00:00+24:00',
    '2026-01-01T00:00:00+01:60',
    '2026-01-01 00:00:00Z',
    '2026-01-01',
    '20260101T000000Z',
    '1767225600',
    '2026-01-01T00:00:00.Z',
    ' 2026-01-01T00:00:00Z',
    '2026-01-01T00:00:00Z\n',
  ])('%j is no instant', (written) => {
    expect(isInstant(written)).toBe(false)
    const one = record(thredMap, { created_at: written })
    expect(readField(one, 'createdAt')).toBeNull()
    expect(collectWarnings(one)).toContainEqual(
      expect.objectContaining({ code: 'UNREADABLE_DATE', field: 'createdAt', nativeKey: 'created_at' }),
    )
  })

  test.each(['2024-02-29T23:59:59Z', '2000-02-29T00:00:00.1Z', '2026-12-31T00:00:00.123456789-11:30'])(
    '%s is an instant',
    (written) => {
      expect(isInstant(written)).toBe(true)
    },
  )
})
