// Records that come again and again, because their provider's answer stays as it is, may keep the text that was last made
// of them. It is forgotten with the record.
import type { CustomerRecord } from './customer.ts'

export interface KeptText {
  /** What the text was made for; null before there is one. */
  form: object | null
  text: string
}

const kept = new WeakMap<object, KeptText>()

/** These records have come again. */
export function keepTexts(records: readonly CustomerRecord[]): void {
  for (const record of records) kept.set(record, { form: null, text: '' })
}

/** Null for a record that has come once, and for anything else. */
export function keptTextOf(source: unknown): KeptText | null {
  return typeof source === 'object' && source !== null ? (kept.get(source) ?? null) : null
}
