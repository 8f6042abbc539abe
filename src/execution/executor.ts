// Executes queries in compiled form, and keeps the forms. Gives exactly the data that the library's executor gives, or
// nothing, which says: this one is for the library's executor.
import {
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  getOperationAST,
  getVariableValues,
  Kind,
  type OperationDefinitionNode,
  visit,
} from 'graphql'
import {
  type CompiledForm,
  type CompileRows,
  compileQuery,
  type Output,
  type Run,
  type VariableValues,
} from './compile.ts'

export interface CompiledOperation {
  readonly definition: OperationDefinitionNode
  /** The values of its variables; null when they are wrong, which the library's executor tells. */
  readVariables(given: Readonly<Record<string, unknown>> | undefined): VariableValues | null
  /**
   * Null when anything is not as it should be. Resolvers have been called then, and will be called again by the library's
   * executor: what they read must be kept for as long as the request lasts.
   */
  execute(variables: VariableValues, context: unknown): Promise<WrittenAnswer | null>
}

/** Who has used an answer may take its letters away: they are many, and what waited for them may be garbage for long. */
export interface WrittenAnswer {
  /** JSON in UTF-8, a letter for each byte: `latin1` in Node's words. */
  letters: string
}

export interface ExecutorOptions {
  readonly schema: GraphQLSchema
  /** Where answers are written, one at a time. */
  readonly output: Output & { begin(): void; end(): string }
  /** Writes objects from their sources, into the same output. */
  readonly compileRows: CompileRows
}

export interface CompiledExecutor {
  /** Null for what is not compiled: mutations, introspection, further directives, an operation that is not there. */
  prepare(document: DocumentNode, operationName: string | undefined): CompiledOperation | null
}

/**
 * Fields of all forms together, which take some 15 MB. Callers choose how many forms there are: each operation has one for
 * each set of conditions of its @skip and @include. Above that all are forgotten, and made again when they are needed.
 */
const keptFields = 30_000
/** What a form takes beside its fields, in fields. */
const formWeight = 5

type Forms = Map<string, CompiledForm | null>

const noVariables: VariableValues = { coerced: Object.create(null), sources: Object.create(null) }

export function createCompiledExecutor({ schema, output, compileRows }: ExecutorOptions): CompiledExecutor {
  const prepared = new WeakMap<OperationDefinitionNode, CompiledOperation | null>()
  let kept = new WeakMap<OperationDefinitionNode, Forms>()
  let weight = 0

  function keep(operation: OperationDefinitionNode, key: string, form: CompiledForm | null): void {
    weight += formWeight + (form?.fields ?? 0)
    if (weight > keptFields) {
      kept = new WeakMap()
      weight = 0
    }
    const forms: Forms = kept.get(operation) ?? new Map()
    kept.set(operation, forms.set(key, form))
  }

  function read(document: DocumentNode, operation: OperationDefinitionNode): CompiledOperation | null {
    if (operation.operation !== 'query' || (operation.directives ?? []).length > 0) return null
    const fragments: Record<string, FragmentDefinitionNode> = Object.create(null)
    for (const one of document.definitions) if (one.kind === Kind.FRAGMENT_DEFINITION) fragments[one.name.value] = one
    const definitions = operation.variableDefinitions ?? []
    const conditions = conditionsOf(document)

    /** Null for what cannot be compiled. */
    function formOf(variables: VariableValues): CompiledForm | null {
      const key = conditions.map((name) => String(variables.coerced[name])).join()
      const known = kept.get(operation)?.get(key)
      if (known !== undefined) return known
      const form = compileOrNull({ schema, operation, fragments, variables, compileRows })
      keep(operation, key, form)
      return form
    }

    return {
      definition: operation,
      readVariables: (given) =>
        definitions.length === 0
          ? noVariables
          : (getVariableValues(schema, definitions, { ...given }).variableValues ?? null),
      execute: async (variables, context) => {
        const form = formOf(variables)
        if (form === null) return null
        const run: Run = { context, variables, givenArguments: [], pending: [], hasDeviated: false }
        try {
          const data = form.complete(undefined, run)
          // More may come while these are waited for.
          for (const waited of run.pending) await waited
          if (run.hasDeviated) return null
          output.begin()
          output.write('{"data":')
          if (form.write === null) output.write(JSON.stringify(data))
          else form.write(data, output)
          output.write('}')
          return { letters: output.end() }
        } catch {
          return null
        }
      },
    }
  }

  return {
    prepare: (document, operationName) => {
      const operation = getOperationAST(document, operationName)
      if (operation == null) return null
      const known = prepared.get(operation)
      if (known !== undefined) return known
      const compiled = read(document, operation)
      prepared.set(operation, compiled)
      return compiled
    },
  }
}

function compileOrNull(options: Parameters<typeof compileQuery>[0]): CompiledForm | null {
  try {
    return compileQuery(options)
  } catch {
    return null
  }
}

/** The variables that decide what is selected. */
function conditionsOf(document: DocumentNode): readonly string[] {
  const names = new Set<string>()
  visit(document, {
    Directive: ({ arguments: given = [] }) => {
      for (const { value } of given) if (value.kind === Kind.VARIABLE) names.add(value.name.value)
    },
  })
  return [...names]
}
