// What keeps a slow provider from using up a caller's whole deadline.
import { expect, test } from 'vitest'
import { createCall } from '../../src/domain/call.ts'
import { Failure } from '../../src/domain/failure.ts'
import { defaultRetryPolicy, pauseBeforeRetry } from '../../src/transport/retry.ts'
import { createTokenSource } from '../../src/transport/token-source.ts'
import { defaultTransportLimits } from '../../src/transport/transport.ts'

const timeout = new Failure('TIMEOUT', 'Too late.')
const down = new Failure('UNAVAILABLE', 'Down.', { retryAfterSeconds: 3 })
const decide = (failure: Failure, attempt: number, millisecondsSpent = 0): number | null =>
  pauseBeforeRetry(defaultRetryPolicy, { failure, attempt, millisecondsLeft: 9_000, millisecondsSpent, random: 0 })

test('an attempt gets three seconds, a connection two, an origin a hundred sockets, an answer ten megabytes', () => {
  expect(defaultTransportLimits).toMatchObject({
    attemptMilliseconds: 3_000,
    connectMilliseconds: 2_000,
    connections: 100,
    answerBytes: 10 * 1024 * 1024,
  })
})

test('a request that timed out is made once more, and no third time', () => {
  expect(decide(timeout, 1)).toBe(0)
  expect(decide(timeout, 2)).toBeNull()
})

test('the first retry waits for as long as the provider asks; a second one begins within four seconds', () => {
  expect(decide(down, 1)).toBe(3_000)
  expect(decide(down, 1, 4_000)).toBe(3_000)
  expect(decide(down, 2, 1_000)).toBe(3_000)
  expect(decide(down, 2, 1_001)).toBeNull()
})

test('a token endpoint that is too slow is out of order, and the next call asks it again', async () => {
  let isSlow = true
  const source = createTokenSource({
    now: Date.now,
    requestGrant: async () => {
      if (isSlow) throw timeout
      return { token: 'granted', lifetimeSeconds: 60 }
    },
  })
  const call = createCall(Date.now() + 5_000)
  await expect(source.get(call)).rejects.toMatchObject({ code: 'UNAVAILABLE' })
  isSlow = false
  expect(await source.get(call)).toBe('granted')
})
