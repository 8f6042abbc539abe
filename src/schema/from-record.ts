// Says of a field of a customer which part of its record it shows, whoever asks and whatever else was read.
import { createRowWriter, type RowField, type RowSource, type RowWriter } from '../projection/row-writer.ts'

const key = Symbol('from the record')

interface Extended {
  readonly extensions: Readonly<Record<symbol, unknown>>
}

/** Spread into the options of a field. */
export function fromRecord(source: RowSource): Extended {
  return { extensions: { [key]: source } }
}

interface AnsweredField<Run> {
  readonly name: string
  /** Null for `__typename`. */
  readonly field: Extended | null
  readonly textOf: RowField<Run>['textOf']
}

/** Null where a field shows anything else. */
export function compileRows<Run>(fields: readonly AnsweredField<Run>[]): RowWriter<Run> | null {
  const sources = fields.map(({ field }) => (field === null ? null : (field.extensions[key] as RowSource | undefined)))
  if (sources.includes(undefined)) return null
  return createRowWriter(fields.map(({ name, textOf }, index) => ({ name, textOf, source: sources[index] ?? null })))
}
