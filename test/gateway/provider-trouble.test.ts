// What callers see of a provider that is in trouble for longer than one request: the circuit, the rate limit.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type Data, type Rig, startRig } from './rig.ts'

let rig: Rig
beforeAll(async () => {
  rig = await startRig()
})
beforeEach(() => rig.reset())
afterAll(() => rig.close())

const document = `{ customers(first: 6) { nodes { provider } sources {
  __typename provider linkedAccount { status rateLimit { limit remaining resetAt isEstimated } }
  ... on SourceFailed { code isRetryable retryAfterSeconds } } } }`

async function sources(): Promise<Record<string, Data>> {
  const { data } = await rig.query(document)
  return Object.fromEntries(data.customers.sources.map((source: Data) => [source.provider, source]))
}

test('a provider that fails again and again is reported as CIRCUIT_OPEN, and left alone', async () => {
  const { control } = rig.sandboxes.thred
  control.setFaults({ name: 'drop', operations: ['list'] })
  for (let query = 0; query < 4; query += 1) await sources()
  const asked = control.counters().requests.list
  const { THRED, LAYER, SEQUENCE } = await sources()
  expect(control.counters().requests.list).toBe(asked)
  expect(THRED).toMatchObject({ code: 'CIRCUIT_OPEN', isRetryable: true, linkedAccount: { status: 'CIRCUIT_OPEN' } })
  expect(THRED.retryAfterSeconds).toBeGreaterThanOrEqual(1)
  expect([LAYER.__typename, SEQUENCE.__typename]).toEqual(['SourceOk', 'SourceOk'])
  expect(LAYER.linkedAccount.status).toBe('HEALTHY')
  const line = rig.lines.find(({ circuit }) => circuit === 'open')
  expect(line).toMatchObject({ level: 40, provider: 'THRED', credential: 'thred' })
})

test('300 queries at once while one provider hangs: the others are complete in every answer', async () => {
  rig.sandboxes.thred.control.setFaults({ name: 'hang', operations: ['list'] })
  const answers = await Promise.all(
    // Different sizes, so that not all of them are one read.
    Array.from({ length: 300 }, (_, index) =>
      rig.query(
        `query ($first: Int!) { customers(first: $first) { nodes { provider } sources { __typename provider } } }`,
        { first: 20 + (index % 30) },
      ),
    ),
  )
  for (const [index, { data }] of answers.entries()) {
    const served = data.customers.nodes.filter(({ provider }: Data) => provider !== 'THRED')
    expect(served.length).toBeGreaterThanOrEqual(Math.floor((2 * (20 + (index % 30))) / 3))
    const seen = data.customers.sources.map(({ provider, __typename }: Data) => `${provider} ${__typename}`)
    expect(seen).toEqual(expect.arrayContaining(['LAYER SourceOk', 'SEQUENCE SourceOk', 'THRED SourceFailed']))
  }
})

test('an archive that meets an open circuit says that nothing was changed', async () => {
  const { data: before } = await rig.query('{ customers(first: 3) { nodes { id provider } } }')
  const { id } = before.customers.nodes.find(({ provider }: Data) => provider === 'THRED')
  rig.sandboxes.thred.control.setFaults({ name: 'drop', operations: ['list'] })
  for (let query = 0; query < 5; query += 1) await sources()
  const { data } = await rig.query(
    'mutation ($id: ID!) { archiveCustomer(input: { id: $id }) { outcome userErrors { __typename } } }',
    { id },
  )
  expect(data.archiveCustomer).toEqual({
    outcome: 'NOT_CHANGED',
    userErrors: [{ __typename: 'SourceUnavailableError' }],
  })
  expect(rig.sandboxes.thred.control.counters().requests.archive).toBe(0)
})

test('the rate limit is what the provider says, or what is known of it', async () => {
  rig.sandboxes.layer.control.updateSettings({ rateLimit: { requests: 100, seconds: 1 } } as object)
  const { LAYER, SEQUENCE, THRED } = await sources()
  expect(LAYER.linkedAccount.rateLimit.limit).toBe(100)
  expect(SEQUENCE.linkedAccount.rateLimit).toMatchObject({ limit: 1_500, remaining: 1_499, isEstimated: true })
  expect(THRED.linkedAccount.rateLimit).toBeNull()
  rig.sandboxes.layer.control.updateSettings({ rateLimit: null } as object)
})
