// How many large answers of one origin are taken in at the same time. Each may grow to the cap on bytes before it is
// found to be too large; taken in all at once, they would fill the memory. Those of another origin do not wait for them.

export interface LargeAnswers {
  /** A place for one answer. `resume` is called when it may go on, unless it may at once. */
  enter(resume: () => void): Place
}

export interface Place {
  /** Whether the answer may go on now. */
  isTaken(): boolean
  /** The answer has been dealt with, or given up. */
  leave(): void
}

export function createLargeAnswers(atOnce: number): LargeAnswers {
  const taken = new Set<() => void>()
  const waiting = new Set<() => void>()

  return {
    enter: (resume) => {
      const line = taken.size < atOnce ? taken : waiting
      line.add(resume)
      return {
        isTaken: () => taken.has(resume),
        leave: () => {
          waiting.delete(resume)
          if (!taken.delete(resume)) return
          const [next] = waiting
          if (next === undefined) return
          waiting.delete(next)
          taken.add(next)
          next()
        },
      }
    },
  }
}
