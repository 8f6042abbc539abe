// When a request may be sent, by what was sent and by what the provider says.
import fc from 'fast-check'
import { beforeEach, describe, expect, test } from 'vitest'
import type { RateLimit } from '../../src/domain/credential-condition.ts'
import { createRateBudget, type RateBudget } from '../../src/transport/rate-budget.ts'

const start = 1_700_000_000_000
let time = start
beforeEach(() => {
  time = start
})

const create = (limit: RateLimit | null): RateBudget => createRateBudget({ limit, now: () => time })

/** Sends what may be sent now, answered at once; returns how many. */
function sendAll(budget: RateBudget, most = 10_000): number {
  let sent = 0
  while (sent < most && budget.wait(0) === 0) {
    budget.begin()
    budget.end()
    sent += 1
  }
  return sent
}

function headers(limit: number, remaining: number, reset: number) {
  return {
    'x-ratelimit-limit': String(limit),
    'x-ratelimit-remaining': String(remaining),
    'x-ratelimit-reset': String(reset),
  }
}

describe('a known limit', () => {
  test('lets so many through, and the next ones a window later', () => {
    const budget = create({ requests: 100, seconds: 1 })
    expect(sendAll(budget)).toBe(100)
    expect(budget.wait(0)).toBe(1_000)
    time += 999
    expect(sendAll(budget)).toBe(0)
    time += 1
    expect(sendAll(budget)).toBe(100)
  })

  test('counts those in flight until a window after their answers', () => {
    const budget = create({ requests: 2, seconds: 1 })
    budget.begin()
    budget.begin()
    time += 5_000
    expect(budget.wait(0)).toBeGreaterThan(0)
    budget.end()
    expect(budget.wait(0)).toBe(1_000)
    time += 1_000
    expect(budget.wait(0)).toBe(0)
  })

  test('reckons with those who wait before', () => {
    const budget = create({ requests: 10, seconds: 60 })
    expect(sendAll(budget, 4)).toBe(4)
    time += 1_000
    expect(sendAll(budget, 6)).toBe(6)
    expect(budget.wait(0)).toBe(59_000)
    expect(budget.wait(4)).toBe(60_000)
    expect(budget.wait(10)).toBe(60_000)
    expect(budget.wait(19)).toBe(60_000)
    expect(budget.wait(20)).toBe(120_000)
  })

  test('is never exceeded in any window, however requests and their answers are spread', () => {
    const action = fc.record({ pass: fc.integer({ min: 0, max: 700 }), ends: fc.integer({ min: 0, max: 3 }) })
    fc.assert(
      fc.property(fc.array(action, { maxLength: 200 }), (actions) => {
        time = start
        const budget = create({ requests: 5, seconds: 1 })
        const sent: number[] = []
        let inFlight = 0
        for (const { pass, ends } of actions) {
          for (; budget.wait(0) === 0 && sent.length < 500; inFlight += 1) {
            budget.begin()
            sent.push(time)
          }
          for (let end = 0; end < ends && inFlight > 0; end += 1, inFlight -= 1) budget.end()
          time += pass
        }
        for (const [index, at] of sent.entries()) {
          expect((sent[index + 5] ?? Number.POSITIVE_INFINITY) - at).toBeGreaterThanOrEqual(1_000)
        }
      }),
    )
  })

  test('is lowered by what the provider says, and not raised', () => {
    const budget = create({ requests: 100, seconds: 1 })
    budget.learn(headers(40, 39, start / 1_000 + 1))
    expect(sendAll(budget)).toBe(40)
    expect(budget.wait(0)).toBe(1_000)
    const other = create({ requests: 10, seconds: 1 })
    other.learn(headers(500, 499, start / 1_000 + 1))
    expect(sendAll(other)).toBe(10)
  })
})

describe("the provider's headers", () => {
  test('stop everything when nothing remains, until the reset', () => {
    const budget = create({ requests: 100, seconds: 10 })
    budget.learn(headers(100, 0, start / 1_000 + 3))
    expect(budget.wait(0)).toBe(3_000)
    expect(budget.pause()).toBe(3_000)
    time += 3_000
    expect(budget.wait(0)).toBe(0)
  })

  test('stop nothing for longer than the window, or a minute: a clock may be wrong', () => {
    const budget = create({ requests: 100, seconds: 10 })
    budget.learn(headers(100, 0, start / 1_000 + 9_999))
    expect(budget.wait(0)).toBe(10_000)
    const other = create(null)
    other.learn(headers(100, 0, start / 1_000 + 9_999))
    expect(other.wait(0)).toBe(60_000)
  })

  test.each([
    ['a reset that has passed', headers(100, 0, start / 1_000 - 5)],
    ['no numbers', { 'x-ratelimit-limit': 'many', 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': 'soon' }],
    ['no limit', { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '3' }],
    ['no word of what remains', { 'x-ratelimit-limit': '5', 'x-ratelimit-reset': '3' }],
    ['no reset', { 'x-ratelimit-limit': '5', 'x-ratelimit-remaining': '0' }],
    ['a text around the number', { ...headers(5, 0, 3), 'x-ratelimit-limit': '5 a second' }],
    ['another text around it', { ...headers(5, 0, 3), 'x-ratelimit-limit': 'about 5' }],
    ['headers sent twice', { ...headers(5, 0, 3), 'x-ratelimit-limit': ['5', '5'] }],
    ['a limit of nothing', headers(0, 0, start / 1_000 + 3)],
    ['a date that is none', headers(5, 0, 9_999_999_999_999)],
  ])('stop nothing with %s', (_, answer) => {
    for (const limit of [null, { requests: 100, seconds: 1 }]) {
      const budget = create(limit)
      budget.learn(answer)
      expect(sendAll(budget, 100)).toBe(100)
    }
  })

  test('may allow one request only', () => {
    const budget = create({ requests: 100, seconds: 1 })
    budget.learn(headers(1, 1, 5))
    expect(sendAll(budget)).toBe(1)
  })

  test('may count the seconds from now on', () => {
    const budget = create(null)
    budget.learn(headers(100, 0, 7))
    expect(budget.wait(0)).toBe(7_000)
  })
})

describe('a refusal', () => {
  test('pauses the whole credential for as long as it says', () => {
    const budget = create({ requests: 100, seconds: 1 })
    expect(budget.refused(time, 4)).toBe(true)
    expect(budget.wait(0)).toBe(4_000)
    time += 4_000
    expect(budget.wait(0)).toBe(0)
  })

  test('pauses it for five minutes at most', () => {
    const budget = create(null)
    budget.refused(time, 86_400)
    expect(budget.wait(0)).toBe(300_000)
  })

  test('that says nothing pauses it for a second, then twice as long each time, and a success ends that', () => {
    const budget = create({ requests: 100, seconds: 1 })
    const pauses = Array.from({ length: 8 }, () => {
      budget.refused(time, undefined)
      const pause = budget.wait(0)
      time += pause
      return pause / 1_000
    })
    expect(pauses).toEqual([1, 2, 4, 8, 16, 32, 60, 60])
    budget.served()
    budget.refused(time, undefined)
    expect(budget.wait(0)).toBe(1_000)
  })

  test('of a request that was sent before an earlier refusal is no news', () => {
    const budget = create({ requests: 100, seconds: 1 })
    const sentAt = time
    time += 10
    expect(budget.refused(sentAt, undefined)).toBe(true)
    time += 400
    expect(budget.refused(sentAt, undefined)).toBe(false)
    expect(budget.wait(0)).toBe(600)
    expect(budget.refused(time - 400, undefined)).toBe(true)
    expect(budget.wait(0)).toBe(2_000)
    time += 2_000
    expect(budget.refused(sentAt, undefined)).toBe(false)
    expect(budget.wait(0)).toBe(0)
    expect(budget.refused(sentAt, 3)).toBe(false)
    expect(budget.wait(0)).toBe(3_000)
  })

  test('changes nothing about a limit that was configured', () => {
    const budget = create({ requests: 100, seconds: 1 })
    sendAll(budget, 10)
    budget.refused(time, 1)
    time += 1_000
    expect(sendAll(budget)).toBe(100)
    time += 600_000
    expect(sendAll(budget)).toBe(100)
  })
})

describe('an unknown limit', () => {
  test('paces nothing', () => {
    expect(sendAll(create(null), 5_000)).toBe(5_000)
    expect(create(null).facts()).toBeNull()
  })

  test('is learned from a refusal: four fifths of what was sent in the second before', () => {
    const budget = create(null)
    expect(sendAll(budget, 50)).toBe(50)
    budget.refused(time, 1)
    time += 1_000
    expect(sendAll(budget)).toBe(40)
    budget.refused(time, 1)
    time += 1_000
    expect(sendAll(budget)).toBe(32)
  })

  test.each([
    ['nothing at all', [], 1],
    ['a dozen', [[0, 12]], 9],
    [
      'most of it in the second before',
      [
        [900, 30],
        [1_100, 10],
      ],
      24,
    ],
    [
      'most of it in the same second',
      [
        [900, 10],
        [1_100, 30],
      ],
      24,
    ],
    [
      'some at the beginning of the second, some later',
      [
        [0, 10],
        [500, 10],
      ],
      16,
    ],
    [
      'most of it two seconds before',
      [
        [500, 30],
        [2_400, 10],
      ],
      8,
    ],
    [
      'most of it long before',
      [
        [0, 30],
        [5_000, 10],
      ],
      8,
    ],
  ] as [string, [number, number][], number][])('is learned where %s was sent', (_, bursts, limit) => {
    const budget = create(null)
    for (const [after, requests] of bursts) {
      time = start + after
      sendAll(budget, requests)
    }
    budget.refused(time, 1)
    expect(budget.facts()?.limit).toBe(limit)
  })

  test('is raised by a tenth every ten quiet seconds, and forgotten after ten minutes', () => {
    const budget = create(null)
    sendAll(budget, 50)
    budget.refused(time, 1)
    time += 10_000
    expect(sendAll(budget)).toBe(44)
    time += 10_000
    expect(sendAll(budget)).toBe(49)
    expect(budget.wait(0)).toBe(1_000)
    time += 9_999
    expect(sendAll(budget)).toBe(49)
    time += 570_001
    expect(sendAll(budget, 1_000)).toBe(1_000)
  })
})

describe('what is shown of it', () => {
  test('is what the provider said last, for as long as that holds', () => {
    const budget = create({ requests: 100, seconds: 1 })
    budget.learn(headers(100, 61, start / 1_000 + 1))
    const resetAt = new Date(start + 1_000).toISOString()
    expect(budget.facts()).toEqual({ limit: 100, remaining: 61, resetAt, isEstimated: false })
    time += 1_000
    expect(budget.facts()).toEqual({ limit: 100, remaining: 100, resetAt: null, isEstimated: true })
  })

  test("is the gateway's own reckoning otherwise", () => {
    const budget = create({ requests: 1_500, seconds: 60 })
    sendAll(budget, 20)
    budget.begin()
    const resetAt = new Date(start + 60_000).toISOString()
    expect(budget.facts()).toEqual({ limit: 1_500, remaining: 1_479, resetAt, isEstimated: true })
    budget.refused(time, 90)
    expect(budget.facts()).toMatchObject({ remaining: 0, resetAt: new Date(start + 90_000).toISOString() })
    time += 90_000
    expect(budget.facts()).toEqual({ limit: 1_500, remaining: 1_499, resetAt: null, isEstimated: true })
  })

  test('is a pause alone where no limit is known', () => {
    const budget = create(null)
    budget.learn(headers(5, 0, 50))
    budget.learn(headers(5, 4, 0))
    const resetAt = new Date(start + 50_000).toISOString()
    expect(budget.facts()).toEqual({ limit: null, remaining: 0, resetAt, isEstimated: true })
    time += 50_000
    expect(budget.facts()).toBeNull()
  })

  test('never tells of less than nothing', () => {
    const budget = create({ requests: 2, seconds: 1 })
    for (let request = 0; request < 3; request += 1) budget.begin()
    expect(budget.facts()).toMatchObject({ remaining: 0, resetAt: null })
  })
})
