// What the rows of one list have in common: their members, in the order in which the provider writes them, and what kinds
// of values each has had. Learned from rows that were parsed; a shape promises nothing of the rows to come.

/** Bits, so that several kinds of one member are one number. */
export const kinds = { null: 1, boolean: 2, number: 4, string: 8, nested: 16 } as const

export interface Member {
  readonly key: string
  /** Bits of `kinds`. */
  readonly kinds: number
  /** Whether some rows lack it. */
  readonly isOptional: boolean
}

export type Shape = readonly Member[]

const mostMembers = 200

/** Keys are written into code as names: anything else is not scanned. Those that every object has are no names here. */
export const namePattern = /^(?!__proto__$)[A-Za-z_][A-Za-z0-9_]{0,63}$/

/** The shape that covers these rows as well; null when there is none, e.g. for rows whose members change places. */
export function learnShape(before: Shape | null, rows: readonly unknown[]): Shape | null {
  let shape = before
  for (const row of rows) {
    if (typeof row !== 'object' || row === null || Array.isArray(row)) return null
    shape = widen(shape, row as Readonly<Record<string, unknown>>)
    if (shape === null) return null
  }
  // The first member is what a row is told by.
  return shape === null || shape.length === 0 || shape.length > mostMembers || shape[0]?.isOptional ? null : shape
}

function widen(shape: Shape | null, row: Readonly<Record<string, unknown>>): Shape | null {
  const keys = Object.keys(row)
  if (!keys.every((key) => namePattern.test(key) && !(key in Object.prototype))) return null
  if (shape === null) return keys.map((key) => ({ key, kinds: kindOf(row[key]), isOptional: false }))
  const widened: Member[] = []
  let at = 0
  for (const key of keys) {
    const kind = kindOf(row[key])
    const found = shape.findIndex((member) => member.key === key)
    if (found >= 0 && found < at) return null
    if (found < 0) {
      widened.push({ key, kinds: kind, isOptional: true })
      continue
    }
    for (; at < found; at += 1) widened.push(...lackedBy(shape[at]))
    const member = shape[at]
    if (member !== undefined)
      widened.push((member.kinds & kind) !== 0 ? member : { ...member, kinds: member.kinds | kind })
    at += 1
  }
  for (; at < shape.length; at += 1) widened.push(...lackedBy(shape[at]))
  return widened
}

function lackedBy(member: Member | undefined): readonly Member[] {
  if (member === undefined) return []
  return [member.isOptional ? member : { ...member, isOptional: true }]
}

function kindOf(value: unknown): number {
  if (value === null) return kinds.null
  if (typeof value === 'string') return kinds.string
  if (typeof value === 'boolean') return kinds.boolean
  return typeof value === 'number' ? kinds.number : kinds.nested
}
