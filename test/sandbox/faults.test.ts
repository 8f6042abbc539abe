// Every fault must do what the table says of it, at every provider that has it: a chaos run is only as good as these.
import { once } from 'node:events'
import { get as openRequest } from 'node:http'
import { afterAll, afterEach, describe, expect, test } from 'vitest'
import { startSandbox as startLayer } from '../../src/providers/layer/sandbox.ts'
import { type Fault, type FaultName, faultDefinition, faultNames } from '../../src/providers/sandbox-faults.ts'
import type { Sandbox } from '../../src/providers/sandbox-server.ts'
import { startSandbox as startSequence } from '../../src/providers/sequence/sandbox.ts'
import { startSandbox as startThred } from '../../src/providers/thred/sandbox.ts'
import { layerCaller, layerToken, type Reply, sequenceCaller, thredCaller, thredPartnerToken } from './callers.ts'

interface Subject {
  readonly sandbox: Sandbox
  list(query?: string): Promise<Reply>
  get(id: string): Promise<Reply>
  archive(id: string): Promise<Reply>
  rows(reply: Reply): Record<string, unknown>[]
  row(reply: Reply): Record<string, unknown>
  isArchived(row: Record<string, unknown>): boolean
  /** Query of the page after this one, or null at the end. */
  next(reply: Reply): string | null
}

const layer = await startLayer({ settings: { rateLimit: null } })
const sequence = await startSequence({ settings: { rateLimit: null } })
const thred = await startThred()

const callLayer = await layerCaller(layer)
const callSequence = sequenceCaller(sequence)
const callThred = await thredCaller(thred)

const subjects: Record<string, Subject> = {
  layer: {
    sandbox: layer,
    list: (query = '') => callLayer(`?limit=5${query}`),
    get: (id) => callLayer(`/${id}`),
    archive: (id) => callLayer(`/${id}/archive`, { method: 'POST' }),
    rows: ({ json }) => json.data,
    row: ({ json }) => json.data,
    isArchived: (row) => row.status === 'ARCHIVED',
    next: ({ json: { meta } }) => (meta.pagination.has_more ? `&cursor=${meta.pagination.cursor}` : null),
  },
  sequence: {
    sandbox: sequence,
    list: (query = '') => callSequence(`/customers?limit=5${query}`),
    get: (id) => callSequence(`/customers/${id}`),
    archive: (id) => callSequence(`/customers/${id}/archive`, { method: 'POST' }),
    rows: ({ json }) => json.items,
    row: ({ json }) => json,
    isArchived: (row) => row.archivedAt !== undefined,
    next: ({ json: { pagination } }) => (pagination.after === undefined ? null : `&after=${pagination.after}`),
  },
  thred: {
    sandbox: thred,
    list: (query = '') => callThred(`/?page_size=5${query}`),
    get: (id) => callThred(`/${id}/`),
    archive: (id) => callThred(`/${id}/archive/`, { method: 'POST', body: '{}' }),
    rows: ({ json }) => json.results,
    row: ({ json }) => json,
    isArchived: (row) => row.is_archived === true,
    next: ({ json: { page_info: info } }) =>
      info.current_page < info.total_pages ? `&page=${info.current_page + 1}` : null,
  },
}

afterEach(() => {
  for (const { sandbox } of Object.values(subjects)) sandbox.control.reset()
})
afterAll(() => Promise.all(Object.values(subjects).map(({ sandbox }) => sandbox.close())))

describe.each(Object.entries(subjects))('at %s', (_provider, subject) => {
  const { sandbox } = subject
  const set = (fault: Fault) => sandbox.control.setFaults(fault)
  const firstId = async (): Promise<string> => String(subject.rows(await subject.list())[0]?.id)
  const broken = (promise: Promise<unknown>) => expect(promise).rejects.toThrow()

  test('status answers the error shape, the given body and Retry-After, and changes nothing', async () => {
    const id = await firstId()
    set({ name: 'status', status: 503, retryAfter: 7 })
    const refused = await subject.archive(id)
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '7'])
    expect(refused.json).toEqual(expect.any(Object))
    set({ name: 'status', status: 418, body: { tea: true } })
    expect((await subject.list()).json).toEqual({ tea: true })
    sandbox.control.clearFaults()
    expect(sandbox.control.counters().transitions).toEqual({})
  })

  test('html answers 200 and a page', async () => {
    set({ name: 'html', operations: ['list'] })
    const page = await subject.list()
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8'])
    expect(page.json).toBeUndefined()
  })

  test('redirect points at another host', async () => {
    set({ name: 'redirect', operations: ['list'] })
    const redirect = await subject.list()
    expect(redirect.status).toBe(301)
    expect(redirect.headers.get('location')).toContain('attacker.invalid')
  })

  test('bodies are mistyped, cut, empty, null or a list', async () => {
    const whole = await subject.list()
    set({ name: 'wrong-content-type', operations: ['list'] })
    const mistyped = await subject.list()
    expect([mistyped.text, mistyped.headers.get('content-type')]).toEqual([whole.text, 'text/plain'])
    set({ name: 'truncated-json', operations: ['list'] })
    const cut = await subject.list()
    expect(whole.text.startsWith(cut.text) && cut.text.length < whole.text.length && cut.text !== '').toBe(true)
    expect(cut.headers.get('content-length')).toBe(String(Buffer.byteLength(cut.text)))
    set({ name: 'empty-body', operations: ['list'] })
    expect(await subject.list()).toMatchObject({ status: 200, text: '' })
    set({ name: 'null-body', operations: ['list'] })
    expect((await subject.list()).text).toBe('null')
    set({ name: 'array-body', operations: ['list'] })
    expect((await subject.list()).text).toBe('[]')
  })

  test('huge-body and gzip-bomb are valid JSON after so many blanks', async () => {
    const whole = await subject.list()
    for (const name of ['huge-body', 'gzip-bomb'] as const) {
      set({ name, bytes: 2_500_000, operations: ['list'] })
      const large = await subject.list()
      expect(large.text.length).toBe(whole.text.length + 2_500_000)
      expect(large.json).toEqual(whole.json)
      expect(large.headers.get('content-encoding')).toBe(name === 'gzip-bomb' ? 'gzip' : null)
    }
  })

  test('errors-in-200 answers an error body and changes nothing', async () => {
    const id = await firstId()
    set({ name: 'errors-in-200' })
    const answer = await subject.archive(id)
    expect(answer.status).toBe(200)
    expect(subject.row(answer)?.id).toBeUndefined()
    expect(sandbox.control.counters().transitions).toEqual({})
  })

  test('drop and drop-mid-body break the connection', async () => {
    set({ name: 'drop', operations: ['list'] })
    await broken(subject.list())
    set({ name: 'drop-mid-body', operations: ['list'] })
    await broken(subject.list())
    sandbox.control.clearFaults()
    expect((await subject.list()).status).toBe(200)
  })

  test('drip sends everything, in single bytes', async () => {
    // An error, because its body is short.
    const whole = await subject.get('unknown')
    set({ name: 'drip', ms: 1, operations: ['get'] })
    const dripped = await subject.get('unknown')
    expect([dripped.status, dripped.text]).toEqual([404, whole.text])
    expect(sandbox.control.counters().faultsStruck).toEqual({ drip: 1 })
  })

  test('latency and then the true answer', async () => {
    const whole = await subject.list()
    set({ name: 'latency', ms: 5, operations: ['list'] })
    expect((await subject.list()).text).toBe(whole.text)
    expect(sandbox.control.counters().faultsStruck).toEqual({ latency: 1 })
  })

  test('unknown-enum freezes every row', async () => {
    const id = await firstId()
    set({ name: 'unknown-enum' })
    expect(subject.rows(await subject.list()).map(({ status }) => status)).toEqual(Array(5).fill('FROZEN'))
    expect(subject.row(await subject.get(id)).status).toBe('FROZEN')
  })

  test('wrong-types and missing-id spoil the first row only', async () => {
    const honest = subject.rows(await subject.list())
    set({ name: 'wrong-types' })
    const [scrambled, ...others] = subject.rows(await subject.list())
    expect(scrambled?.id).toBe(honest[0]?.id)
    const changed = Object.entries(scrambled ?? {}).filter(([key, value]) => typeof value !== typeof honest[0]?.[key])
    expect(changed.length).toBeGreaterThan(1)
    expect(others).toEqual(honest.slice(1))
    set({ name: 'missing-id' })
    const [nameless, ...rest] = subject.rows(await subject.list())
    expect(nameless).not.toHaveProperty('id')
    expect(rest).toEqual(honest.slice(1))
  })

  test('duplicate-rows, foreign-rows and wrong-customer', async () => {
    const honest = subject.rows(await subject.list())
    set({ name: 'duplicate-rows' })
    expect(subject.rows(await subject.list())).toEqual(honest.flatMap((row) => [row, row]))
    set({ name: 'foreign-rows' })
    const mixed = subject.rows(await subject.list())
    expect(mixed.filter(({ id }) => !honest.some((row) => row.id === id))).toHaveLength(2)
    expect(mixed).toHaveLength(7)
    set({ name: 'wrong-customer' })
    expect(subject.row(await subject.get(String(honest[0]?.id))).id).not.toBe(honest[0]?.id)
  })

  async function walk(pages: number): Promise<{ ids: unknown[]; cursors: string[] }> {
    const ids: unknown[] = []
    const cursors: string[] = []
    let query = ''
    for (let page = 0; page < pages; page += 1) {
      const reply = await subject.list(query)
      ids.push(...subject.rows(reply).map(({ id }) => id))
      query = subject.next(reply) ?? 'end'
      cursors.push(query)
    }
    return { ids, cursors }
  }

  test('repeated-cursor never gets on', async () => {
    set({ name: 'repeated-cursor' })
    const { ids, cursors } = await walk(5)
    expect(new Set(ids).size).toBeLessThanOrEqual(10)
    expect(cursors).not.toContain('end')
    // Thred's cursor is the page number, which its caller counts: there the rows stand still.
    expect(new Set(cursors).size).toBe(_provider === 'thred' ? 5 : 1)
  })

  test('cyclic-cursor goes round', async () => {
    set({ name: 'cyclic-cursor' })
    const { ids, cursors } = await walk(9)
    expect(cursors).not.toContain('end')
    expect(new Set(ids).size).toBeLessThanOrEqual(15)
    expect(new Set(cursors).size).toBe(_provider === 'thred' ? 9 : 2)
  })

  test('endless-pages always has another page of fresh rows', async () => {
    set({ name: 'endless-pages' })
    const { ids, cursors } = await walk(60)
    expect(new Set(ids).size).toBe(300)
    expect(new Set(cursors).size).toBe(60)
    expect(cursors).not.toContain('end')
  })

  test('reject-token refuses every credential with 401', async () => {
    set({ name: 'reject-token' })
    expect((await subject.list()).status).toBe(401)
  })

  test('drop-after-commit and status-after-commit have changed the customer, drop and status have not', async () => {
    const ids = subject.rows(await subject.list()).map(({ id }) => String(id))
    const [dropped = '', failed = '', silent = '', kept = ''] = ids
    set({ name: 'drop-after-commit', times: 1 })
    await broken(subject.archive(dropped))
    set({ name: 'status-after-commit', status: 502, times: 1 })
    expect((await subject.archive(failed)).status).toBe(502)
    set({ name: 'silent-archive', times: 1 })
    expect((await subject.archive(silent)).status).toBe(200)
    set({ name: 'drop', operations: ['archive'], times: 1 })
    await broken(subject.archive(kept))
    const states = await Promise.all(
      ids.slice(0, 4).map(async (id) => subject.isArchived(subject.row(await subject.get(id)))),
    )
    expect(states).toEqual([true, true, false, false])
    expect(sandbox.control.counters().transitions).toEqual({ [dropped]: 1, [failed]: 1 })
  })

  test('hang, hang-after-headers and hang-after-commit hold the request until the caller leaves', async () => {
    const id = await firstId()
    const struck = (name: FaultName) => expect.poll(() => sandbox.control.counters().faultsStruck[name])
    for (const name of ['hang', 'hang-after-headers'] as const) {
      set({ name, operations: ['get'] })
      const held = subject.get(id)
      held.catch(() => undefined)
      await struck(name).toBe(1)
      await expect(Promise.race([held, 'nothing came'])).resolves.toBe('nothing came')
    }
    set({ name: 'hang-after-commit' })
    subject.archive(id).catch(() => undefined)
    await struck('hang-after-commit').toBe(1)
    expect(subject.isArchived(subject.row(await subject.get(id)))).toBe(true)
  })

  test('after and times let some pass, strike some, and clear themselves', async () => {
    set({ name: 'status', status: 500, operations: ['list'], after: 1, times: 2 })
    const statuses = []
    for (let turn = 0; turn < 5; turn += 1) statuses.push((await subject.list()).status)
    expect(statuses).toEqual([200, 500, 500, 200, 200])
    expect(sandbox.control.faults).toEqual([])
  })

  test('faults add up', async () => {
    sandbox.control.setFaults([{ name: 'unknown-enum' }, { name: 'missing-id' }, { name: 'wrong-content-type' }])
    const reply = await subject.list()
    const [row] = subject.rows(reply)
    expect(row).not.toHaveProperty('id')
    expect(row?.status).toBe('FROZEN')
    expect(reply.headers.get('content-type')).toBe('text/plain')
  })
})

describe('totals and tokens', () => {
  test('wrong-totals claims seven rows too many', async () => {
    const honest = (await callThred('/')).json.count
    thred.control.setFaults({ name: 'wrong-totals' })
    sequence.control.setFaults({ name: 'wrong-totals' })
    layer.control.setFaults({ name: 'wrong-totals' })
    expect((await callThred('/')).json.count).toBe(honest + 7)
    const sequenceTotal = (await callSequence('/customers?limit=1')).json.pagination.totalResultSize
    const layerTotal = (await callLayer('?limit=1&show_total_count=true')).json.meta.pagination.total_count
    for (const { sandbox } of Object.values(subjects)) sandbox.control.clearFaults()
    expect((await callSequence('/customers?limit=1')).json.pagination.totalResultSize).toBe(sequenceTotal - 7)
    expect((await callLayer('?limit=1&show_total_count=true')).json.meta.pagination.total_count).toBe(layerTotal - 7)
  })

  test('expired-token refuses the tokens of before and none after', async () => {
    const oldLayer = await layerCaller(layer)
    const oldThred = await thredCaller(thred)
    layer.control.setFaults({ name: 'expired-token' })
    thred.control.setFaults({ name: 'expired-token' })
    expect([(await oldLayer('')).status, (await oldThred('/')).status]).toEqual([401, 401])
    expect((await (await layerCaller(layer))('')).status).toBe(200)
    expect((await (await thredCaller(thred))('/')).status).toBe(200)
  })

  test('token answers can lack the token or its expiry, or write it as a string', async () => {
    for (const [sandbox, ask] of [
      [layer, layerToken],
      [thred, thredPartnerToken],
    ] as const) {
      sandbox.control.setFaults({ name: 'token-without-expiry' })
      expect((await ask(sandbox)).json).toEqual({ access_token: expect.any(String), token_type: 'Bearer' })
      sandbox.control.setFaults({ name: 'token-without-token' })
      expect((await ask(sandbox)).json).toEqual({ expires_in: 3_600, token_type: 'Bearer' })
      sandbox.control.setFaults({ name: 'token-string-expiry' })
      expect((await ask(sandbox)).json.expires_in).toBe('3600')
      sandbox.control.setFaults({ name: 'slow-token', ms: 1 })
      expect((await ask(sandbox)).status).toBe(200)
    }
  })

  test('the token endpoint alone can fail', async () => {
    layer.control.setFaults({ name: 'html', operations: ['token'] })
    expect((await layerToken(layer)).text).toContain('<!doctype html>')
    expect((await callLayer('')).status).toBe(200)
  })
})

test('every fault of the table is described, and tried in this file', async () => {
  const { readFile } = await import('node:fs/promises')
  const text = await readFile(new URL(import.meta.url), 'utf8')
  const untried = faultNames.filter((name: FaultName) => !text.includes(`'${name}'`))
  expect(untried).toEqual([])
  for (const name of faultNames) expect(faultDefinition(name).description).toMatch(/^[A-Z].*\.$/)
})

test('close() is prompt while requests hang and drip', async () => {
  const sandbox = await startLayer()
  sandbox.control.setFaults([{ name: 'hang', operations: ['token'] }])
  const request = openRequest(`${sandbox.origin}/oauth2/token`, { method: 'POST' })
  const failed = once(request, 'error')
  request.end()
  await expect.poll(() => sandbox.control.counters().requests.token).toBe(1)
  expect(sandbox.control.counters().openSockets).toBe(1)
  await sandbox.close()
  await failed
  await expect(fetch(sandbox.origin)).rejects.toThrow()
})
