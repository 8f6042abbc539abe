// The recipes of `examples/clients`, each against a gateway on a real port whose providers fail when they are told to:
// paging, a partial answer with what is owed fetched later, and every outcome of an archive.
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type RunningServer, startServer } from '../../src/index.ts'
import { type ExampleFolder, openExampleFolder } from '../example-folder.ts'
import { type Rig, startRig } from '../gateway/rig.ts'

/** What the three recipes have in common, as a page would use them. */
interface Desk {
  /** Rows that are there, in their order. */
  rows(): readonly { readonly id: string; readonly provider: string; readonly isArchived: boolean | null }[]
  /** Providers that failed, with the cursor for what they owe. */
  failed(): readonly { readonly provider: string; readonly retryCursor: string | null }[]
  hasMore(): boolean
  start(): Promise<void>
  loadMore(): Promise<void>
  fetchOwed(retryCursor: string): Promise<void>
  archive(id: string, idempotencyKey: string): Promise<string>
  stop(): void
}

const recipes: Readonly<Record<string, (endpoint: string) => Promise<Desk>>> = {
  urql: async (endpoint) => {
    const urql = await import('../../examples/clients/urql.ts')
    const client = urql.createClient(endpoint)
    type Page = Awaited<ReturnType<typeof urql.readPage>>
    const pages: Page[] = []
    return {
      rows: () => pages.flatMap(({ rows }) => rows),
      failed: () => pages.at(-1)?.failed ?? [],
      hasMore: () => pages.at(-1)?.next != null,
      start: async () => void pages.push(await urql.readPage(client)),
      loadMore: async () => void pages.push(await urql.readPage(client, pages.at(-1)?.next ?? null)),
      fetchOwed: async (retryCursor) => void pages.push(await urql.readPage(client, retryCursor)),
      archive: (id, key) => urql.archive(client, id, key),
      stop: () => {},
    }
  },
  'Apollo Client': async (endpoint) => {
    const apollo = await import('../../examples/clients/apollo.ts')
    const client = apollo.createClient(endpoint)
    const customers = apollo.watchCustomers(client)
    const read = () =>
      apollo.readCustomers(customers.getCurrentResult().data as Parameters<typeof apollo.readCustomers>[0])
    let subscription: { unsubscribe(): void } | null = null
    /** What the cache has taken in is told to those who watch a moment later. */
    async function load(after: string): Promise<void> {
      const before = read().rows.length
      await apollo.loadMore(customers, after)
      await expect.poll(() => read().rows.length).toBeGreaterThan(before)
    }
    return {
      rows: () => read().rows,
      failed: () => read().failed,
      hasMore: () => read().next !== null,
      start: async () => {
        subscription = customers.subscribe(() => {})
        await expect.poll(() => read().rows.length).toBeGreaterThan(0)
      },
      loadMore: () => load(read().next ?? ''),
      fetchOwed: load,
      archive: (id, key) => apollo.archive(client, id, key),
      stop: () => subscription?.unsubscribe(),
    }
  },
  'TanStack Query': async (endpoint) => {
    const recipe = await import('../../examples/clients/tanstack-query.ts')
    const { client, customers } = recipe.createDesk(endpoint)
    const pages = () => customers.getCurrentResult().data?.pages ?? []
    let unsubscribe = (): void => {}
    return {
      rows: () => pages().flatMap(({ rows }) => rows),
      failed: () => pages().at(-1)?.failed ?? [],
      hasMore: () => customers.getCurrentResult().hasNextPage,
      start: async () => {
        unsubscribe = customers.subscribe(() => {})
        await expect.poll(() => customers.getCurrentResult().status).toBe('success')
      },
      loadMore: async () => void (await customers.fetchNextPage()),
      fetchOwed: async (retryCursor) => void (await recipe.fetchOwed(client, endpoint, retryCursor)),
      archive: (id, key) => recipe.archive(client, endpoint, id, key),
      stop: () => {
        unsubscribe()
        client.clear()
      },
    }
  },
}

let folder: ExampleFolder
beforeAll(() => {
  folder = openExampleFolder('clients')
}, 120_000)

test('every recipe compiles', { timeout: 60_000 }, () => {
  folder.run(process.execPath, ['node_modules/typescript/bin/tsc', '--noEmit'])
})

test('Relay’s compiler accepts the schema, a connection and a mutation', () => {
  const directory = mkdtempSync(join(tmpdir(), 'relay-'))
  const config = {
    root: resolve(folder.directory, '../..'),
    sources: { 'examples/clients/relay': 'app' },
    projects: { app: { schema: 'schema.graphql', language: 'typescript', output: directory } },
  }
  try {
    writeFileSync(`${directory}/relay.config.json`, JSON.stringify(config))
    folder.run(process.execPath, ['node_modules/relay-compiler/cli.js', `${directory}/relay.config.json`])
    expect(readdirSync(directory)).toContain('customerTablePageQuery.graphql.ts')
  } finally {
    rmSync(directory, { recursive: true })
  }
})

describe.each(Object.keys(recipes))('the recipe for %s', (name) => {
  let rig: Rig
  let server: RunningServer
  let desk: Desk

  beforeAll(async () => {
    rig = await startRig({ customers: 25 })
    server = await startServer({
      gateway: { listener: (request, response) => rig.gateway.listener(request, response), drain: () => {} },
      host: '127.0.0.1',
      port: 0,
    })
  })
  afterAll(async () => {
    desk?.stop()
    await server?.close()
    await rig?.close()
  })
  beforeEach(async () => {
    rig.reset()
    desk?.stop()
    const make = recipes[name]
    if (make === undefined) throw new Error('There is no such recipe.')
    desk = await make(`${server.address}/graphql`)
  })

  const ids = () => desk.rows().map(({ id }) => id)

  test('loads page after page, each customer once', async () => {
    await desk.start()
    expect(desk.rows()).toHaveLength(20)
    while (desk.hasMore()) await desk.loadMore()
    const { data } = await rig.query('{ customers(first: 500) { nodes { id } } }')
    expect(ids()).toEqual(data.customers.nodes.map(({ id }: { id: string }) => id))
  })

  test('shows the others while one provider is down, and fetches just what it owes', async () => {
    rig.sandboxes.thred.control.setFaults({ name: 'drop' })
    await desk.start()
    expect(new Set(desk.rows().map(({ provider }) => provider))).toEqual(new Set(['LAYER', 'SEQUENCE']))
    const [failed] = desk.failed()
    expect(failed?.provider).toBe('THRED')
    rig.reset()
    const shown = desk.rows().length
    await desk.fetchOwed(failed?.retryCursor ?? '')
    expect(
      new Set(
        desk
          .rows()
          .slice(shown)
          .map(({ provider }) => provider),
      ),
    ).toEqual(new Set(['THRED']))
    expect(desk.failed()).toEqual([])
    while (desk.hasMore()) await desk.loadMore()
    const { data } = await rig.query('{ customers(first: 500) { nodes { id } } }')
    expect(ids().toSorted()).toEqual(data.customers.nodes.map(({ id }: { id: string }) => id).toSorted())
  })

  test('tells every outcome of an archive', async () => {
    await desk.start()
    const [first = '', second = '', third = ''] = desk
      .rows()
      .filter(({ provider }) => provider === 'THRED')
      .map(({ id }) => id)
    expect(await desk.archive(first, 'one')).toBe('Archived.')
    expect(await desk.archive(first, 'two')).toBe('Was archived already.')
    const { control } = rig.sandboxes.thred
    control.setFaults({ name: 'status', status: 422, operations: ['archive'] })
    expect(await desk.archive(second, 'three')).toMatch(/^Not changed\. .*Thred/)
    control.setFaults([
      { name: 'drop', operations: ['archive'] },
      { name: 'drop', operations: ['get'], after: 1 },
    ])
    expect(await desk.archive(third, 'four')).toMatch(/^Not known/)
    control.clearFaults()
    expect(await desk.archive('nonsense', 'five')).toMatch(/^Not changed\./)
  })
})
