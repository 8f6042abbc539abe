// A shape as a regular expression that matches one row of JSON, and nothing that is not JSON. Each alternative begins with
// another letter, so that it never has to try a row twice.
import { kinds, type Member, type Shape } from './shape.ts'

const text = String.raw`[^"\\\u0000-\u001f]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\u0000-\u001f]*)*`
const number = String.raw`-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?`
/** Some servers write a blank behind commas and colons. */
const comma = ', ?'
const colon = ': ?'

/** Deeper values are for the parser. */
const deepest = 3

function anyValueOf(depth: number): string {
  const flat = `"${text}"|${number}|true|false|null`
  if (depth === 0) return `(?:${flat})`
  const inner = anyValueOf(depth - 1)
  // One place for the inner value: a comma follows where another one does, and the end where none does.
  const list = String.raw`\[(?:${inner}(?:${comma}(?=[^\]])|(?=\])))*\]`
  const object = String.raw`\{(?:"${text}"${colon}${inner}(?:${comma}(?=")|(?=\})))*\}`
  return `(?:${flat}|${list}|${object})`
}

const anyValue = anyValueOf(deepest)

/** How a captured value becomes what a parser makes of it. */
export type Conversion = 'string' | 'boolean' | 'number' | 'json'

export interface Capture {
  readonly key: string
  readonly conversion: Conversion
}

export interface RowPattern {
  /** Sticky; matches a row and the comma or bracket behind it. */
  readonly pattern: RegExp
  /** One for each group, in their order. */
  readonly captures: readonly Capture[]
}

export function createRowPattern(shape: Shape, wanted: ReadonlySet<string>): RowPattern {
  const captures: Capture[] = []
  const members = shape.map((member, index) => {
    const conversion = wanted.has(member.key) ? conversionOf(member) : null
    if (conversion !== null) captures.push({ key: member.key, conversion })
    const part = `"${member.key}"${colon}${conversion === null ? skipped(member) : captured(conversion)}`
    if (index === 0) return part
    return member.isOptional ? `(?:${comma}${part})?` : `${comma}${part}`
  })
  return { pattern: new RegExp(String.raw`\{${members.join('')}\}(?:${comma}|\])`, 'y'), captures }
}

function conversionOf({ kinds: had, isOptional }: Member): Conversion {
  const others = had & ~kinds.null
  // A member that may be missing is not the same as one that is null.
  if (isOptional) return 'json'
  if (others === kinds.string || others === 0) return 'string'
  if (others === kinds.boolean) return 'boolean'
  return others === kinds.number ? 'number' : 'json'
}

function captured(conversion: Conversion): string {
  switch (conversion) {
    case 'string':
      return `(?:"(${text})"|null)`
    case 'boolean':
      return '(?:(true|false)|null)'
    case 'number':
      return `(?:(${number})|null)`
    case 'json':
      return `(${anyValue})`
  }
}

function skipped({ kinds: had }: Member): string {
  const flat = [
    ...((had & kinds.string) === 0 ? [] : [`"${text}"`]),
    ...((had & kinds.number) === 0 ? [] : [number]),
    ...((had & kinds.boolean) === 0 ? [] : ['true|false']),
    'null',
  ]
  return (had & kinds.nested) === 0 ? `(?:${flat.join('|')})` : anyValue
}
