// Looking customers up by a caller-owned id, and saying what a change would send: the same promises at every provider.
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { createCall } from '../../src/domain/call.ts'
import { type CustomerRecord, readField } from '../../src/domain/customer.ts'
import { Failure } from '../../src/domain/failure.ts'
import { providers } from '../../src/providers/registry.ts'
import type { Sandbox } from '../../src/providers/sandbox-server.ts'
import { type Bench, startBench } from '../service/harness.ts'

const call = () => createCall(Date.now() + 10_000)

let bench: Bench
beforeAll(async () => {
  bench = await startBench({ layer: 60, sequence: 60, thred: 60 })
})
afterAll(() => bench.close())
afterEach(() => {
  for (const { control } of Object.values(bench.sandboxes)) control.reset()
})

describe.each(providers.map(({ title, name }) => [title, name.toLowerCase()] as const))('%s', (_title, account) => {
  const client = () => {
    const source = bench.sources.find((each) => each.account.name === account)
    if (source === undefined) throw new Error(`No account ${account}.`)
    return source.client
  }
  const sandbox = (): Sandbox => {
    const found = bench.sandboxes[account]
    if (found === undefined) throw new Error(`No sandbox ${account}.`)
    return found
  }
  async function everybody(): Promise<readonly CustomerRecord[]> {
    const page = await client().listPage({ page: null, size: 100, includeArchived: true }, call())
    return page.rows
  }

  test('every customer is found by each of its ids, archived ones too', async () => {
    const rows = await everybody()
    const archived = rows.filter((record) => readField(record, 'isArchived') === true)
    expect(archived.length).toBeGreaterThan(2)
    for (const record of [...rows.slice(0, 5), ...archived.slice(0, 3)]) {
      for (const externalId of await client().readExternalIds(record, call())) {
        const found = await client().findByExternalId(externalId, call())
        expect(found.map(({ facts }) => facts.nativeId)).toEqual([record.facts.nativeId])
      }
    }
  })

  test.each(['nobody', 'acct', '%', 'a/b', '../../x', 'a?include_archived=true', '客户', ' '])(
    '%j finds nobody, and reaches the provider as the text that it is',
    async (text) => {
      expect(await client().findByExternalId(text, call())).toEqual([])
      const [request] = sandbox().control.requests.filter(
        ({ operation }) => operation === 'list' || operation === 'alias',
      )
      const sent =
        account === 'sequence'
          ? decodeURIComponent(request?.path.split('/').slice(4).join('/') ?? '')
          : new URLSearchParams(request?.query).get('external_id')
      expect(sent).toBe(text)
    },
  )

  test('a provider that cannot be asked is a failure, never "nobody"', async () => {
    const [first] = await everybody()
    const [known = ''] = first === undefined ? [] : await client().readExternalIds(first, call())
    sandbox().control.setFaults({ name: 'status', status: 503, operations: ['list', 'alias'] })
    await expect(client().findByExternalId(known, call())).rejects.toMatchObject({ code: 'UNAVAILABLE' })
    sandbox().control.setFaults({ name: 'null-body', operations: ['list', 'alias'] })
    await expect(client().findByExternalId(known, call())).rejects.toMatchObject({ code: 'BAD_RESPONSE' })
  })

  test.each(['archive', 'unarchive'] as const)('what %s would send is what it sends', async (change) => {
    const [record] = await everybody()
    const { nativeId } = record?.facts ?? { nativeId: '' }
    const planned = client().plan(change, nativeId)
    await client()
      [change](nativeId, call())
      .catch((error: unknown) => expect(error).toBeInstanceOf(Failure))
    const sent = sandbox().control.requests.find(({ operation }) => operation === change)
    expect(planned === null).toBe(sent === undefined)
    if (planned === null || sent === undefined) return
    expect(`${planned.method} ${planned.url.href}`).toBe(`${sent.method} ${sandbox().origin}${sent.path}`)
  })
})

test('an id of another case, or that an id begins with, is not the id', async () => {
  for (const account of ['layer', 'thred']) {
    const source = bench.sources.find((each) => each.account.name === account)
    const page = await source?.client.listPage({ page: null, size: 1, includeArchived: false }, call())
    const externalId = String(page?.rows[0] && readField(page.rows[0], 'externalId'))
    for (const like of [externalId.toUpperCase(), externalId.slice(0, -1), `${externalId} `]) {
      expect(await source?.client.findByExternalId(like, call())).toEqual([])
    }
  }
})

test('Sequence: an alias of dots is refused here, because no path can hold it', async () => {
  const source = bench.sources.find(({ account }) => account.name === 'sequence')
  for (const alias of ['.', '..']) {
    await expect(source?.client.findByExternalId(alias, call())).rejects.toMatchObject({ code: 'INVALID' })
  }
  expect(bench.sandboxes['sequence']?.control.counters().requests.alias).toBe(0)
})

test('Sequence: an unknown alias may be a 400 without a body', async () => {
  const control = bench.sandboxes['sequence']?.control
  control?.updateSettings({ unknownId: 400 } as object)
  try {
    const source = bench.sources.find(({ account }) => account.name === 'sequence')
    expect(await source?.client.findByExternalId('nobody', call())).toEqual([])
  } finally {
    control?.updateSettings({ unknownId: 404 } as object)
  }
})
