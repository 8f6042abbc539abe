// Turns the selections of an operation into functions: which fields of which type, their arguments, and how each value
// is completed are decided once, and not again for every customer of every list. Only the ordinary course of things is
// compiled. Whatever else happens (an error, a null that must not be) is a deviation, and for the executor of the library.
import {
  type FieldNode,
  type FragmentDefinitionNode,
  GraphQLBoolean,
  type GraphQLField,
  type GraphQLFieldResolver,
  GraphQLID,
  type GraphQLInterfaceType,
  type GraphQLLeafType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  GraphQLString,
  type GraphQLUnionType,
  getArgumentValues,
  getNamedType,
  type getVariableValues,
  isAbstractType,
  isEnumType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
  visit,
} from 'graphql'

export type VariableValues = NonNullable<ReturnType<typeof getVariableValues>['variableValues']>

/** The library's executor has to say what becomes of this: nothing of the answer can be kept. */
class Deviation extends Error {}

/** One execution of a compiled operation. */
export interface Run {
  readonly context: unknown
  readonly variables: VariableValues
  /** Arguments that depend on variables, by the place of their field. */
  readonly givenArguments: unknown[]
  /** Values that are waited for. None of these rejects. */
  readonly pending: Promise<void>[]
  hasDeviated: boolean
}

/** The value as it goes into the answer. Throws for a deviation. */
type Complete = (value: unknown, run: Run) => unknown

/** Takes the JSON of an answer, part by part. */
export interface Output {
  write(text: string): void
}

/** Writes the JSON of a completed value; null where `JSON.stringify` does. Throws for a deviation. */
type Write = ((value: unknown, output: Output) => void) | null

/** What becomes of the values of one place. */
interface Form {
  readonly complete: Complete
  readonly write: Write
  /** Set where lists of such values are written from their sources. */
  readonly rows?: WrittenRows & { readonly assemble: Complete }
}

/** A field of an object that may be written without completing it. */
export interface WrittenField {
  readonly name: string
  /** Null for `__typename`. */
  readonly field: GraphQLField<unknown, unknown> | null
  /** The JSON of its completed value; null when that has to be waited for. Throws for a deviation. */
  readonly textOf: (source: unknown, run: Run) => string | null
}

/** Writes objects whose fields it knows, from their sources, into the output. */
export interface WrittenRows {
  /** Whether it can write all of these, or all but odd ones. */
  knows(sources: readonly unknown[], run: Run): boolean
  /**
   * Writes the objects with commas between them; `otherwise` gives the JSON of one that it cannot write. False, and nothing
   * is written, where this gives null or the sources are nothing that it knows.
   */
  write(sources: readonly unknown[], run: Run, otherwise: (source: unknown) => string | null): boolean
}

/** Null for fields that it does not know. */
export type CompileRows = (fields: readonly WrittenField[]) => WrittenRows | null

type Holder = Record<string | number, unknown>

export interface CompileOptions {
  readonly schema: GraphQLSchema
  readonly operation: OperationDefinitionNode
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>
  /** Decides @skip and @include; nothing else is compiled in of it. */
  readonly variables: VariableValues
  readonly compileRows: CompileRows
}

type CompiledField =
  | { readonly name: string; readonly constant: string; readonly write: null }
  | {
      readonly name: string
      readonly field: GraphQLField<unknown, unknown>
      readonly write: Write
      readonly resolve: GraphQLFieldResolver<unknown, unknown>
      /** Null: they depend on variables. */
      readonly given: Record<string, unknown> | null
      readonly argumentsOf: (run: Run) => Record<string, unknown>
      readonly infoOf: ((run: Run) => GraphQLResolveInfo) | null
      readonly complete: Complete
    }

/**
 * Reads the fields into an object, written out as code: each field then has calls and a place of its own, which the
 * engine can join together. Of the caller's text there is nothing in it but names, which are letters, digits and "_".
 */
function writeAssembler(fields: readonly CompiledField[]): Complete {
  const isConstant = (field: CompiledField) => 'constant' in field
  const members = fields.map((field) => `${field.name}: ${isConstant(field) ? `"${field.constant}"` : 'null'}`)
  const parts = fields.map((field, index) => {
    if (isConstant(field)) return { parameter: '', statement: '' }
    const { name, given, infoOf } = field
    const argumentsPart = given === null ? `argumentsOf${index}(run)` : `given${index}`
    return {
      parameter: `{ resolve: resolve${index}, given: given${index}, argumentsOf: argumentsOf${index}, infoOf: infoOf${index}, complete: complete${index} }`,
      statement: `
      value = resolve${index}(source, ${argumentsPart}, context, ${infoOf === null ? 'undefined' : `infoOf${index}(run)`})
      data.${name} = typeof value === 'object' && value !== null
        ? completeObjectLike(value, complete${index}, run, data, '${name}')
        : complete${index}(value, run)`,
    }
  })
  const code = `
    const [${parts.map(({ parameter }) => parameter).join(', ')}] = fields
    return (source, run) => {
      const { context } = run
      const data = { ${members.join(', ')} }
      let value${parts.map(({ statement }) => statement).join('')}
      return data
    }`
  const write = new Function('fields', 'completeObjectLike', code)
  return write(fields, completeObjectLike) as Complete
}

export interface CompiledForm extends Form {
  /** How many fields were compiled: a field counts for each place and each type in which it may be. */
  readonly fields: number
}

/** Fragments and types multiply fields, and each takes some hundred bytes. An operation with more is not compiled. */
const mostFields = 5_000

/** The whole of a query. Throws Deviation for what cannot be compiled. */
export function compileQuery(options: CompileOptions): CompiledForm {
  const { schema, operation, fragments, variables } = options
  const root = schema.getQueryType()
  if (operation.operation !== 'query' || root == null) throw new Deviation('Only queries are compiled.')
  let argumentPlaces = 0
  let fieldsSoFar = 0
  const form = compileObject(root, [operation.selectionSet])
  return { ...form, fields: fieldsSoFar }

  function compileObject(type: GraphQLObjectType, sets: readonly SelectionSetNode[]): Form {
    const fields = [...collectFields(type, sets)].map(([name, nodes]) => compileField(type, name, nodes))
    const assemble = writeAssembler(fields)
    const { isTypeOf } = type
    if (isTypeOf != null) {
      const complete: Complete = (source, run) => {
        if (isTypeOf(source, run.context, noInfo) !== true) throw new Deviation('Of another type.')
        return assemble(source, run)
      }
      return { complete, write: compileWriter(fields) }
    }
    const rows = compileRows(fields)
    return rows === null ? { complete: assemble, write: compileWriter(fields) } : writeRows(assemble, rows)
  }

  /** Null unless all that is selected are values of their own, the same for whoever asks. */
  function compileRows(fields: readonly CompiledField[]): WrittenRows | null {
    const isLeaf = (field: CompiledField): boolean =>
      'constant' in field || (field.given !== null && isLeafType(getNamedType(field.field.type)))
    return fields.every(isLeaf) ? options.compileRows(fields.map(toWrittenField)) : null
  }

  function compileField(parent: GraphQLObjectType, name: string, nodes: readonly FieldNode[]): CompiledField {
    const [node] = nodes
    fieldsSoFar += 1
    if (fieldsSoFar > mostFields) throw new Deviation('More fields than are compiled.')
    if (node === undefined || name === '__proto__') throw new Deviation('A field that is not compiled.')
    if (node.name.value === '__typename') return { name, constant: parent.name, write: null }
    const field = parent.getFields()[node.name.value]
    if (field === undefined) throw new Deviation('The schema of the schema is not compiled.')
    const key = field.name
    const { complete, write } = compileValue(field.type, nodes)
    return {
      name,
      field,
      write,
      resolve: field.resolve ?? ((source) => (source as Holder)[key]),
      // Every row shares them.
      given: hasVariables(node) ? null : getArgumentValues(field, node, variables),
      argumentsOf: compileArguments(field, node),
      infoOf: compileInfo(parent, field, name, nodes),
      complete,
    }
  }

  function compileArguments(
    field: GraphQLField<unknown, unknown>,
    node: FieldNode,
  ): (run: Run) => Record<string, unknown> {
    const place = argumentPlaces
    argumentPlaces += 1
    return (run) => {
      run.givenArguments[place] ??= getArgumentValues(field, node, run.variables)
      return run.givenArguments[place] as Record<string, unknown>
    }
  }

  /** What a resolver may ask about its place: known for the fields of the query itself, which is where it is used. */
  function compileInfo(
    parent: GraphQLObjectType,
    field: GraphQLField<unknown, unknown>,
    name: string,
    fieldNodes: readonly FieldNode[],
  ): ((run: Run) => GraphQLResolveInfo) | null {
    if ((field.resolve?.length ?? 0) < 4) return null
    if (parent !== root) throw new Deviation('A resolver asks for its place.')
    const path = { prev: undefined, key: name, typename: parent.name }
    const place = { fieldName: field.name, fieldNodes, returnType: field.type, parentType: parent, path }
    const known = { ...place, schema, fragments, rootValue: undefined, operation }
    return (run) => ({ ...known, variableValues: run.variables }) as unknown as GraphQLResolveInfo
  }

  function compileValue(type: GraphQLOutputType, nodes: readonly FieldNode[]): Form {
    if (isNonNullType(type)) {
      const { complete, write, rows } = compilePresent(type.ofType, nodes)
      const completePresent: Complete = (value, run) => {
        if (value == null) throw new Deviation('A null that must not be.')
        return complete(value, run)
      }
      return { complete: completePresent, write, ...(rows === undefined ? {} : { rows }) }
    }
    const { complete, write } = compilePresent(type, nodes)
    return {
      complete: (value, run) => (value == null ? null : complete(value, run)),
      write: write === null ? null : (value, output) => (value === null ? output.write('null') : write(value, output)),
    }
  }

  function compilePresent(type: GraphQLOutputType, nodes: readonly FieldNode[]): Form {
    if (isLeafType(type)) return { complete: compileLeaf(type), write: null }
    if (isListType(type)) return compileList(compileValue(type.ofType, nodes))
    const sets = nodes.flatMap(({ selectionSet }) => selectionSet ?? [])
    if (isObjectType(type)) return compileObject(type, sets)
    if (isAbstractType(type)) return compileAbstract(type, sets)
    throw new Deviation('A type that is not compiled.')
  }

  function compileAbstract(type: GraphQLInterfaceType | GraphQLUnionType, sets: readonly SelectionSetNode[]): Form {
    const members = new Map(schema.getPossibleTypes(type).map((each) => [each.name, compileObject(each, sets)]))
    const { resolveType } = type
    const memberOf = (value: unknown, run: Run): Form => {
      const name = resolveType?.(value, run.context, noInfo, type)
      const member = typeof name === 'string' ? members.get(name) : undefined
      if (member === undefined) throw new Deviation('Of no type that is known.')
      return member
    }
    if ([...members.values()].every(({ write }) => write === null)) {
      return { complete: (value, run) => memberOf(value, run).complete(value, run), write: null }
    }
    // Which type it was is not to be seen in the completed value.
    return {
      complete: (value, run) => {
        const { complete, write } = memberOf(value, run)
        return { completed: complete(value, run), write } satisfies OfSomeType
      },
      write: (value, output) => {
        const { completed, write } = value as OfSomeType
        ;(write ?? writePlain)(completed, output)
      },
    }
  }

  /** The fields to be read, those of one name together, in the order in which the answer has them. */
  function collectFields(
    type: GraphQLObjectType,
    sets: readonly SelectionSetNode[],
    found: Map<string, FieldNode[]> = new Map(),
    spread: Set<string> = new Set(),
  ): Map<string, FieldNode[]> {
    for (const selection of sets.flatMap(({ selections }) => selections)) {
      if (!isIncluded(selection, variables)) continue
      if (selection.kind === Kind.FIELD) {
        const name = selection.alias?.value ?? selection.name.value
        const nodes = found.get(name)
        if (nodes === undefined) found.set(name, [selection])
        else nodes.push(selection)
        continue
      }
      if (selection.kind === Kind.FRAGMENT_SPREAD) {
        if (spread.has(selection.name.value)) continue
        spread.add(selection.name.value)
      }
      const fragment = selection.kind === Kind.FRAGMENT_SPREAD ? fragments[selection.name.value] : selection
      if (fragment === undefined) throw new Deviation('A fragment that is not there.')
      if (appliesTo(fragment.typeCondition?.name.value, type)) {
        collectFields(type, [fragment.selectionSet], found, spread)
      }
    }
    return found
  }

  function appliesTo(condition: string | undefined, type: GraphQLObjectType): boolean {
    if (condition === undefined || condition === type.name) return true
    const conditional = schema.getType(condition)
    return isAbstractType(conditional) && schema.isSubType(conditional, type)
  }
}

/** For resolvers that say, by the number of their parameters, that they do not look at it. */
const noInfo = undefined as unknown as GraphQLResolveInfo

function completeObjectLike(
  value: object,
  complete: Complete,
  run: Run,
  holder: Holder,
  name: string | number,
): unknown {
  if (isPromise(value)) {
    run.pending.push(
      value.then(
        (settled) => {
          try {
            if (settled instanceof Error) throw settled
            holder[name] = complete(settled, run)
          } catch {
            run.hasDeviated = true
          }
        },
        () => {
          run.hasDeviated = true
        },
      ),
    )
    // Holds the place, so that the fields stay in order.
    return null
  }
  if (value instanceof Error) throw value
  return complete(value, run)
}

interface OfSomeType {
  readonly completed: unknown
  readonly write: Write
}

function toWrittenField(field: CompiledField): WrittenField {
  const { name } = field
  if ('constant' in field) return { name, field: null, textOf: () => JSON.stringify(field.constant) }
  const { resolve, given, complete } = field
  const textOf: WrittenField['textOf'] = (source, run) => {
    const value = resolve(source, given ?? {}, run.context, noInfo)
    if (value instanceof Error) throw value
    return typeof value === 'object' && value !== null && isPromise(value) ? null : JSON.stringify(complete(value, run))
  }
  return { name, field: field.field, textOf }
}

/** Completed values that are still to be written from their sources. */
class SourcesToWrite {
  readonly sources: readonly unknown[]
  readonly run: Run

  constructor(sources: readonly unknown[], run: Run) {
    this.sources = sources
    this.run = run
  }
}

function writeRows(assemble: Complete, rows: WrittenRows): Form {
  return {
    complete: (source, run) => {
      const sources = [source]
      return rows.knows(sources, run) ? new SourcesToWrite(sources, run) : assemble(source, run)
    },
    write: (value, output) => {
      if (!(value instanceof SourcesToWrite)) return output.write(JSON.stringify(value))
      const { sources, run } = value
      const text = (source: unknown): string => textAtOnce(assemble, source, run)
      if (!rows.write(sources, run, text)) output.write(text(sources[0]))
    },
    rows: { ...rows, assemble },
  }
}

/** Throws for what has to be waited for, which is too late where it is written. */
function textAtOnce(complete: Complete, source: unknown, run: Run): string {
  const isWaited = typeof source === 'object' && source !== null && isPromise(source)
  if (source == null || source instanceof Error || isWaited) throw new Deviation('No object.')
  const waited = run.pending.length
  const value = complete(source, run)
  if (run.pending.length > waited) throw new Deviation('A value that comes later.')
  return JSON.stringify(value)
}

/** Null when all of it is for `JSON.stringify`. */
function compileWriter(fields: readonly CompiledField[]): Write {
  if (fields.every(({ write }) => write === null)) return null
  const parts = fields.map(({ name, write }, index) => ({
    name,
    before: `${index === 0 ? '' : ','}"${name}":`,
    write: write ?? writePlain,
  }))
  return (value, output) => {
    output.write('{')
    for (const { name, before, write } of parts) {
      output.write(before)
      write((value as Holder)[name], output)
    }
    output.write('}')
  }
}

function writePlain(value: unknown, output: Output): void {
  output.write(JSON.stringify(value))
}

function compileList({ complete, write, rows }: Form): Form {
  const completeItems = compileItems(complete)
  const writeAny = write === null ? null : writeItems(write)
  if (rows === undefined) return { complete: completeItems, write: writeAny }
  return {
    complete: (value, run) =>
      Array.isArray(value) && rows.knows(value, run) ? new SourcesToWrite(value, run) : completeItems(value, run),
    write: (value, output) => {
      if (!(value instanceof SourcesToWrite)) return (writeAny ?? writePlain)(value, output)
      const { sources, run } = value
      const text = (source: unknown): string => textAtOnce(rows.assemble, source, run)
      output.write('[')
      if (!rows.write(sources, run, text)) output.write(sources.map(text).join())
      output.write(']')
    },
  }
}

function writeItems(write: NonNullable<Write>): Write {
  return (value, output) => {
    output.write('[')
    for (const [index, item] of (value as readonly unknown[]).entries()) {
      if (index > 0) output.write(',')
      write(item, output)
    }
    output.write(']')
  }
}

function compileItems(complete: Complete): Complete {
  return (value, run) => {
    if (!Array.isArray(value)) throw new Deviation('No list.')
    const items: unknown[] = []
    for (const item of value as readonly unknown[]) {
      const place = items.length
      const isObjectLike = typeof item === 'object' && item !== null
      items.push(
        isObjectLike ? completeObjectLike(item, complete, run, items as unknown as Holder, place) : complete(item, run),
      )
    }
    return items
  }
}

function compileLeaf(type: GraphQLLeafType): Complete {
  const serialize: Complete = (value) => {
    const serialized = type.serialize(value)
    if (serialized == null) throw new Deviation('A value that cannot be written.')
    return serialized
  }
  // These are written as they are.
  if (type === GraphQLString || type === GraphQLID) {
    return (value, run) => (typeof value === 'string' ? value : serialize(value, run))
  }
  if (type === GraphQLBoolean) return (value, run) => (typeof value === 'boolean' ? value : serialize(value, run))
  return isEnumType(type) ? remembered(serialize) : serialize
}

/** For types with few values. */
function remembered(serialize: Complete): Complete {
  const known = new Map<unknown, unknown>()
  return (value, run) => {
    const before = known.get(value)
    if (before !== undefined) return before
    const serialized = serialize(value, run)
    known.set(value, serialized)
    return serialized
  }
}

function isPromise(value: object): value is Promise<unknown> {
  return typeof (value as { readonly then?: unknown }).then === 'function'
}

function isIncluded({ directives = [] }: SelectionNode, variables: VariableValues): boolean {
  return directives.every((directive) => {
    const isSkip = directive.name.value === 'skip'
    const condition = directive.arguments?.[0]?.value
    if (!isSkip && directive.name.value !== 'include') throw new Deviation('A directive that is not compiled.')
    const value =
      condition?.kind === Kind.VARIABLE
        ? variables.coerced[condition.name.value]
        : condition?.kind === Kind.BOOLEAN
          ? condition.value
          : undefined
    if (typeof value !== 'boolean') throw new Deviation('A condition that is neither true nor false.')
    return value !== isSkip
  })
}

function hasVariables(field: FieldNode): boolean {
  let isFound = false
  for (const argument of field.arguments ?? []) {
    visit(argument, {
      Variable: () => {
        isFound = true
      },
    })
  }
  return isFound
}
