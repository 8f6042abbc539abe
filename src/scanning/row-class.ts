// Rows as objects: members that were captured are there, every other one is read from the row's text when it is asked for.
// What makes them is written out as code, for objects that are filled member by member take several times as long. Of the
// provider's text there is nothing in that code but names of members, which are letters, digits and "_".
import { readWhole } from '../domain/lazy-row.ts'
import type { Capture, Conversion } from './row-pattern.ts'
import type { Shape } from './shape.ts'

type Members = Readonly<Record<string, unknown>>

export interface RowOptions {
  readonly shape: Shape
  readonly captures: readonly Capture[]
  /** Hears of each member that had to be read from the text. */
  readonly missed: (key: string) => void
}

/** From a match and where its row stands in the text. `hasEscapes`: whether there is any backslash in the text. */
export type CreateRow = (match: RegExpExecArray, text: string, from: number, to: number, hasEscapes: boolean) => Members

const conversions: Readonly<Record<Conversion, (group: string) => string>> = {
  string: (group) => `${group} === undefined ? null : hasEscapes ? withoutEscapes(${group}) : ${group}`,
  boolean: (group) => `${group} === undefined ? null : ${group} === 'true'`,
  number: (group) => `${group} === undefined ? null : +${group}`,
  json: (group) => `${group} === undefined ? undefined : parse(${group})`,
}

export function createRowClass({ shape, captures, missed }: RowOptions): CreateRow {
  const members = captures.map(
    ({ key, conversion }, index) => `this.${key} = ${conversions[conversion](`match[${index + 1}]`)}`,
  )
  const code = `
    function Row(match, text, from, to, hasEscapes) {
      ${members.join('\n      ')}
      this[source] = text
      this[start] = from
      this[end] = to
      this[whole] = null
    }
    Row.prototype = prototype
    return (match, text, from, to, hasEscapes) => new Row(match, text, from, to, hasEscapes)`
  const isCaptured = new Set(captures.map(({ key }) => key))
  const prototype = createPrototype(
    shape.map(({ key }) => key).filter((key) => !isCaptured.has(key)),
    missed,
  )
  const names = { prototype, withoutEscapes, parse: JSON.parse, source, start, end, whole }
  return new Function(...Object.keys(names), code)(...Object.values(names)) as CreateRow
}

const source = Symbol('text of the list')
const start = Symbol('where the row begins')
const end = Symbol('where the row ends')
const whole = Symbol('parsed row')

interface Row {
  [source]: string
  [start]: number
  [end]: number
  [whole]: Members | null
}

function parseRow(this: Row): Members {
  this[whole] ??= Object.assign(JSON.parse(this[source].slice(this[start], this[end])), capturedOf(this))
  return this[whole] as Members
}

/** Parts of the row that were handed out already have to stay the same objects. */
function capturedOf(row: Row): object {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => typeof value === 'object' && value !== null))
}

function createPrototype(keys: readonly string[], missed: (key: string) => void): object {
  const members = keys.map((key): [string, PropertyDescriptor] => [
    key,
    {
      get(this: Row) {
        missed(key)
        return parseRow.call(this)[key]
      },
    },
  ])
  return Object.create(Object.prototype, {
    [readWhole]: { value: parseRow },
    ...Object.fromEntries(members),
  })
}

function withoutEscapes(written: string): string {
  return written.includes('\\') ? JSON.parse(`"${written}"`) : written
}
