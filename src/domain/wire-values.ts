// Forgiving readers for values that came over a wire. Absent, null and blank mean the same; a value of the wrong type
// is a warning and a null, never an exception: one bad field must not cost the row, nor one bad row its page.
import type { Warn, WireRow } from './customer.ts'
import { deepestNesting, isTooDeep } from './exact-json.ts'

/** A non-blank string, trimmed of nothing: what the provider wrote is what the caller gets. Numbers become text. */
export function readText(row: WireRow, key: string, warn: Warn): string | null {
  const value = row[key]
  if (value === undefined || value === null) return null
  if (typeof value === 'string') return value.trim() === '' ? null : value
  if (typeof value === 'number' || typeof value === 'bigint') {
    warnWrongType(warn, key, value, 'text')
    return String(value)
  }
  warnWrongType(warn, key, value, 'text')
  return null
}

/** The first of the keys that holds text. */
export function readFirstText(row: WireRow, keys: readonly string[], warn: Warn): string | null {
  for (const key of keys) {
    const value = readText(row, key, warn)
    if (value !== null) return value
  }
  return null
}

export function readBoolean(row: WireRow, key: string, warn: Warn): boolean | null {
  const value = row[key]
  if (value === undefined || value === null) return null
  if (typeof value === 'boolean') return value
  warnWrongType(warn, key, value, 'true or false')
  return null
}

/** A whole number that fits GraphQL's Int. */
export function readInteger(row: WireRow, key: string, warn: Warn): number | null {
  const value = row[key]
  if (value === undefined || value === null || value === '') return null
  if (typeof value === 'number' && Number.isInteger(value) && Math.abs(value) <= largestInteger) return value
  warnWrongType(warn, key, value, 'a whole number')
  return null
}

/** A JSON object that can be shown, or null. */
export function readObject(row: WireRow, key: string, warn: Warn): WireRow | null {
  const value = readJson(row, key, warn)
  if (value === null || isObject(value)) return value
  warnWrongType(warn, key, value, 'an object')
  return null
}

/** Any JSON that can be shown; null for blank text too. */
export function readJson(row: WireRow, key: string, warn: Warn): unknown {
  const value = row[key]
  if (value === undefined || value === null || value === '') return null
  if (!isTooDeep(value)) return value
  warnWrongType(warn, key, value, `nested less than ${deepestNesting} deep`)
  return null
}

/** The members of an array, or null when the key holds none. Members are not checked. */
export function readArray(row: WireRow, key: string, warn: Warn): readonly unknown[] | null {
  const value = row[key]
  if (value === undefined || value === null) return null
  if (Array.isArray(value)) return value
  warnWrongType(warn, key, value, 'a list')
  return null
}

/** The members of an array that are objects; others are warned of and left out. */
export function readObjects(row: WireRow, key: string, warn: Warn): readonly WireRow[] | null {
  const members = readArray(row, key, warn)
  if (members === null) return null
  return members.filter((member): member is WireRow => {
    if (isObject(member)) return true
    if (member !== null) warnWrongType(warn, key, member, 'a list of objects')
    return false
  })
}

/**
 * An ISO 8601 instant (date, time, offset) exactly as the provider wrote it, microseconds kept. Anything else is null
 * with a warning: a date without an offset names no instant.
 */
export function readInstant(row: WireRow, key: string, warn: Warn): string | null {
  const value = row[key]
  if (value === undefined || value === null) return null
  if (typeof value === 'string' && value.trim() === '') return null
  if (typeof value === 'string' && isInstant(value)) return value
  warn({
    code: 'UNREADABLE_DATE',
    nativeKey: key,
    nativeValue: shorten(value),
    message: `"${key}" is not an ISO 8601 instant.`,
  })
  return null
}

const instantPattern = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/

export function isInstant(text: string): boolean {
  if (!instantPattern.test(text)) return false
  const month = twoDigits(text, 5)
  const day = twoDigits(text, 8)
  if (month < 1 || month > 12 || day < 1) return false
  if (twoDigits(text, 11) > 23 || twoDigits(text, 14) > 59 || twoDigits(text, 17) > 59) return false
  return day <= 28 || day <= daysInMonth(twoDigits(text, 0) * 100 + twoDigits(text, 2), month)
}

/** The digits are known to be there. */
function twoDigits(text: string, at: number): number {
  return (text.charCodeAt(at) - 48) * 10 + text.charCodeAt(at + 1) - 48
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
}

/** An ISO 3166-1 alpha-2 code in upper case; other text is null with a warning. */
export function readCountryCode(row: WireRow, key: string, warn: Warn): string | null {
  const text = readText(row, key, warn)
  if (text === null) return null
  const code = text.trim().toUpperCase()
  if (/^[A-Z]{2}$/.test(code)) return code
  warn({
    code: 'UNKNOWN_VALUE',
    nativeKey: key,
    nativeValue: shorten(text),
    message: `"${key}" is not a two-letter country code.`,
  })
  return null
}

/** An absolute http or https address, as the provider wrote it. */
export function readWebAddress(row: WireRow, key: string, warn: Warn): string | null {
  const text = readText(row, key, warn)
  if (text === null) return null
  const parsed = URL.parse(text)
  if (parsed !== null && (parsed.protocol === 'https:' || parsed.protocol === 'http:')) return text
  warn({ code: 'UNKNOWN_VALUE', nativeKey: key, nativeValue: null, message: `"${key}" is not a web address.` })
  return null
}

/**
 * One of a closed set, compared in upper case. Anything else is "UNKNOWN" with a warning; null when absent.
 */
export function readOneOf<const Value extends string>(
  row: WireRow,
  key: string,
  values: readonly Value[],
  warn: Warn,
): Value | 'UNKNOWN' | null {
  const text = readText(row, key, warn)
  if (text === null) return null
  const upper = text.trim().toUpperCase()
  const known = values.find((value) => value === upper)
  if (known !== undefined) return known
  warn({
    code: 'UNKNOWN_VALUE',
    nativeKey: key,
    nativeValue: shorten(text),
    message: `"${key}" has a value that this gateway does not know.`,
  })
  return 'UNKNOWN'
}

/** Minor units (an integer, or its text) as an exact decimal in major units: 41250 with 2 digits is "412.50". */
export function readMinorUnits(row: WireRow, key: string, digits: number, warn: Warn): string | null {
  const value = row[key]
  if (value === undefined || value === null || value === '') return null
  const text = typeof value === 'number' && Number.isSafeInteger(value) ? value.toFixed(0) : value
  if (typeof text !== 'string' || !/^-?\d{1,30}$/.test(text)) {
    warnWrongType(warn, key, value, 'a whole number of minor units')
    return null
  }
  return toMajorUnits(text, digits)
}

export function toMajorUnits(minorUnits: string, digits: number): string {
  const sign = minorUnits.startsWith('-') ? '-' : ''
  const padded = minorUnits
    .replace('-', '')
    .replace(/^0+(?=\d)/, '')
    .padStart(digits + 1, '0')
  const whole = padded.slice(0, padded.length - digits)
  const amount = digits === 0 ? whole : `${whole}.${padded.slice(-digits)}`
  return /[1-9]/.test(amount) ? sign + amount : amount
}

/** The largest whole number that a GraphQL Int holds. */
export const largestInteger = 2_147_483_647

/** A number of things: a whole number from 0 up, or null for anything else. */
export function readCount(value: unknown): number | null {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= largestInteger ? value : null
}

export function isObject(value: unknown): value is WireRow {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function warnWrongType(warn: Warn, nativeKey: string, value: unknown, expected: string): void {
  warn({ code: 'WRONG_TYPE', nativeKey, nativeValue: shorten(value), message: `"${nativeKey}" is not ${expected}.` })
}

/** The provider's text for a warning: at most 100 characters, objects and lists by their kind only. */
function shorten(value: unknown): string | null {
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object') return 'an object'
  return String(value).slice(0, 100)
}
