// Instants as providers mostly write them, told by their bytes.

const zero = 0x30
const dash = 0x2d
const colon = 0x3a
const dot = 0x2e
const letterT = 0x54
const letterZ = 0x5a

/** True only for instants: in UTC, and on one of the first 28 days of a month. Of others it says nothing. */
export function isPlainInstant(bytes: Buffer, from: number, to: number): boolean {
  const length = to - from
  if (length < 20 || length > 30 || bytes[to - 1] !== letterZ) return false
  if (bytes[from + 4] !== dash || bytes[from + 7] !== dash || bytes[from + 10] !== letterT) return false
  if (bytes[from + 13] !== colon || bytes[from + 16] !== colon) return false
  if (twoDigits(bytes, from) < 0 || twoDigits(bytes, from + 2) < 0) return false
  const month = twoDigits(bytes, from + 5)
  const day = twoDigits(bytes, from + 8)
  if (month < 1 || month > 12 || day < 1 || day > 28) return false
  if (!isBelow(twoDigits(bytes, from + 11), 24)) return false
  if (!isBelow(twoDigits(bytes, from + 14), 60) || !isBelow(twoDigits(bytes, from + 17), 60)) return false
  if (length === 20) return true
  if (length === 21 || bytes[from + 19] !== dot) return false
  for (let at = from + 20; at < to - 1; at += 1) {
    const digit = (bytes[at] as number) - zero
    if (digit < 0 || digit > 9) return false
  }
  return true
}

function isBelow(value: number, end: number): boolean {
  return value >= 0 && value < end
}

/** Below zero where there are none. */
function twoDigits(bytes: Buffer, at: number): number {
  const tens = (bytes[at] as number) - zero
  const ones = (bytes[at + 1] as number) - zero
  return tens < 0 || tens > 9 || ones < 0 || ones > 9 ? -1 : 10 * tens + ones
}
