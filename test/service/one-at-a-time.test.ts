// Work on one thing waits for other work on it, and for nothing else.
import { expect, test } from 'vitest'
import { createOneAtATime } from '../../src/service/one-at-a-time.ts'

test('work with one key goes in the order in which it came, and knows whether it has waited', async () => {
  const oneAtATime = createOneAtATime()
  const events: string[] = []
  const work = (name: string) => async (hasWaited: boolean) => {
    events.push(`${name} begins, ${hasWaited ? 'waited' : 'at once'}`)
    await Promise.resolve()
    events.push(`${name} ends`)
    return name
  }
  const all = [oneAtATime('key', work('a')), oneAtATime('other', work('b')), oneAtATime('key', work('c'))]
  expect(events).toEqual(['a begins, at once', 'b begins, at once'])
  expect(await Promise.all(all)).toEqual(['a', 'b', 'c'])
  expect(events.slice(-2)).toEqual(['c begins, waited', 'c ends'])
})

test('work that fails stops nobody, and leaves nothing behind', async () => {
  const oneAtATime = createOneAtATime()
  const bad = oneAtATime('key', () => Promise.reject(new Error('bad')))
  const next = oneAtATime('key', async (hasWaited) => hasWaited)
  await expect(bad).rejects.toThrow('bad')
  expect(await next).toBe(true)
  expect(await oneAtATime('key', async (hasWaited) => hasWaited)).toBe(false)
})
