// Filters and orders, under random conditions and page sizes: the walk serves just the customers that the whole list
// has for these conditions, each once, and in the order that was asked for.
import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createCall } from '../../src/domain/call.ts'
import { type CustomerRecord, type CustomerStatus, notCarried, readField } from '../../src/domain/customer.ts'
import type { CustomerFilter } from '../../src/service/customer-filter.ts'
import { type CustomerOrder, toSortableInstant } from '../../src/service/customer-order.ts'
import type { CustomerList, ListArguments } from '../../src/service/list-customers.ts'
import { type Bench, startBench } from './harness.ts'

const accounts = ['layer', 'sequence', 'thred'] as const

let bench: Bench
/** Every customer with what the filters look at, read by the plain list and one detail read each. */
let everyone: Known[]

interface Known {
  readonly key: string
  readonly account: string
  readonly names: readonly string[]
  readonly emails: readonly string[]
  readonly status: CustomerStatus
  readonly displayName: string
  readonly createdAt: string | null
}

beforeAll(async () => {
  bench = await startBench({ layer: 70, sequence: 70, thred: 70 })
  const request = bench.request({ milliseconds: 60_000 })
  const { records } = await request.listCustomers({ first: 500, after: null, includeArchived: true })
  everyone = await Promise.all(
    records.map(async (record): Promise<Known> => {
      const read = async (field: 'companyName' | 'individualName' | 'email' | 'createdAt') =>
        (await request.readField(record, field)) ?? null
      const contacts = (await request.readField(record, 'contacts')) ?? []
      const live = contacts.filter(({ archivedAt }) => archivedAt === null).map(({ email }) => email)
      const names = [await read('companyName'), await read('individualName')]
      return {
        key: keyOf(record),
        account: record.facts.account.name,
        names: names.filter((name) => name !== null),
        emails: [await read('email'), ...live].filter((email) => email !== null),
        status: await request.readField(record, 'status'),
        displayName: await request.readField(record, 'displayName'),
        createdAt: await read('createdAt'),
      }
    }),
  )
}, 30_000)
afterAll(() => bench.close())
beforeEach(() => {
  for (const { control } of Object.values(bench.sandboxes)) control.reset()
})

function keyOf({ facts }: CustomerRecord): string {
  return `${facts.account.name} ${facts.nativeId}`
}

async function walk(given: Partial<ListArguments>, first: () => number) {
  const keys: string[] = []
  const records: CustomerRecord[] = []
  let after: string | null = null
  let emptyPages = 0
  let list: CustomerList
  do {
    list = await bench.request().listCustomers({ first: first(), after, includeArchived: true, ...given })
    expect(list.isComplete).toBe(true)
    records.push(...list.edges().map(({ record }) => record))
    keys.push(...list.edges().map(({ record }) => keyOf(record)))
    after = list.pageInfo.hasNextPage ? list.pageInfo.endCursor() : null
    if (list.edges().length === 0) emptyPages += 1
  } while (after !== null)
  return { keys, records, emptyPages, list }
}

const some = <Value>(...values: Value[]) => fc.option(fc.uniqueArray(fc.constantFrom(...values), { minLength: 1 }))
const pageSize = fc.integer({ min: 1, max: 60 })

describe('filters', () => {
  test('serve just the matching customers, each once, and promise no page that is empty', async () => {
    const part = fc.option(
      fc.record({
        of: fc.nat({ max: 200 }),
        at: fc.nat({ max: 8 }),
        length: fc.integer({ min: 1, max: 4 }),
        upper: fc.boolean(),
      }),
    )
    const filters = fc.record({
      providers: some('LAYER', 'SEQUENCE', 'THRED'),
      status: some<CustomerStatus>('ACTIVE', 'ARCHIVED', 'DRAFT', 'UNKNOWN'),
      part,
      includeArchived: fc.boolean(),
    })
    await fc.assert(
      fc.asyncProperty(filters, pageSize, async ({ providers, status, part, includeArchived }, first) => {
        const name =
          part === null
            ? null
            : // By characters: half of one is refused.
              [...(everyone[part.of % everyone.length]?.names[0] ?? '')].slice(part.at, part.at + part.length).join('')
        const isUsable = name != null && name.trim() !== ''
        const nameContains = !isUsable ? null : part?.upper === true ? name.toUpperCase() : name
        const filter: CustomerFilter = { providers, status, nameContains }
        const { keys, emptyPages } = await walk({ filter, includeArchived }, () => first)
        const expected = everyone.filter(
          (known) =>
            (providers?.includes(known.account.toUpperCase()) ?? true) &&
            (status === null ? includeArchived || known.status !== 'ARCHIVED' : status.includes(known.status)) &&
            (nameContains === null || known.names.some((each) => fold(each).includes(fold(nameContains)))),
        )
        expect(keys.toSorted()).toEqual(expected.map(({ key }) => key).toSorted())
        expect(emptyPages).toBeLessThanOrEqual(expected.length === 0 ? 1 : 0)
      }),
      { numRuns: 30 },
    )
  }, 60_000)

  test('find an e-mail address in any case, also the one of a contact', async () => {
    const addresses = [...new Set(everyone.flatMap(({ emails }) => emails))]
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...addresses), pageSize, async (address, first) => {
        const { keys } = await walk({ filter: { email: address.toUpperCase() } }, () => first)
        const expected = everyone.filter(({ emails }) => emails.some((email) => fold(email) === fold(address)))
        expect(keys.toSorted()).toEqual(expected.map(({ key }) => key).toSorted())
      }),
      { numRuns: 15 },
    )
  }, 60_000)
})

function fold(text: string): string {
  return text.normalize('NFC').toLowerCase()
}

const orders = fc.record({
  field: fc.constantFrom('DISPLAY_NAME' as const, 'CREATED_AT' as const),
  direction: fc.constantFrom('ASC' as const, 'DESC' as const),
})

describe('orders', () => {
  test('hold over all accounts; what cannot be ordered comes last and is reported', async () => {
    await fc.assert(
      fc.asyncProperty(orders, pageSize, async (orderBy, first) => {
        const { keys, records, list } = await walk({ orderBy }, () => first)
        expect(keys.toSorted()).toEqual(everyone.map(({ key }) => key).toSorted())
        const isLast = (record: CustomerRecord) =>
          orderBy.field === 'CREATED_AT' && record.facts.account.name === 'layer'
        const head = records.filter((record) => !isLast(record))
        expect(records.slice(0, head.length)).toEqual(head)
        expectOrdered(head, orderBy)
        const layer = list.sources.find(({ source }) => source.account.name === 'layer')
        if (orderBy.field === 'CREATED_AT') expect(layer).toMatchObject({ kind: 'skipped' })
      }),
      { numRuns: 15 },
    )
  }, 60_000)

  test('survive outages at random steps: nothing is lost or repeated', async () => {
    const step = fc.record({
      first: pageSize,
      down: fc.option(fc.constantFrom(...accounts)),
      useRetryCursor: fc.boolean(),
    })
    await fc.assert(
      fc.asyncProperty(orders, fc.array(step, { maxLength: 12 }), async (orderBy, outages) => {
        const seen: string[] = []
        let after: string | null = null
        let isEnded = false
        const recovery = Array.from({ length: 60 }, () => ({ first: 60, down: null, useRetryCursor: true }))
        for (const { first, down, useRetryCursor } of [...outages, ...recovery]) {
          for (const [name, { control }] of Object.entries(bench.sandboxes)) {
            if (name === down) control.setFaults({ name: 'status', status: 503, operations: ['list'] })
            else control.clearFaults()
          }
          const list: CustomerList = await bench
            .request()
            .listCustomers({ first, after, includeArchived: true, orderBy })
          seen.push(...list.edges().map(({ record }) => keyOf(record)))
          if (list.isFailed) continue
          const failed = list.sources.find(({ kind }) => kind === 'failed')
          if (failed?.kind === 'failed' && (useRetryCursor || !list.pageInfo.hasNextPage)) after = failed.retryCursor
          else if (list.pageInfo.hasNextPage) after = list.pageInfo.endCursor()
          else {
            isEnded = true
            break
          }
        }
        expect(isEnded).toBe(true)
        expect(seen.toSorted()).toEqual(everyone.map(({ key }) => key).toSorted())
      }),
      {
        numRuns: 20,
        // The page that one account misses ends just where the others end.
        examples: [
          [
            { field: 'DISPLAY_NAME', direction: 'ASC' },
            [6, 40, 22, 22, 12, 29, 11, 48].map((first) => {
              return { first, down: first === 48 ? 'layer' : null, useRetryCursor: false }
            }),
          ],
        ],
      },
    )
  }, 60_000)

  test('a cursor is a place in the order: who is archived meanwhile moves nobody else', async () => {
    const orderBy: CustomerOrder = { field: 'DISPLAY_NAME', direction: 'ASC' }
    const first = await bench.request().listCustomers({ first: 40, after: null, includeArchived: false, orderBy })
    const gone = first.edges().slice(0, 10)
    for (const { record } of gone) {
      const source = bench.sources.find(({ account }) => account.name === record.facts.account.name)
      await source?.client.archive(record.facts.nativeId, createCall(Date.now() + 5_000))
    }
    const rest = await bench
      .request()
      .listCustomers({ first: 500, after: first.pageInfo.endCursor(), includeArchived: false, orderBy })
    const keys = [...first.edges(), ...rest.edges()].map(({ record }) => keyOf(record))
    const expected = everyone.filter(({ status }) => status !== 'ARCHIVED').map(({ key }) => key)
    expect(keys.toSorted()).toEqual(expected.toSorted())
  })
})

function expectOrdered(records: readonly CustomerRecord[], { field, direction }: CustomerOrder): void {
  const collator = new Intl.Collator('en', { numeric: true })
  const keys = records.map((record) => {
    const value = readField(record, field === 'DISPLAY_NAME' ? 'displayName' : 'createdAt')
    return value === notCarried ? null : value
  })
  const firstNull = keys.indexOf(null)
  const known = (firstNull < 0 ? keys : keys.slice(0, firstNull)) as string[]
  expect(keys.slice(known.length).every((key) => key === null)).toBe(true)
  for (const [index, key] of known.entries()) {
    const next = known[index + 1]
    if (next === undefined) continue
    const order =
      field === 'DISPLAY_NAME'
        ? collator.compare(key, next)
        : toSortableInstant(key) < toSortableInstant(next)
          ? -1
          : toSortableInstant(key) > toSortableInstant(next)
            ? 1
            : 0
    expect(direction === 'ASC' ? order : -order).toBeLessThanOrEqual(0)
  }
}
