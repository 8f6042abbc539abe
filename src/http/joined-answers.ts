// Equal operations that callers send at the same time are executed once, and answered with one text. As with reads that
// are joined, nobody gets anything older than that: an execution is joined only until the first provider has answered
// for it, never across a change, and by callers of one viewer alone. All that is checked of a caller is checked before.
import { createLeaving, type LeaveSignal, type Leaving } from '../domain/leaving.ts'
import type { Viewer } from '../domain/viewer.ts'

/** An execution that several callers may wait for. */
export interface SharedExecution<Answer> {
  readonly answer: Promise<Answer>
  /** Whether a provider has answered for it, or failed to: it is too late to join then. */
  hasHeard(): boolean
}

export interface Seat<Answer, Execution> {
  readonly execution: Execution
  /** Null for who left before it was there; the last who leaves gets that when the execution has ended. */
  readonly answer: Promise<Answer | null>
  /** The execution goes on for the others, and is given up when nobody is left. */
  leave(): void
  /** Who has used the answer says so, once; whether nobody else is still to use it. */
  isLastServed(): boolean
}

export interface JoinedAnswers<Answer, Execution extends SharedExecution<Answer>> {
  /**
   * Joins what could be joined now, or begins. `key`: all that says what the operation is; `startedAt`: when the caller's
   * request came, in Unix milliseconds.
   */
  join(
    viewer: Viewer,
    key: string,
    startedAt: number,
    begin: (signal: LeaveSignal) => Execution,
  ): Seat<Answer, Execution>
  /** Something is about to change, or has changed: what began before must not answer who asks from now on. */
  separate(): void
}

interface Entry<Execution> {
  readonly execution: Execution
  readonly startedAt: number
  readonly leaving: Leaving
  waiting: number
}

/** Whose time ends this much later than that of who began an execution begins another one. */
const slackMilliseconds = 1_000

/** `isOn`: without it everybody begins an execution of their own. */
export function createJoinedAnswers<Answer, Execution extends SharedExecution<Answer>>(
  isOn: boolean,
): JoinedAnswers<Answer, Execution> {
  type Entries = Map<string, Entry<Execution>>
  let inFlight = new WeakMap<Viewer, Entries>()

  function entriesOf(viewer: Viewer): Entries {
    const known = inFlight.get(viewer)
    if (known !== undefined) return known
    const entries: Entries = new Map()
    inFlight.set(viewer, entries)
    return entries
  }

  function findEntry(viewer: Viewer, key: string, startedAt: number): Entry<Execution> | undefined {
    const entry = isOn ? inFlight.get(viewer)?.get(key) : undefined
    if (entry === undefined || entry.leaving.signal.aborted || entry.execution.hasHeard()) return undefined
    const later = startedAt - entry.startedAt
    return later >= 0 && later <= slackMilliseconds ? entry : undefined
  }

  function beginEntry(
    viewer: Viewer,
    key: string,
    startedAt: number,
    begin: (signal: LeaveSignal) => Execution,
  ): Entry<Execution> {
    const leaving = createLeaving()
    const execution = begin(leaving.signal)
    const entry: Entry<Execution> = { execution, startedAt, leaving, waiting: 0 }
    if (!isOn) return entry
    const entries = entriesOf(viewer)
    const forget = (): void => {
      if (entries.get(key) === entry) entries.delete(key)
      if (entries.size === 0 && inFlight.get(viewer) === entries) inFlight.delete(viewer)
    }
    entries.set(key, entry)
    execution.answer.then(forget, forget)
    return entry
  }

  return {
    join: (viewer, key, startedAt, begin) => {
      const entry = findEntry(viewer, key, startedAt) ?? beginEntry(viewer, key, startedAt, begin)
      const { execution } = entry
      entry.waiting += 1
      let leave = (): void => {}
      const answer = new Promise<Answer | null>((resolve, reject) => {
        let hasLeft = false
        execution.answer.then((text) => resolve(hasLeft ? null : text), reject)
        leave = () => {
          leave = () => {}
          hasLeft = true
          entry.waiting -= 1
          if (entry.waiting > 0) return resolve(null)
          // The last one waits for the end, which comes at once: the log is to tell how providers' work ended.
          entry.leaving.abort()
        }
      })
      const isLastServed = (): boolean => {
        leave = () => {}
        entry.waiting -= 1
        return entry.waiting === 0
      }
      return { execution, answer, leave: () => leave(), isLastServed }
    },
    separate: () => {
      inFlight = new WeakMap()
    },
  }
}
