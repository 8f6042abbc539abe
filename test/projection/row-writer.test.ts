// What is written straight from the bytes of lists is what their parsed rows read as, letter for letter.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type CustomerRecord, readField } from '../../src/domain/customer.ts'
import { customerFields } from '../../src/domain/customer-fields.ts'
import { encodeCustomerId } from '../../src/domain/global-id.ts'
import type { LinkedAccount } from '../../src/domain/linked-account.ts'
import { output } from '../../src/projection/output.ts'
import { createRowWriter, type RowSource } from '../../src/projection/row-writer.ts'
import { createRowScanner, toListedRows } from '../../src/providers/rows.ts'
import { layouts, print } from './json-text.ts'
import { accountOf, maps, placed } from './lists.ts'
import { valueOfMember } from './wire-values.ts'

/** The ordinary way. */
function valueFrom(record: CustomerRecord, source: RowSource): unknown {
  const { facts } = record
  if (source === 'id') return encodeCustomerId(facts.account.provider, facts.account.name, facts.nativeId)
  if (source === 'nativeId') return facts.nativeId
  return source === 'provider' ? facts.account.provider : readField(record, source)
}

function textOf(record: CustomerRecord, sources: readonly RowSource[]): string {
  return JSON.stringify(Object.fromEntries(sources.map((source) => [source, valueFrom(record, source)])))
}

/** Writes lists of records, each so many times into one answer. Of each, how many rows were written in the ordinary way. */
function createWriter(sources: readonly RowSource[]) {
  const toField = (source: RowSource) => ({
    name: source,
    source,
    textOf: (record: unknown) => JSON.stringify(valueFrom(record as CustomerRecord, source)),
  })
  const writer = createRowWriter(sources.map(toField))
  return (records: readonly CustomerRecord[], times = 1) => {
    let otherwise = 0
    expect(writer.knows(records, undefined)).toBe(true)
    output.begin()
    for (let time = 0; time < times; time += 1) {
      output.write('[')
      const isWritten = writer.write(records, undefined, (record) => {
        otherwise += 1
        return textOf(record as CustomerRecord, sources)
      })
      expect(isWritten).toBe(true)
      output.write(']')
    }
    return { text: Buffer.from(output.end(), 'latin1').toString('utf8'), otherwise }
  }
}

/** Reads the rows of lists from their bytes, and from their text. */
function createReader() {
  const scanners = Object.entries(maps).map(([provider, map]) => [provider, createRowScanner('rows', map)] as const)
  const scannerOf = new Map(scanners)
  return ({ account, text, isKept = false, isArchived }: List) => {
    const map = maps[account.provider]
    const found = scannerOf.get(account.provider)?.(placed(`{"rows":${text}}`)) ?? null
    if (map === undefined || found === null) throw new Error('This list was not scanned.')
    const context = { account, map, receivedAt: 0, exactOf: () => undefined, isKept }
    const scanned = toListedRows(found.json['rows'] as readonly unknown[], context, isArchived).rows
    return { scanned, parsed: () => toListedRows(JSON.parse(text), context, isArchived).rows }
  }
}

interface List {
  readonly account: LinkedAccount
  readonly text: string
  /** Whether the same rows come again. */
  readonly isKept?: boolean
  /** What the list proves of its rows. */
  readonly isArchived?: boolean | undefined
}

/** One answer for each group of lists, whose rows take turns in it. */
function expectSame(groups: readonly (readonly List[])[], sources: readonly RowSource[]): readonly number[] {
  const read = createReader()
  const write = createWriter(sources)
  return groups.map((lists) => {
    const records = lists.map(read)
    const scanned = inTurns(records.map((each) => each.scanned))
    const parsed = inTurns(records.map(({ parsed }) => parsed()))
    const expected = `[${parsed.map((record) => textOf(record, sources)).join()}]`
    const { text, otherwise } = write(scanned)
    expect(text).toBe(expected)
    if (lists.some(({ isKept }) => isKept)) expect(write([...scanned]).text).toBe(expected)
    return otherwise
  })
}

function inTurns<Item>(lists: readonly (readonly Item[])[]): Item[] {
  const longest = Math.max(0, ...lists.map(({ length }) => length))
  return Array.from({ length: longest }, (_, turn) => lists.flatMap((list) => list.slice(turn, turn + 1))).flat()
}

/** Of rows that have this and an id. */
function listOf(provider: string, rows: readonly (readonly (readonly [string, string])[])[]): List {
  const of = rows.map(
    (members, index) => `{"id":"customer-${index}"${members.map(([name, text]) => `,"${name}":${text}`).join('')}}`,
  )
  return { account: accountOf(provider), text: `[${of.join()}]` }
}

/** Fields that can be told from the members that their readers name. */
function sourcesOf(provider: string): RowSource[] {
  return [
    'provider',
    'id',
    ...customerFields.filter((field) => maps[provider]?.[field].members !== undefined),
    'nativeId',
  ]
}

function membersOf(provider: string): readonly string[] {
  return [
    ...new Set(
      Object.values(maps[provider] ?? {}).flatMap(({ members = [], presences = [] }) => [...members, ...presences]),
    ),
  ]
}

const providers = Object.keys(maps)

const id = fc.oneof(
  { weight: 9, arbitrary: fc.uuid().map((text) => `"${text}"`) },
  fc.string({ unit: fc.constantFrom(...'aZ09_-'), minLength: 1, maxLength: 128 }).map((text) => `"${text}"`),
  fc.constantFrom('"a"', '"\\u0061bc"', '"../x"', '""', '"é"', '7', 'null', '"abcd"'),
)

function listFor(provider: string): fc.Arbitrary<List> {
  const members = membersOf(provider)
  const row = fc.tuple(
    id,
    fc.option(fc.constantFrom('"business"', '"BUSINESS"', '"other"', 'null', '7'), { freq: 12 }),
    fc.tuple(...members.map((member) => fc.option(valueOfMember(member), { freq: 5 }))),
    fc.boolean(),
  )
  const rows = fc.tuple(fc.array(row, { maxLength: 12 }), fc.constantFrom(...layouts)).map(([found, layout]) => {
    const of = found.map(([id, business, values, isTurned]) => {
      const all = [['id', id], ['business_id', business], ...members.map((member, index) => [member, values[index]])]
      const named = all.flatMap(([name, value]): [string, string][] => (value == null ? [] : [[`"${name}"`, value]]))
      return { of: isTurned ? named.reverse() : named }
    })
    return print(of, layout)
  })
  return fc.record({
    account: fc.constantFrom('a', 'ab', 'abc').map((name) => accountOf(provider, name)),
    text: rows,
    isKept: fc.boolean(),
    isArchived: fc.constantFrom(undefined, undefined, true, false),
  })
}

describe('rows are written as they read', () => {
  test.each(providers)('of %s, whatever stands in them', (provider) => {
    const lists = fc.array(fc.array(listFor(provider), { maxLength: 3 }), { minLength: 1, maxLength: 3 })
    fc.assert(
      fc.property(lists, fc.shuffledSubarray(sourcesOf(provider), { minLength: 1 }), (groups, sources) => {
        expectSame(groups, sources)
      }),
      { numRuns: 300 },
    )
  })

  test('of several providers in one answer', () => {
    const shared = sourcesOf('SEQUENCE').filter((source) => providers.every((each) => sourcesOf(each).includes(source)))
    const lists = fc.array(fc.oneof(...providers.map(listFor)), { maxLength: 4 })
    fc.assert(
      fc.property(fc.array(lists, { maxLength: 2 }), (groups) => {
        expectSame(groups, shared)
      }),
      { numRuns: 200 },
    )
  })
})

describe('what is usual is written from the bytes', () => {
  test.each(providers)('of %s', (provider) => {
    const members = membersOf(provider).map((member): [string, string] => {
      return [
        member,
        /_at$|At$/.test(member) ? '"2026-10-31T12:00:00Z"' : /^is_|exempt/.test(member) ? 'false' : '"ACTIVE é"',
      ]
    })
    const rows = [
      members,
      [...members].reverse(),
      members.slice(1),
      members.map(([name]): [string, string] => [name, 'null']),
    ]
    const sources = sourcesOf(provider).filter((source) => source !== 'displayName')
    expect(expectSame([[listOf(provider, rows)]], sources)).toEqual([0])
  })

  test('also letters that were escaped in plain bytes', () => {
    const rows = [
      [
        ['email', '"\\u00e9\\ud83d\\ude00"'],
        ['company_name', '"a"'],
      ],
    ] as const
    expect(expectSame([[listOf('LAYER', rows)]], ['email', 'displayName'])).toEqual([0])
  })

  test('and what is not, in between, is written in the ordinary way', () => {
    const usual = [['email', '"a@example.com"']] as const
    const rows = [usual, [['email', '7']], usual, [['email', 'true']], [['email', '{}']], usual] as const
    expect(expectSame([[listOf('LAYER', rows)]], ['id', 'email'])).toEqual([3])
  })
})

test('more of what few rows differ in than is remembered is read again each time', () => {
  const status = (text: string) => [['status', JSON.stringify(text)]] as const
  const rows = Array.from({ length: 20 }, (_, index) =>
    status(['ACTIVE', 'ARCHIVED', 'x'.repeat(60), `s${index}`][index % 4] ?? ''),
  )
  const again = listOf('LAYER', [...rows, [], status(' archived'), ...rows])
  expect(expectSame([[again], [again]], ['status', 'isArchived', 'nativeStatus'])).toEqual([0, 0])
})

test('ids are the same for all lengths of native ids and names of accounts', () => {
  const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-'.repeat(2)
  for (const name of ['a', 'ab', 'abc', 'n'.repeat(64)]) {
    for (const provider of providers) {
      const ids = Array.from({ length: 128 }, (_, length) => letters.slice(127 - length))
      const text = JSON.stringify([...ids, letters.slice(0, 61)].map((each) => ({ id: each })))
      expect(expectSame([[{ account: accountOf(provider, name), text }]], ['id'])).toEqual([0])
    }
  }
})

test('answers longer than the room that is kept for them are whole, and so is what comes next', () => {
  const long = (length: number, rows: number, letter = 'x') =>
    listOf(
      'THRED',
      Array.from({ length: rows }, () => [['notes', JSON.stringify(letter.repeat(length))]]),
    )
  const odd = listOf('THRED', [
    [
      ['email', '7'],
      ['notes', JSON.stringify('é'.repeat(2_000_000))],
    ],
  ])
  const lists = [long(10, 1), long(1_000, 200), long(70_000, 20), long(10, 2), long(300_000, 3, '€'), odd, long(10, 2)]
  for (const list of lists) expectSame([[list]], ['id', 'email', 'notes'])
  expectSame(
    lists.map((list) => [list]),
    ['notes', 'id', 'email'],
  )
})

test('answers of every length around that of the room are whole', () => {
  const room = 1024 * 1024
  const read = createReader()
  const write = createWriter(['notes', 'id'])
  const [one, other] = ['customer-0', 'customer-1'].map((id) => encodeCustomerId('THRED', 'main', id))
  // More than the room, which is as large as this from then on.
  for (let length = room + 4; length > room - 220; length -= 1) {
    const notes = 'x'.repeat(length)
    const { scanned } = read(listOf('THRED', [[['notes', `"${notes}"`]], []]))
    const expected = `[{"notes":"${notes}","id":"${one}"},{"notes":null,"id":"${other}"}]`
    expect(write(scanned).text === expected).toBe(true)
  }
})

describe('rows that come again', () => {
  const notes = JSON.stringify('é'.repeat(1_000))
  const rows = Array.from({ length: 100 }, (): [string, string][] => [
    ['notes', notes],
    ['email', '"a"'],
  ])
  const { scanned } = createReader()({ ...listOf('THRED', rows), isKept: true })
  const expected = (records: readonly CustomerRecord[], sources: readonly RowSource[]) =>
    `[${records.map((record) => textOf(record, sources)).join()}]`

  test('are written as other rows and other fields are', () => {
    const [first, second] = [createWriter(['id', 'notes']), createWriter(['id', 'email'])]
    for (const records of [scanned.slice(0, 2), scanned.slice(0, 3), scanned.slice(1, 3), scanned.slice(0, 2)]) {
      expect(first(records).text).toBe(expected(records, ['id', 'notes']))
      expect(second(records).text).toBe(expected(records, ['id', 'email']))
    }
  })

  test('are whole in an answer that is longer than the room', () => {
    const write = createWriter(['id', 'notes'])
    const once = expected(scanned, ['id', 'notes'])
    expect(write(scanned).text).toBe(once)
    expect(write(scanned, 8).text).toBe(once.repeat(8))
    expect(write(scanned.slice(0, 1)).text).toBe(expected(scanned.slice(0, 1), ['id', 'notes']))
  })
})
