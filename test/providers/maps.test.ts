// How the providers' answers read as unified customers: the documented shapes field by field, and then whatever else a
// server may send, which must cost a field at most.
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type CustomerField,
  type CustomerFields,
  type CustomerMap,
  type CustomerRecord,
  collectWarnings,
  type MappingWarning,
  notCarried,
  type RowFacts,
  readField,
  type WireRow,
  withArchived,
} from '../../src/domain/customer.ts'
import type { LinkedAccount } from '../../src/domain/linked-account.ts'
import type { ProviderFieldShape, ProviderFieldType } from '../../src/domain/provider-fields.ts'
import { isInstant, toMajorUnits } from '../../src/domain/wire-values.ts'
import type { ProviderDefinition } from '../../src/providers/contract.ts'
import { map as layerMap } from '../../src/providers/layer/map.ts'
import { layer } from '../../src/providers/layer/provider.ts'
import { map as sequenceMap } from '../../src/providers/sequence/map.ts'
import { sequence } from '../../src/providers/sequence/provider.ts'
import { map as thredMap } from '../../src/providers/thred/map.ts'
import { thred } from '../../src/providers/thred/provider.ts'

const receivedAt = Date.parse('2026-10-01T12:00:00Z')
const account: LinkedAccount = {
  provider: 'ANY',
  name: 'main',
  credential: 'main',
  businessId: 'business-1',
  environment: 'sandbox',
  isSandbox: true,
}

function record(map: CustomerMap, row: unknown, facts: Partial<RowFacts> = {}): CustomerRecord {
  return {
    row: row as WireRow,
    map,
    facts: { account, nativeId: 'native-1', isDetail: true, receivedAt, ...facts },
    exactOf: (part) => part,
  }
}

// biome-ignore lint/suspicious/noExplicitAny: a fixture has whatever shape its file has.
function fixture(name: string): any {
  return JSON.parse(readFileSync(new URL(`../fixtures/${name}.json`, import.meta.url), 'utf8'))
}

function readAll(one: CustomerRecord): Record<string, unknown> {
  return Object.fromEntries(Object.keys(one.map).map((name) => [name, readField(one, name as CustomerField)]))
}

function readOwn({ customerType }: ProviderDefinition, { row, facts }: CustomerRecord): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(customerType.fields).flatMap(([name, field]) =>
      'read' in field ? [[name, field.read(row, facts, () => {})]] : [],
    ),
  )
}

/** What each provider has nowhere on a customer. */
const neverAtLayer = {
  archivedAt: null,
  createdAt: null,
  updatedAt: null,
  taxStatus: null,
  vatNumber: null,
  contacts: null,
  creditLimit: null,
  outstandingBalance: null,
  paymentTermsDays: null,
}
const neverAtSequence = {
  externalId: null,
  referenceNumber: null,
  individualName: null,
  mobilePhone: null,
  officePhone: null,
  updatedAt: null,
  vatNumber: null,
  notes: null,
  tags: [],
  creditLimit: null,
  outstandingBalance: null,
  paymentTermsDays: null,
}
const noAddress = { line1: null, line2: null, city: null, region: null, postalCode: null, countryCode: null }

describe('documented shapes', () => {
  test('Layer: one customer', () => {
    const one = record(layerMap, fixture('layer/get').data)
    expect(readAll(one)).toEqual({
      ...neverAtLayer,
      externalId: 'crm-7781',
      referenceNumber: 'LB-01',
      displayName: 'Larkspur Bakery LLC',
      companyName: 'Larkspur Bakery LLC',
      individualName: 'Dana Larkspur',
      email: 'ap@larkspur.example',
      mobilePhone: '+1 415 555 0101',
      officePhone: '+1 415 555 0188',
      address: { ...noAddress, formatted: '9 Quay Road, Oakland, CA 94607' },
      status: 'ACTIVE',
      nativeStatus: 'ACTIVE',
      isArchived: false,
      notes: 'Pays on the 5th',
      tags: [{ key: 'region', value: 'west' }],
      metadata: { segment: 'wholesale' },
    })
    expect(readOwn(layer, one)).toEqual({ businessId: 'business-1' })
    expect(collectWarnings(one)).toEqual([])
  })

  test('Layer: rows of a list', () => {
    const [person, nameless] = fixture('layer/list').data.map((row: WireRow) =>
      record(layerMap, row, { isDetail: false }),
    )
    expect(readAll(person)).toEqual({
      ...neverAtLayer,
      externalId: null,
      referenceNumber: null,
      displayName: 'Ola Finch',
      companyName: null,
      individualName: 'Ola Finch',
      email: null,
      mobilePhone: null,
      officePhone: null,
      address: null,
      status: 'ACTIVE',
      nativeStatus: 'ACTIVE',
      isArchived: false,
      notes: 'Prefers paper invoices',
      tags: [],
      metadata: null,
    })
    expect(readAll(nameless)).toMatchObject({
      displayName: 'crm-12',
      status: 'ARCHIVED',
      isArchived: true,
      archivedAt: null,
      notes: null,
      tags: [],
    })
    expect(collectWarnings(nameless).map(({ code }) => code)).toEqual(['MISSING_NAME'])
  })

  test('Sequence: one customer', () => {
    const one = record(sequenceMap, fixture('sequence/get'))
    expect(readAll(one)).toEqual({
      ...neverAtSequence,
      displayName: 'Mossgate Robotics Ltd',
      companyName: 'Mossgate Robotics Ltd',
      email: 'billing@mossgate.example',
      address: {
        formatted: '12 Lantern Street, Unit 4, Portland, OR, 97201, US',
        line1: '12 Lantern Street',
        line2: 'Unit 4',
        city: 'Portland',
        region: 'OR',
        postalCode: '97201',
        countryCode: 'US',
      },
      status: 'DRAFT',
      nativeStatus: 'DRAFT',
      isArchived: false,
      archivedAt: null,
      createdAt: '2026-03-04T11:12:13.141516Z',
      taxStatus: 'REVERSE_CHARGED',
      contacts: [
        {
          nativeId: 'contact-1',
          name: 'Former Primary',
          email: 'former@mossgate.example',
          billingPreference: 'PRIMARY',
          archivedAt: '2026-03-14T15:09:26Z',
        },
        {
          nativeId: 'contact-2',
          name: 'Robin Moss',
          email: 'billing@mossgate.example',
          billingPreference: 'STANDARD',
          archivedAt: null,
        },
      ],
      metadata: { plan: 'enterprise' },
    })
    expect(readOwn(sequence, one)).toMatchObject({
      label: 'key account',
      domain: 'mossgate.example',
      url: 'https://mossgate.example/',
      organizations: [
        {
          nativeId: 'org-1',
          owner: { nativeId: 'owner-1', name: 'Quarry Edge Holdings AB' },
          members: [{ nativeId: '3c8e4f3b-9da2-4b3b-8c8b-5c9c3d4e5f60', name: 'Mossgate Robotics Ltd' }],
        },
      ],
      integrations: [
        { service: 'Xero', externalId: 'xero-1', lastSyncedAt: '2026-05-01T00:00:00Z', isPending: false },
        { service: 'Carrier_Pigeon', externalId: 'pending-1', lastSyncedAt: null, isPending: true },
      ],
    })
    expect(collectWarnings(one)).toEqual([])
  })

  test('Sequence: rows of a list', () => {
    const [live, archived] = fixture('sequence/list').items.map((row: WireRow) =>
      record(sequenceMap, row, { isDetail: false }),
    )
    expect(readAll(live)).toEqual({
      ...neverAtSequence,
      displayName: 'Ashwick Logistics BV',
      companyName: 'Ashwick Logistics BV',
      email: notCarried,
      address: {
        formatted: 'Kade 3, Rotterdam, 3011 AA, NL',
        line1: 'Kade 3',
        line2: null,
        city: 'Rotterdam',
        region: null,
        postalCode: '3011 AA',
        countryCode: 'NL',
      },
      status: notCarried,
      nativeStatus: notCarried,
      isArchived: false,
      archivedAt: null,
      createdAt: '2026-04-05T12:00:00Z',
      taxStatus: 'TAX_EXEMPT',
      contacts: notCarried,
      metadata: {},
    })
    expect(readAll(archived)).toMatchObject({
      status: 'ARCHIVED',
      isArchived: true,
      archivedAt: '2026-06-01T08:00:00Z',
      address: { ...noAddress, countryCode: 'XK', formatted: 'XK' },
      taxStatus: 'UNKNOWN',
    })
    expect(
      collectWarnings(archived).map(({ code, field, nativeKey, nativeValue }) => [code, field, nativeKey, nativeValue]),
    ).toEqual([['UNKNOWN_VALUE', 'taxStatus', 'taxStatus', 'MARGIN_SCHEME']])
  })

  test('Sequence: the answer of an archive', () => {
    const answer = record(sequenceMap, fixture('sequence/archive'))
    expect([readField(answer, 'status'), readField(answer, 'isArchived')]).toEqual(['ACTIVE', null])
    const proven = withArchived(answer, true)
    expect([readField(proven, 'status'), readField(proven, 'isArchived'), readField(proven, 'archivedAt')]).toEqual([
      'ARCHIVED',
      true,
      null,
    ])
  })

  test('Thred: one customer', () => {
    const one = record(thredMap, fixture('thred/get'))
    expect(readAll(one)).toEqual({
      externalId: 'acct-204',
      referenceNumber: 'C-0204',
      displayName: 'Fenland Cycles Ltd',
      companyName: 'Fenland Cycles Limited',
      individualName: null,
      email: 'accounts@fenland.example',
      mobilePhone: null,
      officePhone: '+44 1223 555010',
      address: {
        formatted: '4 Mill Lane, Ely, Cambridgeshire, CB7 4AA, GB',
        line1: '4 Mill Lane',
        line2: null,
        city: 'Ely',
        region: 'Cambridgeshire',
        postalCode: 'CB7 4AA',
        countryCode: 'GB',
      },
      status: 'ACTIVE',
      nativeStatus: 'ACTIVE',
      isArchived: false,
      archivedAt: null,
      createdAt: '2026-03-01T09:12:44Z',
      updatedAt: '2026-04-11T16:03:10.123456+01:00',
      taxStatus: 'TAXED',
      vatNumber: 'GB123456789',
      notes: 'Ring twice',
      tags: [{ key: 'region', value: 'east' }],
      contacts: null,
      metadata: { tier: 2 },
      creditLimit: { amount: '3000.00', currencyCode: null },
      outstandingBalance: { amount: '-412.50', currencyCode: null },
      paymentTermsDays: 30,
    })
    expect(readOwn(thred, one)).toEqual({
      businessId: 'business-1',
      documents: [
        {
          nativeId: 'd-1',
          fileName: 'contract.pdf',
          mimeType: 'application/pdf',
          sizeBytes: 18_432,
          url: 'https://documents.example/d-1?signature=s',
          expiresAt: '2026-10-01T12:05:00.000Z',
        },
      ],
    })
    expect(collectWarnings(one).map(({ code, field }) => [code, field])).toEqual([
      ['CONFLICTING_VALUES', 'creditLimit'],
    ])
  })

  test('Thred: rows of a list', () => {
    const [blank, odd] = fixture('thred/list').results.map((row: WireRow) => record(thredMap, row, { isDetail: false }))
    expect(readAll(blank)).toEqual({
      externalId: null,
      referenceNumber: null,
      displayName: 'Bea Blank',
      companyName: null,
      individualName: 'Bea Blank',
      email: null,
      mobilePhone: null,
      officePhone: null,
      address: null,
      status: 'ARCHIVED',
      nativeStatus: 'archived',
      isArchived: true,
      archivedAt: '2026-05-05T05:05:05Z',
      createdAt: null,
      updatedAt: null,
      taxStatus: null,
      vatNumber: null,
      notes: null,
      tags: [
        { key: null, value: 'wholesale' },
        { key: 'depth', value: '2' },
      ],
      contacts: null,
      metadata: ['a', 'list'],
      creditLimit: { amount: '1200.00', currencyCode: null },
      outstandingBalance: { amount: '21474836.48', currencyCode: null },
      paymentTermsDays: null,
    })
    expect(readOwn(thred, blank)).toMatchObject({ documents: notCarried })
    expect(readAll(odd)).toMatchObject({
      displayName: 'acct-9',
      status: 'UNKNOWN',
      nativeStatus: 'SUSPENDED',
      isArchived: null,
      address: { ...noAddress, city: 'Leeds', formatted: 'Leeds' },
      taxStatus: 'TAX_EXEMPT',
      tags: [],
      metadata: 'a scalar',
      creditLimit: null,
    })
    expect(collectWarnings(odd).map(({ field }) => field)).toEqual(
      expect.arrayContaining(['status', 'address', 'displayName']),
    )
  })

  test('Layer: blank dates of deletion delete nothing', () => {
    const tags = [
      { key: 'a', value: '1', deleted_at: '' },
      { key: 'b', value: '2', deleted_at: '2026-01-01T00:00:00Z' },
      { key: 'c', value: ' ' },
    ]
    expect(readField(record(layerMap, { transaction_tags: tags }), 'tags')).toEqual([{ key: 'a', value: '1' }])
  })
})

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
