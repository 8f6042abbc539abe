// Who may take in a large answer: places, a line, and nobody who is forgotten.
import { expect, test } from 'vitest'
import { createLargeAnswers } from '../../src/transport/large-answers.ts'

function enterAll(names: readonly string[], atOnce: number) {
  const answers = createLargeAnswers(atOnce)
  const resumed: string[] = []
  const places = names.map((name) => answers.enter(() => resumed.push(name)))
  return { resumed, places, taken: () => names.filter((_, index) => places[index]?.isTaken()) }
}

test('as many as there are places go on at once, the others in their order', () => {
  const { resumed, places, taken } = enterAll(['a', 'b', 'c', 'd'], 2)
  expect(taken()).toEqual(['a', 'b'])
  places[1]?.leave()
  expect([taken(), resumed]).toEqual([['a', 'c'], ['c']])
  places[0]?.leave()
  expect([taken(), resumed]).toEqual([
    ['c', 'd'],
    ['c', 'd'],
  ])
})

test('whoever leaves the line is not called, and takes no place', () => {
  const { resumed, places, taken } = enterAll(['a', 'b', 'c'], 1)
  places[1]?.leave()
  places[0]?.leave()
  expect([taken(), resumed]).toEqual([['c'], ['c']])
})

test('leaving twice frees one place', () => {
  const { places, taken } = enterAll(['a', 'b', 'c'], 1)
  places[0]?.leave()
  places[0]?.leave()
  expect(taken()).toEqual(['b'])
})
