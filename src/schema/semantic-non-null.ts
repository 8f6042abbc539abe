// @semanticNonNull: the field is nullable so that an error need not take the whole answer with it, but it is null only
// when `errors` says why. Clients that read the directive (Relay, Apollo Kotlin, codegen) can type it as non-null.
// https://specs.apollo.dev/nullability/v0.4/
import { DirectiveLocation, GraphQLDirective, GraphQLInt, GraphQLList, GraphQLNonNull } from 'graphql'

export const semanticNonNullDirective = new GraphQLDirective({
  name: 'semanticNonNull',
  description: 'The field is null only when `errors` has an entry for its path.',
  locations: [DirectiveLocation.FIELD_DEFINITION],
  args: {
    levels: {
      description: 'Which levels of a list type this is said of: 0 is the field itself, 1 the items of its list.',
      type: new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(GraphQLInt))),
      defaultValue: [0],
    },
  },
})

/** Marks a field for `printGatewaySchema`; spread into the options of the field. */
export const semanticNonNull = { extensions: { isSemanticNonNull: true } } as const

export function isSemanticNonNull(extensions: Readonly<Record<string | symbol, unknown>>): boolean {
  return extensions['isSemanticNonNull'] === true
}
