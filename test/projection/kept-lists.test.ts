import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createKeptLists } from '../../src/projection/kept-lists.ts'

const form = {}
const megabyte = 1024 * 1024

beforeEach(() => {
  vi.useFakeTimers()
})

afterEach(() => {
  vi.useRealTimers()
})

function keepLists(sizes: readonly number[]) {
  const lists = createKeptLists()
  const all = sizes.map((size) => ({ rows: [{}, {}], bytes: Buffer.alloc(size) }))
  for (const { rows, bytes } of all) lists.keep(form, rows, bytes)
  const isKept = () => all.map(({ rows, bytes }) => lists.find(form, rows) === bytes)
  return { lists, all, isKept }
}

test('a list is found by its form and by its rows, each of them', () => {
  const { lists, all } = keepLists([1])
  const { rows = [], bytes } = all[0] ?? {}
  expect(lists.find(form, [...rows])).toBe(bytes)
  const others = [rows.slice(1), rows.toReversed(), [...rows, {}], [rows[0], {}]]
  for (const other of others) expect(lists.find(form, other)).toBeNull()
  expect(lists.find({}, rows)).toBeNull()
})

test('of many lists the last sixteen are kept', () => {
  const { isKept } = keepLists(Array(20).fill(1))
  expect(isKept()).toEqual([...Array(4).fill(false), ...Array(16).fill(true)])
})

test('of long lists the last are kept that are eight megabytes together, and none that is longer than two', () => {
  const { isKept } = keepLists([1, 2, 2, 1, 2, 2].map((size) => size * megabyte))
  expect(isKept()).toEqual([false, false, true, true, true, true])
  expect(keepLists([2 * megabyte + 1, 1]).isKept()).toEqual([false, true])
})

test('a minute in which nobody asks ends what is kept, and what is kept then is counted anew', () => {
  const { lists, all, isKept } = keepLists([2 * megabyte, 2 * megabyte, 2 * megabyte])
  vi.advanceTimersByTime(59_000)
  expect(isKept()).toEqual([true, true, true])
  vi.advanceTimersByTime(59_000)
  expect(isKept()).toEqual([true, true, true])
  vi.advanceTimersByTime(60_000)
  expect(isKept()).toEqual([false, false, false])
  for (const { rows, bytes } of all) lists.keep(form, rows, bytes)
  expect(isKept()).toEqual([true, true, true])
  vi.advanceTimersByTime(60_000)
  expect(isKept()).toEqual([false, false, false])
})
