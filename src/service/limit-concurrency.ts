// Runs no more than so many pieces of work at once; the others wait in the order in which they came.

export type Limit = <Value>(work: () => Promise<Value>) => Promise<Value>

export function limitConcurrency(most: number): Limit {
  const waiting: (() => void)[] = []
  let running = 0
  return async (work) => {
    if (running >= most) await new Promise<void>((resolve) => waiting.push(resolve))
    else running += 1
    try {
      return await work()
    } finally {
      // A place is handed on, not given back, so that nobody slips in between.
      const next = waiting.shift()
      if (next === undefined) running -= 1
      else next()
    }
  }
}
