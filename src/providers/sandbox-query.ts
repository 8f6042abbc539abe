// Reading what callers put into query strings, for all sandboxes alike.
import type { Row } from './sandbox-server.ts'

/** A whole number; `missing` when there is none; null when the text is not one. */
export function readWholeNumber(text: string | null, missing: number): number | null {
  if (text === null) return missing
  return /^\d{1,9}$/.test(text) ? Number(text) : null
}

/** Whether a filter is absent or passes. */
export function passes(query: URLSearchParams, name: string, test: (value: string) => boolean): boolean {
  const value = query.get(name)
  return value === null || test(value)
}

export function contains(text: string, part: string): boolean {
  return text.toLowerCase().includes(part.toLowerCase())
}

// A cursor names the row beside which it stands and not a number, so that rows archived between two pages shift nothing.
export function toCursor(row: Row): string {
  return Buffer.from(`row ${String(row.id)}`).toString('base64url')
}

export function fromCursor(cursor: string): string | null {
  return /^row (.+)$/.exec(Buffer.from(cursor, 'base64url').toString('utf8'))?.[1] ?? null
}

/** How many fabricated rows a cursor of an endless walk has behind it. */
export function readEndlessCursor(cursor: string | null): number {
  return Number(/^endless-(\d{1,9})$/.exec(cursor ?? '')?.[1] ?? 0)
}

export function toEndlessCursor(rowsBehind: number): string {
  return `endless-${rowsBehind}`
}
