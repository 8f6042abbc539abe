// What is Thred's alone: two tiers of tokens, the slash at the end, numbered pages that drift, documents.
import fc from 'fast-check'
import { afterEach, describe, expect, test } from 'vitest'
import { type CustomerRecord, notCarried, type RowFacts } from '../../src/domain/customer.ts'
import type { Sandbox } from '../../src/providers/sandbox-server.ts'
import { firstPosition, positionAfter, readToken, windowFor, writeToken } from '../../src/providers/thred/paging.ts'
import { thred } from '../../src/providers/thred/provider.ts'
import { startSandbox, type ThredSandboxSettings } from '../../src/providers/thred/sandbox.ts'
import { type Answerer, startWireServer, type WireServer } from '../wire-server.ts'
import { type Connection, type ConnectOptions, call, connect, failureOf, field, firstId, walk } from './harness.ts'

const open: { close(): Promise<void> }[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()))
})

async function over(
  settings: Partial<ThredSandboxSettings> = {},
  {
    customers = 30,
    variables = {},
    ...options
  }: ConnectOptions & { customers?: number; variables?: Record<string, string> } = {},
): Promise<Connection & { sandbox: Sandbox<ThredSandboxSettings> }> {
  const now = options.now === undefined ? {} : { now: options.now }
  const sandbox = await startSandbox({ customers, settings, ...now })
  const connection = connect(thred, { ...sandbox.environment, ...variables }, options)
  open.push(sandbox, connection)
  return { ...connection, sandbox }
}

const business = 'business-1'

/** A server that grants any token and answers everything else as it is told. */
async function composed(
  answer: Answerer,
  variables: Record<string, string> = {},
): Promise<Connection & { server: WireServer }> {
  const server = await startWireServer((request, response) =>
    request.target.endsWith('/oauth2/token/')
      ? {
          body: { access_token: request.target.includes(business) ? 'for-business' : 'for-partner', expires_in: 3_600 },
        }
      : answer(request, response),
  )
  const connection = connect(thred, {
    THRED_PARTNER_ID: 'partner-1',
    THRED_API_KEY: 'key-1',
    THRED_BUSINESS_ID: business,
    THRED_BASE_URL: server.origin,
    ...variables,
  })
  open.push(server, connection)
  return { ...connection, server }
}

function tokensOf(sandbox: Sandbox): string[] {
  return sandbox.control.requests.map(({ operation, headers, path }) => {
    const [, payload = ''] = headers.authorization?.split('.') ?? []
    const tier = payload === '' ? 'key' : JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')).tier
    return `${operation}${path.includes('platform/oauth2') ? ' partner' : operation === 'token' ? ' business' : ''} with ${tier}`
  })
}

describe('tokens', () => {
  test('a customer endpoint gets a business token, which a partner token paid for', async () => {
    const { client, sandbox } = await over()
    await firstId(client)
    expect(tokensOf(sandbox)).toEqual(['token partner with key', 'token business with partner', 'list with business'])
  })

  test('the partner token request is Basic with exactly two form fields', async () => {
    const { client, sandbox } = await over()
    await firstId(client)
    const [grant] = sandbox.control.requests
    const { THRED_PARTNER_ID = '', THRED_API_KEY = '' } = sandbox.environment
    expect(grant?.headers.authorization).toBe(
      `Basic ${Buffer.from(`${THRED_PARTNER_ID}:${THRED_API_KEY}`).toString('base64')}`,
    )
    expect(grant?.headers['content-type']).toBe('application/x-www-form-urlencoded')
    expect(Object.fromEntries(new URLSearchParams(grant?.body))).toEqual({
      grant_type: 'client_credentials',
      client_id: THRED_PARTNER_ID,
    })
  })

  test.each([400, 415] as const)(
    'a form refused with %i is followed by one request as JSON',
    async (wrongFormatStatus) => {
      const { client, sandbox } = await over({ partnerTokenBody: 'json', wrongFormatStatus })
      await firstId(client)
      const [form, json] = sandbox.control.requests
      expect(form?.headers['content-type']).toBe('application/x-www-form-urlencoded')
      expect(json?.headers['content-type']).toBe('application/json')
      expect(JSON.parse(json?.body ?? '')).toEqual({
        grant_type: 'client_credentials',
        client_id: sandbox.environment['THRED_PARTNER_ID'],
      })
      expect(sandbox.control.counters().requests.token).toBe(3)
    },
  )

  test('a wrong key is CREDENTIALS with the provider’s code, and never asks twice as JSON', async () => {
    const { client, sandbox } = await over({}, { variables: { THRED_API_KEY: 'wrong', THRED_TOKEN_MODE: 'business' } })
    expect(await failureOf(firstId(client))).toMatchObject({
      code: 'CREDENTIALS',
      details: { upstreamStatus: 401, upstreamCode: 'authentication_required' },
    })
    expect(sandbox.control.counters().requests.token).toBe(1)
  })

  test('fifty cold calls at once make one grant of each tier', async () => {
    const { client, sandbox } = await over()
    await Promise.all(Array.from({ length: 50 }, () => firstId(client)))
    expect(sandbox.control.counters().requests).toMatchObject({ token: 2, list: 50 })
  })

  test('auto changes to the partner token once, says so, and remembers it', async () => {
    const { client, sandbox, lines } = await over({ customerTokens: 'partner' })
    await firstId(client)
    await firstId(client)
    expect(tokensOf(sandbox).slice(2)).toEqual(['list with business', 'list with partner', 'list with partner'])
    expect(lines.filter(({ level }) => level === 'info')).toHaveLength(1)
  })

  test('auto changes for an archive too, and the archive happens once', async () => {
    const { client, sandbox } = await over({ customerTokens: 'both' })
    const id = await firstId(client)
    sandbox.control.updateSettings({ customerTokens: 'partner' })
    expect(field(await client.archive(id, call()), 'isArchived')).toBe(true)
    expect(sandbox.control.counters().transitions).toEqual({ [id]: 1 })
  })

  test.each([
    ['business', 'partner'],
    ['partner', 'business'],
  ] as const)('mode %s never tries the other tier', async (mode, customerTokens) => {
    const { client, sandbox } = await over({ customerTokens }, { variables: { THRED_TOKEN_MODE: mode } })
    expect((await failureOf(firstId(client))).code).toBe('FORBIDDEN')
    expect(tokensOf(sandbox).filter((line) => line.startsWith('list'))).toEqual([`list with ${mode}`])
  })

  test('mode partner asks for no business token', async () => {
    const { client, sandbox } = await over(
      { customerTokens: 'partner' },
      { variables: { THRED_TOKEN_MODE: 'partner' } },
    )
    await firstId(client)
    expect(tokensOf(sandbox)).toEqual(['token partner with key', 'list with partner'])
  })

  test('a 401 makes one new token and one retry; a 401 loop in one tier is two requests', async () => {
    const { client, sandbox } = await over({}, { variables: { THRED_TOKEN_MODE: 'business' } })
    await firstId(client)
    sandbox.control.setFaults({ name: 'expired-token', operations: ['list'] })
    await firstId(client)
    expect(sandbox.control.counters().requests.list).toBe(3)
    sandbox.control.setFaults({ name: 'reject-token', operations: ['list'] })
    expect((await failureOf(firstId(client))).code).toBe('CREDENTIALS')
    expect(sandbox.control.counters().requests.list).toBe(5)
  })

  test('a 401 loop in auto is two requests, one with each tier, and the partner token is not tried again for a minute', async () => {
    let now = Date.now()
    const { client, sandbox } = await over({}, { now: () => now })
    sandbox.control.setFaults({ name: 'reject-token', operations: ['list'] })
    for (const requests of [2, 4]) {
      expect((await failureOf(firstId(client))).code).toBe('CREDENTIALS')
      expect(sandbox.control.counters().requests.list).toBe(requests)
    }
    now += 60_000
    await failureOf(firstId(client))
    expect(sandbox.control.counters().requests.list).toBe(6)
    sandbox.control.clearFaults()
    await firstId(client)
  })

  test('a partner token that was revoked early does not cost the business token', async () => {
    const { client, sandbox } = await over()
    await firstId(client)
    sandbox.control.setFaults({ name: 'expired-token' })
    await firstId(client)
    expect(tokensOf(sandbox).slice(3)).toEqual([
      'list with business',
      'token business with partner',
      'token partner with key',
      'token business with partner',
      'list with business',
    ])
  })

  test('both tokens are renewed before they end', async () => {
    let now = Date.now()
    const { client, sandbox } = await over({ tokenLifetimeSeconds: 3_600 }, { now: () => now })
    await firstId(client)
    now += 3_539_000
    await firstId(client)
    expect(sandbox.control.counters().requests.token).toBe(2)
    now += 2_000
    await firstId(client)
    expect(sandbox.control.counters().requests).toMatchObject({ token: 4, list: 3 })
  })
})

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

/** How a list server may treat the page size that it is asked for. */
interface Habits {
  readonly pageSize: (asked: number) => number
  readonly envelope: 'page-info' | 'page-info without sizes' | 'next' | 'count alone'
}

function listServer(rows: () => readonly string[], { pageSize, envelope }: Habits): Answerer {
  return ({ target }) => {
    const { searchParams: query } = new URL(target, 'http://server.example')
    const page = Number(query.get('page'))
    const size = pageSize(Number(query.get('page_size')))
    const all = rows()
    const pages = Math.max(1, Math.ceil(all.length / size))
    if (page > pages) return { status: 404, body: { detail: 'Invalid page.' } }
    const results = all.slice((page - 1) * size, page * size).map((id) => ({ id }))
    const count = all.length
    const next = page < pages ? 'http://attacker.invalid/next' : null
    if (envelope === 'next') return { body: { count, next, previous: null, results } }
    if (envelope === 'count alone') return { body: { count, results } }
    const sizes = envelope === 'page-info' ? { page_size: size, total_count: count } : {}
    return { body: { count, page_info: { current_page: page, total_pages: pages, ...sizes }, results } }
  }
}

const customers = (count: number): string[] => Array.from({ length: count }, (_, index) => `c${index}`)

describe('numbered pages', () => {
  test.each(['page-info', 'next'] as const)('both envelopes end where the list ends: %s', async (envelope) => {
    const { client, sandbox } = await over({ envelope }, { customers: 130 })
    for (const size of [10, 65, 100, 130]) {
      expect((await walk(client, { size, includeArchived: true })).ids).toHaveLength(130)
    }
    expect(sandbox.control.counters().requests.other).toBe(0)
  })

  test('next is a sign and never an address: another host is not called', async () => {
    const elsewhere = await startWireServer(() => ({ body: { count: 0, next: null, results: [] } }))
    open.push(elsewhere)
    const { client } = await over({ envelope: 'next', nextOrigin: elsewhere.origin }, { customers: 70 })
    expect((await walk(client, { size: 20, includeArchived: true })).ids).toHaveLength(70)
    expect(elsewhere.requests).toEqual([])
  })

  const habits: readonly (readonly [string, (asked: number) => number])[] = [
    ['keeps to the size', (asked) => asked],
    ['allows 50 at most', (asked) => Math.min(asked, 50)],
    ['allows 7 at most', (asked) => Math.min(asked, 7)],
    ['has pages of 20, whatever is asked', () => 20],
    ['has pages of 3, whatever is asked', () => 3],
    ['has pages of 100, whatever is asked', () => 100],
    ['sends everything, whatever is asked', () => 1_000],
  ]
  const envelopes = ['page-info', 'page-info without sizes', 'next', 'count alone'] as const
  const combinations = habits.flatMap(([habit, pageSize]) =>
    envelopes.map((envelope) => ({ habit, pageSize, envelope })),
  )

  test.each(combinations)(
    'a server that $habit ($envelope) is walked to the end, each customer once',
    async (server) => {
      const { client } = await composed(listServer(() => customers(137), server))
      // Without any word on further pages, a server that only seems to keep to the size cannot be told from one at its end.
      const isAmbiguous = envelopeSaysNothing(server.envelope)
      for (const size of [1, 10, 64, 100]) {
        const ids = await walk(client, { size }).then(
          ({ ids }) => ids,
          (thrown: unknown) => thrown,
        )
        if (isAmbiguous && ids instanceof Error) expect(ids).toMatchObject({ code: 'BAD_RESPONSE' })
        else expect(ids).toEqual(customers(137))
      }
    },
  )

  test.each(combinations)(
    'a server that $habit ($envelope) can be asked for another size on every page',
    async (server) => {
      const { client } = await composed(listServer(() => customers(260), server))
      const ids: string[] = []
      let page: string | null = null
      for (const size of [
        5,
        100,
        1,
        30,
        100,
        100,
        100,
        100,
        100,
        100,
        100,
        100,
        100,
        100,
        100,
        100,
        100,
        ...Array(90).fill(100),
      ]) {
        const answer = await client.listPage({ page, size, includeArchived: false }, call())
        ids.push(...answer.rows.map(({ facts }) => facts.nativeId))
        page = answer.next
        if (page === null) break
      }
      expect(ids).toEqual(customers(260))
    },
  )

  test('an empty page is the end, whatever it promises', async () => {
    const { client, server } = await composed(() => ({
      body: { count: 50, page_info: { total_pages: 9 }, results: [] },
    }))
    expect((await walk(client, { size: 10 })).ids).toEqual([])
    expect(server.requests.filter(({ method }) => method === 'GET')).toHaveLength(1)
  })

  test.each(envelopes)('a limit that shows only in the middle of a walk is noticed there (%s)', async (envelope) => {
    const { client } = await composed(
      listServer(() => customers(330), { pageSize: (asked) => Math.min(asked, 50), envelope }),
    )
    const ids: string[] = []
    let page: string | null = null
    for (const size of [40, 40, 40, ...Array(20).fill(100)]) {
      const answer = await client.listPage({ page, size, includeArchived: false }, call())
      ids.push(...answer.rows.map(({ facts }) => facts.nativeId))
      page = answer.next
      if (page === null) break
    }
    expect(ids).toEqual(customers(330))
  })

  test('a customer that moves down the list during the walk is not served twice', async () => {
    const rows = customers(40)
    const { client } = await composed(listServer(() => rows, { pageSize: (asked) => asked, envelope: 'page-info' }))
    const { ids } = await walk(
      client,
      { size: 10 },
      {
        between: (pages) => {
          if (pages === 1) rows.splice(13, 0, ...rows.splice(8, 1))
        },
      },
    )
    expect(ids.toSorted()).toEqual(customers(40).toSorted())
  })

  test('archived customers do not crowd out the landmarks that are left', () => {
    const before = positionAfter(firstPosition, 5, 0, ['a', 'b', 'c', 'd', 'e', 'f'], null)
    const after = positionAfter(before, 6, 0, ['b', 'd', 'f', 'g', 'h', 'i', 'j'], null)
    expect(after.recent).toEqual(['d', 'f', 'g', 'h', 'i', 'j'])
    expect(positionAfter(before, 1, 0, ['b', 'g'], null).recent).toEqual(['c', 'd', 'e', 'f', 'b', 'g'])
    expect(after.start).toBe(7)
  })

  test('a walk can go on behind any row of any page', async () => {
    const { client } = await composed(
      listServer(() => customers(60), { pageSize: (asked) => asked, envelope: 'page-info' }),
    )
    let page: string | null = null
    for (let served = 0; served < 60; served += 1) {
      const answer = await client.listPage({ page, size: 13, includeArchived: false }, call())
      expect(answer.rows[0]?.facts.nativeId).toBe(`c${served}`)
      page = answer.startAfter?.(0) ?? null
    }
    expect((await client.listPage({ page, size: 13, includeArchived: false }, call())).rows).toEqual([])
  })

  test('a 404 on page 1 is an unknown business and no end', async () => {
    const { client } = await composed(() => ({ status: 404, body: { error_code: 'business_not_found' } }))
    expect((await failureOf(firstId(client))).code).toBe('NOT_FOUND')
    const behind = writeToken(positionAfter(firstPosition, 4, 0, ['a', 'b', 'c', 'd', 'e'], null))
    expect((await failureOf(client.listPage({ page: behind, size: 10, includeArchived: false }, call()))).code).toBe(
      'NOT_FOUND',
    )
  })

  test('a 404 past the last page is the end', async () => {
    const { client } = await composed(listServer(() => customers(3), { pageSize: (asked) => asked, envelope: 'next' }))
    const behind = writeToken({ start: 500, pageSize: null, recent: ['x'] })
    expect(await client.listPage({ page: behind, size: 10, includeArchived: false }, call())).toMatchObject({
      rows: [],
      next: null,
    })
  })

  test('a page size that changes during the walk is a BAD_RESPONSE and no short list', async () => {
    let size = 20
    const { client } = await composed(listServer(() => customers(200), { pageSize: () => size, envelope: 'page-info' }))
    const first = await client.listPage({ page: null, size: 50, includeArchived: false }, call())
    size = 30
    const second = await client
      .listPage({ page: first.next, size: 50, includeArchived: false }, call())
      .catch((thrown: unknown) => thrown)
    if (second instanceof Error) expect(second).toMatchObject({ code: 'BAD_RESPONSE' })
    else expect(second).toHaveProperty('rows.0.facts.nativeId', 'c20')
  })

  test.each([
    ['a wrong list member', { count: 1, results: { id: 'c1' } }],
    ['no list', { count: 1 }],
    ['another envelope', { data: [] }],
    ['null', null],
  ])('%s is a BAD_RESPONSE and never an empty list', async (_case, body) => {
    const { client } = await composed(() => ({ body }))
    expect((await failureOf(firstId(client))).code).toBe('BAD_RESPONSE')
  })

  test.each(['', '5', '-1~~', '1~0~', '5~~a/b', '1e9~~', `5~~${'a'.repeat(65)}`, '5~10~a~b', 'null', '5~~\u0000'])(
    'the token %j is INVALID',
    async (token) => {
      expect(() => readToken(token)).toThrow('not one of ours')
    },
  )

  test('rows without an id are counted, and are no landmark for the next page', async () => {
    const rows = (): { id?: string }[] => customers(40).map((id, index) => (index % 4 === 0 ? {} : { id }))
    const { client } = await composed(({ target }) => {
      const { searchParams: query } = new URL(target, 'http://server.example')
      const size = Number(query.get('page_size'))
      const first = (Number(query.get('page')) - 1) * size
      return {
        body: {
          count: 40,
          page_info: { total_pages: Math.ceil(40 / size) },
          results: rows().slice(first, first + size),
        },
      }
    })
    const { ids } = await walk(client, { size: 6 })
    expect(ids).toEqual(rows().flatMap(({ id }) => id ?? []))
  })

  test('rows of another business are left out and counted; the business is compared in either case', async () => {
    const { client } = await composed(() => ({
      body: {
        count: 3,
        results: [{ id: 'c1', business_id: business.toUpperCase() }, { id: 'c2', business_id: 'other' }, { id: 'c3' }],
      },
    }))
    const page = await client.listPage({ page: null, size: 10, includeArchived: false }, call())
    expect([page.rows.map(({ facts }) => facts.nativeId), page.quarantined]).toEqual([['c1', 'c3'], 1])
  })

  test('the page asked for always holds what is remembered and something new, and never more than 100', () => {
    const position = fc.record({ start: fc.integer({ min: 6, max: 100_000 }), size: fc.integer({ min: 1, max: 500 }) })
    fc.assert(
      fc.property(position, ({ start, size }) => {
        const window = windowFor({ start, pageSize: null, recent: ['a', 'b', 'c', 'd', 'e', 'f'] }, size)
        expect(window.first).toBeLessThanOrEqual(start - 6)
        expect(window.first + window.pageSize).toBeGreaterThanOrEqual(start + Math.min(size, 40))
        expect(window.pageSize).toBeLessThanOrEqual(100)
      }),
    )
  })
})

describe('drift: customers archived or added between two pages', () => {
  test('archived through the API while the list is read: nobody else is lost', async () => {
    const { client } = await over({}, { customers: 260 })
    const before = await walk(client, { size: 100 })
    const gone: string[] = []
    const { ids } = await walk(
      client,
      { size: 100 },
      {
        between: async (pages) => {
          const victims = before.ids.slice(pages * 10, pages * 10 + 5)
          for (const id of victims) await client.archive(id, call())
          gone.push(...victims)
        },
      },
    )
    expect(new Set(ids).size).toBe(ids.length)
    expect(before.ids.filter((id) => !gone.includes(id) && !ids.includes(id))).toEqual([])
  })

  const change = fc.record({ isInsert: fc.boolean(), place: fc.nat({ max: 10_000 }) })
  const changes = fc.array(fc.array(change, { maxLength: 5 }), { minLength: 60, maxLength: 60 })

  async function driftingWalk(
    server: Habits,
    count: number,
    size: number,
    drift: readonly (readonly { isInsert: boolean; place: number }[])[],
  ): Promise<void> {
    const rows = customers(count)
    const always = new Set(rows)
    let added = 0
    const { client } = await composed(listServer(() => rows, server))
    const { ids } = await walk(
      client,
      { size },
      {
        between: (pages) => {
          for (const { isInsert, place } of drift[pages % drift.length] ?? []) {
            const index = place % (rows.length + 1)
            if (isInsert) rows.splice(index, 0, `new${added++}`)
            else for (const id of rows.splice(index, 1)) always.delete(id)
          }
        },
      },
    )
    await Promise.all(open.splice(0).map((one) => one.close()))
    const served = ids.filter((id) => always.has(id))
    expect(served).toEqual([...new Set(served)])
    expect([...always].filter((id) => !ids.includes(id))).toEqual([])
  }

  const sizes = fc.oneof(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 13, max: 120 }))
  const envelope = fc.constantFrom(...envelopesUnderDrift())

  test('up to five changes between two pages lose and repeat nobody, at any page size', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 20, max: 250 }), sizes, envelope, changes, (count, size, name, drift) =>
        driftingWalk({ pageSize: (asked) => asked, envelope: name }, count, size, drift),
      ),
      { numRuns: 120 },
    )
  })

  test('nor at a server with pages of its own size', async () => {
    const own = fc.integer({ min: 6, max: 60 })
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 20, max: 250 }), sizes, own, changes, (count, size, pageSize, drift) =>
        driftingWalk({ pageSize: () => pageSize, envelope: 'page-info' }, count, size, drift),
      ),
      { numRuns: 80 },
    )
  })
})

function envelopeSaysNothing(envelope: Habits['envelope']): boolean {
  return envelope === 'count alone'
}

function envelopesUnderDrift(): readonly Habits['envelope'][] {
  return ['page-info', 'next', 'count alone']
}
