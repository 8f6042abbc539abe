// Refuses operations that could cause too many requests to providers, before any is made, and tells what an operation
// can cause and did cause to callers who ask with a header. Must come after the step that logs the operation: a refused
// one is logged, too.
import { GraphQLError, type GraphQLSchema } from 'graphql'
import { type OperationCost, planOperation } from '../schema/operation-cost.ts'
import type { HttpPlugin } from './plugin.ts'

export interface OperationCostOptions {
  readonly schema: GraphQLSchema
  /** Requests to providers that one operation may cause at worst. */
  readonly maximum: number
}

/** With the value `1`, `extensions.cost` of the answer has the requests that were planned at worst and really made. */
const header = 'x-gateway-cost'

export function useOperationCost({ schema, maximum }: OperationCostOptions): HttpPlugin {
  return {
    onExecute: ({ args: { document, operationName, variableValues, contextValue }, setResultAndStopExecution }) => {
      const { service, request } = contextValue
      const operation = { schema, document, operationName, variables: variableValues }
      const cost = planOperation(operation, service.plans)
      if (cost === null) return undefined
      const isAsked = request.headers.get(header) === '1'
      const tell = () => (isAsked ? { cost: { planned: cost.planned, actual: service.requestsMade() } } : {})
      if (cost.planned > maximum) {
        setResultAndStopExecution({ errors: [createCostError(cost, maximum)], extensions: tell() })
        return undefined
      }
      if (!isAsked) return undefined
      return {
        onExecuteDone: ({ result, setResult }) => {
          if (Symbol.asyncIterator in result) return
          setResult({ ...result, extensions: { ...result.extensions, ...tell() } })
        },
      }
    },
  }
}

/** Fields that a message names; `extensions.fields` has all of them. */
const namedFields = 5

/** The operation could cause more requests to providers than one may. */
function createCostError({ planned, fields }: OperationCost, maximum: number): GraphQLError {
  const named = fields.slice(0, namedFields).map(({ field, requests }) => `${field} ${requests}`)
  const most = fields.length > namedFields ? `Most of them: ${named.join(', ')}.` : `They are: ${named.join(', ')}.`
  const message = `The operation could cause ${planned} requests to providers; at most ${maximum} are allowed. ${most} Ask for fewer customers, fewer fields, or in several operations.`
  return new GraphQLError(message, {
    // `http` is taken out before the answer is written: clients that speak the GraphQL media type get the status.
    extensions: { code: 'COST_LIMIT_EXCEEDED', planned, maximum, fields, http: { status: 400, spec: true } },
  })
}
