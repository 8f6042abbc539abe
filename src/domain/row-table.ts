// A list of a provider as its bytes came, with the places of what is wanted of each row: most rows are never made into
// objects, which costs more than all else that is done with them.
import type { WireRow } from './customer.ts'
import { createExactReader, type ExactReader } from './exact-json.ts'

/** Where the members of each row stand. */
export interface RowPlaces {
  /** Of the answer: JSON in valid UTF-8. Nobody changes them. */
  readonly bytes: Buffer
  /** Names of the wanted members, in the order of their places. */
  readonly members: readonly string[]
  /**
   * For each row `2 + 2 × members` numbers: where it begins and ends, and where the value of each member does. A beginning
   * of 0 says that the row has no such member; a negative one that the value is a text with escapes in it.
   */
  readonly places: Int32Array
  readonly count: number
}

export interface RowTable extends RowPlaces {
  readonly view: DataView
  readonly stride: number
  /** Whether every row has an id and no two have the same; false where that takes a closer look. */
  haveOwnIds(): boolean
  /** Where the places of a wanted member begin within those of its row. */
  placeOf(member: string): number
  /** The row as an object, the same one each time. */
  rowAt(index: number): WireRow
  /** The row's JSON. */
  textAt(index: number): string
}

/** A list answer whose rows were not parsed. */
export interface ScannedList {
  /** All of the answer; its rows stand for themselves: see `ScannedRow`. */
  readonly json: WireRow
}

/** Null for what it leaves to `JSON.parse`: whatever is unusual, and all that is no JSON. */
export type ScanList = (body: Buffer) => ScannedList | null

/** Rows that are parsed one by one. Whoever wants more of them wants all of them, which is faster at once. */
const parsedAlone = 4

export function createRowTable(found: RowPlaces): RowTable {
  const { bytes, members, places, count } = found
  const stride = strideFor(members)
  const rows: WireRow[] = []
  let alone = 0
  let all: readonly WireRow[] | null = null
  let areApart: boolean | null = null
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const placeOf = (member: string): number => 2 + 2 * members.indexOf(member)

  const textBetween = (from: number, to: number): string => bytes.toString('utf8', places[from], places[to])
  const textAt = (index: number): string => textBetween(index * stride, index * stride + 1)

  return {
    ...found,
    view,
    stride,
    placeOf,
    haveOwnIds: () => {
      areApart ??= areAllApart(found, view, stride, placeOf('id'))
      return areApart
    },
    textAt,
    rowAt: (index) => {
      const known = rows[index] ?? all?.[index]
      if (known !== undefined) return known
      if (alone < parsedAlone) {
        alone += 1
        const row = JSON.parse(textAt(index)) as WireRow
        rows[index] = row
        return row
      }
      all = JSON.parse(`[${textBetween(0, (count - 1) * stride + 1)}]`) as readonly WireRow[]
      return all[index] as WireRow
    },
  }
}

/** Whether texts differ from row to row, by their bytes; false where that is doubtful. */
function areAllApart({ places, count }: RowPlaces, view: DataView, stride: number, place: number): boolean {
  const mask = 2 ** Math.ceil(Math.log2(2 * count + 2)) - 1
  const seen = new Int32Array(mask + 1)
  for (let index = 0; index < count; index += 1) {
    const from = places[index * stride + place] as number
    const to = places[index * stride + place + 1] as number
    // Not there, with escapes, or too short for a hash.
    if (from <= 0 || to - from < 4) return false
    let hash = to - from
    for (let at = from; at < to - 3; at += 4)
      hash = Math.imul(hash ^ view.getInt32(at, true), 0x9e3779b1) ^ (hash >>> 15)
    hash = Math.imul(hash ^ view.getInt32(to - 4, true), 0x85ebca6b) | 1
    let slot = ((hash >>> 8) ^ (hash >>> 19)) & mask
    for (let tries = 0; seen[slot] !== 0; tries += 1) {
      if (seen[slot] === hash || tries === 64) return false
      slot = (slot + 1) & mask
    }
    seen[slot] = hash
  }
  return true
}

/** Whether these rows, or none of them, are all of one table whose rows have ids of their own, each at most once. */
export function haveOwnIds(rows: Iterable<unknown>): boolean {
  let table: RowTable | null = null
  let last = -1
  for (const row of rows) {
    if (!(row instanceof ScannedRow) || row.index <= last) return false
    if (row.table !== (table ?? row.table)) return false
    table = row.table
    last = row.index
  }
  return table === null || table.haveOwnIds()
}

export function strideFor(members: readonly string[]): number {
  return 2 + 2 * members.length
}

/** One row of a table, wherever a parsed row could be. */
export class ScannedRow {
  readonly table: RowTable
  readonly index: number

  constructor(table: RowTable, index: number) {
    this.table = table
    this.index = index
  }

  get row(): WireRow {
    return this.table.rowAt(this.index)
  }

  get exactOf(): ExactReader {
    return createExactReader(() => this.table.textAt(this.index), this.row)
  }

  /** The row with nothing but these of its wanted members; of the `presences` only whether they are there. */
  pick(members: readonly string[], presences: readonly string[] = []): WireRow {
    const { bytes, places, stride, placeOf } = this.table
    const base = this.index * stride
    const parts: string[] = []
    for (const member of members) {
      const at = base + placeOf(member)
      const start = Math.abs(places[at] ?? 0)
      if (start > 0) parts.push(`"${member}":${bytes.toString('utf8', start, places[at + 1])}`)
    }
    for (const member of presences) if (places[base + placeOf(member)] !== 0) parts.push(`"${member}":null`)
    return JSON.parse(`{${parts.join()}}`) as WireRow
  }
}

/** A member of a row of a list, parsed or not; undefined where there is none. */
export function memberOf(row: unknown, member: string): unknown {
  if (typeof row !== 'object' || row === null || Array.isArray(row)) return undefined
  if (!(row instanceof ScannedRow)) return (row as WireRow)[member]
  const { bytes, members, places, stride, placeOf } = row.table
  if (!members.includes(member)) return row.row[member]
  const at = row.index * stride + placeOf(member)
  const start = places[at] ?? 0
  const end = places[at + 1] ?? 0
  if (start === 0) return undefined
  const isPlainText = start > 0 && bytes[start] === quote
  return isPlainText ? bytes.toString('utf8', start + 1, end - 1) : row.pick([member])[member]
}

const quote = 0x22
