// What one caller may cost in a minute, counted in requests to providers, and what it is told when that is used up.
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { type CallerLimiter, createCallerBudget, createMemoryLimiter } from '../../src/http/caller-budget.ts'
import { createLogger } from '../../src/index.ts'
import { type Rig, startRig } from '../gateway/rig.ts'

const lines: string[] = []
const logger = createLogger({ level: 'info', destination: { write: (line) => lines.push(line) } })

describe('the budget of a caller', () => {
  beforeEach(() => {
    vi.useFakeTimers()
    lines.length = 0
  })
  afterEach(() => vi.useRealTimers())

  function createBudget(perMinute: number, limiter: CallerLimiter = createMemoryLimiter(perMinute)) {
    const budget = createCallerBudget(limiter, logger, Date.now)
    return async (caller: string, requests: number) => {
      const spending = await budget.spend(caller, requests)
      return spending.isAllowed ? spending.settle : spending.retryAfterSeconds
    }
  }
  const allowed = expect.any(Function)

  test('is used up by requests and not by operations', async () => {
    const spend = createBudget(100)
    expect(await spend('a', 60)).toEqual(allowed)
    expect(await spend('a', 41)).toBe(60)
    expect(await spend('a', 40)).toEqual(allowed)
    expect(await spend('a', 1)).toBe(60)
  })

  test('is its own', async () => {
    const spend = createBudget(100)
    expect(await spend('a', 100)).toEqual(allowed)
    expect(await spend('b', 100)).toEqual(allowed)
  })

  test('is full again after a minute, and says when that is', async () => {
    const spend = createBudget(10)
    await spend('a', 10)
    vi.advanceTimersByTime(59_500)
    expect(await spend('a', 1)).toBe(1)
    vi.advanceTimersByTime(500)
    expect(await spend('a', 10)).toEqual(allowed)
  })

  test('gets back what was planned and not made', async () => {
    const spend = createBudget(100)
    const settle = await spend('a', 100)
    if (typeof settle === 'number') throw new Error('It is refused.')
    settle(30)
    expect(await spend('a', 71)).toBe(60)
    expect(await spend('a', 70)).toEqual(allowed)
  })

  test('gets nothing back of the minute before, nor for more than was planned', async () => {
    const spend = createBudget(100)
    const [late, dear] = [await spend('a', 50), await spend('a', 50)]
    if (typeof late === 'number' || typeof dear === 'number') throw new Error('It is refused.')
    dear(70)
    expect(await spend('a', 1)).toBe(60)
    vi.advanceTimersByTime(60_000)
    expect(await spend('a', 100)).toEqual(allowed)
    late(0)
    expect(await spend('a', 1)).toBe(60)
  })

  test('counts an operation that asks nobody as one request', async () => {
    const spend = createBudget(2)
    const settle = await spend('a', 0)
    if (typeof settle === 'number') throw new Error('It is refused.')
    settle(0)
    expect(await spend('a', 0)).toEqual(allowed)
    expect(await spend('a', 0)).toBe(60)
  })

  test('is no obstacle when it cannot be counted, which is logged', async () => {
    const broken = {
      consume: () => Promise.reject(new Error('redis://user:secret@cache')),
      reward: () => Promise.reject(new Error('redis://user:secret@cache')),
    }
    expect(await createBudget(1, broken)('a', 500)).toEqual(allowed)
    expect(lines.join('')).toContain('a caller could not be counted')
    expect(lines.join('')).not.toContain('secret')
  })
})

describe('an operation above the budget', () => {
  let rig: Rig
  afterEach(() => rig.close())

  const list = '{ customers(first: 3) { nodes { id } } }'
  const upstream = () => Object.values(rig.sandboxes).reduce((sum, { control }) => sum + control.requests.length, 0)

  test('answers 429 with the time to wait, and asks no provider', async () => {
    rig = await startRig({ customers: 3, callerCostPerMinute: 7 })
    expect((await rig.query(list)).status).toBe(200)
    const asked = upstream()
    const { status, data, errors, headers } = await rig.query(list)
    expect([status, data]).toEqual([429, undefined])
    expect(errors).toMatchObject([
      {
        message: expect.stringMatching(/^The operation could cause 6 requests to providers, and you have fewer left\./),
        extensions: { code: 'RATE_LIMITED', planned: 6, retryAfterSeconds: expect.any(Number) },
      },
    ])
    expect(headers.get('retry-after')).toBe(String(errors?.[0]?.extensions?.['retryAfterSeconds']))
    expect(upstream()).toBe(asked)
    expect(rig.lines.at(-1)).toMatchObject({ status: 429, errorCodes: ['RATE_LIMITED'] })
  })

  test('is the affair of its caller alone', async () => {
    const linkedAccounts = ['layer', 'sequence', 'thred']
    rig = await startRig({
      customers: 3,
      callerCostPerMinute: 7,
      viewer: (request) => ({ id: request.headers.get('x-caller') ?? '', linkedAccounts }),
    })
    const as = async (caller: string) => (await rig.query(list, {}, { headers: { 'x-caller': caller } })).status
    expect([await as('a'), await as('a'), await as('b')]).toEqual([200, 429, 200])
  })

  test('is counted at once: many together cannot all pass', async () => {
    rig = await startRig({ customers: 3, callerCostPerMinute: 20 })
    const statuses = (await Promise.all(Array.from({ length: 10 }, () => rig.query(list)))).map(({ status }) => status)
    expect(statuses.toSorted()).toEqual([200, 200, 200, ...Array.from({ length: 7 }, () => 429)])
  })

  test('can be counted elsewhere', async () => {
    const consumed: [string, number][] = []
    const callerLimiter: CallerLimiter = {
      consume: async (caller, points) => {
        consumed.push([caller, points])
        return { msBeforeNext: 60_000 }
      },
      reward: async (caller, points) => {
        consumed.push([caller, -points])
      },
    }
    rig = await startRig({ customers: 3, callerLimiter })
    await rig.query(list)
    await rig.query(list)
    // The first makes requests for tokens besides.
    expect(consumed).toEqual([
      ['default', 6],
      ['default', 6],
      ['default', -3],
    ])
  })
})
