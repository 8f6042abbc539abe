// Rows of a list whose members are read when somebody asks for them. Reading a member looks like reading any object's,
// and one that the row lacks is undefined. Walking over all members, or asking whether there is one, goes through here.

type Row = Readonly<Record<string, unknown>>

/** Members of the row that are not there for everybody to walk over. */
export const readWhole: unique symbol = Symbol('the whole row')

interface LazyRow {
  [readWhole]?(): Row
}

/** The row with all of its members as own ones; the same object each time. Any other value is given back as it is. */
export function wholeOf<Value>(value: Value): Value {
  if (typeof value !== 'object' || value === null) return value
  const read = (value as LazyRow)[readWhole]
  return read === undefined ? value : (read.call(value) as Value)
}
