// Why a field of a customer is null: the provider has no such thing, has none for this customer, wrote something that
// cannot be read, or could not be asked. To a caller these are four different facts behind one null.
import type { ProviderCoverage } from './coverage.ts'
import { type CustomerField, type CustomerRecord, notCarried, readField } from './customer.ts'
import { nullableFields } from './customer-fields.ts'

export type AbsenceReason =
  /** The provider has no such field. */
  | 'NOT_SUPPORTED_BY_PROVIDER'
  /** The provider has the field, and nothing in it. */
  | 'EMPTY_AT_PROVIDER'
  /** The provider has a value there that cannot be read as what the field is; a warning says which. */
  | 'UNMAPPABLE'
  /** The list did not carry the field, and the customer itself could not be read. */
  | 'UPSTREAM_FAILED'

export interface FieldAbsence {
  readonly field: CustomerField
  readonly reason: AbsenceReason
}

/**
 * Every nullable field that is null, in the order of the fields. `detail` is the answer that completes a record which
 * lacks fields (see `lacksFields`): null when it could not be read.
 */
export function absencesOf(
  record: CustomerRecord,
  detail: CustomerRecord | null,
  coverage: ProviderCoverage,
): FieldAbsence[] {
  return nullableFields.flatMap((field): FieldAbsence[] => {
    if (coverage[field].support === 'NEVER') return [{ field, reason: 'NOT_SUPPORTED_BY_PROVIDER' }]
    let isBent = false
    const listen = (): void => {
      isBent = true
    }
    let value: unknown = readField(record, field, listen)
    if (value === notCarried && detail !== null) value = readField(detail, field, listen)
    if (value === notCarried) return [{ field, reason: 'UPSTREAM_FAILED' }]
    if (value !== null) return []
    return [{ field, reason: isBent ? 'UNMAPPABLE' : 'EMPTY_AT_PROVIDER' }]
  })
}
