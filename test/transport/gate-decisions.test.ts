// What the gate makes of each outcome, over a clock that the test turns: whom it blames, whom it tells, what it lets in.
import { beforeEach, describe, expect, test } from 'vitest'
import { type Call, createCall } from '../../src/domain/call.ts'
import { Failure, type FailureCode, type FailureDetails, failureCodes } from '../../src/domain/failure.ts'
import { createGate, type Gate, type GateOptions, openGate, type Pass } from '../../src/transport/gate.ts'
import { failureOf, type LogLine, recordingLogger } from '../providers/harness.ts'

const start = 1_700_000_000_000
let time = start
let lines: LogLine[] = []
let gate: Gate

beforeEach(() => {
  time = start
  lines = []
  gate = create()
})

function create(options: Partial<GateOptions> = {}): Gate {
  return createGate({ provider: 'ACME', name: 'main', rateLimit: null, ...options }, recordingLogger(lines), () => time)
}

const call = (): Call => createCall(time + 10_000)
const failed = (code: FailureCode, details: FailureDetails = {}): Failure => new Failure(code, 'x', details)

/** Sends requests one after the other, each with this outcome. */
async function meet(count: number, failure: Failure | null, wasFair = true): Promise<void> {
  for (let request = 0; request < count; request += 1) gate.leave(await gate.enter(call(), false), failure, wasFair)
}

const pass = async (isGrant = false): Promise<Pass> => gate.enter(call(), isGrant)

/** A reason to refuse, or "in". */
const enter = (isGrant = false): Promise<string> =>
  pass(isGrant).then(
    () => 'in',
    ({ code, details }: Failure) => (details.isCircuitOpen === true ? 'CIRCUIT_OPEN' : code),
  )

describe('the circuit', () => {
  test.each(failureCodes)('knows by %s whether the provider failed', async (code) => {
    await meet(4, failed('UNAVAILABLE'))
    const failure = failed(code, { retryAfterSeconds: 0 })
    const isFault = ['TIMEOUT', 'UNAVAILABLE', 'BAD_RESPONSE', 'RATE_LIMITED'].includes(code)
    await meet(1, failure)
    expect(gate.isCircuitOpen()).toBe(isFault)
    if (isFault) return
    // Success ends the row of failures; a caller who left neither ends nor lengthens it.
    await meet(1, failed('UNAVAILABLE'))
    expect(gate.isCircuitOpen()).toBe(code === 'CANCELLED')
  })

  test('does not blame the provider for a caller with no patience', async () => {
    await meet(4, failed('UNAVAILABLE'))
    await meet(20, failed('TIMEOUT'), false)
    expect(gate.isCircuitOpen()).toBe(false)
  })

  test('is told of in the log when it opens, asks and closes, with nothing but names', async () => {
    await meet(5, failed('UNAVAILABLE'))
    time += 5_000
    await meet(1, null)
    const facts = { provider: 'ACME', credential: 'main' }
    expect(lines.map(({ level, facts }) => [level, facts])).toEqual([
      ['warn', { ...facts, circuit: 'open', openMilliseconds: 5_000 }],
      ['info', { ...facts, circuit: 'half-open' }],
      ['info', { ...facts, circuit: 'closed' }],
    ])
  })

  test('tells when to come again, never in less than a second', async () => {
    await meet(5, failed('UNAVAILABLE'))
    expect((await failureOf(pass())).details).toEqual({
      isCircuitOpen: true,
      wasSent: false,
      retryAfterSeconds: 5,
    })
    time += 4_999
    expect((await failureOf(pass())).details.retryAfterSeconds).toBe(1)
  })

  test('tells those who wait when it opens, and lets one in when the pause is over', async () => {
    gate = create({ bulkhead: { inFlight: 5, waiting: 9 } })
    const passes = await Promise.all(Array.from({ length: 5 }, () => gate.enter(call(), false)))
    const waiting = [enter(), enter()]
    for (const pass of passes) gate.leave(pass, failed('UNAVAILABLE'), true)
    expect(await Promise.all(waiting)).toEqual(['CIRCUIT_OPEN', 'CIRCUIT_OPEN'])
    time += 5_000
    expect([await enter(), await enter()]).toEqual(['in', 'CIRCUIT_OPEN'])
  })

  test('refuses those who waited while another became the probe, and gives their slot to the next', async () => {
    gate = create({ bulkhead: { inFlight: 1, waiting: 9 } })
    await meet(4, failed('UNAVAILABLE'))
    const last = await gate.enter(call(), false)
    gate.leave(last, failed('UNAVAILABLE'), true)
    time += 5_000
    const probe = await gate.enter(call(), false)
    // Refused at the door, for the probe is out; once it is back, the slot is free.
    expect(await enter()).toBe('CIRCUIT_OPEN')
    gate.leave(probe, null, true)
    expect(await enter()).toBe('in')
  })

  test('allows no retry while it is open', async () => {
    await meet(4, failed('UNAVAILABLE'))
    const pass = await gate.enter(call(), false)
    expect(gate.spendRetry(pass)).toBe(true)
    gate.leave(pass, failed('UNAVAILABLE'), true)
    expect(gate.spendRetry(pass)).toBe(false)
  })
})

describe('a refusal for the rate', () => {
  test('is the provider’s fault once, and nobody’s for those that were under way', async () => {
    const passes: Pass[] = await Promise.all(Array.from({ length: 8 }, () => gate.enter(call(), false)))
    time += 10
    for (const pass of passes) gate.leave(pass, failed('RATE_LIMITED', { retryAfterSeconds: 2 }), true)
    expect(gate.isCircuitOpen()).toBe(false)
    expect(passes.map(({ isCollateral }) => isCollateral)).toEqual([false, ...Array(7).fill(true)])
  })

  test('costs those that were under way no retry', async () => {
    gate = create({ retryBudget: { share: 0, initial: 1, most: 1 } })
    const passes: Pass[] = await Promise.all(Array.from({ length: 4 }, () => gate.enter(call(), false)))
    time += 10
    for (const pass of passes) gate.leave(pass, failed('RATE_LIMITED', { retryAfterSeconds: 2 }), true)
    expect(passes.map((pass) => gate.spendRetry(pass))).toEqual([true, true, true, true])
    expect(passes.slice(0, 1).map((pass) => gate.spendRetry(pass))).toEqual([false])
  })

  test('pauses for as long as it says, and refuses at once who cannot wait so long', async () => {
    gate = create({ bulkhead: { inFlight: 2, waiting: 9 } })
    const [first] = await Promise.all([gate.enter(call(), false), gate.enter(call(), false)])
    const waiting = enter()
    gate.leave(first, failed('RATE_LIMITED', { retryAfterSeconds: 20 }), true)
    expect(await waiting).toBe('RATE_LIMITED')
    expect(await enter()).toBe('RATE_LIMITED')
    expect(await enter(true)).toBe('RATE_LIMITED')
    time += 20_000
    expect(await enter()).toBe('in')
  })

  test('counts from the beginning again after an answer that could be used', async () => {
    gate = create({ rateLimit: { requests: 100, seconds: 1 } })
    const pause = (): number => Date.parse(gate.rateLimit()?.resetAt ?? '') - time
    await meet(1, failed('RATE_LIMITED'))
    time += 1_000
    await meet(1, failed('RATE_LIMITED'))
    expect(pause()).toBe(2_000)
    time += 2_000
    await meet(1, null)
    await meet(1, failed('RATE_LIMITED'))
    expect(pause()).toBe(1_000)
  })
})

describe('the rate', () => {
  test('is what was configured, counts ordinary requests, and no requests for tokens', async () => {
    gate = create({ rateLimit: { requests: 2, seconds: 60 } })
    await gate.enter(call(), true)
    await gate.enter(call(), false)
    expect(gate.rateLimit()).toMatchObject({ limit: 2, remaining: 1 })
    await gate.enter(call(), false)
    expect([await enter(), await enter(true)]).toEqual(['RATE_LIMITED', 'in'])
  })

  test('is corrected by what an answer says', () => {
    gate.learn({ 'x-ratelimit-limit': '9', 'x-ratelimit-remaining': '4', 'x-ratelimit-reset': '60' })
    expect(gate.rateLimit()).toMatchObject({ limit: 9, remaining: 4, isEstimated: false })
  })
})

describe('a gate of a credential', () => {
  test('has a slot for fifty requests, and gives each back', async () => {
    const passes = await Promise.all(Array.from({ length: 50 }, () => gate.enter(call(), false)))
    const next = enter()
    for (const pass of passes.slice(0, 1)) gate.leave(pass, null, true)
    expect(await next).toBe('in')
    expect(passes[0]).toEqual({ ticket: 0, isGrant: false, sentAt: start, isCollateral: false })
  })

  test('turns away those who wait when it closes', async () => {
    gate = create({ bulkhead: { inFlight: 1, waiting: 9 } })
    await gate.enter(call(), false)
    const waiting = failureOf(pass())
    gate.close()
    expect(await waiting).toMatchObject({ code: 'UNAVAILABLE', details: { wasSent: false } })
  })

  test('earns retries with first requests', async () => {
    gate = create({ retryBudget: { share: 1, initial: 0, most: 10 } })
    const pass = await gate.enter(call(), false)
    expect(gate.spendRetry(pass)).toBe(false)
    gate.begin()
    expect([gate.spendRetry(pass), gate.spendRetry(pass)]).toEqual([true, false])
  })
})

test('the open gate lets everything through and knows nothing', async () => {
  const pass = await openGate.enter(call(), false)
  openGate.leave(pass, failed('UNAVAILABLE'), true)
  expect(pass).toEqual({ ticket: 0, isGrant: false, sentAt: 0, isCollateral: false })
  expect(openGate.spendRetry(pass)).toBe(true)
  expect(openGate.isCircuitOpen()).toBe(false)
  expect(openGate.rateLimit()).toBeNull()
})
