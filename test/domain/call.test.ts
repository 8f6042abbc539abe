// Work that several calls wait for is counted for each of them, and once for all of them together.
import { expect, test } from 'vitest'
import { addSharedAttempts, countRequests, createCall } from '../../src/domain/call.ts'

const newCall = () => createCall(0)

test('requests of different calls add up', () => {
  const [one, other] = [newCall(), newCall()]
  one.attempts += 2
  other.attempts += 3
  expect(countRequests([one, other])).toBe(5)
})

test('work that two calls waited for counts once', () => {
  const [one, other, work] = [newCall(), newCall(), newCall()]
  work.attempts = 2
  one.attempts += 1
  for (const call of [one, other]) addSharedAttempts(call, work)
  expect([one.attempts, other.attempts]).toEqual([3, 2])
  expect(countRequests([one, other])).toBe(3)
})

test('so does work that two different works waited for', () => {
  const [one, other, read, anotherRead, token] = [newCall(), newCall(), newCall(), newCall(), newCall()]
  token.attempts = 1
  for (const each of [read, anotherRead]) {
    each.attempts += 1
    addSharedAttempts(each, token)
  }
  addSharedAttempts(one, read)
  addSharedAttempts(other, anotherRead)
  expect([one.attempts, other.attempts]).toEqual([2, 2])
  expect(countRequests([one, other])).toBe(3)
})

test('a call that left early knows of less', () => {
  const [one, other, work] = [newCall(), newCall(), newCall()]
  work.attempts = 1
  addSharedAttempts(one, work)
  work.attempts = 3
  addSharedAttempts(other, work)
  expect(countRequests([one, other])).toBe(3)
})
