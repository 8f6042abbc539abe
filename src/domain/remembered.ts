// What few rows differ in (a flag, a status) is read once for all rows that have the same in their bytes.
import { type CustomerRecord, type FieldReader, notCarried, readField } from './customer.ts'
import type { ScannedRow } from './row-table.ts'
import { ScannedRecord } from './scanned-record.ts'

export type Remembered<Value, Context = undefined> = (record: ScannedRecord, context: Context) => Value

/** How many answers are remembered, and how many bytes each member may have then: anything else is not what few differ in. */
const most = 8
const longest = 40

interface Answer<Value> {
  readonly isArchived: boolean | undefined
  /** Of each member, JSON and all; null where it is not there. */
  readonly texts: readonly (DataView | null)[]
  readonly presences: readonly boolean[]
  readonly value: Value
}

/**
 * What `read` gives for a record whose row holds nothing but what the reader looks at. For rows of tables with these wanted
 * members; null for readers that do not say what they look at.
 */
export function remember<Value, Context = undefined>(
  reader: FieldReader<unknown>,
  tableMembers: readonly string[],
  read: (record: CustomerRecord, context: Context) => Value,
): Remembered<Value, Context> | null {
  if (reader.members === undefined || reader.copies !== undefined) return null
  const looked = reader.members
  const { presences = [] } = reader
  const answers: Answer<Value>[] = []
  const places = looked.map((member) => 2 + 2 * tableMembers.indexOf(member))
  const presencePlaces = presences.map((member) => 2 + 2 * tableMembers.indexOf(member))

  function isFor(answer: Answer<Value>, isArchived: boolean | undefined, { table, index }: ScannedRow): boolean {
    if (answer.isArchived !== isArchived) return false
    const base = index * table.stride
    for (let each = 0; each < presencePlaces.length; each += 1) {
      const isThere = table.places[base + (presencePlaces[each] as number)] !== 0
      if (isThere !== answer.presences[each]) return false
    }
    for (let each = 0; each < places.length; each += 1) {
      const at = base + (places[each] as number)
      const start = Math.abs(table.places[at] as number)
      const text = answer.texts[each] as DataView | null
      if (text === null) {
        if (start !== 0) return false
      } else if (start === 0 || !isSame(text, table.view, start, table.places[at + 1] as number)) return false
    }
    return true
  }

  function answerFor({ scanned, list, map, facts }: ScannedRecord, context: Context): Answer<Value> {
    const { bytes, places: all, stride } = scanned.table
    const base = scanned.index * stride
    const texts = places.map((place) => {
      const start = Math.abs(all[base + place] as number)
      return start === 0 ? null : new DataView(Uint8Array.from(bytes.subarray(start, all[base + place + 1])).buffer)
    })
    const row = scanned.pick(looked, presences)
    const value = read({ row, facts, map, exactOf: () => undefined }, context)
    const isThere = presencePlaces.map((place) => all[base + place] !== 0)
    return { isArchived: list.facts.isArchived, texts, presences: isThere, value }
  }

  return (record, context) => {
    const { scanned } = record
    const { isArchived } = record.list.facts
    for (const answer of answers) if (isFor(answer, isArchived, scanned)) return answer.value
    const answer = answerFor(record, context)
    const isShort = answer.texts.every((text) => text === null || text.byteLength <= longest)
    if (isShort && answers.length < most) answers.push(answer)
    return answer.value
  }
}

function isSame(text: DataView, view: DataView, start: number, end: number): boolean {
  const length = text.byteLength
  if (end - start !== length) return false
  let at = 0
  for (; at + 4 <= length; at += 4) if (text.getInt32(at) !== view.getInt32(start + at)) return false
  for (; at < length; at += 1) if (text.getUint8(at) !== view.getUint8(start + at)) return false
  return true
}

/** By the wanted members of the tables, which are each provider's own. */
const archivedness = new WeakMap<readonly string[], Remembered<boolean | null> | null>()

/** Whether the customer is archived; null when it is not known. Asked of every row of a list. */
export function readIsArchived(record: CustomerRecord): boolean | null {
  const read = (each: CustomerRecord): boolean | null => {
    const value = readField(each, 'isArchived')
    return value === notCarried ? null : value
  }
  if (!(record instanceof ScannedRecord)) return read(record)
  const { members } = record.scanned.table
  let known = archivedness.get(members)
  if (known === undefined) {
    known = remember(record.map.isArchived, members, read)
    archivedness.set(members, known)
  }
  return known === null ? read(record) : known(record, undefined)
}
