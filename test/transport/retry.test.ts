// The arithmetic of retries, without a clock and without chance.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Failure, type FailureCode, type FailureDetails, failureCodes } from '../../src/domain/failure.ts'
import { defaultRetryPolicy, pauseBeforeRetry } from '../../src/transport/retry.ts'

const policy = { attempts: 3, baseMilliseconds: 100, capMilliseconds: 2_000 }

function pause(
  code: FailureCode,
  question: { attempt?: number; left?: number; random?: number; details?: FailureDetails } = {},
): number | null {
  const { attempt = 1, left = 10_000, random = 0.5, details = {} } = question
  const failure = new Failure(code, 'x', details)
  return pauseBeforeRetry(policy, { failure, attempt, millisecondsLeft: left, millisecondsSpent: 0, random })
}

describe('a pause before the next try', () => {
  test('follows a lost connection, a time-out and a rate limit, and no other failure', () => {
    const repeated = failureCodes.filter((code) => pause(code) !== null)
    expect(repeated.toSorted()).toEqual(['RATE_LIMITED', 'TIMEOUT', 'UNAVAILABLE'])
  })

  test('is drawn from 0 to a bound that doubles', () => {
    expect([0, 0.5, 0.999].map((random) => pause('UNAVAILABLE', { random }))).toEqual([0, 50, 99])
    expect([0, 0.5, 0.999].map((random) => pause('UNAVAILABLE', { random, attempt: 2 }))).toEqual([0, 100, 199])
  })

  test('has a cap', () => {
    const many = { attempts: 50, baseMilliseconds: 100, capMilliseconds: 2_000 }
    const failure = new Failure('UNAVAILABLE', 'x')
    const question = { failure, attempt: 40, millisecondsLeft: 10_000, millisecondsSpent: 0, random: 0.999 }
    expect(pauseBeforeRetry(many, question)).toBe(1_998)
  })

  test('never comes after the last attempt', () => {
    expect([1, 2, 3, 4].map((attempt) => pause('UNAVAILABLE', { attempt }) === null)).toEqual([
      false,
      false,
      true,
      true,
    ])
  })

  test('allows three attempts with a base of 100 ms and a cap of 2 s, unless told otherwise', () => {
    expect(defaultRetryPolicy).toEqual(policy)
  })

  test('obeys Retry-After, and is never shorter', () => {
    expect(pause('RATE_LIMITED', { details: { retryAfterSeconds: 3 } })).toBe(3_000)
    expect(pause('UNAVAILABLE', { details: { retryAfterSeconds: 3 } })).toBe(3_000)
    expect(pause('RATE_LIMITED', { random: 0.999, details: { retryAfterSeconds: 0 } })).toBe(99)
  })

  test('that would outlast the deadline is none', () => {
    expect(pause('RATE_LIMITED', { left: 3_000, details: { retryAfterSeconds: 3 } })).toBeNull()
    expect(pause('RATE_LIMITED', { left: 3_001, details: { retryAfterSeconds: 3 } })).toBe(3_000)
    expect(pause('UNAVAILABLE', { left: 0, random: 0 })).toBeNull()
    expect(pause('UNAVAILABLE', { left: -5 })).toBeNull()
  })

  test('is always inside the deadline, whatever is asked', () => {
    const question = fc.record({
      attempt: fc.integer({ min: 1, max: 5 }),
      left: fc.integer({ min: -100, max: 20_000 }),
      random: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      details: fc.record({ retryAfterSeconds: fc.integer({ min: 0, max: 100_000 }) }, { requiredKeys: [] }),
    })
    fc.assert(
      fc.property(fc.constantFrom(...failureCodes), question, (code, asked) => {
        const milliseconds = pause(code, asked)
        if (milliseconds === null) return
        expect(milliseconds).toBeGreaterThanOrEqual((asked.details.retryAfterSeconds ?? 0) * 1_000)
        expect(milliseconds).toBeLessThan(asked.left)
        expect(asked.attempt).toBeLessThan(policy.attempts)
      }),
    )
  })
})
