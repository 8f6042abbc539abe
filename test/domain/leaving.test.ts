// Whoever waits for work hears once that those it is for have left.
import { expect, test, vi } from 'vitest'
import { createLeaving } from '../../src/domain/leaving.ts'

test('those who listen hear of it once, and those who have stopped do not', () => {
  const { signal, abort } = createLeaving()
  const [first, second, stopped] = [vi.fn(), vi.fn(), vi.fn()]
  for (const listener of [first, stopped, second]) signal.addEventListener('abort', listener)
  signal.removeEventListener('abort', stopped)
  expect(signal.aborted).toBe(false)
  abort()
  abort()
  expect(signal.aborted).toBe(true)
  expect([first, stopped, second].map((listener) => listener.mock.calls.length)).toEqual([1, 0, 1])
})

test('who stops to listen while it is told is not told any more or less than the others', () => {
  const { signal, abort } = createLeaving()
  const told: string[] = []
  const leave = (name: string, stops: () => void) => () => {
    told.push(name)
    stops()
  }
  const first = leave('first', () => signal.removeEventListener('abort', first))
  const second = leave('second', () => signal.removeEventListener('abort', second))
  signal.addEventListener('abort', first)
  signal.addEventListener('abort', second)
  abort()
  expect(told).toEqual(['first', 'second'])
})
