// Who changed what: a line for each customer of each change, whatever becomes of it.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { encodeCustomerId } from '../../src/domain/global-id.ts'
import { type Data, type Rig, startRig } from './rig.ts'

type Provider = 'LAYER' | 'SEQUENCE' | 'THRED'

let rig: Rig
let ids: Record<Provider, string>
let nativeIds: Record<Provider, string>
beforeAll(async () => {
  rig = await startRig({ customers: 12 })
  const { data } = await rig.query('{ customers(first: 3) { nodes { id nativeId provider } } }')
  ids = Object.fromEntries(data.customers.nodes.map(({ id, provider }: Data) => [provider, id])) as typeof ids
  nativeIds = Object.fromEntries(
    data.customers.nodes.map(({ nativeId, provider }: Data) => [provider, nativeId]),
  ) as typeof ids
})
afterAll(() => rig.close())
beforeEach(() => rig.reset())

const archiveOne = 'mutation ($input: ArchiveCustomerInput!) { archiveCustomer(input: $input) { outcome } }'
const unarchiveOne = 'mutation ($input: UnarchiveCustomerInput!) { unarchiveCustomer(input: $input) { outcome } }'
const archiveMany =
  'mutation ($input: ArchiveCustomersInput!) { archiveCustomers(input: $input) { results { outcome } } }'

async function archive(input: object, init: RequestInit = {}) {
  return rig.query(archiveOne, { input }, init)
}

describe('a line', () => {
  test('says who had what done to whom, how it ended, and under which id the provider knows it', async () => {
    await archive({ id: ids.LAYER, idempotencyKey: 'k-1' }, { headers: { 'x-request-id': 'r-7' } })
    expect(rig.audit.entries).toEqual([
      {
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
        requestId: 'r-7',
        viewer: 'default',
        operation: 'archiveCustomer',
        provider: 'LAYER',
        linkedAccount: 'layer',
        nativeId: nativeIds.LAYER,
        idHash: null,
        groupHash: null,
        idempotencyKeyHash: expect.stringMatching(/^[\w-]{43}$/),
        isDryRun: false,
        isReplay: false,
        planned: expect.stringMatching(
          new RegExp(`^POST /v1/businesses/[\\w-]+/customers/${nativeIds.LAYER}/archive$`),
        ),
        outcome: 'ARCHIVED',
        userErrors: [],
        upstreamRequestId: expect.stringMatching(/./),
        hasCallerLeft: false,
        milliseconds: expect.any(Number),
      },
    ])
  })

  test.each<readonly [string, () => Promise<unknown>, object]>([
    [
      'an id that is none',
      () => archive({ id: 'jane@example.com' }),
      { outcome: 'NOT_CHANGED', userErrors: ['INVALID_ID'], nativeId: null },
    ],
    [
      'an id of an account that is not there',
      () => archive({ id: encodeCustomerId('LAYER', 'elsewhere', 'n-1') }),
      { outcome: 'NOT_CHANGED', userErrors: ['CUSTOMER_NOT_FOUND'], linkedAccount: null, nativeId: null },
    ],
    [
      'a customer that is not there',
      () => archive({ id: encodeCustomerId('LAYER', 'layer', 'n-1') }),
      { outcome: 'NOT_CHANGED', userErrors: ['CUSTOMER_NOT_FOUND'], linkedAccount: 'layer', nativeId: 'n-1' },
    ],
    [
      'a dry run',
      () => archive({ id: ids.THRED, dryRun: true }),
      { outcome: 'PLANNED', isDryRun: true, upstreamRequestId: null },
    ],
    [
      'what a provider cannot do',
      () => rig.query(unarchiveOne, { input: { id: ids.SEQUENCE } }),
      {
        operation: 'unarchiveCustomer',
        outcome: 'NOT_CHANGED',
        userErrors: ['OPERATION_NOT_SUPPORTED'],
        planned: null,
      },
    ],
    [
      'a key that cannot be used',
      () => archive({ id: ids.THRED, idempotencyKey: '' }),
      { outcome: 'REFUSED', userErrors: ['BAD_USER_INPUT'], linkedAccount: 'thred' },
    ],
    [
      'more ids than one may name, in one line,',
      () => rig.query(archiveMany, { input: { target: { ids: Array.from({ length: 101 }, (_, at) => `x${at}`) } } }),
      { operation: 'archiveCustomers', outcome: 'REFUSED', userErrors: ['BAD_USER_INPUT'], idHash: null },
    ],
  ])('is written of %s too', async (_what, ask, expected) => {
    await ask()
    expect(rig.audit.entries).toMatchObject([expected])
  })

  test('is written of a caller who may not change anything, and asks no provider', async () => {
    const reader = await startRig({
      customers: 1,
      viewer: () => ({ id: 'reader', linkedAccounts: 'all', scopes: ['customers:read'] }),
    })
    const target = { ids: [ids.LAYER, ids.THRED] }
    await reader.query(archiveOne, { input: { id: ids.LAYER } })
    await reader.query(archiveMany, { input: { target } })
    const refused = { viewer: 'reader', outcome: 'NOT_CHANGED', userErrors: ['PERMISSION'], upstreamRequestId: null }
    expect(reader.audit.entries).toMatchObject([
      { ...refused, operation: 'archiveCustomer', nativeId: nativeIds.LAYER },
      { ...refused, operation: 'archiveCustomers', nativeId: nativeIds.LAYER },
      { ...refused, operation: 'archiveCustomers', nativeId: nativeIds.THRED },
    ])
    for (const { control } of Object.values(reader.sandboxes)) expect(control.requests).toEqual([])
    await reader.close()
  })

  test('is written for each of many customers, once', async () => {
    const target = { ids: [ids.LAYER, ids.SEQUENCE, ids.LAYER, 'nonsense'] }
    await rig.query(archiveMany, { input: { target } })
    expect(rig.audit.entries.map(({ linkedAccount, outcome }) => `${linkedAccount} ${outcome}`).toSorted()).toEqual([
      'layer ARCHIVED',
      'null NOT_CHANGED',
      'sequence ARCHIVED',
    ])
  })

  test('is written for each member of a group, and for one that nobody belongs to', async () => {
    await rig.query(archiveMany, { input: { target: { groupExternalId: 'nobody@example.com' } } })
    expect(rig.audit.entries).toMatchObject([
      { outcome: 'NOT_CHANGED', userErrors: ['CUSTOMER_NOT_FOUND'], nativeId: null, groupHash: expect.any(String) },
    ])
    const { data } = await rig.query('{ customers(first: 30) { nodes { externalId } } }')
    const groupExternalId = data.customers.nodes.find(({ externalId }: Data) => externalId !== null).externalId
    rig.audit.entries.length = 0
    await rig.query(archiveMany, { input: { target: { groupExternalId } } })
    const [first] = rig.audit.entries
    expect(first).toMatchObject({ nativeId: expect.any(String), planned: expect.stringMatching(/^POST /) })
    expect(JSON.stringify(rig.audit.entries)).not.toContain(groupExternalId)
  })

  test('says that an outcome was told again, and that a key was taken', async () => {
    await archive({ id: ids.LAYER, idempotencyKey: 'k-2' })
    await archive({ id: ids.LAYER, idempotencyKey: 'k-2' })
    await archive({ id: ids.THRED, idempotencyKey: 'k-2' })
    expect(rig.audit.entries).toMatchObject([
      { outcome: 'ARCHIVED', isReplay: false, linkedAccount: 'layer' },
      { outcome: 'ARCHIVED', isReplay: true, linkedAccount: 'layer' },
      { outcome: 'NOT_CHANGED', userErrors: ['IDEMPOTENCY_CONFLICT'], isReplay: false, linkedAccount: 'thred' },
    ])
    expect(new Set(rig.audit.entries.map(({ idempotencyKeyHash }) => idempotencyKeyHash)).size).toBe(1)
    expect(JSON.stringify(rig.audit.entries)).not.toContain('k-2')
  })

  test('says what is not known', async () => {
    rig.sandboxes.thred.control.setFaults([
      { name: 'drop-after-commit', operations: ['archive'] },
      { name: 'status', status: 503, operations: ['get'], after: 1 },
    ])
    await archive({ id: ids.THRED })
    expect(rig.audit.entries).toMatchObject([{ outcome: 'INDETERMINATE', userErrors: ['SOURCE_UNAVAILABLE'] }])
  })

  test('is written when the caller has left, and says so', async () => {
    rig.sandboxes.layer.control.setFaults({ name: 'latency', ms: 300, operations: ['archive'] })
    const caller = new AbortController()
    const asked = archive({ id: ids.LAYER }, { signal: caller.signal }).catch(() => null)
    await expect.poll(() => rig.sandboxes.layer.control.counters().requests.archive).toBe(1)
    caller.abort()
    await asked
    await expect.poll(() => rig.audit.entries).toMatchObject([{ outcome: 'ARCHIVED', hasCallerLeft: true }])
  })
})

describe('while the audit log cannot be written', () => {
  test('changes are refused, reads are not, and the log holds what is missing', async () => {
    rig.audit.isFull = true
    const told = await archive({ id: ids.LAYER })
    expect(told.data.archiveCustomer).toEqual({ outcome: 'ARCHIVED' })
    expect(rig.lines.filter(({ level }) => level === 50)).toMatchObject([
      { msg: expect.stringContaining('changes are refused'), error: { code: 'ENOSPC' } },
      { audit: { outcome: 'ARCHIVED', linkedAccount: 'layer' } },
    ])

    const refused = await archive({ id: ids.THRED })
    expect(refused.data).toEqual({ archiveCustomer: null })
    expect(refused.errors).toMatchObject([{ extensions: { code: 'AUDIT_LOG_UNAVAILABLE', retryable: true } }])
    expect(rig.sandboxes.thred.control.counters().requests.archive).toBe(0)
    expect((await rig.query('{ customers(first: 1) { nodes { id } } }')).errors).toBeUndefined()
  })

  test('nothing is lost: what is owed is written first once it can be', async () => {
    rig.audit.isFull = true
    await archive({ id: ids.LAYER })
    rig.audit.isFull = false
    const next = async () => (await archive({ id: ids.THRED })).data.archiveCustomer?.outcome
    await expect.poll(next, { timeout: 5_000, interval: 100 }).toBe('ARCHIVED')
    expect(rig.audit.entries).toMatchObject([
      { linkedAccount: 'layer', outcome: 'ARCHIVED' },
      { linkedAccount: 'thred', outcome: 'ARCHIVED' },
    ])
  })
})

test('hashes are the same for the same key of a viewer only', async () => {
  const { hash } = rig.audit.trail
  expect(hash('key', 'ada', 'k')).toBe(hash('key', 'ada', 'k'))
  const hashes = [hash('key', 'ada', 'k'), hash('key', 'bob', 'k'), hash('key', 'adak', ''), hash('id', 'ada', 'k')]
  expect(new Set(hashes).size).toBe(4)
})
