// How work learns that those it is for have left. An AbortController says it too; making one for every request, and
// listening to it for every request to a provider, takes many times as long.

/** Every AbortSignal is one. */
export interface LeaveSignal {
  readonly aborted: boolean
  addEventListener(type: 'abort', listener: () => void): void
  removeEventListener(type: 'abort', listener: () => void): void
}

export interface Leaving {
  readonly signal: LeaveSignal
  /** They have left. */
  abort(): void
}

export function createLeaving(): Leaving {
  const listeners: (() => void)[] = []
  const signal = {
    aborted: false,
    addEventListener: (_type: 'abort', listener: () => void) => void listeners.push(listener),
    removeEventListener: (_type: 'abort', listener: () => void) => {
      const index = listeners.indexOf(listener)
      if (index >= 0) listeners.splice(index, 1)
    },
  }
  return {
    signal,
    abort: () => {
      signal.aborted = true
      for (const listener of listeners.splice(0)) listener()
    },
  }
}
