// The Sequence sandbox must show the traps of Sequence's wire: rows that lack fields, an archive that does not say so.
import { afterAll, afterEach, describe, expect, test } from 'vitest'
import { startSandbox } from '../../src/providers/sequence/sandbox.ts'
import { basic, sequenceCaller } from './callers.ts'

const settings = {
  rateLimit: null,
  predatesArchivedAt: false,
  echoVersion: null,
  unknownId: 404,
  repeatedArchive: 'conflict',
  errorShape: 'error',
} as const
const sandbox = await startSandbox({ settings })
const call = sequenceCaller(sandbox)
const authorization = basic(sandbox.environment.SEQUENCE_CLIENT_ID, sandbox.environment.SEQUENCE_CLIENT_SECRET)

afterEach(() => {
  sandbox.control.reset()
  sandbox.control.updateSettings(settings)
})
afterAll(() => sandbox.close())

type Row = Record<string, unknown> & { id: string; contacts: { archivedAt?: string; billingPreference: string }[] }

async function allRows(query = ''): Promise<Row[]> {
  const rows: Row[] = []
  let after: string | undefined
  do {
    const page = await call(`/customers?limit=100${query}${after === undefined ? '' : `&after=${after}`}`)
    rows.push(...page.json.items)
    after = page.json.pagination.after
  } while (after !== undefined)
  return rows
}

describe('the key and the version', () => {
  test('a missing or wrong key is 401', async () => {
    expect((await call('/customers?limit=1', { headers: {} })).status).toBe(401)
    expect((await call('/customers?limit=1', { headers: { authorization: basic('x', 'y') } })).status).toBe(401)
  })

  test('another account’s key shows that account’s customers, and no others', async () => {
    const two = await startSandbox({ settings, businesses: 2, customers: 5 })
    try {
      const { SEQUENCE_CLIENT_ID, SEQUENCE_CLIENT_SECRET } = two.environment
      const idsOf = async (clientId: string): Promise<string[]> => {
        const headers = { authorization: basic(clientId, SEQUENCE_CLIENT_SECRET) }
        const { json } = await sequenceCaller(two)('/customers?limit=5&includeArchived=true', { headers })
        return json.items.map(({ id }: Row) => id)
      }
      const [first, second] = [await idsOf(String(SEQUENCE_CLIENT_ID)), await idsOf(`${SEQUENCE_CLIENT_ID}-1`)]
      expect([first, second].map(({ length }) => length)).toEqual([5, 5])
      expect(first.filter((id) => second.includes(id))).toEqual([])
      const headers = { authorization: basic(`${SEQUENCE_CLIENT_ID}-1`, SEQUENCE_CLIENT_SECRET) }
      expect((await sequenceCaller(two)(`/customers/${first[0]}`, { headers })).status).toBe(404)
      const unknown = { authorization: basic(`${SEQUENCE_CLIENT_ID}-2`, SEQUENCE_CLIENT_SECRET) }
      expect((await sequenceCaller(two)('/customers', { headers: unknown })).status).toBe(401)
    } finally {
      await two.close()
    }
  })

  test('an unknown version is 400 with its own error type', async () => {
    const refused = await call('/customers?limit=1', { headers: { authorization, 'sequence-version': '2019-01-01' } })
    expect(refused.status).toBe(400)
    expect(refused.json.error.type).toBe('UnrecognisedApiVersion')
  })

  test('the version is echoed on every answer, errors too, and can be another one', async () => {
    expect((await call('/customers?limit=1')).headers.get('sequence-version')).toBe('2024-07-30')
    expect((await call('/customers?limit=101')).headers.get('sequence-version')).toBe('2024-07-30')
    sandbox.control.updateSettings({ echoVersion: '2024-05-09' })
    expect((await call('/customers?limit=1')).headers.get('sequence-version')).toBe('2024-05-09')
  })
})

describe('the list', () => {
  test('refuses limits beyond 1 to 100 and has a default of its own', async () => {
    expect((await call('/customers?limit=101')).status).toBe(400)
    expect((await call('/customers?limit=0')).status).toBe(400)
    expect((await call('/customers?limit=ten')).status).toBe(400)
    expect((await call('/customers?limit=100')).json.items).toHaveLength(100)
    expect((await call('/customers')).json.items).toHaveLength(10)
  })

  test('walks by `after`, which is absent on the last page, through every row once', async () => {
    const rows = await allRows()
    const { totalResultSize } = (await call('/customers?limit=1')).json.pagination
    expect(new Set(rows.map(({ id }) => id)).size).toBe(totalResultSize)
    expect(rows).toHaveLength(totalResultSize)
    const last = await call(`/customers?limit=100&after=${(await walkTo(2)).after}`)
    expect('after' in last.json.pagination).toBe(false)
  })

  async function walkTo(pages: number): Promise<{ after: string; before: string }> {
    let after: string | undefined
    let before = ''
    for (let page = 0; page < pages; page += 1) {
      const { pagination } = (await call(`/customers?limit=100${after === undefined ? '' : `&after=${after}`}`)).json
      after = pagination.after
      before = pagination.before
    }
    return { after: after ?? '', before }
  }

  test('pages back with `before`', async () => {
    const first = (await call('/customers?limit=5')).json
    const second = (await call(`/customers?limit=5&after=${first.pagination.after}`)).json
    expect(first.pagination.before).toBeUndefined()
    expect((await call(`/customers?limit=5&before=${second.pagination.before}`)).json.items).toEqual(first.items)
    expect((await call(`/customers?after=${first.pagination.after}&before=${second.pagination.before}`)).status).toBe(
      400,
    )
  })

  test('a cursor holds its place when its row is archived', async () => {
    const first = (await call('/customers?limit=3')).json
    const expected = (await call(`/customers?limit=3&after=${first.pagination.after}`)).json.items
    await call(`/customers/${first.items[2].id}/archive`, { method: 'POST' })
    expect((await call(`/customers?limit=3&after=${first.pagination.after}`)).json.items).toEqual(expected)
  })

  test('is newest first, oldest first when asked', async () => {
    const dates = (await call('/customers?limit=8')).json.items.map((row: Row) => row.createdAt)
    expect(dates).toEqual(dates.toSorted().reverse())
    const oldest = (await call('/customers?limit=8&sortOrder=ASC')).json
    expect(oldest.items[0].createdAt < dates[7]).toBe(true)
    const next = (await call(`/customers?limit=8&sortOrder=ASC&after=${oldest.pagination.after}`)).json.items
    expect(oldest.items.map(({ id }: Row) => id)).not.toContain(next[0].id)
  })

  test('has neither status nor contacts in any row; the customer itself has both', async () => {
    const rows = await allRows('&includeArchived=true')
    expect(rows.filter((row) => 'status' in row || 'contacts' in row)).toEqual([])
    expect((await call(`/customers/${rows[0]?.id}`)).json).toMatchObject({
      status: 'ACTIVE',
      contacts: expect.any(Array),
    })
  })

  test('filters by alias, e-mail and legal name', async () => {
    const [row] = (await call('/customers?limit=1')).json.items
    const [alias] = (await call(`/customers/${row.id}/aliases`)).json.items
    const { contacts } = (await call(`/customers/${row.id}`)).json
    expect((await call(`/customers?alias=${alias.value}`)).json.items).toEqual([row])
    expect((await call(`/customers?email=${contacts[0].email.toUpperCase()}`)).json.items).toEqual([row])
    expect((await call('/customers?legalName=mossgate')).json.items).toEqual([row])
    expect((await call('/customers?alias=nobody')).json).toEqual({ items: [], pagination: { totalResultSize: 0 } })
  })
})

describe('archive', () => {
  test('leaves status ACTIVE and sets archivedAt', async () => {
    const [{ id }] = (await call('/customers?limit=1')).json.items
    const archived = await call(`/customers/${id}/archive`, { method: 'POST' })
    expect(archived.status).toBe(200)
    expect(archived.json).toMatchObject({
      status: 'ACTIVE',
      archivedAt: expect.any(String),
      contacts: expect.any(Array),
    })
    expect((await call('/customers?limit=1')).json.items[0].id).not.toBe(id)
    expect(sandbox.control.counters().transitions).toEqual({ [id]: 1 })
  })

  test('says nothing at all on a deployment that predates archivedAt', async () => {
    sandbox.control.updateSettings({ predatesArchivedAt: true })
    const [{ id }] = (await call('/customers?limit=1')).json.items
    const archived = await call(`/customers/${id}/archive`, { method: 'POST' })
    expect(archived.json.status).toBe('ACTIVE')
    const rows = [archived.json, (await call(`/customers/${id}`)).json, ...(await allRows('&includeArchived=true'))]
    expect(rows.filter((row) => 'archivedAt' in row || 'customProperties' in row)).toEqual([])
    expect((await allRows()).some((row) => row.id === id)).toBe(false)
  })

  test('of the archived is 400 without a body, or 200', async () => {
    const [{ id }] = (await call('/customers?limit=1')).json.items
    await call(`/customers/${id}/archive`, { method: 'POST' })
    const again = await call(`/customers/${id}/archive`, { method: 'POST' })
    expect([again.status, again.text]).toEqual([400, ''])
    sandbox.control.updateSettings({ repeatedArchive: 'ok' })
    expect((await call(`/customers/${id}/archive`, { method: 'POST' })).status).toBe(200)
    expect(sandbox.control.counters().transitions).toEqual({ [id]: 1 })
  })

  test('is POST only, and there is no way back', async () => {
    const [{ id }] = (await call('/customers?limit=1')).json.items
    expect((await call(`/customers/${id}/archive`, { method: 'PUT' })).status).toBe(405)
    expect((await call(`/customers/${id}/unarchive`, { method: 'POST' })).status).toBe(404)
    expect(sandbox.control.counters().transitions).toEqual({})
  })
})

test('some customer is live while a contact of it is archived', async () => {
  const rows = await allRows()
  const whole: Row[] = await Promise.all(rows.map(async ({ id }) => (await call(`/customers/${id}`)).json))
  const trap = whole.find(
    ({ archivedAt, contacts }) =>
      archivedAt === undefined &&
      contacts.some((contact) => contact.archivedAt && contact.billingPreference === 'PRIMARY'),
  )
  expect(trap?.contacts.some((contact) => contact.archivedAt === undefined)).toBe(true)
  const shown = (await call(`/customers/${trap?.id}/contacts`)).json.items
  expect(shown.length).toBeLessThan(trap?.contacts.length ?? 0)
})

test('by-alias answers the older shape; a customer id is an alias too', async () => {
  const [row] = (await call('/customers?limit=1')).json.items
  const [alias] = (await call(`/customers/${row.id}/aliases`)).json.items
  const { json } = await call(`/customers/by-alias/${alias.value}`)
  expect(json).toMatchObject({ id: row.id, email: expect.any(String), billingEmails: [expect.any(String)] })
  for (const field of ['contacts', 'organizations', 'status', 'domain', 'customProperties']) {
    expect(json).not.toHaveProperty(field)
  }
  expect((await call(`/customers/by-alias/${row.id}`)).json).toEqual(json)
  expect((await call('/customers/by-alias/nobody')).status).toBe(404)
})

test('an unknown id is 404 with a body, or 400 without', async () => {
  const unknown = '/customers/00000000-0000-4000-8000-000000000000'
  expect((await call(unknown)).json.error).toMatchObject({ type: expect.any(String), message: expect.any(String) })
  sandbox.control.updateSettings({ unknownId: 400 })
  const refused = await call(unknown)
  expect([refused.status, refused.text]).toEqual([400, ''])
})

test.each([
  ['error', { error: { type: expect.any(String), message: expect.any(String) } }],
  ['errors', { errors: [{ key: '', error: expect.any(String) }] }],
  ['message', { message: expect.any(String) }],
  ['none', undefined],
] as const)('errors can have the shape "%s"', async (errorShape, body) => {
  sandbox.control.updateSettings({ errorShape })
  expect((await call('/customers?limit=101')).json).toEqual(body)
})

test('there are DRAFT customers, and statuses that nobody documents', async () => {
  const rows = await allRows()
  const statuses = new Set<unknown>()
  for (const { id } of rows) statuses.add((await call(`/customers/${id}`)).json.status)
  expect([...statuses]).toEqual(expect.arrayContaining(['ACTIVE', 'DRAFT', 'SUSPENDED']))
})

test('a rate limit answers 429 and does not say when to come back', async () => {
  sandbox.control.updateSettings({ rateLimit: { requests: 0, seconds: 60 } })
  const refused = await call('/customers?limit=1')
  expect(refused.status).toBe(429)
  expect(refused.headers.get('retry-after')).toBeNull()
})
