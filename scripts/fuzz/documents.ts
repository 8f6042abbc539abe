// Operations made from the schema by chance: valid ones, with arguments and variables of the right types, small enough
// that a sandbox answers them at once.
import {
  type GraphQLArgument,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql'
import type { Random } from './random.ts'

/** What a gateway has told before: ids and cursors that lead somewhere. */
export interface Corpus {
  readonly ids: readonly string[]
  readonly cursors: readonly string[]
  readonly externalIds: readonly string[]
}

export interface Operation {
  readonly query: string
  readonly variables: Record<string, unknown>
}

const deepest = 4
const names = ['A', 'b', '_c', 'Operation']

export function createOperation(schema: GraphQLSchema, corpus: Corpus, random: Random): Operation {
  const variables: Record<string, unknown> = {}
  const declared: string[] = []
  const fragments: string[] = []
  const isMutation = random.chance(0.15)
  const root = (isMutation ? schema.getMutationType() : undefined) ?? schema.getQueryType()
  if (root === null || root === undefined) throw new Error('The schema has no root type.')

  function argumentsOf(field: GraphQLField<unknown, unknown>): string {
    const given = field.args.flatMap((argument) => {
      if (!isNonNullType(argument.type) && random.chance(0.6)) return []
      return [`${argument.name}: ${writeArgument(argument)}`]
    })
    return given.length === 0 ? '' : `(${given.join(', ')})`
  }

  function writeArgument({ name, type }: GraphQLArgument): string {
    const value = createValue(type, name, corpus, random)
    if (random.chance(0.4)) return writeLiteral(value, type)
    const variable = `v${declared.length}`
    declared.push(`$${variable}: ${String(type)}`)
    variables[variable] = value
    return `$${variable}`
  }

  function selectionOf(type: GraphQLCompositeType, depth: number): string {
    if (isAbstractType(type)) {
      const members = schema.getPossibleTypes(type).filter(() => random.chance(0.5))
      const parts = members.map((member) => `... on ${member.name} ${selectionOf(member, depth + 1)}`)
      return `{ __typename ${parts.join(' ')} }`
    }
    const fields = Object.values(isObjectType(type) ? type.getFields() : {})
    const wanted = fields.filter((field) => {
      const isLeaf = !isCompositeType(getNamedType(field.type))
      return (isLeaf || depth < deepest) && random.chance(isLeaf ? 0.3 : 0.25)
    })
    const parts = wanted.map((field, at) => `${random.chance(0.1) ? `a${at}: ` : ''}${selectField(field, depth)}`)
    const body = `{ __typename ${parts.join(' ')} }`
    if (parts.length === 0 || !random.chance(0.1)) return body
    const name = `F${fragments.length}`
    fragments.push(`fragment ${name} on ${type.name} ${body}`)
    return `{ ...${name} }`
  }

  function selectField(field: GraphQLField<unknown, unknown>, depth: number): string {
    const type = getNamedType(field.type)
    const directive = random.chance(0.05) ? ` @${random.pick(['skip', 'include'])}(if: ${random.chance(0.5)})` : ''
    const selection = isCompositeType(type) ? ` ${selectionOf(type, depth + 1)}` : ''
    return `${field.name}${argumentsOf(field)}${directive}${selection}`
  }

  const fields = Object.values(root.getFields())
  const chosen = Array.from(
    { length: 1 + random.below(2) },
    (_, at) => `r${at}: ${selectField(random.pick(fields), 0)}`,
  )
  const heads = declared.length === 0 ? '' : `(${declared.join(', ')})`
  const name = random.chance(0.5) ? ` ${random.pick(names)}` : ''
  const body = `${isMutation ? 'mutation' : 'query'}${name}${heads} { ${chosen.join(' ')} }`
  return { query: [body, ...fragments].join('\n'), variables }
}

/** A value that fits the type, and often one that leads somewhere. */
function createValue(type: GraphQLInputType, name: string, corpus: Corpus, random: Random): unknown {
  if (isNonNullType(type)) return createValue(type.ofType, name, corpus, random)
  if (isListType(type)) {
    return Array.from({ length: random.below(4) }, () => createValue(type.ofType, name, corpus, random))
  }
  if (isEnumType(type)) return random.pick(type.getValues()).name
  if (isInputObjectType(type)) {
    const all = Object.values(type.getFields())
    // Of `@oneOf` exactly one; of others what must be there and some of the rest.
    const given = type.isOneOf ? [random.pick(all)] : all.filter((one) => isNonNullType(one.type) || random.chance(0.3))
    return Object.fromEntries(given.map((one) => [one.name, createValue(one.type, one.name, corpus, random)]))
  }
  switch (type.name) {
    case 'Int':
      return name === 'first' ? 1 + random.below(4) : random.pick([1, 2, 3, 50, 5_000])
    case 'Float':
      return random.next() * 10
    case 'Boolean':
      return random.chance(0.5)
    case 'ID':
      return random.pick([...corpus.ids, ''])
    default:
      if (/cursor|after/i.test(name)) return random.pick([...corpus.cursors, ''])
      if (/external/i.test(name)) return random.pick([...corpus.externalIds, random.text(12)])
      return random.text(16)
  }
}

/** As GraphQL writes it. */
function writeLiteral(value: unknown, type: GraphQLInputType): string {
  if (isNonNullType(type)) return writeLiteral(value, type.ofType)
  if (isListType(type) && Array.isArray(value)) {
    return `[${value.map((item) => writeLiteral(item, type.ofType)).join(', ')}]`
  }
  if (isInputObjectType(type)) {
    const members = Object.entries(value as Record<string, unknown>)
    const fields = type.getFields()
    return `{${members.map(([key, member]) => `${key}: ${writeMember(member, fields[key]?.type)}`).join(', ')}}`
  }
  return isEnumType(type) ? String(value) : JSON.stringify(value)
}

function writeMember(value: unknown, type: GraphQLInputType | undefined): string {
  return type === undefined ? 'null' : writeLiteral(value, type)
}
