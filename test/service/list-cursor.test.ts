// The merged list's cursor comes back from callers: it says what it said, and nothing that was tampered with is read.
import { describe, expect, test } from 'vitest'
import { InvalidArgument } from '../../src/service/invalid-argument.ts'
import { decodeCursor, encodeCursor, type ListCursor, type SourceProgress } from '../../src/service/list-cursor.ts'

const cursor: ListCursor = {
  binding: 'b1',
  turn: 'layer',
  progress: new Map<string, SourceProgress>([
    ['layer', { page: 'p2', skip: 3, trail: { pages: 5, marks: ['x', 'y'] } }],
    ['sequence', 'done'],
    ['thred', { page: null, skip: 0, trail: { pages: 0, marks: [] } }],
  ]),
  last: [],
  owed: null,
}

test.each<[string, Partial<ListCursor>]>([
  ['in turns', {}],
  ['in an order with accounts behind it', { last: ['thred', 'layer'] }],
  ['that owes rows', { owed: { account: 'thred', rows: 3, until: null } }],
  ['that owes rows up to a place', { owed: { account: 'thred', rows: 3, until: { key: 'a', nativeId: 'b' } } }],
  [
    'that owes rows up to a place without a key',
    { owed: { account: 'x', rows: 1, until: { key: null, nativeId: 'b' } } },
  ],
])('a cursor of a list %s reads as it was written', (_, changes) => {
  const written = { ...cursor, ...changes }
  expect(decodeCursor(encodeCursor(written), 'b1')).toEqual(written)
})

test('a cursor holds no more than it needs', () => {
  expect(Object.keys(contentOf(encodeCursor(cursor)))).toEqual(['v', 'b', 't', 's'])
})

test('a cursor is good for the arguments it was made with alone', () => {
  expect(() => decodeCursor(encodeCursor(cursor), 'b2')).toThrow('`after` was made with other arguments')
})

describe('no cursor', () => {
  const good = contentOf(encodeCursor({ ...cursor, last: ['layer'], owed: { account: 'layer', rows: 1, until: null } }))
  const encode = (content: unknown): string => Buffer.from(JSON.stringify(content), 'utf8').toString('base64url')
  const at = (...place: unknown[]) => ({ ...good, s: { layer: place } })

  test('of these is like the one that is', () => {
    expect(() => decodeCursor(encode(good), 'b1')).not.toThrow()
    expect(() => decodeCursor(encode(at('p', 0, 0, ['a'.repeat(16)])), 'b1')).not.toThrow()
  })

  test.each([
    ['another version', { ...good, v: 2 }],
    ['something more', { ...good, x: 1 }],
    ['no binding', { ...good, b: undefined }],
    ['a binding of endless length', { ...good, b: 'b'.repeat(65) }],
    ['a turn that is no name', { ...good, t: 1 }],
    ['a place that is neither end nor position', { ...good, s: { layer: 1 } }],
    ['a page that is no token', at(1, 0, 0, [])],
    ['a page of endless length', at('p'.repeat(8_193), 0, 0, [])],
    ['rows skipped that cannot be', at('p', -1, 0, [])],
    ['half a row skipped', at('p', 0.5, 0, [])],
    ['pages that cannot have been', at('p', 0, -1, [])],
    ['too many marks', at('p', 0, 0, ['a', 'b', 'c'])],
    ['a long mark', at('p', 0, 0, ['a'.repeat(17)])],
    ['a place with something behind it', at('p', 0, 0, [], 0)],
    ['nothing owed', { ...good, o: ['layer', 0, null] }],
    ['something owed up to nowhere', { ...good, o: ['layer', 1, []] }],
    ['a last account that is no name', { ...good, l: [1] }],
    ['a list', [good]],
    ['null', null],
  ])('is %s', (_, content) => {
    expect(() => decodeCursor(encode(content), 'b1')).toThrow(InvalidArgument)
    expect(() => decodeCursor(encode(content), 'b1')).toThrow('`after` is not a cursor of this gateway.')
  })

  test.each(['', '!', Buffer.from('{').toString('base64url'), 'x'.repeat(100_001)])('is a text (%#)', (text) => {
    expect(() => decodeCursor(text, 'b1')).toThrow('`after` is not a cursor of this gateway.')
  })
})

function contentOf(encoded: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(encoded, 'base64url').toString('utf8'))
}
