// Writes the JSON of rows straight from the bytes that they came in. A member that is answered as it is gets copied, what
// few rows differ in is read and written once, and a row with anything unusual is written in the ordinary way.
import type { CustomerField, CustomerRecord } from '../domain/customer.ts'
import { none } from '../domain/field-readers.ts'
import { type Remembered, remember } from '../domain/remembered.ts'
import type { RowTable } from '../domain/row-table.ts'
import { ScannedRecord } from '../domain/scanned-record.ts'
import { isInstant } from '../domain/wire-values.ts'
import { createIdWriter, type IdWriter } from './id-writer.ts'
import { createKeptLists } from './kept-lists.ts'
import {
  copyBetween,
  copyOutput,
  copyPiece,
  moveOutput,
  outputPosition,
  type Piece,
  toPiece,
  writeBytes,
  writeText,
} from './output.ts'
import { isPlainInstant } from './plain-instant.ts'

/** What a field of the answer says of a customer. */
export type RowSource = CustomerField | 'id' | 'nativeId' | 'provider'

export interface RowField<Run> {
  /** In the answer. */
  readonly name: string
  /** Null for a text that is the same for all rows. */
  readonly source: RowSource | null
  /** The JSON of the field as the ordinary way answers it; null when that takes more than the record. */
  readonly textOf: (record: unknown, run: Run) => string | null
}

export interface RowWriter<Run> {
  /** Whether it can write these rows, odd ones aside: their bytes are known, and what the fields look at. */
  knows(rows: readonly unknown[], run: Run): boolean
  /**
   * Writes the JSON of the rows into the output, with commas between them; `otherwise` gives that of one that is written in
   * the ordinary way. False, and nothing is written, where this gives null or the rows are none that it knows.
   */
  write(rows: readonly unknown[], run: Run, otherwise: (row: unknown) => string | null): boolean
}

/** How a field is written. */
type Way<Run> =
  /** The first of these members that holds text. */
  | { readonly kind: 'text'; readonly places: readonly number[]; readonly isNullable: boolean }
  | { readonly kind: 'instant'; readonly place: number }
  | { readonly kind: 'few'; readonly read: Remembered<Piece | null, Run> }
  | { readonly kind: 'id'; readonly place: number }
  | { readonly kind: 'nativeId'; readonly place: number }

interface PlannedField<Run> {
  /** What is the same for all rows: the comma and the name, and whole fields before it. */
  readonly before: Piece
  readonly way: Way<Run>
}

/** How the rows of one provider are written. */
interface Plan<Run> {
  readonly fields: readonly PlannedField<Run>[]
  readonly end: Piece
}

/** A table of which rows are being written. */
interface OpenTable<Run> {
  readonly table: RowTable
  readonly plan: Plan<Run> | null
  readonly writeId: IdWriter
}

const quote = 0x22
const firstPlain = 0x21
const lastPlain = 0x7e
const letterN = 0x6e
/** In place of where a row ends in the output. */
const unusual = -1

const nullPiece = toPiece('null')
const comma = toPiece(',')

const keptLists = createKeptLists()

export function createRowWriter<Run>(fields: readonly RowField<Run>[]): RowWriter<Run> {
  /** By the wanted members of the tables, which are each provider's own. */
  const plans = new WeakMap<readonly string[], Plan<Run> | null>()

  /** Null where the provider has a field that takes more than this. */
  function toPlan(record: CustomerRecord, { members, placeOf }: RowTable, run: Run): Plan<Run> | null {
    const planned: PlannedField<Run>[] = []
    let before = '{'
    for (const { name, source, textOf } of fields) {
      before += `${before === '{' ? '' : ','}"${name}":`
      const reader = source === null || !(source in record.map) ? null : record.map[source as CustomerField]
      if (source === 'id' || source === 'nativeId') {
        planned.push({ before: toPiece(before), way: { kind: source, place: placeOf('id') } })
      } else if (reader === null || reader === none) {
        const text = textOf(record, run)
        if (text === null) return null
        before += text
        continue
      } else if (reader.copies === 'instant') {
        planned.push({ before: toPiece(before), way: { kind: 'instant', place: placeOf(reader.members?.[0] ?? '') } })
      } else if (reader.copies !== undefined) {
        const places = (reader.members ?? []).map(placeOf)
        const isNullable = reader.copies === 'text'
        planned.push({ before: toPiece(before), way: { kind: 'text', places, isNullable } })
      } else {
        const read = remember(reader, members, (each, ownRun: Run) => {
          const text = textOf(each, ownRun)
          return text === null ? null : toPiece(text)
        })
        if (read === null) return null
        planned.push({ before: toPiece(before), way: { kind: 'few', read } })
      }
      before = ''
    }
    return { fields: planned, end: toPiece(`${before}}`) }
  }

  function planFor(record: ScannedRecord, run: Run): Plan<Run> | null {
    const { table } = record.scanned
    const known = plans.get(table.members)
    if (known !== undefined) return known
    const plan = toPlan(record, table, run)
    plans.set(table.members, plan)
    return plan
  }

  return {
    knows: (rows, run) => rows.every((row) => row instanceof ScannedRecord && planFor(row, run) !== null),
    write: (rows, run, otherwise) => {
      const start = outputPosition()
      const [first] = rows
      const kept = first instanceof ScannedRecord && first.list.isKept ? keptLists.find(plans, rows) : null
      if (kept !== null) {
        moveOutput(writeBytes(kept, start))
        return true
      }
      const opened: OpenTable<Run>[] = []
      let turn = 0
      let at = start
      let isKept = true
      for (let index = 0; index < rows.length; index += 1) {
        const record = rows[index]
        const isScanned = record instanceof ScannedRecord
        if (index > 0) at = copyPiece(comma, at)
        let behind = unusual
        if (isScanned) {
          const { table } = record.scanned
          // Accounts take turns in a list.
          turn = turn + 1 < opened.length ? turn + 1 : 0
          if (opened[turn]?.table !== table) turn = opened.findIndex((each) => each.table === table)
          if (turn < 0) {
            turn =
              opened.push({ table, plan: planFor(record, run), writeId: createIdWriter(record.list.facts.account) }) - 1
            isKept &&= record.list.isKept
          }
          const { plan, writeId } = opened[turn] as OpenTable<Run>
          if (plan === null) return false
          behind = writeRow(plan, writeId, record, run, at)
        }
        if (behind === unusual) {
          isKept = false
          const text = otherwise(record)
          if (text === null) return false
          behind = writeText(text, at)
        }
        at = behind
      }
      moveOutput(at)
      if (isKept && rows.length > 1) keptLists.keep(plans, rows, copyOutput(start))
      return true
    },
  }
}

/** Where the row ends in the output; `unusual` for one that is to be written in another way. */
function writeRow<Run>(plan: Plan<Run>, writeId: IdWriter, record: ScannedRecord, run: Run, start: number): number {
  const { table, index } = record.scanned
  const { bytes, view, places } = table
  const base = index * table.stride
  let at = start
  for (const { before, way } of plan.fields) {
    at = copyPiece(before, at)
    switch (way.kind) {
      case 'text':
        at = writeFirstText(table, base, way.places, way.isNullable, at)
        break
      case 'instant':
        at = writeInstant(table, base + way.place, at)
        break
      case 'few': {
        const piece = way.read(record, run)
        at = piece === null ? unusual : copyPiece(piece, at)
        break
      }
      default: {
        const from = places[base + way.place] as number
        const to = places[base + way.place + 1] as number
        // Written with escapes, it is the same id; its bytes are not.
        if (from <= 0) at = unusual
        else at = way.kind === 'id' ? writeId(bytes, from + 1, to - 1, at) : copyBetween(view, from, to, at)
      }
    }
    if (at === unusual) return unusual
  }
  return copyPiece(plan.end, at)
}

function writeFirstText(
  { bytes, view, places }: RowTable,
  base: number,
  candidates: readonly number[],
  isNullable: boolean,
  at: number,
): number {
  for (const place of candidates) {
    const from = places[base + place] as number
    const to = places[base + place + 1] as number
    if (from === 0) continue
    const kind = from > 0 ? bytes[from] : quote
    if (kind === letterN) continue
    if (kind !== quote) return unusual
    if (from > 0) {
      const first = bytes[from + 1] as number
      if (first === quote) continue
      // What begins with a visible letter is not blank.
      if (first >= firstPlain && first <= lastPlain) return copyBetween(view, from, to, at)
    }
    const text = JSON.parse(bytes.toString('utf8', Math.abs(from), to)) as string
    if (text.trim() !== '') return writeText(JSON.stringify(text), at)
  }
  return isNullable ? copyPiece(nullPiece, at) : unusual
}

function writeInstant({ bytes, view, places }: RowTable, place: number, at: number): number {
  const from = places[place] as number
  const to = places[place + 1] as number
  if (from < 0) return unusual
  if (from === 0 || bytes[from] !== quote || !isInstantAt(bytes, from + 1, to - 1)) {
    return copyPiece(nullPiece, at)
  }
  return copyBetween(view, from, to, at)
}

function isInstantAt(bytes: Buffer, from: number, to: number): boolean {
  return isPlainInstant(bytes, from, to) || isInstant(bytes.toString('latin1', from, to))
}
