// One piece of work that several callers wait for. Each waits no longer than its own deadline and presence allow; the
// work is given up when the last of them has left.
import { addSharedAttempts, type Call, createCall } from '../domain/call.ts'
import { Failure } from '../domain/failure.ts'
import { createLeaving } from '../domain/leaving.ts'

export interface SharedWork<Value> {
  /** Unix milliseconds by which the work ends, whoever waits for it. */
  readonly deadline: number
  /** Waits for the outcome. Rejects with TIMEOUT or CANCELLED when this caller cannot wait until then. */
  join(call: Call): Promise<Value>
}

export interface SharedWorkOptions<Value> {
  readonly deadline: number
  readonly work: (call: Call) => Promise<Value>
  /** Called once: it has ended, or was given up. */
  readonly onEnd: () => void
  /** What a caller is told who cannot wait any longer. */
  readonly timeoutMessage: string
}

export function shareWork<Value>({
  deadline,
  work,
  onEnd,
  timeoutMessage,
}: SharedWorkOptions<Value>): SharedWork<Value> {
  const leaving = createLeaving()
  const own = createCall(deadline, leaving.signal)
  let waiting = 0
  let hasEnded = false
  const end = (): void => {
    if (hasEnded) return
    hasEnded = true
    onEnd()
  }
  const outcome = work(own).finally(end)
  // Everybody may have left by the time it fails: that is no unhandled rejection.
  outcome.catch(() => {})

  return {
    deadline,
    join: async (call) => {
      waiting += 1
      try {
        return await waitFor(outcome, call, timeoutMessage)
      } finally {
        waiting -= 1
        addSharedAttempts(call, own)
        if (waiting === 0 && !hasEnded) {
          end()
          leaving.abort()
        }
      }
    },
  }
}

function waitFor<Value>(outcome: Promise<Value>, { deadline, signal }: Call, timeoutMessage: string): Promise<Value> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer)
      signal.removeEventListener('abort', leave)
    }
    const leave = (): void => {
      stop()
      reject(new Failure('CANCELLED', 'The caller went away.'))
    }
    const timer = setTimeout(
      () => {
        stop()
        reject(new Failure('TIMEOUT', timeoutMessage))
      },
      Math.max(0, deadline - Date.now()),
    )
    if (signal.aborted) return leave()
    signal.addEventListener('abort', leave)
    outcome.then(
      (value) => {
        stop()
        resolve(value)
      },
      (error) => {
        stop()
        reject(error)
      },
    )
  })
}
