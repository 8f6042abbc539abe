// From the text of a document to something that can be executed: parsed, within the limits, valid. Whatever comes in by
// whichever door passes here, and what has passed once is kept, so that the same text costs a look-up.
import {
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  NoSchemaIntrospectionCustomRule,
  parse,
  specifiedRules,
  validate,
} from 'graphql'
import { createRecentlyUsed } from '../domain/recently-used.ts'
import { checkDocument, checkText, createLimitError } from './document-limits.ts'
import type { HttpPlugin } from './plugin.ts'

export interface DocumentOptions {
  readonly schema: GraphQLSchema
  /** Whether callers may read the schema; without it errors make no suggestions either. */
  readonly hasIntrospection: boolean
}

export type PreparedDocument =
  | { readonly document: DocumentNode; readonly errors: null }
  /** At least one, each with a code and, in `extensions.http`, the status of the answer. */
  | { readonly document: null; readonly errors: readonly GraphQLError[] }

export interface Documents {
  /** Never throws, whatever the text. */
  prepare(text: string): PreparedDocument
}

/** Errors that are told of one document. */
const mostErrors = 20
/** Tokens of all documents that are kept: three hundred of the usual size, which take some 6 MB. */
const keptTokens = 30_000
/** Characters that take about the memory of a token. */
const charactersPerToken = 50

export function createDocuments({ schema, hasIntrospection }: DocumentOptions): Documents {
  const rules = hasIntrospection ? specifiedRules : [...specifiedRules, NoSchemaIntrospectionCustomRule]
  const options = { maxErrors: mostErrors, hideSuggestions: !hasIntrospection }
  const kept = createRecentlyUsed<PreparedDocument>(keptTokens)
  // With its first document a schema is checked itself, which is not to take the time of the first caller.
  validate(schema, parse('{ __typename }'), rules, options)

  function read(text: string): PreparedDocument {
    const document = parseWithin(text)
    if (document instanceof GraphQLError) return { document: null, errors: [document] }
    const tooBig = checkDocument(document)
    if (tooBig.length > 0) return { document: null, errors: tooBig }
    const invalid = validate(schema, document, rules, options)
    if (invalid.length > 0) return { document: null, errors: invalid.map(toValidationError) }
    return { document, errors: null }
  }

  return {
    prepare: (text) => {
      const known = kept.get(text)
      if (known !== undefined) return known
      const prepared = read(text)
      // What is wrong is not kept: nobody sends it twice on purpose, and everybody can send it in endless variety.
      if (prepared.document !== null) {
        kept.set(text, prepared, (prepared.document.tokenCount ?? 0) + text.length / charactersPerToken)
      }
      return prepared
    },
  }
}

/** Gives Yoga what `documents` has prepared, in place of its own parsing and validation. */
export function useDocuments(documents: Documents, hasIntrospection: boolean): HttpPlugin {
  return {
    onParse: ({ params, setParsedDocument }) => {
      const { document, errors } = documents.prepare(String(params.source))
      if (errors !== null) throw new AggregateError(errors)
      setParsedDocument(document)
    },
    onValidate: ({ setResult }) => setResult([]),
    onExecute: ({ args }) => {
      Object.assign(args, { hideSuggestions: !hasIntrospection })
    },
  }
}

function parseWithin(text: string): DocumentNode | GraphQLError {
  const limit = checkText(text)
  if (limit !== null) return createLimitError(limit)
  try {
    return parse(text)
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error
    const { message, source, positions } = error
    return new GraphQLError(message, { source, positions, extensions: toExtensions('GRAPHQL_PARSE_FAILED') })
  }
}

function toValidationError({ message, nodes }: GraphQLError): GraphQLError {
  return new GraphQLError(message, { nodes, extensions: toExtensions('GRAPHQL_VALIDATION_FAILED') })
}

/** `http` is taken out before the answer is written; clients that speak the GraphQL media type get the status. */
function toExtensions(code: string) {
  return { code, http: { status: 400, spec: true } }
}
