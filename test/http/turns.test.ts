// How many pieces of work are begun in one turn of the event loop; the turns are the test's own.
import { expect, test } from 'vitest'
import { createTurns } from '../../src/http/turns.ts'

function start(perTurn: number) {
  const callbacks: (() => void)[] = []
  const begun: string[] = []
  const inTurn = createTurns({ perTurn, nextTurn: (callback) => void callbacks.push(callback) })
  return {
    begun,
    begin: (name: string) =>
      inTurn(async () => {
        begun.push(name)
        if (name === 'bad') throw new Error('bad')
        return name
      }),
    /** How many were waiting to be called in the next turn. */
    turn: () => {
      const due = callbacks.splice(0)
      for (const callback of due) callback()
      return due.length
    },
  }
}

test('work is begun at once while the turn has room', async () => {
  const { begin, begun } = start(2)
  const first = begin('a')
  expect(begun).toEqual(['a'])
  expect(await first).toBe('a')
})

test('what is too much for one turn is begun in the next ones, first come, first served', async () => {
  const { begin, begun, turn } = start(2)
  const all = ['a', 'b', 'c', 'd', 'e'].map(begin)
  expect(begun).toEqual(['a', 'b'])
  turn()
  expect(begun).toEqual(['a', 'b', 'c', 'd'])
  const late = begin('late')
  expect(begun).not.toContain('late')
  turn()
  expect(begun).toEqual(['a', 'b', 'c', 'd', 'e', 'late'])
  expect(await Promise.all([...all, late])).toEqual(['a', 'b', 'c', 'd', 'e', 'late'])
})

test('work that fails tells its own caller, and delays nobody', async () => {
  const { begin, turn } = start(1)
  const [first, second, third] = [begin('a'), begin('bad'), begin('c')]
  turn()
  turn()
  await expect(second).rejects.toThrow('bad')
  expect(await Promise.all([first, third])).toEqual(['a', 'c'])
})

test('a turn is asked for only while there is work', () => {
  const { begin, turn } = start(2)
  begin('a')
  begin('b')
  expect(turn()).toBe(1)
  expect(turn()).toBe(0)
})
