// Holds the schema against the one of the last release. What could break a client needs a major changeset beside it, and
// whatever is deprecated says until which day it stays, and stays that long. Every difference is told on a line.
//
//   node scripts/compare-schema.ts [released schema] [schema] [folder of changesets]
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Change, CriticalityLevel, diff } from '@graphql-inspector/core'
import {
  buildSchema,
  type GraphQLArgument,
  type GraphQLEnumValue,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLSchema,
  isEnumType,
  resolveSchemaCoordinate,
} from 'graphql'

type Field = GraphQLField<unknown, unknown>
type Deprecable = Field | GraphQLInputField | GraphQLArgument | GraphQLEnumValue

const [releasedPath = 'schema.released.graphql', currentPath = 'schema.graphql', changesets = '.changeset'] =
  process.argv.slice(2)
const released = buildSchema(readFileSync(releasedPath, 'utf8'))
const current = buildSchema(readFileSync(currentPath, 'utf8'))

const changes = (await diff(released, current)).filter(({ type }) => !type.endsWith('_DESCRIPTION_CHANGED'))
const breaking = changes.filter(isBreaking)
const dangerous = changes.filter(
  (change) => !isBreaking(change) && change.criticality.level === CriticalityLevel.Dangerous,
)
for (const { message } of breaking) console.log(`breaking   ${message}`)
for (const { message } of dangerous) console.log(`dangerous  ${message}`)

const today = new Date().toISOString().slice(0, 10)
const problems = [
  ...(breaking.length > 0 && !hasMajorChangeset() ? ['Clients can break: this needs a major changeset.'] : []),
  ...deprecations(current).flatMap(({ coordinate, reason }) =>
    lastDay(reason) === null ? [`${coordinate} is deprecated without a day (YYYY-MM-DD) until which it stays.`] : [],
  ),
  ...deprecations(released).flatMap(({ coordinate, reason }) => {
    const day = lastDay(reason)
    const isGone = resolveSchemaCoordinate(current, coordinate) === undefined
    return isGone && day !== null && day >= today ? [`${coordinate} was promised to stay until ${day}.`] : []
  }),
]
for (const problem of problems) console.error(problem)
const safe = changes.length - breaking.length - dangerous.length
console.log(`${breaking.length} breaking, ${dangerous.length} dangerous, ${safe} other changes since the last release`)
process.exitCode = problems.length === 0 ? 0 : 1

function isBreaking({ criticality, type, message }: Change): boolean {
  // A field that could be null with an error only can be null without one.
  const isNoPromiseAnyMore = type === 'DIRECTIVE_USAGE_FIELD_DEFINITION_REMOVED' && message.includes('semanticNonNull')
  return criticality.level === CriticalityLevel.Breaking || isNoPromiseAnyMore
}

function hasMajorChangeset(): boolean {
  const texts = readdirSync(changesets)
    .filter((name) => name.endsWith('.md'))
    .map((name) => readFileSync(join(changesets, name), 'utf8'))
  return texts.some((text) => /^['"]?customer-gateway['"]?: major$/m.test(text.split(/^---$/m)[1] ?? ''))
}

interface Deprecation {
  /** `Customer.email`, `Query.customers(first:)` */
  readonly coordinate: string
  readonly reason: string
}

function deprecations(schema: GraphQLSchema): readonly Deprecation[] {
  return Object.values(schema.getTypeMap()).flatMap((type) => {
    if (isEnumType(type)) return type.getValues().flatMap((value) => deprecation(`${type.name}.${value.name}`, value))
    const fields: readonly (Field | GraphQLInputField)[] = 'getFields' in type ? Object.values(type.getFields()) : []
    return fields.flatMap((field) => {
      const coordinate = `${type.name}.${field.name}`
      const parameters = 'args' in field ? field.args : []
      return [
        ...deprecation(coordinate, field),
        ...parameters.flatMap((parameter) => deprecation(`${coordinate}(${parameter.name}:)`, parameter)),
      ]
    })
  })
}

function deprecation(coordinate: string, { deprecationReason: reason }: Deprecable): readonly Deprecation[] {
  return reason == null ? [] : [{ coordinate, reason }]
}

function lastDay(reason: string): string | null {
  return /\b\d{4}-\d{2}-\d{2}\b/.exec(reason)?.[0] ?? null
}
