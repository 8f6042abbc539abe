// How big an operation may be, judged from its text and from the parsed document alone: before it is validated, planned or
// executed, each of which takes longer the more there is of it. Fragments count as often as they are spread, and are
// looked at once.
import {
  type ArgumentNode,
  type DirectiveNode,
  type DocumentNode,
  type FragmentDefinitionNode,
  GraphQLError,
  Kind,
  Lexer,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
  Source,
  TokenKind,
  type TypeNode,
  type ValueNode,
} from 'graphql'

export const documentLimits = {
  /** Characters of a document, comments included. */
  length: 100_000,
  tokens: 2_000,
  /** Brackets of any kind within each other. */
  nesting: 50,
  /** Fields within fields: `{ a { b } }` has two levels. */
  depth: 10,
  /** The same below `__schema` and `__type`: the introspection query that tools send has fifteen. */
  introspectionDepth: 20,
  rootFields: 20,
  aliases: 30,
  directives: 50,
  /** Definitions in a document; validation compares those that are spread beside each other, each with each. */
  fragments: 100,
  /** Fields with the name of a sibling; validation compares them, each with each and with all that is below. */
  repeats: 100,
  /** Fields, spreads and inline fragments of an operation, once every fragment is spread. */
  selections: 2_000,
  /** Lists and objects within each other, in literals, in variables and in the types of variables. */
  valueDepth: 10,
} as const

export type DocumentLimit = keyof typeof documentLimits

/** What is found below a selection set. */
interface Measures {
  readonly depth: number
  readonly introspectionDepth: number
  /** Fields of the set itself. */
  readonly rootFields: number
  readonly aliases: number
  readonly directives: number
  readonly repeats: number
  readonly selections: number
  readonly valueDepth: number
}

const nothing: Measures = {
  depth: 0,
  introspectionDepth: 0,
  rootFields: 0,
  aliases: 0,
  directives: 0,
  repeats: 0,
  selections: 0,
  valueDepth: 0,
}

const introspectionFields: ReadonlySet<string> = new Set(['__schema', '__type'])

const sentences: Readonly<Record<DocumentLimit, string>> = {
  length: 'is longer than a document may be: characters',
  tokens: 'has more tokens than a document may have',
  nesting: 'nests brackets deeper than is allowed: levels',
  depth: 'nests fields deeper than is allowed: levels',
  introspectionDepth: 'nests introspection deeper than is allowed: levels',
  rootFields: 'selects more fields at its root than is allowed',
  aliases: 'has more aliases than is allowed, with those of its fragments',
  directives: 'has more directives than is allowed, with those of its fragments',
  fragments: 'has more fragments than a document may have',
  repeats: 'selects fields of one name beside each other more often than is allowed',
  selections: 'selects more than is allowed once its fragments are spread',
  valueDepth: 'nests lists and objects deeper than is allowed: levels',
}

const opening: ReadonlySet<string> = new Set([TokenKind.BRACE_L, TokenKind.BRACKET_L, TokenKind.PAREN_L])
const closing: ReadonlySet<string> = new Set([TokenKind.BRACE_R, TokenKind.BRACKET_R, TokenKind.PAREN_R])

/**
 * What is too big about a text that is still to be parsed. The parser and whatever comes after it call themselves for
 * what is nested: bounded here, none of them can run out of stack.
 */
export function checkText(text: string): 'length' | 'tokens' | 'nesting' | null {
  if (text.length > documentLimits.length) return 'length'
  const lexer = new Lexer(new Source(text))
  let tokens = 0
  let nesting = 0
  try {
    while (lexer.advance().kind !== TokenKind.EOF) {
      tokens += 1
      if (tokens > documentLimits.tokens) return 'tokens'
      if (opening.has(lexer.token.kind)) nesting += 1
      if (closing.has(lexer.token.kind)) nesting -= 1
      if (nesting > documentLimits.nesting) return 'nesting'
    }
  } catch {
    // No token: the parser gets no further than this either, and says where it is.
  }
  return null
}

/** What is too big about the document; nothing when all of it may be executed. Takes time in proportion to its tokens. */
export function checkDocument(document: DocumentNode): readonly GraphQLError[] {
  const fragments = new Map<string, FragmentDefinitionNode>()
  const operations: OperationDefinitionNode[] = []
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition)
    if (definition.kind === Kind.OPERATION_DEFINITION) operations.push(definition)
  }
  if (fragments.size > documentLimits.fragments) return [createLimitError('fragments')]
  const measured = new Map<string, Measures>()
  const open = new Set<string>()
  const circular = new Set<string>()
  for (const name of fragments.keys()) measureFragment(name)
  if (circular.size > 0) return [createCircleError(circular)]
  const exceeded = new Set<DocumentLimit>()
  for (const operation of operations) {
    const measures = measureOperation(operation)
    for (const limit of Object.keys(measures) as (keyof Measures)[]) {
      if (measures[limit] > documentLimits[limit]) exceeded.add(limit)
    }
  }
  return [...exceeded].map(createLimitError)

  function measureOperation({ directives, variableDefinitions, selectionSet }: OperationDefinitionNode): Measures {
    const variables = (variableDefinitions ?? []).map(({ type, defaultValue, directives: own }) => ({
      ...measureUse(own, []),
      valueDepth: Math.max(typeDepth(type), defaultValue === undefined ? 0 : valueDepth(defaultValue)),
    }))
    return add([...variables, measureUse(directives, []), measureSet(selectionSet)])
  }

  function measureSet({ selections }: SelectionSetNode, siblings: Set<string> = new Set()): Measures {
    return add(selections.map((selection) => measureSelection(selection, siblings)))
  }

  function measureSelection(selection: SelectionNode, siblings: Set<string>): Measures {
    const use = measureUse(selection.directives, selection.kind === Kind.FIELD ? selection.arguments : [])
    const own = { ...use, selections: 1 }
    if (selection.kind === Kind.FRAGMENT_SPREAD) return add([own, measureFragment(selection.name.value)])
    if (selection.kind === Kind.INLINE_FRAGMENT) return add([own, measureSet(selection.selectionSet, siblings)])
    const { name, alias, selectionSet } = selection
    const below = selectionSet === undefined ? nothing : measureSet(selectionSet)
    const responseName = alias?.value ?? name.value
    const isRepeated = siblings.has(responseName)
    siblings.add(responseName)
    const isIntrospection = introspectionFields.has(name.value)
    return {
      ...add([own, below]),
      rootFields: 1,
      aliases: below.aliases + (alias === undefined ? 0 : 1),
      repeats: below.repeats + (isRepeated ? 1 : 0),
      depth: isIntrospection ? 1 : below.depth + 1,
      introspectionDepth: isIntrospection ? below.depth + 1 : below.introspectionDepth,
    }
  }

  function measureFragment(name: string): Measures {
    const known = measured.get(name)
    if (known !== undefined) return known
    const fragment = fragments.get(name)
    // That there is none is for validation to say.
    if (fragment === undefined) return nothing
    if (open.has(name)) {
      circular.add(name)
      return nothing
    }
    open.add(name)
    const measures = add([measureUse(fragment.directives, []), measureSet(fragment.selectionSet)])
    measured.set(name, measures)
    return measures
  }
}

/** The error of a document, or of its variables, that passes a limit. */
export function createLimitError(limit: DocumentLimit): GraphQLError {
  const maximum = documentLimits[limit]
  return refuse(`The operation ${sentences[limit]} (${maximum}).`, { limit, maximum })
}

/** Whether lists and objects of the value lie deeper in each other than a caller may send. */
export function isNestedTooDeep(value: unknown, levels: number = documentLimits.valueDepth): boolean {
  if (typeof value !== 'object' || value === null) return false
  if (levels === 0) return true
  for (const part of Array.isArray(value) ? value : Object.values(value)) {
    if (isNestedTooDeep(part, levels - 1)) return true
  }
  return false
}

function createCircleError(names: ReadonlySet<string>): GraphQLError {
  const [name] = names
  return refuse(`The fragment ${name} spreads itself, directly or through others.`, { limit: 'circularFragments' })
}

function refuse(message: string, facts: Readonly<Record<string, unknown>>): GraphQLError {
  // `http` is taken out before the answer is written.
  return new GraphQLError(message, {
    extensions: { code: 'DOCUMENT_LIMIT_EXCEEDED', ...facts, http: { status: 400 } },
  })
}

/** Things that stand beside each other: what is many adds up, what is deep does not. */
function add(parts: readonly Measures[]): Measures {
  const sum = { ...nothing }
  for (const part of parts) {
    sum.depth = Math.max(sum.depth, part.depth)
    sum.introspectionDepth = Math.max(sum.introspectionDepth, part.introspectionDepth)
    sum.valueDepth = Math.max(sum.valueDepth, part.valueDepth)
    sum.rootFields += part.rootFields
    sum.aliases += part.aliases
    sum.directives += part.directives
    sum.repeats += part.repeats
    sum.selections += part.selections
  }
  return sum
}

/** What hangs on a field, a fragment, an operation or a variable. */
function measureUse(
  directives: readonly DirectiveNode[] | undefined = [],
  given: readonly ArgumentNode[] | undefined = [],
): Measures {
  const all = [...given, ...directives.flatMap((directive) => directive.arguments ?? [])]
  return {
    ...nothing,
    directives: directives.length,
    valueDepth: all.reduce((deepest, { value }) => Math.max(deepest, valueDepth(value)), 0),
  }
}

function valueDepth(value: ValueNode): number {
  if (value.kind === Kind.LIST) return 1 + deepest(value.values)
  if (value.kind === Kind.OBJECT) return 1 + deepest(value.fields.map((field) => field.value))
  return 0
}

function deepest(values: readonly ValueNode[]): number {
  return values.reduce((most, value) => Math.max(most, valueDepth(value)), 0)
}

function typeDepth(type: TypeNode): number {
  if (type.kind === Kind.NAMED_TYPE) return 0
  return (type.kind === Kind.LIST_TYPE ? 1 : 0) + typeDepth(type.type)
}
