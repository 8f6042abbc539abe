// Equal reads become one, and everybody who waits for it keeps their own deadline and presence.
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { type Call, createCall } from '../../src/domain/call.ts'
import { Failure } from '../../src/domain/failure.ts'
import { createJoinedReads, type JoinedReads } from '../../src/transport/joined-reads.ts'

interface Work {
  readonly call: Call
  resolve(value: string): void
  reject(failure: Failure): void
}

const scope = {}
let reads: JoinedReads<string>
let begun: Work[] = []

beforeEach(() => {
  vi.useFakeTimers()
  reads = createJoinedReads()
  begun = []
})
afterEach(() => {
  vi.useRealTimers()
})

function read({ of = scope, key = 'GET /', call = callFor(10_000) } = {}): Promise<string> {
  return reads.read(
    of,
    key,
    call,
    (shared) =>
      new Promise((resolve, reject) => {
        shared.attempts += 1
        begun.push({ call: shared, resolve, reject })
      }),
  )
}

const callFor = (milliseconds: number, signal?: AbortSignal): Call => createCall(Date.now() + milliseconds, signal)

describe('equal reads in flight', () => {
  test('are one, and all get its answer', async () => {
    const calls = [callFor(10_000), callFor(10_000), callFor(9_000)]
    const answers = calls.map((call) => read({ call }))
    expect(begun).toHaveLength(1)
    begun[0]?.resolve('answer')
    expect(await Promise.all(answers)).toEqual(['answer', 'answer', 'answer'])
    expect(calls.map(({ attempts }) => attempts)).toEqual([1, 1, 1])
    expect(vi.getTimerCount()).toBe(0)
  })

  test('all get its failure', async () => {
    const answers = [read(), read()].map((answer) => answer.catch((error: unknown) => error))
    const failure = new Failure('UNAVAILABLE', 'Down.')
    begun[0]?.reject(failure)
    expect(await Promise.all(answers)).toEqual([failure, failure])
  })

  test('are not joined across accounts or keys, nor after the answer', async () => {
    const first = read()
    void read({ of: {} })
    void read({ key: 'GET /other' })
    expect(begun).toHaveLength(3)
    begun[0]?.resolve('answer')
    await first
    void read()
    expect(begun).toHaveLength(4)
  })

  test('are not joined to one that ends much earlier than the caller may wait', () => {
    void read({ call: callFor(2_000) }).catch(() => {})
    void read({ call: callFor(3_001) })
    expect(begun).toHaveLength(2)
    void read({ call: callFor(2_000) })
    expect(begun).toHaveLength(2)
  })

  test('are joined to one that ends a second earlier, and to the later one of two', async () => {
    const first = read({ call: callFor(2_000) })
    void read({ call: callFor(3_000) }).catch(() => {})
    expect(begun).toHaveLength(1)
    void read({ call: callFor(9_000) }).catch(() => {})
    begun[0]?.resolve('answer')
    await first
    void read({ call: callFor(9_000) }).catch(() => {})
    expect(begun).toHaveLength(2)
  })
})

describe('a caller', () => {
  test('that leaves does not take the read with it while another waits', async () => {
    const controller = new AbortController()
    const leaver = read({ call: callFor(10_000, controller.signal) }).catch((error: Failure) => error.code)
    const other = read()
    controller.abort()
    expect(await leaver).toBe('CANCELLED')
    expect(begun[0]?.call.signal.aborted).toBe(false)
    begun[0]?.resolve('answer')
    expect(await other).toBe('answer')
  })

  test('that is the last to leave stops the read, and the next one begins a new one', async () => {
    const controllers = [new AbortController(), new AbortController()]
    const codes = controllers.map(({ signal }) =>
      read({ call: callFor(10_000, signal) }).catch((error: Failure) => error.code),
    )
    for (const controller of controllers) controller.abort()
    expect(await Promise.all(codes)).toEqual(['CANCELLED', 'CANCELLED'])
    expect(begun[0]?.call.signal.aborted).toBe(true)
    begun[0]?.reject(new Failure('CANCELLED', 'Nobody is left.'))
    const next = read()
    expect(begun).toHaveLength(2)
    begun[1]?.resolve('answer')
    expect(await next).toBe('answer')
  })

  test('waits no longer than its own deadline', async () => {
    const patient = read({ call: callFor(5_000) })
    const hasty = read({ call: callFor(100) }).catch((error: Failure) => error.code)
    await vi.advanceTimersByTimeAsync(100)
    expect(await hasty).toBe('TIMEOUT')
    begun[0]?.resolve('answer')
    expect(await patient).toBe('answer')
  })

  test('that has left before it asks begins nothing that goes on', async () => {
    const code = read({ call: callFor(1_000, AbortSignal.abort()) }).catch((error: Failure) => error.code)
    expect(await code).toBe('CANCELLED')
    expect(begun[0]?.call.signal.aborted ?? true).toBe(true)
  })

  test('leaves no listener behind, with a thousand waiters on one signal', async () => {
    const { signal } = new AbortController()
    const add = vi.spyOn(signal, 'addEventListener')
    const remove = vi.spyOn(signal, 'removeEventListener')
    const answers = Array.from({ length: 1_000 }, () => read({ call: callFor(10_000, signal) }))
    begun[0]?.resolve('answer')
    await Promise.all(answers)
    expect(begun).toHaveLength(1)
    expect([add, remove].map(({ mock }) => mock.calls.length)).toEqual([1_000, 1_000])
  })
})

test('a read after a change never gets the answer of one from before it', async () => {
  const before = read()
  reads.separate()
  const after = read()
  expect(begun).toHaveLength(2)
  begun[0]?.resolve('old')
  expect(await before).toBe('old')
  const joined = read()
  expect(begun).toHaveLength(2)
  begun[1]?.resolve('new')
  expect(await Promise.all([after, joined])).toEqual(['new', 'new'])
})
