// Chance that can be had again: the same seed gives the same choices.

export interface Random {
  /** 0 ≤ x < 1. */
  next(): number
  /** A whole number from 0 up to and without `end`. */
  below(end: number): number
  chance(share: number): boolean
  pick<Item>(items: readonly Item[]): Item
  text(longest: number): string
}

/** Mulberry32. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0
  function next(): number {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  const below = (end: number): number => Math.floor(next() * end)
  function pick<Item>(items: readonly Item[]): Item {
    return items[below(items.length)] as Item
  }
  return {
    next,
    below,
    chance: (share) => next() < share,
    pick,
    text: (longest) => Array.from({ length: below(longest + 1) }, () => pick(alphabet)).join(''),
  }
}

/** Letters that mean something to somebody: to JSON, GraphQL, URLs, HTTP, terminals, or to nobody. */
const alphabet = [
  ...'abzAZ019 _-+=/\\.,:;!?#%&@$|~^*"\'`(){}[]<>',
  '\n',
  '\r',
  '\t',
  '\0',
  '\u007f',
  '\u00e9',
  '\u202e',
  '\u2028',
  '\ufeff',
  '\ud800',
  '\udfff',
  '\u{1f600}',
  '%2e%2e',
  '%00',
  '../',
  '__proto__',
]
