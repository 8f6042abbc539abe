// Remembers what became of requests that carry an idempotency key. The store in memory serves one process; several behind
// one address need a shared one, which has to keep this interface's promise: a key is taken by exactly one.

/** What a store knows of a key that is asked for. */
export type Taken<Outcome> =
  /** Nobody had it: it is the caller's now, until `keep` or `release`. */
  | { readonly state: 'taken' }
  /** Somebody is at work under it, for this input. */
  | { readonly state: 'running'; readonly input: string }
  /** Work under it ended without a certain outcome, and it goes on belonging to this other input. */
  | { readonly state: 'bound'; readonly input: string }
  | { readonly state: 'kept'; readonly input: string; readonly outcome: Outcome }

export interface IdempotencyStore<Outcome> {
  /** Takes the key unless it is known, or bound to another input. In one step: of two callers at once, one is told `taken`. */
  take(key: string, input: string): Promise<Taken<Outcome>>
  /** Keeps the outcome for the rest of the key's life. `size`: how much it counts towards what the store holds. */
  keep(key: string, outcome: Outcome, size: number): Promise<void>
  /** Frees the key for the same input, and for no other, for the rest of its life. */
  bind(key: string): Promise<void>
  /** Forgets the key. */
  release(key: string): Promise<void>
}

export interface MemoryStoreOptions {
  /** Unix milliseconds. */
  readonly now: () => number
  /** How long a key lives, counted from when it was taken. Default: 24 hours. */
  readonly lifetimeMilliseconds?: number
  /** Sizes of all outcomes together; the oldest are forgotten first. Default: 10,000. */
  readonly mostKept?: number
}

interface Entry<Outcome> {
  readonly input: string
  readonly expiresAt: number
  readonly kept: { readonly outcome: Outcome } | null
  readonly isRunning: boolean
  readonly size: number
}

const day = 24 * 60 * 60 * 1_000

export function createMemoryStore<Outcome>(options: MemoryStoreOptions): IdempotencyStore<Outcome> {
  const { now, lifetimeMilliseconds = day, mostKept = 10_000 } = options
  /** In the order in which the keys were taken. */
  const entries = new Map<string, Entry<Outcome>>()
  let size = 0

  function set(key: string, entry: Entry<Outcome>): void {
    size += entry.size - (entries.get(key)?.size ?? 0)
    entries.set(key, entry)
  }

  function forget(key: string): void {
    size -= entries.get(key)?.size ?? 0
    entries.delete(key)
  }

  function forgetExpired(): void {
    for (const [key, { expiresAt }] of entries) {
      if (expiresAt > now()) return
      forget(key)
    }
  }

  /** Work that goes on is never forgotten: its key would be free for a second run. */
  function forgetOldest(): void {
    for (const [key, { isRunning }] of entries) {
      if (size <= mostKept) return
      if (!isRunning) forget(key)
    }
  }

  return {
    take: async (key, input) => {
      forgetExpired()
      const known = entries.get(key)
      if (known?.kept != null) return { state: 'kept', input: known.input, outcome: known.kept.outcome }
      if (known?.isRunning === true) return { state: 'running', input: known.input }
      if (known !== undefined && known.input !== input) return { state: 'bound', input: known.input }
      const expiresAt = known?.expiresAt ?? now() + lifetimeMilliseconds
      set(key, { input, expiresAt, kept: null, isRunning: true, size: 1 })
      return { state: 'taken' }
    },
    keep: async (key, outcome, outcomeSize) => {
      const known = entries.get(key)
      if (known === undefined) return
      set(key, { ...known, kept: { outcome }, isRunning: false, size: outcomeSize })
      forgetOldest()
    },
    bind: async (key) => {
      const known = entries.get(key)
      if (known === undefined) return
      set(key, { ...known, isRunning: false })
      forgetOldest()
    },
    release: async (key) => forget(key),
  }
}
