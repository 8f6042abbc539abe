// A provider's JSON with every number digit for digit as it was written: 1.10, 12345678901234567890, 1e400. Numbers of
// JavaScript hold none of these. The answer is parsed a second time for that, and only when somebody asks.
import { Failure } from './failure.ts'

/**
 * The same part of the answer with its numbers exact: `JSON.stringify` writes them as the provider did. `part` is an
 * object or list out of the parsed answer; undefined for anything else. Throws Failure BAD_RESPONSE for an answer that
 * is nested beyond measure.
 */
export type ExactReader = (part: object) => unknown

// The standard library's types know neither of the two yet; every supported Node does.
const { parse, rawJSON } = JSON as unknown as {
  parse(text: string, revive: (key: string, value: unknown, context: { readonly source?: string }) => unknown): unknown
  rawJSON(text: string): unknown
}

/** `json` is what the text was parsed to. Both are held as long as the reader is. */
export function createExactReader(text: () => string, json: unknown): ExactReader {
  let exactOf: ReadonlyMap<object, unknown> | Failure | undefined
  return (part) => {
    exactOf ??= readAll(text(), json)
    if (exactOf instanceof Failure) throw exactOf
    return exactOf.get(part)
  }
}

/** For rows that come from more than one answer. */
export function joinExactReaders(readers: readonly ExactReader[]): ExactReader {
  return (part) => {
    for (const read of readers) {
      const exact = read(part)
      if (exact !== undefined) return exact
    }
    return undefined
  }
}

function readAll(text: string, json: unknown): ReadonlyMap<object, unknown> | Failure {
  try {
    return pairParts(json, parseExact(text))
  } catch (error) {
    // The first parse got along without recursion; a reviver does not. No cause: nothing of the body may leave with it.
    if (error instanceof RangeError) return new Failure('BAD_RESPONSE', 'The answer is nested too deeply to be shown.')
    throw error
  }
}

export function parseExact(text: string): unknown {
  return parse(text, (_key, value, { source }) =>
    typeof value === 'number' && source !== undefined ? rawJSON(source) : value,
  )
}

/** Both come from one text and have one structure: each part of the one leads to the same part of the other. */
function pairParts(json: unknown, exact: unknown): ReadonlyMap<object, unknown> {
  const pairs = new Map<object, unknown>()
  const open: [unknown, unknown][] = [[json, exact]]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [one, other] = next
    if (typeof one !== 'object' || one === null) continue
    pairs.set(one, other)
    for (const key of Object.keys(one)) open.push([memberOf(one, key), memberOf(other, key)])
  }
  return pairs
}

/** Also of a member called `__proto__`: JSON makes it an ordinary one. */
function memberOf(value: unknown, key: string): unknown {
  return (value as Readonly<Record<string, unknown>>)[key]
}

/** Whether a parsed value holds a number that may have had other digits than it has now. */
export function mayHaveLostDigits(value: unknown): boolean {
  const open: unknown[] = [value]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (typeof next === 'number' && !Number.isSafeInteger(next)) return true
    if (typeof next === 'object' && next !== null) for (const member of Object.values(next)) open.push(member)
  }
  return false
}

/** Parsing needs no stack for what is nested in each other, but writing it down does. */
export const deepestNesting = 500

/** Whether the value is nested so deeply that the answer that holds it could not be written. */
export function isTooDeep(value: unknown): boolean {
  let level = [value]
  for (let depth = 0; depth < deepestNesting; depth += 1) {
    const objects = level.filter((each) => typeof each === 'object' && each !== null)
    if (objects.length === 0) return false
    level = objects.flatMap((each) => Object.values(each as object))
  }
  return true
}
