// Retries stay a fifth of all first tries.
import { expect, test } from 'vitest'
import { createRetryBudget } from '../../src/transport/retry-budget.ts'

test('half of the requests failing makes at most a quarter more of them', () => {
  for (const requests of [100, 1_000]) {
    const budget = createRetryBudget()
    let sent = 0
    for (let request = 0; request < requests; request += 1) {
      budget.earn()
      sent += 1
      // Worst case: first tries and retries fail alike, every other one.
      for (let attempt = 1; attempt < 3 && request % 2 === 0 && budget.spend(); attempt += 1) sent += 1
    }
    expect(sent / requests).toBeGreaterThan(1.1)
    expect(sent / requests).toBeLessThanOrEqual(1.25)
  }
})

test('the first failures after a start may be repeated: three times in all', () => {
  const budget = createRetryBudget()
  expect([1, 2, 3, 4].map(() => budget.spend())).toEqual([true, true, true, false])
})

test('five first tries earn one retry', () => {
  const budget = createRetryBudget({ share: 0.2, initial: 0, most: 10 })
  for (let request = 0; request < 4; request += 1) budget.earn()
  expect(budget.spend()).toBe(false)
  budget.earn()
  expect([budget.spend(), budget.spend()]).toEqual([true, false])
})

test('a quiet day saves up ten retries and no more', () => {
  const budget = createRetryBudget()
  for (let request = 0; request < 10_000; request += 1) budget.earn()
  const granted = Array.from({ length: 20 }, () => budget.spend()).filter(Boolean)
  expect(granted).toHaveLength(10)
})
