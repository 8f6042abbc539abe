// How the providers' published answers read as unified customers, field by field.
import { describe, expect, test } from 'vitest'
import {
  type CustomerField,
  type CustomerRecord,
  collectWarnings,
  notCarried,
  readField,
  type WireRow,
  withArchived,
} from '../../src/domain/customer.ts'
import type { ProviderDefinition } from '../../src/providers/contract.ts'
import { map as layerMap } from '../../src/providers/layer/map.ts'
import { layer } from '../../src/providers/layer/provider.ts'
import { map as sequenceMap } from '../../src/providers/sequence/map.ts'
import { sequence } from '../../src/providers/sequence/provider.ts'
import { map as thredMap } from '../../src/providers/thred/map.ts'
import { thred } from '../../src/providers/thred/provider.ts'
import { fixture, record } from './map-rows.ts'

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

  test('Sequence: the e-mail is of a contact that has one, the primary before the standard one', () => {
    const emailOf = (...contacts: object[]): unknown => readField(record(sequenceMap, { contacts }), 'email')
    const primary = { id: '1', email: 'p@a.example', billingPreference: 'PRIMARY' }
    const standard = { id: '2', email: 's@a.example', billingPreference: 'STANDARD' }
    const other = { id: '3', email: 'o@a.example', billingPreference: 'NONE' }
    expect(emailOf(other, standard, primary)).toBe('p@a.example')
    expect(emailOf({ ...primary, email: null }, standard)).toBe('s@a.example')
    expect(emailOf({ ...primary, archivedAt: '2026-01-01T00:00:00Z' }, standard)).toBe('s@a.example')
    expect(emailOf(other)).toBeNull()
  })

  test.each<[WireRow, boolean | undefined, boolean | null, number]>([
    [{ archivedAt: '2026-01-01T00:00:00Z' }, undefined, true, 0],
    [{ archivedAt: 'yesterday' }, false, true, 1],
    [{ archivedAt: 7 }, undefined, null, 1],
    [{ archivedAt: 7 }, false, false, 1],
    [{ archivedAt: null }, undefined, false, 0],
    [{ archivedAt: ' ' }, undefined, false, 0],
    [{ archivedAt: null }, true, true, 0],
    [{ customProperties: {} }, undefined, false, 0],
    [{}, undefined, null, 0],
    [{}, false, false, 0],
  ])('Sequence: %j, where %j is proved, reads as archived: %j', (row, isArchived, expected, warnings) => {
    const one = record(sequenceMap, row, isArchived === undefined ? {} : { isArchived })
    expect(readField(one, 'isArchived')).toBe(expected)
    expect(collectWarnings(one).filter(({ field }) => field === 'isArchived')).toHaveLength(warnings)
  })

  test('Sequence: a customer without a name is told of', () => {
    const nameless = record(sequenceMap, {})
    expect(readField(nameless, 'displayName')).toBe('native-1')
    expect(collectWarnings(nameless)).toContainEqual(expect.objectContaining({ code: 'MISSING_NAME' }))
  })

  test('Sequence: organizations and integrations without their ids are left out', () => {
    const organizations = [
      { id: 'o1' },
      { owner: { id: 'c1' } },
      { id: 'o2', owner: {} },
      { id: 'o3', owner: { id: 'c1' } },
    ]
    const integrations = [{ id: 'i1' }, { service: 'XERO' }, { id: 'i2', service: 'XERO' }]
    expect(readOwn(sequence, record(sequenceMap, { organizations, integrationIds: integrations }))).toMatchObject({
      organizations: [{ nativeId: 'o3', owner: { nativeId: 'c1', name: null }, members: [] }],
      integrations: [{ service: 'XERO', externalId: 'i2', lastSyncedAt: null, isPending: null }],
    })
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
