// Equal reads that are in flight at the same time become one. Only reads of one linked account with one credential are
// ever joined: the keeper belongs to a credential, and the authorization and the URL tell its accounts apart.
import type { Call } from '../domain/call.ts'
import { type SharedWork, shareWork } from './shared-work.ts'

export interface JoinedReads<Answer> {
  /** `scope`: what the read is authorized with. Reads with equal scope and key are the same read. */
  read(scope: object, key: string, call: Call, work: (call: Call) => Promise<Answer>): Promise<Answer>
  /**
   * Something is about to change, or has changed: a read that began before must not answer who asks from now on, e.g.
   * the read-back after an archive.
   */
  separate(): void
}

/** Who may wait this much longer than those who began a read begins another one. */
const slackMilliseconds = 1_000

export function createJoinedReads<Answer>(): JoinedReads<Answer> {
  let inFlight = new WeakMap<object, Map<string, SharedWork<Answer>>>()
  return {
    read: (scope, key, call, work) => {
      let reads = inFlight.get(scope)
      if (reads === undefined) {
        reads = new Map()
        inFlight.set(scope, reads)
      }
      const known = reads.get(key)
      if (known !== undefined && known.deadline >= call.deadline - slackMilliseconds) return known.join(call)
      const home = reads
      const read: SharedWork<Answer> = shareWork({
        deadline: call.deadline,
        work,
        timeoutMessage: 'No complete answer in time.',
        onEnd: () => {
          if (home.get(key) === read) home.delete(key)
        },
      })
      home.set(key, read)
      return read.join(call)
    },
    separate: () => {
      inFlight = new WeakMap()
    },
  }
}
