// JSON written by hand, so that everything that may be written in more than one way can be.

/** A scalar as it is to be written; a list; an object, whose names come with their quotes and may repeat. */
export type Node = string | readonly Node[] | { readonly of: readonly (readonly [string, Node])[] }

export interface Layout {
  readonly colon: string
  /** Behind commas that do not end a line. */
  readonly space: string
  /** For each level; null: all is in one line. */
  readonly indent: string | null
  readonly lineEnd: string
}

export const compact: Layout = { colon: ':', space: '', indent: null, lineEnd: '' }

/** As Node, Python and people write it. */
export const layouts: readonly Layout[] = [
  compact,
  { colon: ': ', space: ' ', indent: null, lineEnd: '' },
  { colon: ': ', space: '', indent: '  ', lineEnd: '\n' },
  { colon: ':\t', space: '', indent: '\t', lineEnd: '\r\n' },
]

/** What it is, as `JSON.stringify` says it. */
export function toNode(value: unknown): Node {
  if (Array.isArray(value)) return value.map(toNode)
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  return { of: Object.entries(value).map(([name, member]) => [JSON.stringify(name), toNode(member)]) }
}

/** JSON with all letters escaped that are not ASCII. */
export function escapeLetters(json: string): string {
  return json.replace(/[\u0080-\uffff]/g, toEscape)
}

export function toEscape(letter: string): string {
  return `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`
}

export function print(node: Node, layout: Layout, level = 0): string {
  if (typeof node === 'string') return node
  const deeper = (each: Node): string => print(each, layout, level + 1)
  if ('of' in node) {
    return enclose(
      '{',
      node.of.map(([name, value]) => name + layout.colon + deeper(value)),
      '}',
      layout,
      level,
    )
  }
  return enclose('[', node.map(deeper), ']', layout, level)
}

function enclose(start: string, parts: readonly string[], end: string, layout: Layout, level: number): string {
  const { indent, lineEnd, space } = layout
  if (parts.length === 0) return start + end
  if (indent === null) return start + parts.join(`,${space}`) + end
  const line = (at: number): string => lineEnd + indent.repeat(at)
  return start + line(level + 1) + parts.join(`,${line(level + 1)}`) + line(level) + end
}
