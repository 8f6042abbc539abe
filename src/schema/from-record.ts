// Says of a field of a customer that its record alone decides it: not who asks, nor what else was read.

const key = Symbol('from the record alone')

/** Spread into the options of a field. */
export const fromRecordAlone = { extensions: { [key]: true } }

export function isFromRecordAlone({ extensions }: { readonly extensions: Readonly<Record<symbol, unknown>> }): boolean {
  return extensions[key] === true
}
