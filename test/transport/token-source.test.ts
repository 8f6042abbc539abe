// One token for many callers: one grant at a time, fresh before it ends, and no caller at the mercy of another.
import { describe, expect, test, vi } from 'vitest'
import { Failure } from '../../src/domain/failure.ts'
import {
  createTokenSource,
  type Grant,
  readLifetimeSeconds,
  type TokenSource,
} from '../../src/transport/token-source.ts'
import { call, failureOf } from '../providers/harness.ts'

interface Bench {
  readonly source: TokenSource
  /** Grants that were asked for and neither given nor refused yet, oldest first. */
  readonly pending: { give(lifetimeSeconds?: number): void; refuse(): void }[]
  grants(): number
  advance(seconds: number): void
}

function bench(options: { grantMilliseconds?: number } = {}): Bench {
  const pending: Bench['pending'] = []
  let grants = 0
  let now = 1_000_000
  const source = createTokenSource({
    ...options,
    now: () => now,
    requestGrant: () => {
      grants += 1
      const token = `token-${grants}`
      return new Promise<Grant>((resolve, reject) => {
        pending.push({
          give: (lifetimeSeconds = 3_600) => resolve({ token, lifetimeSeconds }),
          refuse: () => reject(new Failure('UNAVAILABLE', 'No token today.')),
        })
      })
    },
  })
  return {
    source,
    pending,
    grants: () => grants,
    advance: (seconds) => {
      now += seconds * 1_000
    },
  }
}

/** The bench with a first token in it. */
async function warm(lifetimeSeconds?: number): Promise<Bench> {
  const one = bench()
  const first = one.source.get(call())
  one.pending.shift()?.give(lifetimeSeconds)
  expect(await first).toBe('token-1')
  return one
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

describe('a token', () => {
  test('is granted once for all who ask meanwhile', async () => {
    const { source, pending, grants } = bench()
    const all = Array.from({ length: 200 }, () => source.get(call()))
    pending[0]?.give()
    expect(new Set(await Promise.all(all))).toEqual(new Set(['token-1']))
    expect(grants()).toBe(1)
  })

  test.each([
    [3_600, 3_539.999, 3_540],
    [600, 539.999, 540],
    [300, 269.999, 270],
    [10, 8.999, 9],
  ])('of %d seconds is used for %d seconds, and not for %d', async (lifetime, usable, late) => {
    const { source, grants, advance, pending } = await warm(lifetime)
    advance(usable)
    expect(await source.get(call())).toBe('token-1')
    advance(late - usable)
    const next = source.get(call())
    pending[0]?.give()
    expect(await next).toBe('token-2')
    expect(grants()).toBe(2)
  })

  test('that was refused is replaced once for all who were refused', async () => {
    const { source, pending, grants } = await warm()
    const all = Array.from({ length: 50 }, () => source.renew('token-1', call()))
    pending[0]?.give()
    expect(new Set(await Promise.all(all))).toEqual(new Set(['token-2']))
    expect(await source.renew('token-1', call())).toBe('token-2')
    expect(await source.get(call())).toBe('token-2')
    expect(grants()).toBe(2)
  })

  test('that is being replaced is not handed out any more', async () => {
    const { source, pending } = await warm()
    const renewed = source.renew('token-1', call())
    const asked = source.get(call())
    pending[0]?.give()
    expect([await renewed, await asked]).toEqual(['token-2', 'token-2'])
  })
})

describe('a grant', () => {
  test('that fails fails for all who waited, and the next one is a new one', async () => {
    const { source, pending, grants } = bench()
    const all = Array.from({ length: 3 }, () => failureOf(source.get(call())))
    pending.shift()?.refuse()
    expect((await Promise.all(all)).map(({ code }) => code)).toEqual(Array(3).fill('UNAVAILABLE'))
    const next = source.get(call())
    pending[0]?.give()
    expect(await next).toBe('token-2')
    expect(grants()).toBe(2)
  })

  test.each([
    [new Failure('TIMEOUT', 'Too late.', { wasSent: true }), { code: 'UNAVAILABLE', details: { wasSent: true } }],
    [new Failure('CREDENTIALS', 'No.'), { code: 'CREDENTIALS' }],
    [new Failure('CANCELLED', 'Gone.'), { code: 'CANCELLED' }],
  ])('that fails with %s is UNAVAILABLE only when the endpoint was too slow', async (failure, expected) => {
    const source = createTokenSource({ now: Date.now, requestGrant: () => Promise.reject(failure) })
    expect(await failureOf(source.get(call()))).toMatchObject(expected)
  })

  test('that ends in a fault of our own fails with just that', async () => {
    const fault = Object.assign(new TypeError('oops'), { code: 'TIMEOUT' })
    const source = createTokenSource({ now: Date.now, requestGrant: () => Promise.reject(fault) })
    await expect(source.get(call())).rejects.toBe(fault)
  })

  test('that fails after a renewal leaves no refused token behind', async () => {
    const { source, pending } = await warm()
    const renewed = failureOf(source.renew('token-1', call()))
    pending.shift()?.refuse()
    await renewed
    const next = source.get(call())
    pending[0]?.give()
    expect(await next).toBe('token-3')
  })

  test('is not lost by one who leaves while another waits', async () => {
    const { source, pending, grants } = bench()
    const caller = new AbortController()
    const leaving = failureOf(source.get(call(10_000, caller.signal)))
    const staying = source.get(call())
    caller.abort()
    expect((await leaving).code).toBe('CANCELLED')
    pending[0]?.give()
    expect(await staying).toBe('token-1')
    expect(grants()).toBe(1)
  })

  test('that nobody waits for any more fails in silence', async () => {
    const unhandled: unknown[] = []
    const note = (reason: unknown): void => void unhandled.push(reason)
    process.on('unhandledRejection', note)
    const { source, pending } = bench()
    const caller = new AbortController()
    const leaving = failureOf(source.get(call(10_000, caller.signal)))
    caller.abort()
    await leaving
    pending[0]?.refuse()
    await settled()
    process.off('unhandledRejection', note)
    expect(unhandled).toEqual([])
  })

  test('is waited for no longer than the caller has time', async () => {
    const { source } = bench()
    expect(await failureOf(source.get(call(20)))).toMatchObject({ code: 'TIMEOUT' })
    expect((await failureOf(source.get(call(-1)))).code).toBe('TIMEOUT')
  })

  test('is not waited for by one who has left before', async () => {
    const { source } = bench()
    expect((await failureOf(source.get(call(10_000, AbortSignal.abort())))).code).toBe('CANCELLED')
  })

  test('keeps no timer for a caller who has left', async () => {
    const { source, pending } = bench()
    const caller = new AbortController()
    const set = vi.spyOn(globalThis, 'setTimeout')
    const cleared = vi.spyOn(globalThis, 'clearTimeout')
    const work = failureOf(source.get(call(600_000, caller.signal)))
    caller.abort()
    await work
    const handles = cleared.mock.calls.map(([handle]) => handle)
    const isLong = (index: number): boolean => (set.mock.calls[index]?.[1] ?? 0) > 500_000
    const timers = set.mock.results.filter((_result, index) => isLong(index))
    expect(timers).toHaveLength(1)
    expect(timers.filter(({ value }) => !handles.includes(value))).toEqual([])
    vi.restoreAllMocks()
    pending[0]?.give()
  })

  test('is handed a deadline of its own, five seconds from now, and not the caller’s', async () => {
    vi.useFakeTimers()
    const deadlines: number[] = []
    const source = createTokenSource({
      now: Date.now,
      requestGrant: async (granting) => {
        deadlines.push(granting.deadline - Date.now())
        return { token: 'token-1', lifetimeSeconds: 60 }
      },
    })
    await source.get(call(60_000))
    vi.useRealTimers()
    expect(deadlines).toEqual([5_000])
  })
})

describe('expires_in', () => {
  test.each([
    [3_600, 3_600],
    ['3600', 3_600],
    [' 60 ', 60],
    [0.5, 0.5],
    [1e12, 86_400],
    [86_401, 86_400],
  ])('of %j is %d seconds', (value, expected) => {
    expect(readLifetimeSeconds(value)).toBe(expected)
  })

  test.each([undefined, null, '', ' ', 'soon', 0, -1, '-5', Number.NaN, Number.POSITIVE_INFINITY, true, [3_600], {}])(
    'of %j is a short life',
    (value) => {
      expect(readLifetimeSeconds(value)).toBe(300)
    },
  )
})
