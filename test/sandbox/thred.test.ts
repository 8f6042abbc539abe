// The Thred sandbox must make every mistake visible that Thred's documents invite: slashes, tiers, `next`, bodies.
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { startSandbox } from '../../src/providers/thred/sandbox.ts'
import { send, thredCaller, thredPartnerToken, thredTokens } from './callers.ts'

const settings = {
  customerTokens: 'business',
  partnerTokenBody: 'form-or-json',
  wrongFormatStatus: 415,
  envelope: 'page-info',
  errorShape: 'documented',
  repeatedArchive: 'conflict',
  archiveRequiresFields: false,
  documentsInList: false,
} as const
const sandbox = await startSandbox({ settings, businesses: 2 })
let call: Awaited<ReturnType<typeof thredCaller>>

beforeAll(async () => {
  call = await thredCaller(sandbox)
})
afterEach(() => {
  sandbox.control.reset()
  sandbox.control.updateSettings(settings)
})
afterAll(() => sandbox.close())

type Row = Record<string, unknown> & { id: string }

describe('tokens', () => {
  test('a partner token for form or JSON; not for no body', async () => {
    const json = { grant_type: 'client_credentials', client_id: sandbox.environment.THRED_PARTNER_ID }
    const headers = { 'content-type': 'application/json' }
    expect((await thredPartnerToken(sandbox)).json).toMatchObject({ token_type: 'Bearer', expires_in: 3_600 })
    expect((await thredPartnerToken(sandbox, { body: JSON.stringify(json), headers })).status).toBe(200)
    expect((await thredPartnerToken(sandbox, { body: '' })).status).toBe(415)
    expect((await thredPartnerToken(sandbox, { headers: { authorization: 'Basic eDp5' } })).status).toBe(401)
  })

  test('the endpoint can insist on JSON, with 415 or 400', async () => {
    sandbox.control.updateSettings({ partnerTokenBody: 'json' })
    expect((await thredPartnerToken(sandbox)).status).toBe(415)
    sandbox.control.updateSettings({ wrongFormatStatus: 400 })
    expect((await thredPartnerToken(sandbox)).status).toBe(400)
  })

  test('a business token is minted with a partner token, for an own business only', async () => {
    const { partner, business } = await thredTokens(sandbox)
    const { origin, control } = sandbox
    const mint = (id: string | undefined, authorization: string) =>
      send(`${origin}/v1/platform/${id}/oauth2/token/`, { method: 'POST', headers: { authorization } })
    const granted = await mint(control.businesses[0], partner)
    expect(granted.json).toMatchObject({ scope: 'business_access', business_id: control.businesses[0] })
    expect((await mint('00000000-0000-4000-8000-000000000000', partner)).status).toBe(403)
    expect((await mint(control.businesses[0], business)).status).toBe(403)
    expect((await mint(control.businesses[0], 'Bearer x')).status).toBe(401)
  })

  test.each([
    ['business', 200, 403],
    ['partner', 403, 200],
    ['both', 200, 200],
  ] as const)('customers accept the tier "%s"', async (customerTokens, business, partner) => {
    sandbox.control.updateSettings({ customerTokens })
    const answers = [
      await (await thredCaller(sandbox, 'business'))('/'),
      await (await thredCaller(sandbox, 'partner'))('/'),
    ]
    expect(answers.map(({ status }) => status)).toEqual([business, partner])
    for (const refused of answers.filter(({ status }) => status === 403)) {
      expect(refused.json.error_code).toBe('permission_denied')
    }
  })

  test('a business token opens its own business only', async () => {
    const { business } = await thredTokens(sandbox)
    const other = `${sandbox.origin}/v1/platform/businesses/${sandbox.control.businesses[1]}/customers/`
    expect((await send(other, { headers: { authorization: business } })).status).toBe(403)
    expect((await send(other)).json.error_code).toBe('authentication_required')
    expect((await send(other, { headers: { authorization: 'Bearer x' } })).json.error_code).toBe('invalid_token')
  })
})

describe('a path without its slash', () => {
  test('is redirected to the one with it, query kept, and counted', async () => {
    const redirect = await call('?page=2')
    expect(redirect.status).toBe(301)
    expect(redirect.headers.get('location')).toMatch(/\/customers\/\?page=2$/)
    expect(sandbox.control.counters().redirectsServed).toBe(1)
  })

  test('archives nothing for those who follow, and shows what they did', async () => {
    const [{ id }] = (await call('/?page_size=1')).json.results
    const followed = await call(`/${id}/archive`, { method: 'POST', body: '{}', redirect: 'follow' })
    expect(followed.status).toBe(200)
    expect(followed.json.is_archived).toBe(false)
    expect(sandbox.control.counters()).toMatchObject({ redirectsServed: 1, getAfterPost: 1, transitions: {} })
    expect(sandbox.control.counters().requests.archive).toBe(0)
  })
})

describe('the list', () => {
  test('counts pages in page_info', async () => {
    const { json } = await call('/?page=2&page_size=50')
    expect(json.page_info).toMatchObject({ current_page: 2, page_size: 50, total_count: json.count })
    expect(json.page_info.total_pages).toBe(Math.ceil(json.count / 50))
    expect(json.results).toHaveLength(50)
  })

  test('or points with `next` at a host that nobody may call', async () => {
    sandbox.control.updateSettings({ envelope: 'next' })
    const first = (await call('/')).json
    expect(first.page_info).toBeUndefined()
    expect(new URL(first.next).hostname).toBe('attacker.invalid')
    expect(first.previous).toBeNull()
    const last = (await call(`/?page=${Math.ceil(first.count / 20)}`)).json
    expect(last.next).toBeNull()
  })

  test('has 20 rows a page, at most 100', async () => {
    expect((await call('/')).json.results).toHaveLength(20)
    const most = (await call('/?page_size=1000')).json
    expect([most.results.length, most.page_info.page_size]).toEqual([100, 100])
  })

  test.each(['99', '0', 'two'])('page %s is 404 in the words of its framework', async (page) => {
    const beyond = await call(`/?page=${page}`)
    expect([beyond.status, beyond.json]).toEqual([404, { detail: 'Invalid page.' }])
  })

  test('adds archived customers when asked, and filters by external id', async () => {
    const active = (await call('/?page_size=100')).json
    const all = (await call('/?page_size=100&include_archived=true')).json
    expect(all.count).toBeGreaterThan(active.count)
    expect(active.results.filter((row: Row) => row.is_archived === true)).toEqual([])
    const [row] = active.results
    expect((await call(`/?external_id=${row.external_id}`)).json.results).toEqual([row])
  })

  test('has no documents, or an empty list of them', async () => {
    expect((await call('/')).json.results.filter((row: Row) => 'documents' in row)).toEqual([])
    sandbox.control.updateSettings({ documentsInList: true })
    expect((await call('/')).json.results[0].documents).toEqual([])
  })

  test('writes status in either case', async () => {
    const rows: Row[] = (await call('/?page_size=100')).json.results
    expect(new Set(rows.map(({ status }) => status))).toEqual(new Set(['ACTIVE', 'active', 'SUSPENDED', undefined]))
  })
})

describe('documents', () => {
  test('come with one customer, under a new address every time', async () => {
    const rows: Row[] = (await call('/')).json.results
    const whole = await Promise.all(rows.map(async ({ id }) => (await call(`/${id}/`)).json))
    const owner = whole.find(({ documents }) => documents.length > 0)
    const [again] = (await call(`/${owner.id}/`)).json.documents
    expect(again).toMatchObject({
      document_id: owner.documents[0].document_id,
      expires_in: 300,
      mime_type: 'application/pdf',
    })
    expect(again.url).not.toBe(owner.documents[0].url)
  })
})

describe('archive', () => {
  test('sets all three signs, records the body it got, and can be undone', async () => {
    const [{ id }] = (await call('/?page_size=1')).json.results
    const archived = await call(`/${id}/archive/`, { method: 'POST', body: '{}' })
    expect(archived.json).toMatchObject({ status: 'ARCHIVED', is_archived: true, is_active: false })
    expect(archived.json.archived_at).toEqual(expect.any(String))
    expect(sandbox.control.requests.at(-1)).toMatchObject({ operation: 'archive', method: 'POST', body: '{}' })
    const back = await call(`/${id}/unarchive/`, { method: 'POST', body: '{}' })
    expect(back.json).toMatchObject({ status: 'ACTIVE', is_archived: false, archived_at: null })
    expect(sandbox.control.counters().transitions).toEqual({ [id]: 1 })
  })

  test('writes over the customer when it is sent fields', async () => {
    const [{ id }] = (await call('/?page_size=1')).json.results
    const body = JSON.stringify({ company_name: 'Overwritten', id: 'other', outstanding_balance: 0 })
    const { json } = await call(`/${id}/archive/`, { method: 'POST', body })
    expect(json.company_name).toBe('Overwritten')
    expect(json.id).toBe(id)
  })

  test('can insist on the fields that its page names', async () => {
    sandbox.control.updateSettings({ archiveRequiresFields: true })
    const [{ id }] = (await call('/?page_size=1')).json.results
    const refused = await call(`/${id}/archive/`, { method: 'POST', body: '{}' })
    expect(refused.status).toBe(400)
    expect(Object.keys(refused.json.details)).toHaveLength(20)
    expect((await call(`/${id}/`)).json.is_archived).toBe(false)
  })

  test('of the archived is a validation error, or 200', async () => {
    const [{ id }] = (await call('/?page_size=1')).json.results
    await call(`/${id}/archive/`, { method: 'POST', body: '{}' })
    const again = await call(`/${id}/archive/`, { method: 'POST', body: '{}' })
    expect([again.status, again.json.error_code]).toEqual([400, 'validation_error'])
    sandbox.control.updateSettings({ repeatedArchive: 'ok' })
    expect((await call(`/${id}/archive/`, { method: 'POST', body: '{}' })).status).toBe(200)
    expect(sandbox.control.counters().transitions).toEqual({ [id]: 1 })
  })
})

test.each([
  ['documented', { error: expect.any(String), error_code: 'customer_not_found', details: {} }],
  ['message', { message: expect.any(String) }],
  ['detail', { detail: expect.any(String) }],
  ['errors', { errors: { Customer: [expect.any(String)] } }],
  ['code', { code: 'customer_not_found', error: expect.any(String) }],
] as const)('errors can have the shape "%s"', async (errorShape, body) => {
  sandbox.control.updateSettings({ errorShape })
  const missing = await call('/00000000-0000-4000-8000-000000000000/')
  expect([missing.status, missing.json]).toEqual([404, body])
})
