// What is Sequence's alone: the version header, two decoders, an archive that only its 2xx proves, no way back.
import { afterEach, describe, expect, test } from 'vitest'
import { notCarried } from '../../src/domain/customer.ts'
import type { Failure } from '../../src/domain/failure.ts'
import type { Sandbox } from '../../src/providers/sandbox-server.ts'
import { sequence } from '../../src/providers/sequence/provider.ts'
import { type SequenceSandboxSettings, startSandbox } from '../../src/providers/sequence/sandbox.ts'
import { type Answerer, startWireServer, type WireReply, type WireServer } from '../wire-server.ts'
import { type Connection, type ConnectOptions, call, connect, failureOf, field, firstId, walk } from './harness.ts'

const open: { close(): Promise<void> }[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()))
})

async function over(
  settings: Partial<SequenceSandboxSettings> = {},
  {
    customers = 30,
    variables = {},
    ...options
  }: ConnectOptions & { customers?: number; variables?: Record<string, string> } = {},
): Promise<Connection & { sandbox: Sandbox<SequenceSandboxSettings> }> {
  const sandbox = await startSandbox({ customers, settings: { rateLimit: null, ...settings } })
  const connection = connect(sequence, { ...sandbox.environment, ...variables }, options)
  open.push(sandbox, connection)
  return { ...connection, sandbox }
}

async function composed(answer: Answerer): Promise<Connection & { server: WireServer }> {
  const server = await startWireServer(answer)
  const connection = connect(sequence, {
    SEQUENCE_CLIENT_ID: 'client-1',
    SEQUENCE_CLIENT_SECRET: 'secret-1',
    SEQUENCE_BASE_URL: `${server.origin}/api`,
  })
  open.push(server, connection)
  return { ...connection, server }
}

describe('headers', () => {
  test('every request carries the version and the static key', async () => {
    const { client, sandbox } = await over()
    const id = await firstId(client)
    await client.get(id, call())
    await client.archive(id, call())
    const { SEQUENCE_CLIENT_ID = '', SEQUENCE_CLIENT_SECRET = '' } = sandbox.environment
    const key = `Basic ${Buffer.from(`${SEQUENCE_CLIENT_ID}:${SEQUENCE_CLIENT_SECRET}`).toString('base64')}`
    expect(sandbox.control.requests.map(({ headers }) => [headers['sequence-version'], headers.authorization])).toEqual(
      Array(3).fill(['2024-07-30', key]),
    )
  })

  test('an answer in another version is warned of once, and served', async () => {
    const { client, lines } = await over({ echoVersion: '2024-05-09' })
    await firstId(client)
    await firstId(client)
    expect(lines.filter(({ level }) => level === 'warn')).toEqual([
      {
        level: 'warn',
        facts: { linkedAccount: 'main', asked: '2024-07-30', answered: '2024-05-09' },
        message: 'Sequence answered in another API version than the one asked for',
      },
    ])
  })

  test.each([undefined, '2024-07-30'])('the version %s in an answer is no reason to warn', async (version) => {
    const { client, lines } = await composed(() => ({
      headers: version === undefined ? {} : { 'Sequence-Version': version },
      body: { items: [{ id: 'c1' }], pagination: {} },
    }))
    await firstId(client)
    expect(lines).toEqual([])
  })

  test('a refused key is final: one request, CREDENTIALS', async () => {
    const { client, sandbox } = await over({}, { variables: { SEQUENCE_CLIENT_SECRET: 'wrong' } })
    expect(await failureOf(firstId(client))).toMatchObject({
      code: 'CREDENTIALS',
      details: { upstreamCode: 'Unauthorized' },
    })
    expect(sandbox.control.counters().requests.list).toBe(1)
  })
})

describe('lists', () => {
  test('always say limit and includeArchived', async () => {
    const { client, sandbox } = await over()
    await walk(client, { size: 500 })
    await walk(client, { size: 20, includeArchived: true })
    const queries = sandbox.control.requests.map(({ query }) => Object.fromEntries(new URLSearchParams(query)))
    expect(queries).toEqual([
      { limit: '100', includeArchived: 'false' },
      { limit: '20', includeArchived: 'true' },
      { limit: '20', includeArchived: 'true', after: expect.any(String) },
    ])
  })

  test.each([
    ['no pagination', {}],
    ['null as pagination', { pagination: null }],
    ['no cursor', { pagination: { totalResultSize: 9 } }],
    ['null as cursor', { pagination: { after: null } }],
    ['a blank cursor', { pagination: { after: '' } }],
    ['a way back only', { pagination: { before: 'b' } }],
  ])('end at %s', async (_case, rest) => {
    const { client } = await composed(() => ({ body: { items: [{ id: 'c1' }], ...rest } }))
    expect((await client.listPage({ page: null, size: 5, includeArchived: false }, call())).next).toBeNull()
  })

  test('a row carries neither status nor contacts nor e-mail, and a get carries all', async () => {
    const { client } = await over()
    const [row] = (await walk(client, { size: 30 })).records
    expect([field(row, 'status'), field(row, 'nativeStatus'), field(row, 'contacts'), field(row, 'email')]).toEqual(
      Array(4).fill(notCarried),
    )
    const detail = await client.get(row?.facts.nativeId ?? '', call())
    expect([field(detail, 'status'), field(detail, 'nativeStatus')]).toEqual(['ACTIVE', 'ACTIVE'])
    expect(field(detail, 'contacts')).toHaveLength((detail.row['contacts'] as unknown[]).length)
    expect(field(detail, 'email')).toContain('@')
  })

  test('a row that does carry them is taken at its word; null and blank carry nothing', async () => {
    const contacts = [{ id: 'p1', name: 'Ann', email: 'ann@one.example', billingPreference: 'PRIMARY' }]
    const items = [
      { id: 'c1', status: 'DRAFT', contacts },
      { id: 'c2', status: null, contacts: null },
      { id: 'c3', status: '' },
    ]
    const { client } = await composed(() => ({ body: { items } }))
    const [full, nulls, blank] = (await walk(client, { size: 5 })).records
    expect([field(full, 'status'), field(full, 'email')]).toEqual(['DRAFT', 'ann@one.example'])
    expect([
      field(nulls, 'status'),
      field(nulls, 'nativeStatus'),
      field(nulls, 'contacts'),
      field(nulls, 'email'),
    ]).toEqual(Array(4).fill(notCarried))
    expect(field(blank, 'status')).toBe(notCarried)
  })

  test.each([
    ['no items', { pagination: {} }],
    ['null as items', { items: null }],
    ['a bare list', [{ id: 'c1' }]],
    ['another envelope', { data: [] }],
    ['an error in a 200', { error: { type: 'X', message: 'no' } }],
  ])('%s is a BAD_RESPONSE and never an empty list', async (_case, body) => {
    const { client } = await composed(() => ({ body }))
    expect((await failureOf(firstId(client))).code).toBe('BAD_RESPONSE')
  })
})

describe('archivedness', () => {
  async function read(row: object): Promise<unknown[]> {
    const { client } = await composed(() => ({ body: { id: 'c1', ...row } }))
    const record = await client.get('c1', call())
    return [field(record, 'isArchived'), field(record, 'status'), field(record, 'archivedAt')]
  }
  const date = '2026-06-01T10:00:00Z'

  test.each([
    ['its own archivedAt', { status: 'ACTIVE', archivedAt: date }, [true, 'ARCHIVED', date]],
    ['a draft that was archived', { status: 'DRAFT', archivedAt: date }, [true, 'ARCHIVED', date]],
    ['an archivedAt that is no date', { status: 'ACTIVE', archivedAt: 'last week' }, [true, 'ARCHIVED', null]],
    ['null', { status: 'ACTIVE', archivedAt: null }, [false, 'ACTIVE', null]],
    ['blank', { status: 'ACTIVE', archivedAt: ' ' }, [false, 'ACTIVE', null]],
    [
      'absent, on a deployment that knows the field',
      { status: 'ACTIVE', customProperties: {} },
      [false, 'ACTIVE', null],
    ],
    ['absent, on an older deployment: not known', { status: 'ACTIVE' }, [null, 'ACTIVE', null]],
    [
      'a number: not known, and not active',
      { status: 'ACTIVE', archivedAt: 1_780_000_000, customProperties: {} },
      [null, 'UNKNOWN', null],
    ],
    ['true: not known, and not active', { status: 'ACTIVE', archivedAt: true }, [null, 'UNKNOWN', null]],
    [
      'a contact’s own',
      { status: 'ACTIVE', customProperties: {}, contacts: [{ id: 'p', archivedAt: date }] },
      [false, 'ACTIVE', null],
    ],
    [
      'an organization’s own',
      { status: 'DRAFT', archivedAt: null, organizations: [{ archivedAt: date }] },
      [false, 'DRAFT', null],
    ],
    ['no status', { archivedAt: null }, [false, 'UNKNOWN', null]],
    ['a status that nobody knows', { status: 'ARCHIVED', archivedAt: null }, [false, 'UNKNOWN', null]],
  ])('%s', async (_case, row, expected) => {
    expect(await read(row)).toEqual(expected)
  })

  test('an older deployment: a list without archived customers proves what it leaves out, one with them proves nothing', async () => {
    const { client } = await over({ predatesArchivedAt: true })
    const { records } = await walk(client, { size: 100 })
    expect(new Set(records.map((record) => field(record, 'isArchived')))).toEqual(new Set([false]))
    const everybody = await walk(client, { size: 100, includeArchived: true })
    expect(new Set(everybody.records.map((record) => field(record, 'isArchived')))).toEqual(new Set([null]))
  })

  test.each([true, false])(
    'a 2xx archive is archived, whatever the answer shows (older deployment: %s)',
    async (predatesArchivedAt) => {
      const { client } = await over({ predatesArchivedAt })
      const answer = await client.archive(await firstId(client), call())
      expect(answer.row['status']).toBe('ACTIVE')
      expect([field(answer, 'isArchived'), field(answer, 'status')]).toEqual([true, 'ARCHIVED'])
      expect(field(answer, 'archivedAt') === null).toBe(predatesArchivedAt)
    },
  )

  test('a 2xx archive that shows no sign is believed, unless the list still holds the customer', async () => {
    const customer = { id: 'c1', legalName: 'Mossgate', status: 'ACTIVE', contacts: [] }
    const archive = async (list: WireReply) => {
      const { client, server } = await composed(({ method }) => (method === 'POST' ? { body: customer } : list))
      const answer = await client.archive('c1', call())
      expect(server.requests[1]?.target).toBe('/api/customers?limit=100&includeArchived=false&legalName=Mossgate')
      return field(answer, 'isArchived')
    }
    expect(await archive({ body: { items: [{ id: 'c2' }] } })).toBe(true)
    expect(await archive({ body: { items: [{ id: 'c2' }, { id: 'c1' }] } })).toBe(false)
    expect(await archive({ status: 403 })).toBe(true)
  })

  test('a 2xx archive without the customer is what a read then says, where it says something', async () => {
    const customer = { id: 'c1', status: 'ACTIVE', contacts: [] }
    const archive = async (shown: object) => {
      const { client } = await composed(({ method }) => (method === 'POST' ? { status: 204 } : { body: shown }))
      return field(await client.archive('c1', call()), 'isArchived')
    }
    expect(await archive({ ...customer, customProperties: {}, archivedAt: date })).toBe(true)
    expect(await archive({ ...customer, customProperties: {} })).toBe(false)
    // From before the provider told archived customers apart: nothing contradicts the 2xx.
    expect(await archive(customer)).toBe(true)
  })

  test('archive is a POST without a body; unarchive is never sent', async () => {
    const { client, sandbox } = await over()
    const id = await firstId(client)
    await client.archive(id, call())
    await failureOf(client.unarchive(id, call()))
    expect(sandbox.control.requests.slice(1).map(({ method, path, body }) => [method, path, body])).toEqual([
      ['POST', `/api/customers/${id}/archive`, ''],
    ])
  })

  test('the archive of somebody else is a BAD_RESPONSE, not this customer archived', async () => {
    const { client } = await composed(() => ({ body: { id: 'c2', status: 'ACTIVE', archivedAt: date } }))
    expect((await failureOf(client.archive('c1', call()))).code).toBe('BAD_RESPONSE')
  })
})

describe('e-mail', () => {
  const person = (email: unknown, billingPreference: unknown, rest: object = {}): object => ({
    id: 'p',
    name: 'P',
    email,
    billingPreference,
    ...rest,
  })
  const gone = { archivedAt: '2026-03-14T15:09:26Z' }

  test.each([
    ['the live primary', [person('s@x.example', 'STANDARD'), person('p@x.example', 'PRIMARY')], 'p@x.example'],
    [
      'an archived primary does not count',
      [person('p@x.example', 'PRIMARY', gone), person('s@x.example', 'STANDARD')],
      's@x.example',
    ],
    [
      'archived at a date that cannot be read is archived',
      [person('p@x.example', 'PRIMARY', { archivedAt: 'in March' })],
      null,
    ],
    [
      'a primary without an address does not count',
      [person('', 'PRIMARY'), person('s@x.example', 'STANDARD')],
      's@x.example',
    ],
    ['not for bills is not asked', [person('n@x.example', 'NONE')], null],
    ['an unknown preference is not guessed', [person('q@x.example', 'QUARTERLY')], null],
    ['a blank archivedAt is live', [person('p@x.example', 'PRIMARY', { archivedAt: '' })], 'p@x.example'],
    ['nobody', [], null],
  ])('%s', async (_case, contacts, expected) => {
    const { client } = await composed(() => ({ body: { id: 'c1', contacts } }))
    expect(field(await client.get('c1', call()), 'email')).toBe(expected)
  })
})

describe('unknown ids and error shapes', () => {
  const unknown = '00000000-0000-4000-8000-000000000000'

  test('a 400 without a body stays INVALID: it may be an unknown id or not', async () => {
    const { client } = await over({ unknownId: 400 })
    for (const operation of ['get', 'archive'] as const) {
      const failure = await failureOf(client[operation](unknown, call()))
      expect(failure.code).toBe('INVALID')
      expect(failure.details.upstreamStatus).toBe(400)
      expect(failure.details.upstreamCode).toBeUndefined()
    }
  })

  test.each([
    ['error', 'NotFound'],
    ['errors', undefined],
    ['message', undefined],
    ['none', undefined],
  ] as const)('an error in the shape "%s" has the code %s', async (errorShape, upstreamCode) => {
    const { client } = await over({ errorShape })
    const failure = await failureOf(client.get(unknown, call()))
    expect([failure.code, failure.details.upstreamCode]).toEqual(['NOT_FOUND', upstreamCode])
  })

  test.each([
    [{ error: { type: 'validationError', message: 'no', errors: [{ code: 'inner' }] } }, 'validationError'],
    [{ error: { message: 'no', errors: [{ code: 'inner', message: 'no' }] } }, 'inner'],
    [{ errors: [{ code: 'outer', key: '', error: 'no' }] }, 'outer'],
    [{ code: 'plain', message: 'no' }, 'plain'],
    [[], undefined],
    ['text', undefined],
  ])('the code of %j is %s', async (body, upstreamCode) => {
    const { client } = await composed(() => ({ status: 409, body: JSON.stringify(body) }))
    const failure = await failureOf(client.archive('c1', call()))
    expect([failure.code, failure.details.upstreamCode]).toEqual(['CONFLICT', upstreamCode])
  })

  test('an exhausted budget is RATE_LIMITED, with the wait if the provider names one', async () => {
    const { client, sandbox } = await over(
      { rateLimit: { requests: 0, seconds: 60 } },
      { retry: { attempts: 1, baseMilliseconds: 0, capMilliseconds: 0 } },
    )
    const silent = await failureOf(firstId(client))
    expect([silent.code, silent.details.retryAfterSeconds]).toEqual(['RATE_LIMITED', undefined])
    sandbox.control.updateSettings({ retryAfter: 30 })
    expect((await failureOf(firstId(client))).details.retryAfterSeconds).toBe(30)
  })
})

describe('an alias', () => {
  const found = { '/api/customers/by-alias/wanted': { body: { id: 'c1' } } }

  test.each<[string, Record<string, WireReply>, string]>([
    ['is the customer that it leads to', { ...found, '/api/customers/c1': { body: { id: 'c1' } } }, 'c1'],
    ['that leads to nobody any more finds nobody', { ...found, '/api/customers/c1': { status: 404 } }, ''],
    ['whose customer cannot be read is a failure', { ...found, '/api/customers/c1': { status: 403 } }, 'FORBIDDEN'],
    ['that nobody has finds nobody', { '/api/customers/by-alias/wanted': { status: 400 } }, ''],
    ['that may not be asked for is a failure', { '/api/customers/by-alias/wanted': { status: 403 } }, 'FORBIDDEN'],
    ['whose answer is no customer is a failure', { '/api/customers/by-alias/wanted': { body: {} } }, 'BAD_RESPONSE'],
  ])('%s', async (_, answers, expected) => {
    const { client } = await composed(({ target }) => answers[target] ?? { status: 500 })
    const seen = await client.findByExternalId('wanted', call()).then(
      (records) => records.map(({ facts }) => facts.nativeId).join(),
      ({ code }: Failure) => code,
    )
    expect(seen).toBe(expected)
  })

  test('that cannot be listed is a failure', async () => {
    const { client } = await composed(({ target }) => ({ body: target.endsWith('/aliases') ? {} : { id: 'c1' } }))
    const record = await client.get('c1', call())
    expect(await failureOf(client.readExternalIds(record, call()))).toMatchObject({
      code: 'BAD_RESPONSE',
      message: 'Sequence, list the aliases of a customer: the answer holds no list of aliases.',
    })
  })
})
