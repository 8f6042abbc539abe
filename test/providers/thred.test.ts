// What is Thred's alone: the slash at the end, documents, how archivedness shows. Tokens and pages have files of their own.
import { afterEach, describe, expect, test } from 'vitest'
import { type CustomerRecord, notCarried, type RowFacts } from '../../src/domain/customer.ts'
import { thred } from '../../src/providers/thred/provider.ts'
import { type Connection, call, failureOf, field, firstId, walk } from './harness.ts'
import { business, closeAll, composed, over } from './thred-rig.ts'

afterEach(closeAll)

describe('paths and bodies', () => {
  test('every path ends in a slash, so that no redirect is ever served', async () => {
    const { client, sandbox } = await over({}, { customers: 260 })
    const { ids } = await walk(client, { size: 60 })
    const [id = ''] = ids
    await client.get(id, call())
    await client.archive(id, call())
    await client.unarchive(id, call())
    expect(sandbox.control.requests.filter(({ path }) => !path.endsWith('/'))).toEqual([])
    expect(sandbox.control.counters()).toMatchObject({ redirectsServed: 0, getAfterPost: 0 })
  })

  test('archive and unarchive send exactly {} as JSON', async () => {
    const { client, sandbox } = await over()
    const id = await firstId(client)
    await client.archive(id, call())
    await client.unarchive(id, call())
    const bodies = sandbox.control.requests.filter(({ operation }) => operation.endsWith('archive'))
    expect(bodies.map(({ body, headers }) => [body, headers['content-type']])).toEqual([
      ['{}', 'application/json'],
      ['{}', 'application/json'],
    ])
  })

  test('an archive that insists on the documented body is refused as INVALID, and nothing is echoed', async () => {
    const { client, sandbox } = await over({ archiveRequiresFields: true })
    const failure = await failureOf(client.archive(await firstId(client), call()))
    expect(failure).toMatchObject({ code: 'INVALID', details: { upstreamCode: 'validation_error' } })
    expect(sandbox.control.counters().requests.archive).toBe(1)
  })

  test('another business is FORBIDDEN', async () => {
    const { client } = await over(
      {},
      { variables: { THRED_BUSINESS_ID: '00000000-0000-4000-8000-000000000000', THRED_TOKEN_MODE: 'partner' } },
    )
    expect((await failureOf(firstId(client))).code).toBe('FORBIDDEN')
  })

  test.each(['documented', 'message', 'detail', 'errors', 'code'] as const)(
    'an error in the shape "%s" is read for its code alone',
    async (errorShape) => {
      const { client } = await over({ errorShape })
      const failure = await failureOf(client.get('00000000-0000-4000-8000-000000000000', call()))
      expect(failure.code).toBe('NOT_FOUND')
      expect(failure.details.upstreamCode).toBe(
        ['documented', 'code'].includes(errorShape) ? 'customer_not_found' : undefined,
      )
    },
  )
})

describe('documents', () => {
  async function withDocuments(): Promise<{
    client: Connection['client']
    listed: CustomerRecord
    detail: CustomerRecord
  }> {
    const { client } = await over({ documentsInList: true })
    for (const listed of (await walk(client, { size: 30 })).records) {
      const detail = await client.get(listed.facts.nativeId, call())
      if (Array.isArray(documents(detail)) && (documents(detail) as unknown[]).length > 0)
        return { client, listed, detail }
    }
    throw new Error('No customer has documents.')
  }

  function documents({ row, facts }: CustomerRecord): unknown {
    const field = thred.customerType.fields['documents']
    return field !== undefined && 'read' in field ? field.read(row, facts, () => {}) : undefined
  }

  test('are not carried by a list row, whatever it says, and are by a get', async () => {
    const { listed, detail } = await withDocuments()
    expect(listed.row['documents']).toEqual([])
    expect(documents(listed)).toBe(notCarried)
    expect(documents(detail)).toMatchObject([
      { mimeType: 'application/pdf', expiresAt: new Date(detail.facts.receivedAt + 300_000).toISOString() },
    ])
  })

  test('are not carried by the answer of an archive or unarchive', async () => {
    const { client, listed } = await withDocuments()
    const { nativeId } = listed.facts
    expect(documents(await client.archive(nativeId, call()))).toBe(notCarried)
    expect(documents(await client.unarchive(nativeId, call()))).toBe(notCarried)
  })

  test('have a fresh address on every get', async () => {
    const { client, detail } = await withDocuments()
    expect(documents(await client.get(detail.facts.nativeId, call()))).not.toEqual(documents(detail))
  })
})

describe('archivedness', () => {
  const facts: RowFacts = {
    account: {
      provider: 'THRED',
      name: 'main',
      credential: 'main',
      businessId: business,
      environment: 'sandbox',
      isSandbox: true,
    },
    nativeId: 'c1',
    isDetail: true,
    receivedAt: 0,
  }

  test.each([
    [
      'the flag says no, all else yes',
      { is_archived: false, status: 'ARCHIVED', archived_at: '2026-01-01T00:00:00Z' },
      false,
      'ACTIVE',
    ],
    [
      'the flag says yes, all else no',
      { is_archived: true, status: 'ACTIVE', is_active: true, archived_at: null },
      true,
      'ARCHIVED',
    ],
    ['no flag, status archived in lower case', { status: 'archived', archived_at: null }, true, 'ARCHIVED'],
    [
      'no flag, status active beside a date',
      { status: 'active', archived_at: '2026-01-01T00:00:00Z' },
      false,
      'ACTIVE',
    ],
    ['a date alone', { archived_at: '2026-01-01T00:00:00Z' }, true, 'ARCHIVED'],
    ['a blank date alone', { archived_at: '' }, null, 'UNKNOWN'],
    ['nothing at all', {}, null, 'UNKNOWN'],
    ['a status that nobody knows', { status: 'SUSPENDED' }, null, 'UNKNOWN'],
    [
      'a status that nobody knows beside flags',
      { status: 'SUSPENDED', is_archived: false, is_active: true },
      false,
      'UNKNOWN',
    ],
    ['no status, both flags say live', { is_archived: false, is_active: true }, false, 'ACTIVE'],
    ['no status, one flag says live', { is_archived: false }, false, 'ACTIVE'],
    ['no status, flags that contradict each other', { is_archived: false, is_active: false }, false, 'UNKNOWN'],
    ['a flag of the wrong type', { is_archived: 'no', status: 'ACTIVE' }, false, 'ACTIVE'],
  ] as const)('%s', async (_case, row, isArchived, status) => {
    const { client } = await composed(() => ({ body: { id: 'c1', ...row } }))
    const record = await client.get('c1', call())
    expect({ ...record.facts, account: facts.account, receivedAt: 0 }).toEqual(facts)
    expect([field(record, 'isArchived'), field(record, 'status')]).toEqual([isArchived, status])
  })
})
