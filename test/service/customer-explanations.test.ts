// Why a field is null, what was bent, and what the provider really wrote, over real clients and sandboxes.
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { CustomerRecord, MappingWarning } from '../../src/domain/customer.ts'
import { withoutMembers } from '../../src/domain/customer.ts'
import { customerFields, nullableFields } from '../../src/domain/customer-fields.ts'
import type { RequestService } from '../../src/service/service.ts'
import { type Bench, startBench } from './harness.ts'

let bench: Bench
beforeAll(async () => {
  bench = await startBench({ layer: 200, sequence: 200, thred: 200 })
})
afterEach(() => {
  for (const { control } of Object.values(bench.sandboxes)) control.clearFaults()
})
afterAll(() => bench.close())

async function listAll(request: RequestService): Promise<readonly CustomerRecord[]> {
  const records: CustomerRecord[] = []
  let after: string | null = null
  do {
    const list = await request.listCustomers({ first: 300, after, includeArchived: true })
    records.push(...list.edges().map(({ record }) => record))
    after = list.pageInfo.hasNextPage ? list.pageInfo.endCursor() : null
  } while (after !== null)
  return records
}

function reasons(absences: readonly { readonly field: string; readonly reason: string }[]): Record<string, string> {
  return Object.fromEntries(absences.map(({ field, reason }) => [field, reason]))
}

function gets(account: string): number {
  return bench.sandboxes[account]?.control.counters().requests.get ?? Number.NaN
}

describe('absencesOf', () => {
  it('names exactly the nullable fields that read null, in order, at every provider', async () => {
    const request = bench.request()
    for (const record of await listAll(request)) {
      const absences = await request.absencesOf(record)
      const values = await Promise.all(nullableFields.map((field) => request.readField(record, field)))
      expect(absences.map(({ field }) => field)).toEqual(nullableFields.filter((_, index) => values[index] === null))
    }
  })

  it('tells what the provider has not from what it has nothing in', async () => {
    const request = bench.request({ accounts: ['layer'] })
    const [record] = await listAll(request)
    const told = reasons(await request.absencesOf(record as CustomerRecord))
    expect(told).toMatchObject({ createdAt: 'NOT_SUPPORTED_BY_PROVIDER', contacts: 'NOT_SUPPORTED_BY_PROVIDER' })
    expect(Object.values(told).filter((reason) => reason === 'UPSTREAM_FAILED')).toEqual([])
    const all = await Promise.all((await listAll(request)).map((one) => request.absencesOf(one)))
    expect(all.flat()).toContainEqual({ field: 'metadata', reason: 'EMPTY_AT_PROVIDER' })
    expect(all.flat()).toContainEqual({ field: 'isArchived', reason: 'UNMAPPABLE' })
  })

  it('tells a date that cannot be read from one that is not there', async () => {
    const request = bench.request({ accounts: ['thred'] })
    const records = await listAll(request)
    const told = (createdAt: unknown) =>
      request.absencesOf(records.find(({ row }) => row['created_at'] === createdAt) as CustomerRecord)
    expect(await told('yesterday at noon')).toContainEqual({ field: 'createdAt', reason: 'UNMAPPABLE' })
    expect(await told(null)).toContainEqual({ field: 'createdAt', reason: 'EMPTY_AT_PROVIDER' })
  })

  it('completes a row that lacks fields, once for all who ask', async () => {
    const request = bench.request({ accounts: ['sequence'] })
    const [record] = await listAll(request)
    const before = gets('sequence')
    const [absences] = await Promise.all([
      request.absencesOf(record as CustomerRecord),
      request.warningsOf(record as CustomerRecord),
      request.readField(record as CustomerRecord, 'email'),
    ])
    expect(gets('sequence') - before).toBe(1)
    expect(reasons(absences)).not.toHaveProperty('email')
  })

  it('asks for nothing where the row had all', async () => {
    const request = bench.request({ accounts: ['layer', 'thred'] })
    const records = await listAll(request)
    const before = gets('layer') + gets('thred')
    for (const record of records) {
      expect(request.absencesOf(record)).toBeInstanceOf(Array)
      expect(request.warningsOf(record)).toBeInstanceOf(Array)
    }
    expect(gets('layer') + gets('thred')).toBe(before)
  })

  it('tells that the provider could not be asked, and reports it once', async () => {
    const request = bench.request({ accounts: ['sequence'] })
    const [record] = await listAll(request)
    bench.sandboxes['sequence']?.control.setFaults({ name: 'status', status: 503, operations: ['get'] })
    const told = reasons(await request.absencesOf(record as CustomerRecord))
    expect(told).toMatchObject({
      email: 'UPSTREAM_FAILED',
      contacts: 'UPSTREAM_FAILED',
      nativeStatus: 'UPSTREAM_FAILED',
    })
    expect(told).toMatchObject({ externalId: 'NOT_SUPPORTED_BY_PROVIDER' })
    expect(request.completionProblems()).toMatchObject([{ fields: ['absences'], customers: 1 }])
  })
})

describe('warningsOf', () => {
  it('names the unified field, and the provider’s key beside it', async () => {
    const request = bench.request()
    const warnings: MappingWarning[] = []
    for (const record of await listAll(request)) warnings.push(...(await request.warningsOf(record)))
    for (const { field, nativeKey, message } of warnings) {
      expect(customerFields).toContain(field)
      if (nativeKey !== null) expect(message).toContain(`"${nativeKey}"`)
    }
    const found = (field: string, nativeKey: string | null, code: string) =>
      expect(warnings).toContainEqual(expect.objectContaining({ field, nativeKey, code }))
    found('createdAt', 'created_at', 'UNREADABLE_DATE')
    found('createdAt', 'createdAt', 'UNREADABLE_DATE')
    found('address', 'country', 'UNKNOWN_VALUE')
    found('creditLimit', 'credit_limit', 'CONFLICTING_VALUES')
    found('displayName', null, 'MISSING_NAME')
    found('status', 'status', 'UNKNOWN_VALUE')
    found('isArchived', 'status', 'UNKNOWN_VALUE')
  })

  it('tells of what only the detail answer has', async () => {
    const request = bench.request({ accounts: ['sequence'] })
    const found = await Promise.all((await listAll(request)).map((record) => request.warningsOf(record)))
    const warning = {
      field: 'contacts',
      nativeKey: 'billingPreference',
      nativeValue: 'QUARTERLY',
      code: 'UNKNOWN_VALUE',
    }
    expect(found.flat()).toContainEqual(expect.objectContaining(warning))
    expect(found.flat()).toContainEqual(expect.objectContaining({ field: 'status', nativeValue: 'SUSPENDED' }))
  })

  it('tells each thing once', async () => {
    const request = bench.request()
    for (const record of await listAll(request)) {
      const warnings = (await request.warningsOf(record)).map((warning) => JSON.stringify(warning))
      expect(warnings).toEqual([...new Set(warnings)])
    }
  })
})

describe('rawOf and metadataOf', () => {
  it('show the digits that the provider wrote', async () => {
    const request = bench.request({ accounts: ['layer'] })
    const record = (await listAll(request)).find(({ row }) => JSON.stringify(row['metadata'] ?? '').includes('exact'))
    const exact = '"exact":[9007199254740993,12.50]'
    expect(JSON.stringify(request.metadataOf(record as CustomerRecord))).toContain(exact)
    expect(JSON.stringify(request.rawOf(record as CustomerRecord))).toContain(exact)
  })

  it('agree with the fields on everything else', async () => {
    const request = bench.request()
    for (const record of await listAll(request)) {
      expect(JSON.parse(JSON.stringify(request.rawOf(record)))).toEqual(record.row)
      const metadata: unknown = await request.metadataOf(record)
      expect(JSON.parse(JSON.stringify(metadata))).toEqual(await request.readField(record, 'metadata'))
    }
  })

  it('cost no request', async () => {
    const request = bench.request({ accounts: ['sequence'] })
    const [record] = await listAll(request)
    const before = gets('sequence')
    expect(request.rawOf(record as CustomerRecord)).toMatchObject({ id: record?.facts.nativeId })
    expect(gets('sequence')).toBe(before)
  })

  it('lose what a record must not keep, and nothing else', async () => {
    const request = bench.request({ accounts: ['layer'] })
    const record = (await listAll(request)).find(({ row }) => JSON.stringify(row['metadata'] ?? '').includes('exact'))
    const kept = withoutMembers(record as CustomerRecord, ['email'])
    expect(request.rawOf(kept)).not.toHaveProperty('email')
    expect(JSON.stringify(request.rawOf(kept))).toContain('12.50')
  })
})
