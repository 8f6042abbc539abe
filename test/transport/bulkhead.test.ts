// Who may send at once, who waits, who is turned away, and what a waiter is told.
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createCall } from '../../src/domain/call.ts'
import { Failure } from '../../src/domain/failure.ts'
import { type Bulkhead, type BulkheadPolicy, createBulkhead } from '../../src/transport/bulkhead.ts'

let wait = 0
/** What each request that waits before adds to the wait. */
let waitPerTurn = 0
let paused = 0
let out = 0
let bulkhead: Bulkhead

beforeEach(() => {
  vi.useFakeTimers()
  wait = 0
  waitPerTurn = 0
  paused = 0
  out = 0
  bulkhead = create()
})
afterEach(() => {
  vi.useRealTimers()
})

function create(policy: BulkheadPolicy | undefined = { inFlight: 3, waiting: 1_000 }): Bulkhead {
  return createBulkhead({
    policy,
    now: Date.now,
    pace: {
      wait: (ahead) => Math.max(wait + ahead * waitPerTurn, paused),
      pause: () => paused,
      begin: () => {
        out += 1
      },
      end: () => {
        out -= 1
      },
    },
  })
}

interface Entry {
  state: string
  failure?: Failure
}

/** Follows one request; its state is "waiting", "in" or the code of its failure. */
function enter({ milliseconds = 10_000, signal = new AbortController().signal, isUrgent = false } = {}): Entry {
  const entry: Entry = { state: 'waiting' }
  const refuse = (failure: Failure): void => void Object.assign(entry, { state: failure.code, failure })
  const admit = (): void => {
    entry.state = 'in'
  }
  try {
    const turn = bulkhead.enter(createCall(Date.now() + milliseconds, signal), isUrgent)
    if (turn === undefined) admit()
    else turn.then(admit, refuse)
  } catch (error) {
    refuse(error as Failure)
  }
  return entry
}

const settle = (): Promise<void> => vi.advanceTimersByTimeAsync(0).then(() => {})
const states = (entries: readonly Entry[]): string[] => entries.map(({ state }) => state)
const fill = (): Entry[] => [enter(), enter(), enter()]

describe('a slot', () => {
  test('is free for the first ones, and the next ones get theirs in the order in which they came', async () => {
    expect(states(fill())).toEqual(['in', 'in', 'in'])
    const later = [enter(), enter()]
    bulkhead.leave(false)
    await settle()
    expect(states(later)).toEqual(['in', 'waiting'])
    bulkhead.leave(false)
    await settle()
    expect(states(later)).toEqual(['in', 'in'])
    expect(out).toBe(3)
  })

  test('goes to a request for a token first, which does not count against the rate', async () => {
    fill()
    const ordinary = enter()
    const urgent = enter({ isUrgent: true })
    bulkhead.leave(false)
    await settle()
    expect([urgent.state, ordinary.state]).toEqual(['in', 'waiting'])
    expect(out).toBe(2)
    bulkhead.leave(true)
    await settle()
    expect(ordinary.state).toBe('in')
    expect(out).toBe(3)
  })

  test('is not taken out of turn by one who comes while others wait', async () => {
    wait = 100
    const first = enter()
    wait = 0
    const second = enter()
    await settle()
    expect(states([first, second])).toEqual(['in', 'in'])
  })
})

describe('the queue', () => {
  test('is bounded: the next one is turned away at once, and is told why', () => {
    bulkhead = create({ inFlight: 3, waiting: 2 })
    fill()
    expect(states([enter(), enter()])).toEqual(['waiting', 'waiting'])
    const { state, failure } = enter()
    expect(state).toBe('UNAVAILABLE')
    expect(failure?.details).toEqual({ wasSent: false, retryAfterSeconds: 1 })
    expect(failure?.message).toContain('Too many requests are waiting')
  })

  test('takes a request for a token when it is full of others', () => {
    bulkhead = create({ inFlight: 3, waiting: 2 })
    fill()
    expect(states([enter(), enter(), enter({ isUrgent: true })])).toEqual(['waiting', 'waiting', 'waiting'])
  })

  test('holds a thousand while fifty are out, unless told otherwise', () => {
    const one = createBulkhead({ pace: { wait: () => 0, pause: () => 0, begin() {}, end() {} }, now: Date.now })
    const turns = Array.from({ length: 1_050 }, () => one.enter(createCall(Date.now() + 10_000), false))
    expect(turns.filter((turn) => turn === undefined)).toHaveLength(50)
    expect(() => one.enter(createCall(Date.now() + 10_000), false)).toThrow('Too many requests')
  })

  test('loses who leaves, and does not give them a slot', async () => {
    fill()
    const controller = new AbortController()
    const leaver = enter({ signal: controller.signal })
    const next = enter()
    controller.abort()
    await settle()
    expect(leaver.failure).toMatchObject({ code: 'CANCELLED', details: { wasSent: false } })
    bulkhead.leave(false)
    await settle()
    expect(next.state).toBe('in')
  })

  test('respects the deadline of each', async () => {
    fill()
    const [hasty, patient] = [enter({ milliseconds: 100 }), enter({ milliseconds: 5_000 })]
    await vi.advanceTimersByTimeAsync(100)
    expect([hasty.state, patient.state]).toEqual(['TIMEOUT', 'waiting'])
    expect(hasty.failure?.details.wasSent).toBe(false)
    expect(vi.getTimerCount()).toBe(1)
  })

  test('refuses those who have left or are late before they wait', () => {
    expect(enter({ signal: AbortSignal.abort() }).state).toBe('CANCELLED')
    expect(enter({ milliseconds: 0 }).state).toBe('TIMEOUT')
    expect(out).toBe(0)
  })

  test('is emptied when all are dismissed', async () => {
    fill()
    const waiting = [enter(), enter({ isUrgent: true })]
    bulkhead.dismiss(() => new Failure('UNAVAILABLE', 'Gone.', { isCircuitOpen: true, wasSent: false }))
    await settle()
    expect(waiting.map(({ failure }) => failure?.details.isCircuitOpen)).toEqual([true, true])
    expect(vi.getTimerCount()).toBe(0)
  })

  test('leaves no listener behind, with a thousand waiters on one signal', async () => {
    const warnings: unknown[] = []
    const note = (warning: unknown): void => void warnings.push(warning)
    process.on('warning', note)
    const { signal } = new AbortController()
    const add = vi.spyOn(signal, 'addEventListener')
    const remove = vi.spyOn(signal, 'removeEventListener')
    fill()
    const waiting = Array.from({ length: 1_000 }, () => enter({ signal }))
    for (let left = 0; left < 1_000; left += 1) bulkhead.leave(false)
    await settle()
    expect(new Set(states(waiting))).toEqual(new Set(['in']))
    expect(add).toHaveBeenCalledTimes(1_000)
    expect(remove.mock.calls).toEqual(add.mock.calls)
    process.off('warning', note)
    expect(warnings).toEqual([])
  })
})

describe('the pace', () => {
  test('lets a burst wait for its turn, with one timer for all', async () => {
    wait = 700
    const waiting = fill()
    expect(vi.getTimerCount()).toBe(waiting.length + 1)
    await vi.advanceTimersByTimeAsync(699)
    expect(states(waiting)).toEqual(['waiting', 'waiting', 'waiting'])
    wait = 0
    await vi.advanceTimersByTimeAsync(1)
    expect(states(waiting)).toEqual(['in', 'in', 'in'])
  })

  test('refuses at once when the turn would come after the deadline, and says when to come again', () => {
    wait = 4_200
    const { state, failure } = enter({ milliseconds: 4_000 })
    expect(state).toBe('RATE_LIMITED')
    expect(failure?.details).toMatchObject({ wasSent: false, retryAfterSeconds: 5 })
  })

  test('refuses a turn at the very deadline, and lets wait for one of a millisecond', () => {
    wait = 4_000
    expect(enter({ milliseconds: 4_000 }).state).toBe('RATE_LIMITED')
    wait = 1
    expect(enter({ milliseconds: 4_000 }).state).toBe('waiting')
  })

  test('is to blame where a turn does not come before the deadline; otherwise it was a lack of time', async () => {
    wait = 500
    const entry = enter({ milliseconds: 1_000 })
    wait = 4_200
    await vi.advanceTimersByTimeAsync(1_000)
    expect(entry.failure).toMatchObject({ code: 'RATE_LIMITED', details: { wasSent: false, retryAfterSeconds: 5 } })
  })

  test('that slows down refuses as many as now come too late, and those before count only if they stay', async () => {
    fill()
    const ordinary = Array.from({ length: 5 }, () => enter({ milliseconds: 4_000 }))
    const urgent = enter({ milliseconds: 4_000, isUrgent: true })
    wait = 1_000
    waitPerTurn = 1_500
    bulkhead.review()
    await settle()
    expect(states(ordinary)).toEqual(['waiting', 'waiting', ...Array(3).fill('RATE_LIMITED')])
    expect(urgent.state).toBe('waiting')
    paused = 9_000
    bulkhead.review()
    await settle()
    expect(urgent.state).toBe('RATE_LIMITED')
  })

  test('that quickens lets in at once who may go now', async () => {
    wait = 5_000
    const entry = enter()
    wait = 0
    bulkhead.review()
    await settle()
    expect(entry.state).toBe('in')
  })

  test('leaves no timer when all are dismissed', () => {
    wait = 500
    const waiting = fill()
    bulkhead.dismiss(() => new Failure('UNAVAILABLE', 'Gone.'))
    expect(waiting).toHaveLength(3)
    expect(vi.getTimerCount()).toBe(0)
  })

  test('that slows down while requests wait refuses those whose turn is now too late', async () => {
    wait = 500
    const [hasty, patient] = [enter({ milliseconds: 1_000 }), enter({ milliseconds: 9_000 })]
    wait = 3_000
    bulkhead.review()
    await settle()
    expect([hasty.state, patient.state]).toEqual(['RATE_LIMITED', 'waiting'])
    wait = 0
    await vi.advanceTimersByTimeAsync(3_000)
    expect(patient.state).toBe('in')
  })

  test('does not hold up requests for tokens; a pause that the provider asked for does', async () => {
    wait = 1_000
    expect(enter({ isUrgent: true }).state).toBe('in')
    paused = 1_000
    const grant = enter({ isUrgent: true })
    await settle()
    expect(grant.state).toBe('waiting')
    paused = 0
    wait = 0
    await vi.advanceTimersByTimeAsync(1_000)
    expect(grant.state).toBe('in')
  })
})
