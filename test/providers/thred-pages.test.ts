// The arithmetic of Thred's numbered pages: what to ask for, where to go on, and what a token remembers.
import { describe, expect, test } from 'vitest'
import {
  findStart,
  firstPosition,
  isFarBehind,
  markOf,
  type PagePosition,
  type PageWindow,
  positionAfter,
  readToken,
  usedPageSize,
  windowBehind,
  windowFor,
  writeToken,
} from '../../src/providers/thred/paging.ts'

describe('the page to ask for', () => {
  const at = (start: number, remembered: number, pageSize: number | null = null): PagePosition => ({
    start,
    pageSize,
    recent: Array.from({ length: remembered }, (_, index) => `m${index}`),
  })

  test.each<[string, PagePosition, number, number, number]>([
    ['the first', firstPosition, 10, 1, 10],
    ['the first, however much is wanted', firstPosition, 500, 1, 100],
    ['one that begins where the remembered rows do', at(26, 6), 14, 2, 20],
    ['a longer one where none begins there', at(26, 6), 20, 1, 46],
    ['one that holds six remembered rows and one more', at(6, 6), 1, 1, 13],
    ['a larger one where none of that size fits', at(30, 6), 10, 2, 20],
    ['of the size that reaches furthest, where none holds all', at(150, 6), 100, 3, 72],
    ['of the size that the server keeps to', at(30, 6, 7), 50, 4, 7],
    ['the first of that size', at(3, 3, 7), 50, 1, 7],
  ])('is %s', (_, position, size, page, pageSize) => {
    expect(windowFor(position, size)).toEqual({ page, pageSize, first: (page - 1) * pageSize })
  })

  test('behind another is the next number, by the size that was used', () => {
    expect(windowBehind({ page: 2, pageSize: 20, first: 20 }, 7)).toEqual({ page: 3, pageSize: 7, first: 14 })
  })

  test('is far enough behind once six remembered rows and one more must be on it', () => {
    expect([isFarBehind(at(10, 6), 16), isFarBehind(at(10, 6), 17)]).toEqual([false, true])
  })
})

describe('where a walk goes on', () => {
  const remembering = (...recent: string[]): PagePosition => ({ start: 10, pageSize: null, recent })

  test.each<[string, string[], (string | null)[], number]>([
    ['behind the last remembered row', ['a', 'b'], ['a', 'b', 'c'], 102],
    ['behind a remembered row in the first place', ['a'], ['a', 'b'], 101],
    ['behind an earlier one, when the last is gone', ['a', 'b'], ['x', 'a', null, 'c'], 102],
    ['behind its later place, when it is there twice', ['a'], ['a', 'b', 'a', 'c'], 103],
    ['at the start, when none is left', ['a', 'b'], ['c', null], 100],
    ['at the start, when nothing is remembered', [], ['c'], 100],
  ])('is %s', (_, recent, marks, start) => {
    expect(findStart(remembering(...recent), 100, marks)).toBe(start)
  })

  test('is remembered by the last six rows that can be told apart', () => {
    const marks = ['b', 'c', null, 'd', 'e', 'f', 'g', 'h']
    expect(positionAfter(remembering('a', 'b'), 14, 10, marks, 20)).toEqual({
      start: 15,
      pageSize: 20,
      recent: ['a', 'b', 'c', 'd', 'e'],
    })
    expect(positionAfter(remembering('a'), 11, 10, ['x', 'y'], null).recent).toEqual(['a', 'x', 'y'])
    expect(positionAfter(remembering('a', 'b'), 16, 10, marks, null).recent).toEqual(['b', 'c', 'd', 'e', 'f', 'g'])
  })
})

describe('the size that a server used', () => {
  const asked = { page: 2, pageSize: 20, first: 20 }

  test.each<[string, { rows: number; hasMore: boolean; pageSize: number | null }, PageWindow, number]>([
    ['is the one asked for, when the page is full', { rows: 20, hasMore: true, pageSize: 7 }, asked, 20],
    ['is what a page in the middle shows', { rows: 7, hasMore: true, pageSize: null }, asked, 7],
    ['is what the server says of a last page', { rows: 3, hasMore: false, pageSize: 7 }, asked, 7],
    ['is at least what was asked for, when it says nothing', { rows: 3, hasMore: false, pageSize: null }, asked, 20],
    ['is at least what a last page holds', { rows: 30, hasMore: false, pageSize: null }, asked, 30],
    [
      'is not shown by a first page that is the last',
      { rows: 3, hasMore: false, pageSize: 7 },
      { ...asked, page: 1 },
      20,
    ],
  ])('%s', (_, answer, window, size) => {
    expect(usedPageSize(window, answer)).toBe(size)
  })
})

describe('a page token', () => {
  test.each<[PagePosition, string]>([
    [firstPosition, '0~~'],
    [{ start: 30, pageSize: 7, recent: ['a-_', 'b'] }, '30~7~a-_.b'],
    [{ start: 999_999_999, pageSize: 999_999, recent: [] }, '999999999~999999~'],
  ])('of %j is %s', (position, token) => {
    expect(writeToken(position)).toBe(token)
    expect(readToken(token)).toEqual(position)
  })

  test('remembers six rows and no more', () => {
    expect(readToken('1~~a.b.c.d.e.f.g').recent).toEqual(['b', 'c', 'd', 'e', 'f', 'g'])
  })

  test.each([
    '',
    '1',
    '1~',
    '1~0~',
    'x1~~',
    '-1~~',
    '1~x~',
    '1~~a b',
    '1~~é',
    '1~~~',
    '1234567890~~',
    `1~~${'a'.repeat(65)}`,
  ])('is not %j', (token) => {
    expect(() => readToken(token)).toThrow(expect.objectContaining({ code: 'INVALID', details: { wasSent: false } }))
  })

  test('holds marks of six letters, the same for the same id', () => {
    expect(markOf('c1')).toMatch(/^[\w-]{6}$/)
    expect(markOf('c1')).toBe(markOf('c1'))
    expect(markOf('c1')).not.toBe(markOf('c2'))
  })
})
