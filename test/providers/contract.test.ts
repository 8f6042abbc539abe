// One conformance suite for every provider of the registry: what the service relies on, whoever the provider is.
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { notCarried } from '../../src/domain/customer.ts'
import type { Failure, FailureCode } from '../../src/domain/failure.ts'
import type { ProviderClient } from '../../src/providers/contract.ts'
import { providers } from '../../src/providers/registry.ts'
import { type Fault, type FaultName, faultDefinition, faultNames } from '../../src/providers/sandbox-faults.ts'
import type { Sandbox, SandboxOptions } from '../../src/providers/sandbox-server.ts'
import type { TransportLimits } from '../../src/transport/transport.ts'
import { startWireServer } from '../wire-server.ts'
import { type Connection, call, connect, everythingPrintable, failureOf, field, firstId, walk } from './harness.ts'

const unknownId = '00000000-0000-4000-8000-000000000000'
const canary = 'canary-7 jane.doe@victim.example'

const operations = ['list', 'get', 'archive', 'unarchive'] as const
type Operation = (typeof operations)[number]

function run(client: ProviderClient, operation: Operation, id: string, deadline = 10_000): Promise<unknown> {
  if (operation === 'list') return client.listPage({ page: null, size: 10, includeArchived: true }, call(deadline))
  return client[operation](id, call(deadline))
}

/**
 * What becomes of each fault. "served": the operation succeeds all the same. "too late": no token in time, which is either
 * the caller's TIMEOUT or the token endpoint's. Faults of single rows have tests below.
 */
interface Expectation {
  readonly fault?: Partial<Fault>
  readonly data?: FailureCode | 'served'
  readonly token?: FailureCode | 'served' | 'too late'
}

const table: Readonly<Record<FaultName, Expectation>> = {
  latency: { fault: { ms: 5 }, data: 'served', token: 'served' },
  'slow-token': { fault: { ms: 5 }, token: 'served' },
  hang: { data: 'TIMEOUT', token: 'too late' },
  'hang-after-headers': { data: 'TIMEOUT', token: 'too late' },
  drip: { fault: { ms: 40 }, data: 'TIMEOUT', token: 'too late' },
  drop: { data: 'UNAVAILABLE', token: 'UNAVAILABLE' },
  'drop-mid-body': { data: 'UNAVAILABLE', token: 'UNAVAILABLE' },
  status: { fault: { status: 500 }, data: 'UNAVAILABLE', token: 'UNAVAILABLE' },
  html: { data: 'BAD_RESPONSE', token: 'UNAVAILABLE' },
  redirect: { data: 'BAD_RESPONSE', token: 'UNAVAILABLE' },
  'wrong-content-type': { data: 'served', token: 'served' },
  'errors-in-200': { data: 'BAD_RESPONSE' },
  'truncated-json': { data: 'BAD_RESPONSE', token: 'UNAVAILABLE' },
  'empty-body': { data: 'BAD_RESPONSE', token: 'UNAVAILABLE' },
  'null-body': { data: 'BAD_RESPONSE', token: 'UNAVAILABLE' },
  'array-body': { data: 'BAD_RESPONSE', token: 'UNAVAILABLE' },
  'huge-body': { fault: { bytes: 11_000_000 }, data: 'BAD_RESPONSE', token: 'UNAVAILABLE' },
  'gzip-bomb': { fault: { bytes: 40_000_000 }, data: 'BAD_RESPONSE', token: 'UNAVAILABLE' },
  'unknown-enum': { data: 'served' },
  'wrong-types': { data: 'served' },
  'missing-id': {},
  'duplicate-rows': {},
  'foreign-rows': {},
  'wrong-customer': { data: 'BAD_RESPONSE' },
  'repeated-cursor': {},
  'cyclic-cursor': {},
  'endless-pages': {},
  'wrong-totals': { data: 'served' },
  'expired-token': { data: 'served' },
  'reject-token': { data: 'CREDENTIALS' },
  'token-without-expiry': { token: 'served' },
  'token-string-expiry': { token: 'served' },
  'token-without-token': { token: 'UNAVAILABLE' },
  'drop-after-commit': { data: 'UNAVAILABLE' },
  'hang-after-commit': { data: 'TIMEOUT' },
  'status-after-commit': { fault: { status: 502 }, data: 'UNAVAILABLE' },
  'silent-archive': {},
}

describe.each(providers)('$title', (definition) => {
  const { capabilities } = definition
  const hasTokens = definition.name !== 'SEQUENCE'
  let sandbox: Sandbox
  const open: Connection[] = []

  /** A fresh client: no token, no memory. The short attempt cuts what hangs. */
  function fresh(options: Parameters<typeof connect>[2] = {}): Connection {
    const connection = connect(definition, sandbox.environment, options)
    open.push(connection)
    return connection
  }

  async function other(options: SandboxOptions): Promise<{ connection: Connection; sandbox: Sandbox }> {
    const another = await definition.startSandbox({
      ...options,
      settings: { rateLimit: null, ...options.settings } as object,
    })
    const connection = connect(definition, another.environment)
    open.push({ ...connection, close: () => Promise.all([connection.close(), another.close()]).then(() => {}) })
    return { connection, sandbox: another }
  }

  beforeAll(async () => {
    sandbox = await definition.startSandbox({ customers: 260, settings: { rateLimit: null } as object })
  })
  afterEach(async () => {
    await Promise.all(open.splice(0).map((connection) => connection.close()))
    sandbox.control.reset()
  })
  afterAll(() => sandbox.close())

  describe('list', () => {
    test.each([1, 7, 50, 95, 96, 100, 1_000])(
      'pages of %i walk to the end and bring each customer exactly once',
      async (size) => {
        const { ids, pages } = await walk(fresh().client, { size, includeArchived: true })
        expect(new Set(ids).size).toBe(ids.length)
        expect(ids).toHaveLength(260)
        expect(pages.every((page) => page.quarantined === 0 && page.rows.length <= 100)).toBe(true)
        expect(sandbox.control.counters().requests.list).toBe(pages.length)
      },
    )

    test('leaves archived customers out unless they are asked for', async () => {
      const { client } = fresh()
      const everybody = await walk(client, { size: 100, includeArchived: true })
      const live = await walk(client, { size: 100 })
      const archived = everybody.records.filter((record) => field(record, 'isArchived') === true)
      expect(archived.length).toBeGreaterThan(20)
      expect(live.ids).toEqual(everybody.ids.filter((id) => !archived.some(({ facts }) => facts.nativeId === id)))
    })

    test('never asks for more than the provider allows', async () => {
      await walk(fresh().client, { size: 10_000 })
      const sizes = sandbox.control.requests
        .filter(({ operation }) => operation === 'list')
        .map(({ query }) => new URLSearchParams(query))
        .map((query) => Number(query.get('limit') ?? query.get('page_size')))
      expect(Math.max(...sizes)).toBeLessThanOrEqual(100)
      expect(Math.min(...sizes)).toBeGreaterThan(0)
    })

    test('an account without customers is an empty page without a next', async () => {
      const { connection } = await other({ customers: 0 })
      const page = await connection.client.listPage({ page: null, size: 50, includeArchived: true }, call())
      expect(page).toMatchObject({ rows: [], next: null, quarantined: 0 })
    })

    test('a page that ends exactly at the last customer is followed by nothing', async () => {
      const { connection } = await other({ customers: 20 })
      for (const size of [10, 20])
        expect((await walk(connection.client, { size, includeArchived: true })).ids).toHaveLength(20)
    })

    test('goes on behind any row where the provider can start anywhere', async () => {
      const { client } = fresh()
      const { ids } = await walk(client, { size: 100, includeArchived: true })
      for (const [size, index] of [
        [10, 0],
        [10, 8],
        [40, 20],
        [100, 50],
      ] as const) {
        const first = await client.listPage({ page: null, size, includeArchived: true }, call())
        const page = first.startAfter?.(index)
        if (page === undefined) continue
        const second = await client.listPage({ page, size, includeArchived: true }, call())
        expect(second.rows.map(({ facts }) => facts.nativeId)).toEqual(
          ids.slice(index + 1, index + 1 + second.rows.length),
        )
        expect(second.rows.length).toBeGreaterThan(0)
      }
    })

    test('a row without an id is left out and counted, and its page stands', async () => {
      sandbox.control.setFaults({ name: 'missing-id' })
      const page = await fresh().client.listPage({ page: null, size: 10, includeArchived: true }, call())
      expect(page.quarantined).toBe(1)
      expect(page.rows).toHaveLength(9)
    })

    test('rows that come twice end the walk all the same', async () => {
      sandbox.control.setFaults({ name: 'duplicate-rows' })
      const { ids } = await walk(fresh().client, { size: 50, includeArchived: true })
      expect(new Set(ids).size).toBe(260)
    })

    test('totals that are wrong neither cut the walk nor stretch it', async () => {
      sandbox.control.setFaults({ name: 'wrong-totals' })
      expect((await walk(fresh().client, { size: 50, includeArchived: true })).ids).toHaveLength(260)
    })

    test('a page token that is not ours is refused or finds nothing, and never another path', async () => {
      const { client } = fresh()
      for (const page of ['../../whoami', 'a b', '\u0000', '?x=1#y', '999999999', '%2e%2e', 'ü']) {
        const failure = await failureOf(client.listPage({ page, size: 5, includeArchived: false }, call()))
        expect(['INVALID', 'BAD_RESPONSE']).toContain(failure.code)
      }
      const paths = new Set(
        sandbox.control.requests.filter(({ operation }) => operation !== 'token').map(({ operation }) => operation),
      )
      expect([...paths].filter((operation) => operation !== 'list')).toEqual([])
    })
  })

  describe('get', () => {
    test('answers the whole customer', async () => {
      const { client } = fresh()
      const record = await client.get(await firstId(client), call())
      expect(record.facts.isDetail).toBe(true)
      expect(field(record, 'status')).toBe('ACTIVE')
      expect(field(record, 'email')).toMatch(/@.+\.example$/)
    })

    test('takes an id in upper case for the same customer, and answers the id that the provider uses', async () => {
      const { client } = fresh()
      const id = await firstId(client)
      expect((await client.get(id.toUpperCase(), call())).facts.nativeId).toBe(id)
    })

    test('an unknown id is NOT_FOUND', async () => {
      const failure = await failureOf(fresh().client.get(unknownId, call()))
      expect(failure).toMatchObject({ code: 'NOT_FOUND', details: { upstreamStatus: 404, wasSent: true } })
      expect(failure.message).toContain(`${definition.title}, get a customer`)
    })
  })

  describe('archive', () => {
    test('archives, and the list shows it only when asked', async () => {
      const { client } = fresh()
      const id = await firstId(client)
      const answer = await client.archive(id, call())
      expect(field(answer, 'isArchived')).toBe(true)
      expect(field(answer, 'status')).toBe('ARCHIVED')
      expect((await walk(client, { size: 100 })).ids).not.toContain(id)
      const { records } = await walk(client, { size: 100, includeArchived: true })
      expect(
        field(
          records.find(({ facts }) => facts.nativeId === id),
          'status',
        ),
      ).toBe('ARCHIVED')
      expect(field(await client.get(id, call()), 'isArchived')).toBe(true)
      expect(sandbox.control.counters().transitions).toEqual({ [id]: 1 })
    })

    test.each(['ok', 'conflict'] as const)(
      'a second time (provider answers "%s") changes nothing and claims nothing false',
      async (repeatedArchive) => {
        const { connection, sandbox: another } = await other({ customers: 5, settings: { repeatedArchive } as object })
        const id = await firstId(connection.client)
        await connection.client.archive(id, call())
        const again = connection.client.archive(id, call())
        if (repeatedArchive === 'ok') expect(field(await again, 'isArchived')).toBe(true)
        else expect(['CONFLICT', 'INVALID']).toContain((await failureOf(again)).code)
        expect(another.control.counters().transitions).toEqual({ [id]: 1 })
      },
    )

    test('an unknown id is NOT_FOUND', async () => {
      expect((await failureOf(fresh().client.archive(unknownId, call()))).code).toBe('NOT_FOUND')
    })

    test.runIf(capabilities.unarchive)('is undone by unarchive', async () => {
      const { client } = fresh()
      const id = await firstId(client)
      await client.archive(id, call())
      const answer = await client.unarchive(id, call())
      expect([field(answer, 'isArchived'), field(answer, 'status')]).toEqual([false, 'ACTIVE'])
      expect((await walk(client, { size: 100 })).ids).toContain(id)
    })

    test.runIf(!capabilities.unarchive)('cannot be undone: NOT_SUPPORTED, and nothing is sent', async () => {
      expect(await failureOf(fresh().client.unarchive(unknownId, call()))).toMatchObject({
        code: 'NOT_SUPPORTED',
        details: { wasSent: false },
      })
      expect(sandbox.control.requests).toEqual([])
    })

    test('is sent once, whatever the answer', async () => {
      const { client } = fresh({ limits: { attemptMilliseconds: 150 } })
      const id = await firstId(client)
      for (const name of ['drop', 'hang', 'drop-after-commit', 'hang-after-commit', 'html', 'status'] as const) {
        const before = sandbox.control.counters().requests.archive
        sandbox.control.setFaults({ name, operations: ['archive'] })
        const failure = await failureOf(client.archive(id, call()))
        expect(failure.details.wasSent).toBe(true)
        expect(sandbox.control.counters().requests.archive).toBe(before + 1)
      }
    })
  })

  describe('faults', () => {
    const named = faultNames.filter(
      (name) => faultDefinition(name).providers?.includes(definition.name.toLowerCase()) ?? true,
    )
    /** Short where a time-out is what the test waits for, and ample where it would be an accident. */
    const patience = (expected: string): Partial<TransportLimits> =>
      expected === 'TIMEOUT' || expected === 'too late' ? { attemptMilliseconds: 60 } : {}
    const retry = { attempts: 2, baseMilliseconds: 0, capMilliseconds: 0 }

    const data = named.flatMap((name) => {
      const { data: expected, fault } = table[name]
      if (expected === undefined) return []
      return operations
        .filter((operation) => operation !== 'unarchive' || capabilities.unarchive)
        .filter((operation) => faultDefinition(name).operations.includes(operation))
        .map((operation) => ({ name, operation, expected: provenBy2xx(name, operation) ? 'served' : expected, fault }))
    })

    /** At Sequence the 2xx itself is the proof; what it lacks is read. */
    function provenBy2xx(name: FaultName, operation: Operation): boolean {
      return definition.name === 'SEQUENCE' && name === 'empty-body' && operation === 'archive'
    }

    test.each(data)('$name on $operation → $expected', async ({ name, operation, expected, fault }) => {
      const connection = fresh({ limits: patience(expected), retry })
      const { client } = connection
      const id = await firstId(client)
      if (operation === 'unarchive') await client.archive(id, call())
      sandbox.control.setFaults({ name, ...fault, operations: [operation] })
      const work = run(client, operation, id, 2_000)
      if (expected === 'served') {
        await work
        return
      }
      const failure = await failureOf(work)
      expect(failure.code).toBe(expected)
      expect(failure.message).toContain(`${definition.title}, `)
      expect(everythingPrintable(failure, connection.lines)).not.toMatch(
        /@|Bearer|Basic|sandbox-secret|sandbox-key|sign in|<p>/i,
      )
    })

    const grants = named.flatMap((name) => {
      const { token: expected, fault } = table[name]
      return hasTokens && expected !== undefined ? [{ name, expected, fault }] : []
    })

    test.runIf(hasTokens).each(grants)(
      '$name on the token endpoint → $expected, and it recovers',
      async ({ name, expected, fault }) => {
        const connection = fresh({ limits: patience(expected), retry })
        sandbox.control.setFaults({ name, ...fault, operations: ['token'] })
        const work = run(connection.client, 'list', unknownId, 2_000)
        if (expected === 'served') {
          await work
          return
        }
        const failure = await failureOf(work)
        expect(expected === 'too late' ? ['TIMEOUT', 'UNAVAILABLE'] : [expected]).toContain(failure.code)
        expect(failure.message).toContain(`${definition.title}, `)
        expect(everythingPrintable(failure, connection.lines)).not.toMatch(/Bearer|Basic|sandbox-secret|sandbox-key/)
        expect(sandbox.control.counters().requests.list).toBe(0)
        // The token was asked for; the request that needed it never left.
        expect(failure.details.wasSent).toBe(false)
        sandbox.control.clearFaults()
        await run(connection.client, 'list', unknownId)
      },
    )

    test('the table has every fault that strikes this provider', () => {
      expect(named.filter((name) => !(name in table))).toEqual([])
    })

    const statuses: readonly (readonly [number, FailureCode])[] = [
      [400, 'INVALID'],
      [401, 'CREDENTIALS'],
      [403, 'FORBIDDEN'],
      [404, 'NOT_FOUND'],
      [405, 'INVALID'],
      [408, 'TIMEOUT'],
      [409, 'CONFLICT'],
      [410, 'NOT_FOUND'],
      [415, 'INVALID'],
      [422, 'INVALID'],
      [429, 'RATE_LIMITED'],
      [500, 'UNAVAILABLE'],
      [502, 'UNAVAILABLE'],
      [503, 'UNAVAILABLE'],
      [504, 'UNAVAILABLE'],
    ]

    test.each(statuses)(
      'status %i is %s for every operation, with status and request id kept',
      async (status, expected) => {
        const { client } = fresh({ retry })
        const id = await firstId(client)
        sandbox.control.setFaults({ name: 'status', status, operations })
        for (const operation of operations) {
          if (operation === 'unarchive' && !capabilities.unarchive) continue
          const failure = await failureOf(run(client, operation, id))
          expect(failure.code).toBe(expected)
          expect(failure.details.upstreamStatus).toBe(status)
          expect(failure.details.upstreamRequestId).toMatch(new RegExp(`^${sandbox.provider}-\\d+$`))
          expect(failure.details.wasSent).toBe(true)
        }
      },
    )

    test('the provider’s own code is kept', async () => {
      const { client } = fresh({ retry })
      const id = await firstId(client)
      sandbox.control.setFaults({ name: 'status', status: 409 })
      const failure = await failureOf(client.archive(id, call()))
      expect(failure.details.upstreamCode).toMatch(/^\w+$/)
    })

    test('Retry-After is kept, as seconds and as a date', async () => {
      const { client } = fresh({ retry: { attempts: 1, baseMilliseconds: 0, capMilliseconds: 0 } })
      const id = await firstId(client)
      for (const [retryAfter, expected] of [
        [7, 7],
        ['120', 120],
        ['soon', undefined],
        [new Date(0).toUTCString(), 0],
      ] as const) {
        sandbox.control.setFaults({ name: 'status', status: 429, retryAfter })
        expect((await failureOf(client.get(id, call()))).details.retryAfterSeconds).toBe(expected)
      }
    })

    const shapes: readonly (readonly [string, unknown])[] = [
      ['plain text', canary],
      ['HTML', `<html>${canary}</html>`],
      [
        'Layer’s shape',
        { errors: [{ type: canary, description: canary, error_enum: canary, meta: { email: canary } }] },
      ],
      ['Sequence’s shape', { error: { type: canary, message: canary, errors: [{ code: canary, message: canary }] } }],
      ['Thred’s shape', { error: canary, error_code: canary, details: { email: [canary] } }],
      ['an OAuth shape', { error: canary, error_description: canary, code: canary }],
      ['a one-word message', { error: '4155550199', message: '4155550199', detail: '4155550199' }],
    ]

    test.each(shapes)('an error body as %s never shows in a failure or in the log', async (_shape, body) => {
      const connection = fresh({ retry })
      const id = await firstId(connection.client)
      for (const status of [400, 401, 404, 429, 500, 200]) {
        for (const operation of ['list', 'get', 'archive'] as const) {
          sandbox.control.setFaults({ name: 'status', status, body, operations: [operation] })
          const failure = await failureOf(run(connection.client, operation, id))
          expect(everythingPrintable(failure, connection.lines)).not.toMatch(/canary|victim|4155550199/)
        }
      }
      if (!hasTokens) return
      const cold = fresh({ retry })
      sandbox.control.setFaults({ name: 'status', status: 400, body, operations: ['token'] })
      expect(everythingPrintable(await failureOf(run(cold.client, 'list', id)), cold.lines)).not.toMatch(
        /canary|victim|4155550199/,
      )
    })

    test('neither tokens nor keys show in a failure or in the log', async () => {
      const connection = fresh({ retry })
      const id = await firstId(connection.client)
      const failures: Failure[] = []
      for (const name of ['drop', 'html', 'redirect', 'reject-token', 'truncated-json'] as const) {
        sandbox.control.setFaults({ name })
        failures.push(await failureOf(connection.client.get(id, call())))
      }
      const secrets = sandbox.control.requests.map(({ headers }) => headers.authorization?.replace(/^\w+ /, '') ?? '')
      expect(secrets.filter((secret) => secret === '')).toEqual([])
      for (const failure of failures) {
        const printed = everythingPrintable(failure, connection.lines)
        expect(secrets.filter((secret) => printed.includes(secret))).toEqual([])
      }
    })

    test('a row with a status that nobody knows is UNKNOWN, never ACTIVE', async () => {
      const { client } = fresh()
      const id = await firstId(client)
      sandbox.control.setFaults({ name: 'unknown-enum' })
      const { rows } = await client.listPage({ page: null, size: 20, includeArchived: true }, call())
      expect(new Set(rows.map((record) => field(record, 'status')))).not.toContain('ACTIVE')
      expect(field(await client.get(id, call()), 'status')).toBe('UNKNOWN')
    })

    test('wrong types cost the fields that have them, not the row', async () => {
      sandbox.control.setFaults({ name: 'wrong-types' })
      const { rows } = await fresh().client.listPage({ page: null, size: 3, includeArchived: true }, call())
      expect(rows).toHaveLength(3)
      expect(field(rows[0], 'companyName')).toBe('42')
      expect([null, notCarried]).toContain(field(rows[0], 'email'))
    })

    test.each(['repeated-cursor', 'cyclic-cursor', 'endless-pages'] as const)(
      '%s: a page costs a request or two, and never runs on by itself',
      async (name) => {
        sandbox.control.setFaults({ name })
        const { client } = fresh()
        let page: string | null = null
        for (let read = 0; read < 6; read += 1) {
          try {
            page = (await client.listPage({ page, size: 10, includeArchived: true }, call())).next
          } catch (thrown) {
            expect(thrown).toMatchObject({ code: 'BAD_RESPONSE' })
            break
          }
          // More are claimed each time: a walk that ended here would be a short list that nobody reports.
          expect(page).not.toBeNull()
        }
        expect(sandbox.control.counters().requests.list).toBeLessThanOrEqual(12)
      },
    )

    test('a silent archive is not called archived where the answer can tell', async () => {
      const { client } = fresh()
      const id = await firstId(client)
      sandbox.control.setFaults({ name: 'silent-archive' })
      const answer = await client.archive(id, call())
      expect(field(answer, 'isArchived')).toBe(false)
    })
  })

  describe('ids from callers', () => {
    const hostile = [
      '..',
      '.',
      '%2e%2e',
      '..%2f',
      'a/b',
      '/',
      'a?b',
      'a#b',
      '\u0000',
      'a\r\nX: y',
      '',
      ' ',
      'é',
      'a;b',
      'x'.repeat(10_240),
    ]

    test.each(hostile)('%j never reaches the wire', async (id) => {
      const { client } = fresh()
      for (const operation of [
        'get',
        'archive',
        ...(capabilities.unarchive ? (['unarchive'] as const) : []),
      ] as const) {
        expect(await failureOf(run(client, operation, id))).toMatchObject({
          code: 'INVALID',
          details: { wasSent: false },
        })
      }
      expect(sandbox.control.requests).toEqual([])
    })
  })

  describe('time, presence and size', () => {
    test('a caller that leaves is told CANCELLED, and the socket is closed', async () => {
      const { client } = fresh()
      const id = await firstId(client)
      sandbox.control.setFaults({ name: 'hang' })
      const caller = new AbortController()
      const work = failureOf(client.get(id, call(10_000, caller.signal)))
      await until(() => sandbox.control.counters().faultsStruck['hang'] === 1)
      const { openSockets } = sandbox.control.counters()
      caller.abort()
      expect((await work).code).toBe('CANCELLED')
      await until(() => sandbox.control.counters().openSockets < openSockets)
    })

    test('a caller that has left already costs no request', async () => {
      const { client } = fresh()
      const failure = await failureOf(client.get(unknownId, call(10_000, AbortSignal.abort())))
      expect(failure.code).toBe('CANCELLED')
      expect(failure.message).toContain(definition.title)
      expect(sandbox.control.counters().requests.get).toBe(0)
    })

    test('a deadline that has passed costs no request', async () => {
      const { client } = fresh()
      const failure = await failureOf(client.get(unknownId, call(-1)))
      expect(failure.code).toBe('TIMEOUT')
      expect(failure.message).toContain(definition.title)
      expect(sandbox.control.counters().requests.get).toBe(0)
    })

    test('a body that drips for ever ends with the deadline', async () => {
      const { client } = fresh()
      const id = await firstId(client)
      sandbox.control.setFaults({ name: 'drip', ms: 20, operations: ['get'] })
      expect((await failureOf(client.get(id, call(300)))).code).toBe('TIMEOUT')
    })

    test('the longest answer that is accepted is 10 MB', async () => {
      const { client } = fresh()
      const id = await firstId(client)
      sandbox.control.setFaults({ name: 'huge-body', bytes: 10_000_000 })
      await client.get(id, call())
      sandbox.control.setFaults({ name: 'gzip-bomb', bytes: 10_000_000 })
      await client.get(id, call())
      for (const name of ['huge-body', 'gzip-bomb'] as const) {
        sandbox.control.setFaults({ name, bytes: 10 * 1_048_576 })
        expect((await failureOf(client.get(id, call()))).message).toContain('larger than')
      }
    })
  })

  test('redirects are never followed, by no operation', async () => {
    const elsewhere = await startWireServer(() => ({ body: {} }))
    const { client } = fresh()
    const id = await firstId(client)
    sandbox.control.setFaults({ name: 'redirect', location: `${elsewhere.origin}/collect` })
    for (const operation of operations) {
      if (operation === 'unarchive' && !capabilities.unarchive) continue
      expect((await failureOf(run(client, operation, id))).code).toBe('BAD_RESPONSE')
    }
    if (hasTokens) expect((await failureOf(run(fresh().client, 'list', id))).code).toBe('UNAVAILABLE')
    expect(elsewhere.requests).toEqual([])
    await elsewhere.close()
  })

  test('hundreds of calls under one signal leave no listener and no warning', async () => {
    const warnings: string[] = []
    const listen = (warning: Error): void => void warnings.push(warning.message)
    process.on('warning', listen)
    const { client } = fresh()
    const id = await firstId(client)
    const { signal } = new AbortController()
    await Promise.all(Array.from({ length: 300 }, () => client.get(id, call(10_000, signal))))
    await new Promise((resolve) => setImmediate(resolve))
    process.off('warning', listen)
    expect(warnings).toEqual([])
  })
})

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5))
}
