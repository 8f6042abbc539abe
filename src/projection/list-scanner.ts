// Finds, in the bytes of a provider's list, where each row and each wanted member of it begins and ends. Every byte of it
// is looked at and must be JSON, four at a time where they are plain text: it takes less than half of what parsing takes,
// and leaves no objects behind. Whatever is unusual is left to `JSON.parse`, which also says what is no JSON.
import { isUtf8 } from 'node:buffer'
import { createRowTable, type ScanList, ScannedRow, strideFor } from '../domain/row-table.ts'

export interface ListScannerOptions {
  /** The member of the answer that holds the rows. */
  readonly list: string
  /** Those members of a row that are wanted; their names are ASCII. */
  readonly members: readonly string[]
}

/** Rows of one list. More are no list that was asked for. */
const mostRows = 5_000
/** Names of members that are kept in the order in which they were seen. */
const mostNames = 64
const longestName = 100
/** Names that were not the expected one. Looking for them costs more than it saves where there are many. */
const mostMisses = (rows: number): number => 2 * mostNames + 4 * rows
/** Rows whose places are cleared together. */
const clearedAtOnce = 32
/** How deep values within rows may be nested in each other. */
const deepest = 50

const quote = 0x22
const comma = 0x2c
const colon = 0x3a
const backslash = 0x5c
const listStart = 0x5b
const listEnd = 0x5d
const objectStart = 0x7b
const objectEnd = 0x7d

/** The name of a member with its quotes and colon, four bytes in one number. */
interface Name {
  readonly text: string
  readonly length: number
  readonly words: Int32Array
  /** Which bits of the bytes behind the whole words count, and what they are. */
  readonly restMask: number
  readonly rest: number
  /** Its number among the wanted members; -1: it is none. */
  readonly member: number
}

/** Says that this list is left to `JSON.parse`. One object: to make one is to look at the stack. */
const unusual = new Error('Not for the scanner.')

export function createListScanner({ list, members }: ListScannerOptions): ScanList {
  const stride = strideFor(members)
  const listName = `"${list}"`
  /** In the order in which rows have them: the next one is mostly the one that comes next. */
  const names: Name[] = []
  let scratch = new Int32Array(stride * 128)

  function placeOfRow(count: number): number {
    const at = count * stride
    if (at + stride > scratch.length) {
      const larger = new Int32Array(scratch.length * 2)
      larger.set(scratch)
      scratch = larger
    }
    if (count % clearedAtOnce === 0) scratch.fill(0, at, at + clearedAtOnce * stride)
    return at
  }

  /** The place in `names` of a name that is not the expected one; `at` is its opening quote. */
  function findName(bytes: Buffer, at: number, end: number, expected: number): number {
    const text = bytes.toString('latin1', at + 1, end - 1)
    const known = names.findIndex((name) => name.text === text)
    if (known >= 0) return known
    if (text.length > longestName) throw unusual
    // Not kept any more, and so found anew for each row.
    if (names.length === mostNames) names.pop()
    const place = Math.min(expected, names.length)
    names.splice(place, 0, toName(text, members.indexOf(text)))
    return place
  }

  /** Fills `scratch`; where the list ends, and how many rows there are. `at` is its opening bracket. */
  function scanRows(bytes: Buffer, view: DataView, at: number): { end: number; count: number } {
    let i = skipSpace(bytes, at + 1)
    let misses = 0
    if (bytes[i] === listEnd) return { end: i + 1, count: 0 }
    for (let count = 0; count < mostRows; count += 1) {
      const base = placeOfRow(count)
      if (bytes[i] !== objectStart) throw unusual
      scratch[base] = i
      i = skipSpace(bytes, i + 1)
      let expected = 0
      if (misses > mostMisses(count)) throw unusual
      let isLast = bytes[i] === objectEnd
      if (isLast) i += 1
      while (!isLast) {
        let name = names[expected]
        if (name !== undefined && isAt(name, view, i)) {
          i += name.length
          expected += 1
        } else {
          const end = skipText(bytes, view, i)
          misses += 1
          const place = findName(bytes, i, end, expected)
          name = names[place] as Name
          expected = place + 1
          i = skipSpace(bytes, end)
          if (bytes[i] !== colon) throw unusual
          i += 1
        }
        if ((bytes[i] as number) <= 0x20) i = skipSpace(bytes, i)
        const start = i
        let hasEscapes = false
        if (bytes[i] === quote) {
          i = textEnd(view, i + 1)
          hasEscapes = bytes[i] !== quote
          i = hasEscapes ? skipEscapedText(bytes, view, start) : i + 1
        } else i = skipValue(bytes, view, i, deepest)
        if (name.member >= 0) {
          scratch[base + 2 + 2 * name.member] = hasEscapes ? -start : start
          scratch[base + 3 + 2 * name.member] = i
        }
        if ((bytes[i] as number) <= 0x20) i = skipSpace(bytes, i)
        isLast = bytes[i] === objectEnd
        if (!isLast && bytes[i] !== comma) throw unusual
        i += 1
        if (!isLast && (bytes[i] as number) <= 0x20) i = skipSpace(bytes, i)
      }
      scratch[base + 1] = i
      i = skipSpace(bytes, i)
      if (bytes[i] === listEnd) return { end: i + 1, count: count + 1 }
      if (bytes[i] !== comma) throw unusual
      i = skipSpace(bytes, i + 1)
    }
    throw unusual
  }

  /** Where the list of the answer begins. */
  function findList(bytes: Buffer, view: DataView): number {
    let i = skipSpace(bytes, 0)
    if (bytes[i] !== objectStart) throw unusual
    do {
      i = skipSpace(bytes, i + 1)
      const nameEnd = skipText(bytes, view, i)
      const isList = bytes.toString('latin1', i, nameEnd) === listName
      i = skipSpace(bytes, nameEnd)
      if (bytes[i] !== colon) throw unusual
      i = skipSpace(bytes, i + 1)
      if (isList && bytes[i] === listStart) return i
      i = skipSpace(bytes, skipValue(bytes, view, i, deepest))
    } while (bytes[i] === comma)
    throw unusual
  }

  function scan(bytes: Buffer) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
    const start = findList(bytes, view)
    const { end, count } = scanRows(bytes, view, start)
    const behind = bytes.toString('utf8', end)
    // What comes last of two members of one name counts.
    if (behind.includes(listName) || behind.includes('\\')) throw unusual
    const json = JSON.parse(`${bytes.toString('utf8', 0, start)}[]${behind}`) as Record<string, unknown>
    if (!isUtf8(bytes)) throw unusual
    const places = scratch.slice(0, count * stride)
    const table = createRowTable({ bytes, members, places, count })
    const rows: ScannedRow[] = []
    for (let index = 0; index < count; index += 1) rows.push(new ScannedRow(table, index))
    json[list] = rows
    return { json }
  }

  return (body) => {
    try {
      return scan(body)
    } catch (error) {
      // Reading behind the end is a RangeError.
      if (error === unusual || error instanceof RangeError || error instanceof SyntaxError) return null
      throw error
    }
  }
}

function toName(text: string, member: number): Name {
  const bytes = Buffer.from(`"${text}":`, 'latin1')
  const whole = bytes.length >> 2
  const words = Int32Array.from({ length: whole }, (_, index) => bytes.readInt32LE(4 * index))
  const rest = bytes.subarray(4 * whole).reduceRight((value, byte) => (value << 8) | byte, 0)
  return { text, length: bytes.length, words, restMask: (1 << (8 * (bytes.length & 3))) - 1, rest, member }
}

function isAt({ words, restMask, rest }: Name, view: DataView, at: number): boolean {
  const whole = words.length
  let i = at
  for (let word = 0; word < whole; word += 1) {
    if (view.getInt32(i, true) !== words[word]) return false
    i += 4
  }
  return (view.getInt32(i, true) & restMask) === rest
}

/** The first byte from here on that is not plain text: a quote, a backslash, or a control character. */
function textEnd(view: DataView, at: number): number {
  for (let i = at; ; i += 4) {
    const word = view.getInt32(i, true)
    const quotes = word ^ 0x22222222
    const backslashes = word ^ 0x5c5c5c5c
    // The highest bit of each byte that was below 1, or below 32; the lowest of them is right, and the one that counts.
    const hits =
      (((quotes - 0x01010101) & ~quotes) |
        ((backslashes - 0x01010101) & ~backslashes) |
        ((word - 0x20202020) & ~word)) &
      0x80808080
    if (hits !== 0) return i + ((31 - Math.clz32(hits & -hits)) >> 3)
  }
}

function skipSpace(bytes: Buffer, at: number): number {
  let i = at
  for (let byte = bytes[i]; byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09; byte = bytes[i]) i += 1
  return i
}

/** A text without escapes. */
function skipText(bytes: Buffer, view: DataView, at: number): number {
  if (bytes[at] !== quote) throw unusual
  const end = textEnd(view, at + 1)
  if (bytes[end] !== quote) throw unusual
  return end + 1
}

function skipEscapedText(bytes: Buffer, view: DataView, at: number): number {
  let i = textEnd(view, at + 1)
  while (bytes[i] === backslash) {
    const length = bytes[i + 1] === 0x75 ? 6 : 2
    if (length === 6 && !/^[\da-fA-F]{4}$/.test(bytes.toString('latin1', i + 2, i + 6))) throw unusual
    if (length === 2 && !'"\\/bfnrt'.includes(bytes.toString('latin1', i + 1, i + 2))) throw unusual
    i = textEnd(view, i + length)
  }
  if (bytes[i] !== quote) throw unusual
  return i + 1
}

function skipValue(bytes: Buffer, view: DataView, at: number, levels: number): number {
  switch (bytes[at]) {
    case quote:
      return skipEscapedText(bytes, view, at)
    case objectStart:
      return skipNested(bytes, view, at, objectEnd, levels - 1)
    case listStart:
      return skipNested(bytes, view, at, listEnd, levels - 1)
    case 0x6e:
      return skipWord(view, at, wordNull)
    case 0x74:
      return skipWord(view, at, wordTrue)
    case 0x66:
      return skipWord(view, at + 1, wordAlse)
    default:
      return skipNumber(bytes, at)
  }
}

const wordNull = Buffer.from('null').readInt32LE()
const wordTrue = Buffer.from('true').readInt32LE()
const wordAlse = Buffer.from('alse').readInt32LE()

function skipWord(view: DataView, at: number, word: number): number {
  if (view.getInt32(at, true) !== word) throw unusual
  return at + 4
}

/** An object or a list. */
function skipNested(bytes: Buffer, view: DataView, at: number, end: number, levels: number): number {
  if (levels === 0) throw unusual
  let i = skipSpace(bytes, at + 1)
  if (bytes[i] === end) return i + 1
  for (;;) {
    if (end === objectEnd) {
      if (bytes[i] !== quote) throw unusual
      i = skipSpace(bytes, skipEscapedText(bytes, view, i))
      if (bytes[i] !== colon) throw unusual
      i = skipSpace(bytes, i + 1)
    }
    i = skipSpace(bytes, skipValue(bytes, view, i, levels))
    if (bytes[i] === end) return i + 1
    if (bytes[i] !== comma) throw unusual
    i = skipSpace(bytes, i + 1)
  }
}

function skipNumber(bytes: Buffer, at: number): number {
  let i = bytes[at] === 0x2d ? at + 1 : at
  i = bytes[i] === 0x30 ? i + 1 : skipDigits(bytes, i)
  if (bytes[i] === 0x2e) i = skipDigits(bytes, i + 1)
  if (bytes[i] === 0x65 || bytes[i] === 0x45) {
    i += 1
    if (bytes[i] === 0x2b || bytes[i] === 0x2d) i += 1
    i = skipDigits(bytes, i)
  }
  return i
}

/** At least one. */
function skipDigits(bytes: Buffer, at: number): number {
  let i = at
  while (isDigit(bytes[i])) i += 1
  if (i === at) throw unusual
  return i
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39
}
