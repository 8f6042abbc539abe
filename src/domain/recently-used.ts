// A bounded memory by key: what was not used for longest goes first. Bounded by weight rather than by count, because
// callers choose the keys.

export interface RecentlyUsed<Value> {
  get(key: string): Value | undefined
  /** Not kept at all when it is heavier than a tenth of everything. */
  set(key: string, value: Value, weight: number): void
}

interface Entry<Value> {
  readonly value: Value
  readonly weight: number
}

export function createRecentlyUsed<Value>(heaviest: number): RecentlyUsed<Value> {
  // In the order of use.
  const entries = new Map<string, Entry<Value>>()
  /** The one that was used last: it needs no other place. */
  let latest: Entry<Value> | null = null
  let total = 0

  function remove(key: string): void {
    total -= entries.get(key)?.weight ?? 0
    entries.delete(key)
  }

  return {
    get: (key) => {
      const entry = entries.get(key)
      if (entry === undefined || entry === latest) return entry?.value
      entries.delete(key)
      entries.set(key, entry)
      latest = entry
      return entry.value
    },
    set: (key, value, weight) => {
      remove(key)
      if (weight > heaviest / 10) return
      latest = { value, weight }
      entries.set(key, latest)
      total += weight
      for (const oldest of entries.keys()) {
        if (total <= heaviest) return
        remove(oldest)
      }
    },
  }
}
