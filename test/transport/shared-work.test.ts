// Work that several wait for ends once, whoever stays and whoever leaves.
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type Call, createCall } from '../../src/domain/call.ts'
import { Failure } from '../../src/domain/failure.ts'
import { type SharedWork, shareWork } from '../../src/transport/shared-work.ts'

let work: SharedWork<string>
let own: Call
let resolve: (value: string) => void
let reject: (failure: Failure) => void
const onEnd = vi.fn()

beforeEach(() => {
  vi.useFakeTimers()
  onEnd.mockClear()
  work = shareWork({
    deadline: Date.now() + 5_000,
    onEnd,
    timeoutMessage: 'Too slow.',
    work: (call) => {
      own = call
      own.attempts += 2
      return new Promise<string>((...settle) => {
        ;[resolve, reject] = settle
      })
    },
  })
})
afterEach(() => {
  vi.useRealTimers()
})

const callFor = (milliseconds: number, signal?: AbortSignal): Call => createCall(Date.now() + milliseconds, signal)
const codeOf = (answer: Promise<string>): Promise<string> => answer.catch((failure: Failure) => failure.code)

test('work has its own deadline, and ends once when it is done', async () => {
  expect([work.deadline, own.deadline]).toEqual([Date.now() + 5_000, Date.now() + 5_000])
  const answers = [work.join(callFor(9_000)), work.join(callFor(9_000))]
  resolve('done')
  expect(await Promise.all(answers)).toEqual(['done', 'done'])
  expect(onEnd).toHaveBeenCalledTimes(1)
  expect(own.signal.aborted).toBe(false)
})

test('work that all have left ends once, at once, and is told so', async () => {
  const controller = new AbortController()
  const answers = [work.join(callFor(100)), work.join(callFor(9_000, controller.signal))].map(codeOf)
  await vi.advanceTimersByTimeAsync(100)
  expect([onEnd.mock.calls.length, own.signal.aborted]).toEqual([0, false])
  controller.abort()
  expect(await Promise.all(answers)).toEqual(['TIMEOUT', 'CANCELLED'])
  expect([onEnd.mock.calls.length, own.signal.aborted]).toEqual([1, true])
  reject(new Failure('CANCELLED', 'Nobody is left.'))
  await vi.advanceTimersByTimeAsync(0)
  expect(onEnd).toHaveBeenCalledTimes(1)
})

test('work that fails after all have left is no unhandled rejection', async () => {
  const unhandled = vi.fn()
  process.on('unhandledRejection', unhandled)
  expect(await codeOf(work.join(callFor(9_000, AbortSignal.abort())))).toBe('CANCELLED')
  reject(new Failure('UNAVAILABLE', 'Down.'))
  vi.useRealTimers()
  await new Promise((done) => setImmediate(done))
  process.off('unhandledRejection', unhandled)
  expect(unhandled).not.toHaveBeenCalled()
})

test('every caller is told what the work has taken, and a late one that time is up', async () => {
  const calls = [callFor(9_000), callFor(-1)]
  const answers = calls.map((call) => codeOf(work.join(call)))
  await vi.advanceTimersByTimeAsync(0)
  resolve('done')
  expect(await Promise.all(answers)).toEqual(['done', 'TIMEOUT'])
  expect(calls.map(({ attempts }) => attempts)).toEqual([2, 2])
  expect(vi.getTimerCount()).toBe(0)
})

test('who has got an answer listens no longer', async () => {
  const { signal } = new AbortController()
  const add = vi.spyOn(signal, 'addEventListener')
  const remove = vi.spyOn(signal, 'removeEventListener')
  const answers = [work.join(callFor(9_000, signal)), codeOf(work.join(callFor(50, signal)))]
  await vi.advanceTimersByTimeAsync(50)
  resolve('done')
  expect(await Promise.all(answers)).toEqual(['done', 'TIMEOUT'])
  expect(remove.mock.calls).toEqual(expect.arrayContaining(add.mock.calls))
})
