// Begins no more than a few requests in one turn of the event loop. When thousands come at once, each of them would
// otherwise be begun before the first is answered: all of them then wait for each other, the time of their providers'
// answers runs out unread, and the memory of all is needed at the same time.

export interface TurnsOptions {
  /** Pieces of work that are begun in one turn. */
  readonly perTurn?: number
  /** Calls back in the next turn of the event loop, once what has arrived until then has been looked at. */
  readonly nextTurn?: (callback: () => void) => void
}

/** Begins the work at once if it can, or in one of the next turns, first come, first served. */
export type Turns = <Result>(work: () => Promise<Result>) => Promise<Result>

export function createTurns({ perTurn = 64, nextTurn = setImmediate }: TurnsOptions = {}): Turns {
  const waiting: (() => void)[] = []
  let begun = 0

  function begin(): void {
    begun += 1
    if (begun === 1) nextTurn(renew)
  }

  function renew(): void {
    begun = 0
    for (const next of waiting.splice(0, perTurn)) next()
  }

  return (work) => {
    if (begun < perTurn && waiting.length === 0) {
      begin()
      return work()
    }
    return new Promise((resolve, reject) => {
      waiting.push(() => {
        begin()
        work().then(resolve, reject)
      })
    })
  }
}
