// Reads JSON that is mostly one long list of like rows, and gives what a parser gives; but of each row it makes only what
// somebody reads. How the rows look is learned from lists that were parsed. A list that looks any other way is parsed.
import { randomUUID } from 'node:crypto'
import { type CreateRow, createRowClass } from './row-class.ts'
import { createRowPattern } from './row-pattern.ts'
import { learnShape, namePattern, type Shape } from './shape.ts'

export interface ListReader {
  /** The value of the JSON text. Throws SyntaxError for what is no JSON. */
  read(text: string): unknown
}

export interface ListReaders {
  /** The reader of this name: its lists look alike, e.g. because they come from one provider. */
  of(name: string): ListReader
}

export function createListReaders(): ListReaders {
  const readers = new Map<string, ListReader>()
  return {
    of: (name) => {
      const reader = readers.get(name) ?? createListReader()
      readers.set(name, reader)
      return reader
    },
  }
}

type Members = Readonly<Record<string, unknown>>

interface Learned {
  /** Member of the outermost object that is the list. */
  readonly listKey: string
  readonly shape: Shape
}

interface Scanner {
  readonly pattern: RegExp
  readonly createRow: CreateRow
}

/** Fewer rows are parsed in less time than it takes to learn anything. */
const fewestRows = 4
/** So many lists in a row that look different each time: then none is learned from for a while. */
const mostSurprises = 20
/** After so many lists everything is learned anew: how rows look, and which of their members are read. */
const longestMemory = 500

export function createListReader(): ListReader {
  let learned: Learned | null = null
  let scanner: Scanner | null = null
  let surprises = 0
  let lists = 0
  let wanted = new Set<string>()

  function missed(key: string): void {
    if (wanted.has(key)) return
    wanted.add(key)
    scanner = null
  }

  function forget(): void {
    learned = null
    scanner = null
    wanted = new Set()
    surprises = 0
    lists = 0
  }

  function scannerOf({ shape }: Learned): Scanner {
    if (scanner !== null) return scanner
    const { pattern, captures } = createRowPattern(shape, wanted)
    scanner = { pattern, createRow: createRowClass({ shape, captures, missed }) }
    return scanner
  }

  function learn(json: unknown): void {
    const listKey = findList(json)
    if (listKey === null) return
    surprises += 1
    const before = learned?.listKey === listKey ? learned.shape : null
    const shape = learnShape(before, (json as Members)[listKey] as readonly unknown[])
    learned = shape === null ? null : { listKey, shape }
    scanner = null
  }

  return {
    read: (text) => {
      lists += 1
      if (lists > longestMemory) forget()
      const scanned = learned === null ? null : scan(text, learned.listKey, scannerOf(learned))
      if (scanned !== null) {
        surprises = 0
        return scanned
      }
      const json: unknown = JSON.parse(text)
      if (surprises < mostSurprises) learn(json)
      return json
    },
  }
}

/** Stands for the rows while all that is around them is parsed. Nobody else can have written it. */
const rowsMark = randomUUID()

/** Null when the text is anything but what was learned. */
function scan(text: string, listKey: string, { pattern, createRow }: Scanner): Members | null {
  const opening = `"${listKey}":`
  const from = text.indexOf('[', text.indexOf(opening) + opening.length)
  const hasEscapes = text.includes('\\')
  const rows: Members[] = []
  let at = from + 1
  try {
    do {
      pattern.lastIndex = at
      const match = pattern.exec(text)
      if (match === null) return null
      const { lastIndex } = pattern
      const isBlankBehind = text.charCodeAt(lastIndex - 1) === blank
      rows.push(createRow(match, text, at, lastIndex - (isBlankBehind ? 2 : 1), hasEscapes))
      at = lastIndex
    } while (text.charCodeAt(at - 1) !== closingBracket)
    const around: unknown = JSON.parse(`${text.slice(0, from + 1)}"${rowsMark}"${text.slice(at - 1)}`)
    if (!isMarked(around, listKey)) return null
    around[listKey] = rows
    return around
  } catch {
    // No JSON, or more than the engine can take: the parser will say.
    return null
  }
}

const blank = ' '.charCodeAt(0)
const closingBracket = ']'.charCodeAt(0)

/** Whether the list that was scanned is the member that it was taken for. */
function isMarked(around: unknown, listKey: string): around is Record<string, unknown> {
  if (typeof around !== 'object' || around === null || !Object.hasOwn(around, listKey)) return false
  const marked = (around as Members)[listKey]
  return Array.isArray(marked) && marked.length === 1 && marked[0] === rowsMark
}

/** The member of the outermost object that is a list with enough rows. */
function findList(json: unknown): string | null {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return null
  const found = Object.entries(json).filter(([, value]) => Array.isArray(value) && value.length >= fewestRows)
  const [only] = found
  return only === undefined || found.length > 1 || !namePattern.test(only[0]) ? null : only[0]
}
