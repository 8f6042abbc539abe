// What there is to say about a customer's fields besides their values: why they are null, what was bent to fit, and the
// provider's own JSON.
import { absencesOf, type FieldAbsence } from '../domain/absence.ts'
import { topLevelKey } from '../domain/coverage.ts'
import {
  type CustomerRecord,
  collectWarnings,
  lacksFields,
  type MappingWarning,
  notCarried,
  readField,
  readRaw,
} from '../domain/customer.ts'
import { mayHaveLostDigits } from '../domain/exact-json.ts'
import { Failure } from '../domain/failure.ts'
import { isObject } from '../domain/wire-values.ts'
import type { CustomerReads } from './customer-reads.ts'

export interface CustomerExplanations {
  /**
   * Every nullable field that is null, with the reason, in the order of the fields. A row that lacks fields is completed
   * by the detail answer, which is read at most once per request.
   */
  absencesOf(record: CustomerRecord): readonly FieldAbsence[] | Promise<readonly FieldAbsence[]>
  /** What the mapping had to bend, of the same values that `readField` gives; completed likewise. */
  warningsOf(record: CustomerRecord): readonly MappingWarning[] | Promise<readonly MappingWarning[]>
  /**
   * The provider's JSON of the answer that the record came with, numbers exact under `JSON.stringify`. It may hold
   * presigned addresses: not for a log. Throws Failure BAD_RESPONSE when the answer is nested beyond measure.
   */
  rawOf(record: CustomerRecord): unknown
  /** The field `metadata`, with the provider's digits wherever a JavaScript number may have lost some. */
  metadataOf(record: CustomerRecord): unknown
}

export function createExplanations(reads: CustomerReads): CustomerExplanations {
  function completed<Value>(
    record: CustomerRecord,
    field: string,
    explain: (detail: CustomerRecord | null) => Value,
  ): Value | Promise<Value> {
    return lacksFields(record) ? reads.complete(record, field).then(explain) : explain(null)
  }

  function exactMetadata(record: CustomerRecord, value: unknown): unknown {
    const [path] = reads.sourceOf(record).provider.coverage.metadata.nativePaths
    if (path === undefined || !mayHaveLostDigits(value)) return value
    try {
      const raw = readRaw(record)
      return isObject(raw) ? raw[topLevelKey(path)] : value
    } catch (error) {
      // Another row of the answer is beyond measure: this one has a value all the same.
      if (error instanceof Failure) return value
      throw error
    }
  }

  return {
    absencesOf: (record) => {
      const { coverage } = reads.sourceOf(record).provider
      return completed(record, 'absences', (detail) => absencesOf(record, detail, coverage))
    },
    warningsOf: (record) => completed(record, 'warnings', (detail) => collectWarnings(record, detail)),
    rawOf: readRaw,
    metadataOf: (record) => {
      const value = readField(record, 'metadata')
      return value === notCarried ? reads.readField(record, 'metadata') : exactMetadata(record, value)
    },
  }
}
