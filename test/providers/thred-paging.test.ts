// Thred's numbered pages: whatever sizes a server keeps to and whatever moves meanwhile, a walk finds each customer once.
import fc from 'fast-check'
import { afterEach, describe, expect, test } from 'vitest'
import { firstPosition, positionAfter, readToken, windowFor, writeToken } from '../../src/providers/thred/paging.ts'
import { type Answerer, startWireServer } from '../wire-server.ts'
import { call, failureOf, firstId, walk } from './harness.ts'
import { business, closeAll, composed, open, over } from './thred-rig.ts'

afterEach(closeAll)

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

  test.each([
    [403, 'FORBIDDEN'],
    [500, 'UNAVAILABLE'],
    [429, 'RATE_LIMITED'],
  ] as const)('a %i on a later page is a failure, and never the end', async (status, code) => {
    const pages = listServer(() => customers(300), { pageSize: (asked) => asked, envelope: 'page-info' })
    const { client } = await composed((request, response) =>
      request.target.includes('page=1&') ? pages(request, response) : { status, headers: { 'retry-after': '60' } },
    )
    expect((await failureOf(walk(client, { size: 100 }))).code).toBe(code)
  })

  test('a customer with a caller-owned id is found on a later page too, where the server does not search by it', async () => {
    const strangers = customers(100).map((id) => ({ id, external_id: 'another' }))
    const { client } = await composed(({ target }) => {
      const results = target.includes('page=1&') ? strangers : [{ id: 'hit', external_id: 'wanted' }]
      return { body: { count: 101, page_info: { total_pages: 2 }, results } }
    })
    const found = await client.findByExternalId('wanted', call())
    expect(found.map(({ facts }) => facts.nativeId)).toEqual(['hit'])
  })

  test.each([
    ['longer than asked counts rows that come twice once', ['a', 'b', 'b', 'c', null, 'd', 'e'], 'a b c d e', 1],
    ['of the size asked for is taken as it is', ['a', 'b', 'b', null, 'd'], 'a b b d', 1],
  ])('a page %s', async (_, ids, rows, quarantined) => {
    const results = ids.map((id) => (id === null ? {} : { id }))
    const { client } = await composed(() => ({ body: { count: 7, results } }))
    const page = await client.listPage({ page: null, size: 5, includeArchived: false }, call())
    expect(page.rows.map(({ facts }) => facts.nativeId).join(' ')).toBe(rows)
    expect(page.quarantined).toBe(quarantined)
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
