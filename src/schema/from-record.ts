// Says of a field of a customer which part of its record it shows, whoever asks and whatever else was read.
import { createRowWriter, type RowField, type RowSource, type RowWriter } from '../projection/row-writer.ts'

const key = Symbol('from the record')

interface FromRecord {
  readonly source: RowSource
  /** Whether every row of a list has it, and no detail answer is needed. */
  readonly isOnRows: boolean
}

interface Extended {
  readonly extensions: Readonly<Record<symbol, unknown>>
}

/** Spread into the options of a field. */
export function fromRecord(source: RowSource, isOnRows = true): Extended {
  return { extensions: { [key]: { source, isOnRows } satisfies FromRecord } }
}

/** Null for a field that takes more than its record. */
function readFromRecord({ extensions }: Extended): FromRecord | null {
  return (extensions[key] as FromRecord | undefined) ?? null
}

interface AnsweredField<Run> {
  readonly name: string
  /** Null for `__typename`. */
  readonly field: Extended | null
  readonly textOf: RowField<Run>['textOf']
}

export interface CompiledRows<Run> extends RowWriter<Run> {
  /** Whether no row of a list needs anything else. */
  readonly isOnRows: boolean
}

/** Null where a field takes more than its record. */
export function compileRows<Run>(fields: readonly AnsweredField<Run>[]): CompiledRows<Run> | null {
  const found = fields.map(({ field }) => (field === null ? null : readFromRecord(field)))
  if (fields.some(({ field }, index) => field !== null && found[index] === null)) return null
  const writer = createRowWriter(
    fields.map(({ name, textOf }, index) => ({ name, textOf, source: found[index]?.source ?? null })),
  )
  return { isOnRows: found.every((each) => each?.isOnRows !== false), write: writer.write }
}
