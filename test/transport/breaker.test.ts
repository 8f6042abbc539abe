// When the circuit opens, for how long, and what closes it.
import { beforeEach, describe, expect, test } from 'vitest'
import { type Breaker, createBreaker, type Outcome } from '../../src/transport/breaker.ts'

let time = 0
let changes: string[] = []
let breaker: Breaker

beforeEach(() => {
  time = 1_000_000
  changes = []
  breaker = createBreaker({
    now: () => time,
    onChange: (state, milliseconds) => changes.push(`${state} ${milliseconds}`),
  })
})

function meet(...outcomes: readonly Outcome[]): void {
  for (const outcome of outcomes) {
    expect(breaker.refusal()).toBeNull()
    breaker.end(breaker.begin(), outcome)
  }
}

function repeat(times: number, ...outcomes: readonly Outcome[]): Outcome[] {
  return Array.from({ length: times }, () => outcomes).flat()
}

/** Lets every pause pass, and every probe fail. */
function failProbes(times: number): void {
  for (let probe = 0; probe < times; probe += 1) {
    time += breaker.refusal() ?? 0
    meet('failure')
  }
}

describe('opens', () => {
  test('at the fifth failure in a row, and not at the fourth', () => {
    meet(...repeat(4, 'failure'))
    expect(breaker.state()).toBe('closed')
    meet('failure')
    expect(breaker.state()).toBe('open')
    expect(changes).toEqual(['open 5000'])
  })

  test('not at five failures with a success among them', () => {
    meet(...repeat(4, 'failure'), 'success', ...repeat(4, 'failure'))
    expect(breaker.state()).toBe('closed')
  })

  test('at half of twenty requests within ten seconds, and not at half of nineteen', () => {
    meet('success', ...repeat(9, 'failure', 'success'))
    expect(breaker.state()).toBe('closed')
    meet('failure')
    expect(breaker.state()).toBe('open')
  })

  test('not at less than half of twenty', () => {
    meet(...repeat(9, 'failure', 'success'), 'success', 'success')
    expect(breaker.state()).toBe('closed')
  })

  test('not at a third of many', () => {
    meet(...repeat(40, 'failure', 'success', 'success'))
    expect(breaker.state()).toBe('closed')
  })

  test('not when the failures are older than ten seconds', () => {
    meet(...repeat(9, 'failure', 'success'))
    time += 10_000
    meet(...repeat(9, 'failure', 'success'))
    expect(breaker.state()).toBe('closed')
    time += 9_000
    meet(...repeat(1, 'failure', 'success'))
    expect(breaker.state()).toBe('open')
  })

  test('when the oldest failure of the share is nine seconds old, wherever in a second they fell', () => {
    time += 400
    meet(...repeat(1, 'failure', 'success'))
    time += 9_500
    meet(...repeat(9, 'success', 'failure'))
    expect(breaker.state()).toBe('open')
  })

  test('not for requests that say nothing about the provider', () => {
    meet(...repeat(100, 'none'))
    expect(breaker.state()).toBe('closed')
    meet(...repeat(2, 'failure', 'failure', 'none'))
    meet('failure')
    expect(breaker.state()).toBe('open')
  })
})

describe('open', () => {
  beforeEach(() => meet(...repeat(5, 'failure')))

  test('says how long it will be', () => {
    expect(breaker.refusal()).toBe(5_000)
    time += 4_999
    expect(breaker.refusal()).toBe(1)
    time += 1
    expect(breaker.refusal()).toBeNull()
    expect(breaker.state()).toBe('half-open')
  })

  test('stays so whatever becomes of requests from before', () => {
    const other = createBreaker({ now: () => time })
    const early = Array.from({ length: 8 }, () => other.begin())
    for (const ticket of early.slice(0, 5)) other.end(ticket, 'failure')
    for (const ticket of early.slice(5)) other.end(ticket, 'success')
    expect(other.state()).toBe('open')
    time += 5_000
    other.end(early[0] ?? 0, 'failure')
    expect(other.refusal()).toBeNull()
  })

  test('decides nothing by requests from before it opened, not even once it is closed again', () => {
    const other = createBreaker({ now: () => time })
    const early = Array.from({ length: 10 }, () => other.begin())
    for (const ticket of early.slice(0, 5)) other.end(ticket, 'failure')
    time += 5_000
    other.end(other.begin(), 'success')
    for (const ticket of early.slice(5)) other.end(ticket, 'failure')
    expect(other.state()).toBe('closed')
  })

  test('lets one probe through, and no second one beside it', () => {
    time += 5_000
    const probe = breaker.begin()
    expect(breaker.refusal()).toBe(1_000)
    breaker.end(probe, 'success')
    expect(breaker.refusal()).toBeNull()
    expect(breaker.state()).toBe('closed')
    expect(changes).toEqual(['open 5000', 'half-open 0', 'closed 0'])
  })

  test('lets another probe through when one ended without a word', () => {
    time += 5_000
    breaker.end(breaker.begin(), 'none')
    expect(breaker.state()).toBe('half-open')
    expect(breaker.refusal()).toBeNull()
  })

  test('stays open longer after each failed probe: ten seconds for a minute, thirty in the end', () => {
    failProbes(9)
    expect(changes.filter((change) => change.startsWith('open'))).toEqual(
      [5, 10, 10, 10, 10, 10, 20, 30, 30, 30].map((seconds) => `open ${seconds * 1_000}`),
    )
  })

  test('forgets what it had counted once a probe succeeds', () => {
    const mixed = createBreaker({ now: () => time })
    for (let request = 0; request < 20; request += 1)
      mixed.end(mixed.begin(), request % 2 === 0 ? 'success' : 'failure')
    expect(mixed.state()).toBe('open')
    time += 5_000
    mixed.end(mixed.begin(), 'success')
    mixed.end(mixed.begin(), 'failure')
    expect(mixed.state()).toBe('closed')
  })

  test('forgets the past once a probe succeeds', () => {
    failProbes(4)
    time += breaker.refusal() ?? 0
    meet('success', ...repeat(4, 'failure'))
    expect(breaker.state()).toBe('closed')
    meet('failure')
    expect(breaker.refusal()).toBe(5_000)
  })
})
