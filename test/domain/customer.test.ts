// What is read of a record: warnings with their field, what is missing until a detail answer is read, and the raw row.
import { describe, expect, test } from 'vitest'
import {
  type CustomerMap,
  type CustomerRecord,
  collectWarnings,
  type FieldReader,
  lacksFields,
  notCarried,
  readField,
  readRaw,
  withArchived,
  withoutMembers,
} from '../../src/domain/customer.ts'
import { customerFields } from '../../src/domain/customer-fields.ts'
import { readObject, readText } from '../../src/domain/wire-values.ts'

const none: FieldReader<null> = () => null

/** E-mail and notes are read as text, contacts only of a detail answer, all else is absent. */
const map = {
  ...Object.fromEntries(customerFields.map((field) => [field, none])),
  email: (row, _facts, warn) => readText(row, 'mail', warn),
  notes: (row, facts, warn) => (facts.isDetail ? readText(row, 'notes', warn) : notCarried),
  metadata: (row, _facts, warn) => readObject(row, 'more', warn),
} as CustomerMap

function record(row: Record<string, unknown>, isDetail = false): CustomerRecord {
  const account = {
    provider: 'X',
    name: 'main',
    credential: 'main',
    businessId: null,
    environment: 'x',
    isSandbox: true,
  }
  const facts = { account, nativeId: 'c1', isDetail, receivedAt: 0 }
  return { row, facts, map, exactOf: () => undefined }
}

describe('warnings', () => {
  const fieldsOf = (...given: Parameters<typeof collectWarnings>): string[] =>
    collectWarnings(...given).map(({ field, code, nativeKey }) => `${field} ${code} ${nativeKey}`)

  test('name the field that they are about, each once', () => {
    expect(fieldsOf(record({ mail: 7, more: 'x' }))).toEqual(['email WRONG_TYPE mail', 'metadata WRONG_TYPE more'])
    expect(fieldsOf(record({ mail: 'a@b.example' }))).toEqual([])
  })

  test('of a field that the row does not carry come from the answer that does, and of no other', () => {
    const detail = record({ mail: 7, notes: 8 }, true)
    expect(fieldsOf(record({}), detail)).toEqual(['notes WRONG_TYPE notes'])
    expect(fieldsOf(record({}))).toEqual([])
  })
})

test('a row of a list lacks what its detail answer has; a detail answer lacks nothing', () => {
  expect(lacksFields(record({}))).toBe(true)
  expect(lacksFields(record({}, true))).toBe(false)
  expect(lacksFields({ ...record({}), map: { ...map, notes: none } })).toBe(false)
  expect(readField(record({}), 'notes')).toBe(notCarried)
})

test('the raw row is the exact one where the answer is still there', () => {
  const one = record({ mail: 'a' })
  expect(readRaw(one)).toBe(one.row)
  expect(readRaw({ ...one, exactOf: (part) => (part === one.row ? 'exact' : undefined) })).toBe('exact')
})

test('a raw row that is nested too deep to be written is a bad answer', () => {
  const nested = (depth: number): unknown => JSON.parse('['.repeat(depth) + ']'.repeat(depth))
  expect(() => readRaw(record({ more: nested(501) }))).toThrow(expect.objectContaining({ code: 'BAD_RESPONSE' }))
  expect(readRaw(record({ more: nested(400) }))).toHaveProperty('more')
})

test('what a change proved is a fact of the record, and of no other', () => {
  const one = record({ mail: 'a' })
  expect(withArchived(one, true)).toEqual({ ...one, facts: { ...one.facts, isArchived: true } })
  expect([withArchived(one, true), withArchived(one, false), one].map(({ facts }) => facts.isArchived)).toEqual([
    true,
    false,
    undefined,
  ])
})

describe('a record without members that expire', () => {
  const exact = { mail: 'a', link: 'secret', more: 1n }
  const one = record({ mail: 'a', link: 'secret', more: 1 }, true)
  const whole: CustomerRecord = { ...one, exactOf: (part) => (part === one.row ? exact : undefined) }

  test('has neither them nor their text, and is no detail any more', () => {
    const kept = withoutMembers(whole, ['link', 'other'])
    expect(kept.row).toEqual({ mail: 'a', more: 1 })
    expect(readRaw(kept)).toEqual({ mail: 'a', more: 1n })
    expect(kept.exactOf({})).toBeUndefined()
    expect(kept.facts).toEqual({ ...one.facts, isDetail: false })
    expect(kept.map).toBe(map)
  })

  test('is the very same where there are none', () => {
    expect(withoutMembers(whole, ['other'])).toBe(whole)
    expect(withoutMembers(whole, [])).toBe(whole)
  })
})
