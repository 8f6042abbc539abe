import { afterEach, expect, test, vi } from 'vitest'
import { createUnchangedAnswers } from '../../src/transport/unchanged-answers.ts'

const account = { name: 'an account' }
const other = { name: 'another one' }
const url = 'https://provider.example/customers'

function startReading() {
  const answers = createUnchangedAnswers<{ readonly text: string }>()
  let parsed = 0
  const read = (body: string, scope: object = account, key = url) =>
    answers.read(scope, key, { body: Buffer.from(body) }, (bytes) => {
      parsed += 1
      return { text: bytes.toString() }
    })
  return { read, parsed: () => parsed }
}

afterEach(() => {
  vi.useRealTimers()
})

test('bytes that have come twice are not parsed a third time', () => {
  const { read, parsed } = startReading()
  const [, second, third, fourth] = [read('[1]'), read('[1]'), read('[1]'), read('[1]')]
  expect(parsed()).toBe(2)
  expect([third, fourth]).toEqual([second, second])
  expect(third).toBe(second)
})

test('one other byte is another answer, and so is the same one after it', () => {
  const { read, parsed } = startReading()
  for (const body of ['[1]', '[1]', '[1]', '[2]', '[1]']) expect(read(body)).toEqual({ text: body })
  expect(parsed()).toBe(4)
})

test('nothing is shared between accounts, or between requests that are not the same', () => {
  const { read, parsed } = startReading()
  for (const scope of [account, other]) for (const key of [url, `${url}?page=2`]) read('[1]', scope, key)
  expect(parsed()).toBe(4)
  const kept = [account, other].map((scope) => read('[1]', scope))
  expect(kept[0]).not.toBe(kept[1])
})

test('what cannot be parsed fails each time', () => {
  const answers = createUnchangedAnswers()
  const fail = () =>
    answers.read(account, url, { body: Buffer.from('{') }, () => {
      throw new SyntaxError('no JSON')
    })
  for (let time = 0; time < 3; time += 1) expect(fail).toThrow(SyntaxError)
})

test('a minute in which nobody asks ends what is kept', () => {
  vi.useFakeTimers()
  const { read, parsed } = startReading()
  for (let time = 0; time < 3; time += 1) read('[1]')
  vi.advanceTimersByTime(59_000)
  read('[1]')
  expect(parsed()).toBe(2)
  vi.advanceTimersByTime(60_000)
  read('[1]')
  expect(parsed()).toBe(3)
})

test('a body that came in parts is the same as one that came whole, and is put together only when it is not', () => {
  const answers = createUnchangedAnswers<string>()
  let puttingTogether = 0
  const read = (...texts: readonly string[]): string => {
    const parts = texts.map((text) => Buffer.from(text))
    const answer = {
      parts,
      get body() {
        puttingTogether += 1
        return Buffer.concat(parts)
      },
    }
    return answers.read(account, url, answer, (bytes) => bytes.toString())
  }
  expect([read('[1,2]'), read('[1,', '2]'), read('[', '1,2', ']'), read('[1,2]', '')]).toEqual(Array(4).fill('[1,2]'))
  expect(puttingTogether).toBe(1)
  expect([read('[1,', '3]'), read('[1,', '3'), read('[1,', '3', '] ')]).toEqual(['[1,3]', '[1,3', '[1,3] '])
  expect(puttingTogether).toBe(4)
})
