// What is written straight from the bytes of a list is what its parsed rows read as, letter for letter.
import { expect, test } from 'vitest'
import { type CustomerField, type CustomerRecord, readField } from '../../src/domain/customer.ts'
import { encodeCustomerId } from '../../src/domain/global-id.ts'
import type { LinkedAccount } from '../../src/domain/linked-account.ts'
import { output } from '../../src/projection/output.ts'
import { createRowWriter, type RowSource } from '../../src/projection/row-writer.ts'
import { createRowScanner, toListedRows } from '../../src/providers/rows.ts'
import { accountOf, maps, placed } from './lists.ts'

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

/** With how many rows were written in the ordinary way. */
function write(records: readonly CustomerRecord[], sources: readonly RowSource[]) {
  let otherwise = 0
  const toField = (source: RowSource) => ({
    name: source,
    source,
    textOf: (record: unknown) => JSON.stringify(valueFrom(record as CustomerRecord, source)),
  })
  const writer = createRowWriter(sources.map(toField))
  output.begin()
  const isWritten = writer.write(records, undefined, (record) => {
    otherwise += 1
    return textOf(record as CustomerRecord, sources)
  })
  if (!isWritten) throw new Error('These rows were not written.')
  return { text: `[${output.end().text}]`, otherwise }
}

/** The rows of a list as they are read from its bytes, and as they are read from its text. */
function read(account: LinkedAccount, list: string) {
  const map = maps[account.provider]
  if (map === undefined) throw new Error('No such provider.')
  const context = { account, map, receivedAt: 0, exactOf: () => undefined, isKept: false }
  const found = createRowScanner('rows', map)(placed(`{"rows":${list}}`))
  if (found === null) throw new Error('This list was not scanned.')
  const scanned = toListedRows(found.json['rows'] as readonly unknown[], context).rows
  return { scanned, parsed: toListedRows(JSON.parse(list), context).rows }
}

function expectSame(account: LinkedAccount, list: string, sources: readonly RowSource[]): number {
  const { scanned, parsed } = read(account, list)
  const { text, otherwise } = write(scanned, sources)
  expect(text).toBe(`[${parsed.map((record) => textOf(record, sources)).join()}]`)
  return otherwise
}

test('letters that were escaped in plain bytes', () => {
  const fields: CustomerField[] = ['email', 'displayName']
  expectSame(accountOf('LAYER'), '[{"id":"abc","email":"\\u00e9\\ud83d\\ude00","company_name":"a"}]', fields)
})
