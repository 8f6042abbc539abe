// The schema as text: sorted, so that a difference in it is a difference in meaning, and with the directive that GraphQL's
// own printer leaves out.
import { type GraphQLSchema, isObjectType, lexicographicSortSchema, parse, printSchema, visit } from 'graphql'
import { isSemanticNonNull, semanticNonNullDirective } from './semantic-non-null.ts'

export function printGatewaySchema(schema: GraphQLSchema): string {
  const text = printSchema(lexicographicSortSchema(schema))
  const places: number[] = []
  visit(parse(text), {
    ObjectTypeDefinition: ({ name, fields = [] }) => {
      const type = schema.getType(name.value)
      for (const field of fields) {
        const known = isObjectType(type) ? type.getFields()[field.name.value] : undefined
        const end = field.type.loc?.end
        if (known !== undefined && end !== undefined && isSemanticNonNull(known.extensions)) places.push(end)
      }
      return false
    },
  })
  return `${insertAt(text, places, ` @${semanticNonNullDirective.name}`)}\n`
}

/** `places` in ascending order. */
function insertAt(text: string, places: readonly number[], inserted: string): string {
  const parts = [0, ...places].map((start, index) => text.slice(start, places[index]))
  return parts.join(inserted)
}
