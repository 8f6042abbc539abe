// Readers that say which members of a row they look at. Who asks may then give them a row that has nothing else, keep what
// they gave for it, or copy the member where that is all that they do.
import type { FieldReader, RowFacts, Warn, WireRow } from './customer.ts'
import { readFirstText, readInstant } from './wire-values.ts'

/** The provider has no such field. */
export const none: FieldReader<null> = few([], () => null)

/**
 * A flag, a status: for what few rows differ in. `read` looks at nothing of the row but these members and whether it has
 * the `presences`, and at nothing of the facts but `isArchived`.
 */
export function few<Value>(
  members: readonly string[],
  read: FieldReader<Value>,
  presences: readonly string[] = [],
): FieldReader<Value> {
  return Object.assign((row: WireRow, facts: RowFacts, warn: Warn) => read(row, facts, warn), { members, presences })
}

/** The first of the members that holds text, as it is; null where none does. */
export function text(...members: readonly string[]): FieldReader<string | null> {
  const read = (row: WireRow, _facts: RowFacts, warn: Warn) => readFirstText(row, members, warn)
  return Object.assign(read, { members, presences: [], copies: 'text' } as const)
}

/** The first of the members that holds text, as it is; what `otherwise` says where none does. */
export function textOr(
  members: readonly string[],
  otherwise: (row: WireRow, facts: RowFacts, warn: Warn) => string,
): FieldReader<string> {
  const read = (row: WireRow, facts: RowFacts, warn: Warn) =>
    readFirstText(row, members, warn) ?? otherwise(row, facts, warn)
  return Object.assign(read, { members, presences: [], copies: 'text or more' } as const)
}

/** An ISO 8601 instant, as it is. */
export function instant(member: string): FieldReader<string | null> {
  const read = (row: WireRow, _facts: RowFacts, warn: Warn) => readInstant(row, member, warn)
  return Object.assign(read, { members: [member], presences: [], copies: 'instant' } as const)
}
