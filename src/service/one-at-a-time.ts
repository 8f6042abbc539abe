// Pieces of work with the same key, one after the other, in the order in which they came. Others do not wait.

/** `hasWaited`: somebody else's work with this key has ended just now, and may have changed what was known before. */
export type OneAtATime = <Value>(key: string, work: (hasWaited: boolean) => Promise<Value>) => Promise<Value>

export function createOneAtATime(): OneAtATime {
  const latest = new Map<string, Promise<void>>()
  return (key, work) => {
    const before = latest.get(key)
    const own = before === undefined ? work(false) : before.then(() => work(true))
    const forget = (): void => {
      if (latest.get(key) === end) latest.delete(key)
    }
    const end: Promise<void> = own.then(forget, forget)
    latest.set(key, end)
    return own
  }
}
