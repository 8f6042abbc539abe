// The record of who changed what, apart from the log: one JSON object per line, written before the answer leaves. Writing
// is synchronous and says when it failed, so that nothing is lost in a buffer that nobody looks at.
import { appendFileSync, writeSync } from 'node:fs'

/** What was asked of one customer, and what became of it. */
export interface AuditEntry {
  /** ISO 8601, when it ended. */
  readonly time: string
  /** As in the answer's `x-request-id` and in the log; null outside of HTTP. */
  readonly requestId: string | null
  /** Who: the viewer's id. */
  readonly viewer: string
  readonly operation: 'archiveCustomer' | 'unarchiveCustomer' | 'archiveCustomers'
  /** Null where the id names no customer that the viewer could have: then there is `idHash`. */
  readonly provider: string | null
  readonly linkedAccount: string | null
  readonly nativeId: string | null
  /** Keyed hash of an id that is not repeated here, because nobody knows what it is. */
  readonly idHash: string | null
  /** Keyed hash of the group's external id, where customers were asked for by that. */
  readonly groupHash: string | null
  /** Keyed hash of the caller's idempotency key; equal keys of one viewer have equal hashes. */
  readonly idempotencyKeyHash: string | null
  readonly isDryRun: boolean
  /** True when an earlier outcome was told again: nothing was done this time. */
  readonly isReplay: boolean
  /** The request that archives or unarchives this customer, e.g. `POST /v1/…/archive`, whether or not it was sent. */
  readonly planned: string | null
  /** As in the answer; REFUSED: an argument cannot be used; FAILED: a defect, see the log. */
  readonly outcome: string
  /** As `userErrors` has them, e.g. `CUSTOMER_NOT_FOUND`. */
  readonly userErrors: readonly string[]
  /** The provider's id of the request that changed, or may have changed, the customer. */
  readonly upstreamRequestId: string | null
  /** True when the caller had gone before it ended. */
  readonly hasCallerLeft: boolean
  readonly milliseconds: number
}

export interface AuditLogger {
  /** Throws when the entry was not written; the gateway then refuses changes until writing works again. */
  write(entry: AuditEntry): void
}

/** `stdout`, `stderr`, or the path of a file, which is created for its owner alone and only ever appended to. */
export type AuditDestination = string

const descriptors: Readonly<Record<string, number>> = { stdout: 1, stderr: 2 }

/** Throws where the destination cannot be written to. */
export function createAuditLogger(destination: AuditDestination): AuditLogger {
  const descriptor = descriptors[destination]
  // Opened for every line: a file that was moved away or removed by a rotation is simply made anew.
  const append = (text: string): void =>
    descriptor === undefined ? appendFileSync(destination, text, { mode: 0o600 }) : writeAll(descriptor, text)
  let isTorn = false
  append('')
  return {
    write: (entry) => {
      const line = `${JSON.stringify({ log: 'audit', ...entry })}\n`
      try {
        append(isTorn ? `\n${line}` : line)
        isTorn = false
      } catch (error) {
        // A part of the line may have been written.
        isTorn = true
        throw error
      }
    },
  }
}

/** How long a reader of a full pipe may keep the process waiting: nothing else is done meanwhile. */
const patienceMilliseconds = 100
const pauseMilliseconds = 5

function writeAll(descriptor: number, text: string): void {
  let rest = Buffer.from(text, 'utf8')
  for (let waited = 0; rest.length > 0; ) {
    try {
      rest = rest.subarray(writeSync(descriptor, rest))
    } catch (error) {
      const isFull = error instanceof Error && 'code' in error && error.code === 'EAGAIN'
      if (!isFull || waited >= patienceMilliseconds) throw error
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pauseMilliseconds)
      waited += pauseMilliseconds
    }
  }
}
