// The seed's promises: the same rows everywhere and always, ordinary ones first, and every oddity further in.
import { afterAll, expect, test } from 'vitest'
import { startSandbox } from '../../src/providers/layer/sandbox.ts'
import { layerRows } from '../../src/providers/layer/sandbox-rows.ts'
import { sequenceRows } from '../../src/providers/sequence/sandbox-rows.ts'
import { thredRows } from '../../src/providers/thred/sandbox-rows.ts'
import { layerCaller } from './callers.ts'

const layer = layerRows(0, 260)
const sequence = sequenceRows(0, 260)
const thred = thredRows(0, 260)
const sequenceCustomers = sequence.map(({ customer }) => customer)

test('two sandboxes hold the same rows', async () => {
  const sandboxes = await Promise.all([startSandbox(), startSandbox()])
  afterAll(() => Promise.all(sandboxes.map((sandbox) => sandbox.close())))
  const [first, second] = await Promise.all(sandboxes.map(async (sandbox) => (await layerCaller(sandbox))('')))
  expect(first?.text).toBe(second?.text)
  expect(layer[0]?.id).toBe('d25c880f-9ea8-4ac1-8aca-703b9d99dde6')
})

test('ids are version 4 UUIDs and nobody shares one', () => {
  const ids = [...layer, ...layerRows(1, 260), ...sequenceCustomers, ...thred, ...thredRows(1, 260)].map(({ id }) => id)
  expect(ids.filter((id) => !/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(id))).toEqual(
    [],
  )
  expect(new Set(ids).size).toBe(260 * 5)
})

test('the first rows are ordinary companies', () => {
  expect(layer.slice(0, 5).map((row) => [row.company_name, row.status])).toEqual([
    ['Larkspur Bakery LLC', 'ACTIVE'],
    ['Harbor & Finch Roasters', 'ACTIVE'],
    ['Juniper Trail Outfitters', 'ACTIVE'],
    ['Blue Heron Cycles Inc', 'ACTIVE'],
    ['Cedar Street Dental', 'ACTIVE'],
  ])
  expect(
    sequenceCustomers.slice(0, 5).map(({ legalName, status, archivedAt }) => [legalName, status, archivedAt]),
  ).toEqual([
    ['Mossgate Robotics Ltd', 'ACTIVE', undefined],
    ['Bramble Analytics Inc', 'ACTIVE', undefined],
    ['Quillmark Publishing GmbH', 'ACTIVE', undefined],
    ['Ashwick Logistics BV', 'ACTIVE', undefined],
    ['Copper Lantern Studios Inc', 'ACTIVE', undefined],
  ])
  expect(thred.slice(0, 5).map((row) => [row.display_name, row.is_archived])).toEqual([
    ['Fenland Cycles Ltd', false],
    ['Pennine Tea Company Ltd', false],
    ['Kestrel & Rowe Architects LLP', false],
    ['Saltmarsh Brewing Co Ltd', false],
    ['Thistledown Books Ltd', false],
  ])
})

test('forty companies share an external id; six more an e-mail address, four a VAT number', () => {
  const inLayer = new Map(layer.map((row) => [row.external_id, row]))
  const inSequence = new Map(sequence.flatMap((row) => row.aliases.map((alias) => [alias, row] as const)))
  const inThred = new Map(thred.map((row) => [row.external_id, row]))
  const known = (id: unknown) => [inLayer.has(id as string), inSequence.has(id as string), inThred.has(id as string)]
  const shared = [...new Set([...inLayer.keys(), ...inSequence.keys(), ...inThred.keys()])]
    .filter((id) => typeof id === 'string' && id !== '')
    .map((id) => known(id).map(Number).join(''))
  const count = (pattern: string) => shared.filter((found) => found === pattern).length
  expect([count('111'), count('110'), count('011'), count('101')]).toEqual([14, 9, 9, 8])

  const byEmail = new Map(layer.map((row) => [String(row.email).toLowerCase(), row]))
  const sameEmail = thred.filter((row) => {
    const twin = byEmail.get(String(row.email).toLowerCase())
    return twin !== undefined && twin.external_id !== row.external_id && twin.email !== ''
  })
  // Addresses differ in case between systems, and still are the same.
  expect(sameEmail.filter(({ email }) => layer.some((row) => row.email === email && email !== ''))).toEqual([])
  const byVatNumber = new Map(sequence.map((row) => [row.vatNumber, row]))
  const sameVatNumber = thred.filter((row) => {
    const twin = byVatNumber.get(String(row.vat_number))
    return twin !== undefined && !twin.aliases.includes(String(row.external_id))
  })
  expect([sameEmail.filter(({ email }) => email !== null && email !== '').length, sameVatNumber.length]).toEqual([6, 4])
})

test('no two companies of one provider have the same name', () => {
  for (const rows of [layer.map((row) => row.company_name), sequenceCustomers.map((row) => row.legalName)]) {
    const names = rows.filter((name) => / (LLC|Inc|Co|LLP|Group|Ltd|GmbH|BV|SAS|AB)$/.test(String(name)))
    expect(new Set(names).size).toBe(names.length)
    expect(names.length).toBeGreaterThan(150)
  }
})

test('some shared company is archived at one provider and active at another', () => {
  const archivedInLayer = layer.filter(({ status }) => status === 'ARCHIVED').map(({ external_id: id }) => id)
  const conflict = thred.filter((row) => archivedInLayer.includes(row.external_id) && row.is_archived === false)
  expect(conflict.length).toBeGreaterThan(0)
})

test('about one row in eight is archived', () => {
  const shares = [
    layer.filter(({ status }) => status === 'ARCHIVED').length,
    sequenceCustomers.filter(({ archivedAt }) => typeof archivedAt === 'string').length,
    thred.filter((row) => row.is_archived === true).length,
  ].map((count) => count / 260)
  for (const share of shares) expect(share).toBeCloseTo(0.12, 1)
})

test('every e-mail address that looks like one is on a domain that nobody can own', () => {
  const text = JSON.stringify([layer, sequence, thred])
  const domains = [...text.matchAll(/@([\w.-]+\.\w+)/g)].map(([, domain]) => domain ?? '')
  expect(domains.length).toBeGreaterThan(700)
  expect(domains.filter((domain) => !domain.endsWith('.example'))).toEqual([])
})

test('every script, blank and broken date of the wire is somewhere', () => {
  const text = { layer: JSON.stringify(layer), sequence: JSON.stringify(sequence), thred: JSON.stringify(thred) }
  for (const [provider, rows] of Object.entries(text)) {
    expect([provider, /\p{Script=Han}/u.test(rows), /\p{Script=Arabic}|\p{Script=Hebrew}/u.test(rows)]).toEqual([
      provider,
      true,
      true,
    ])
    expect([provider, /\p{Extended_Pictographic}/u.test(rows), /\p{M}/u.test(rows)]).toEqual([provider, true, true])
    expect([provider, /T\d\d:\d\d:\d\d\.\d{6}Z/.test(rows), /yesterday|last Tuesday/.test(rows)]).toEqual([
      provider,
      true,
      true,
    ])
    expect([provider, /":""/.test(rows)]).toEqual([provider, true])
  }
  expect(text.layer).toContain('9007199254740993')
})
