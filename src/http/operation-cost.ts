// Refuses operations that could cause too many requests to providers, or more than their caller has left, before any is
// made, and tells what an operation can cause and did cause to callers who ask with a header.
import { type DocumentNode, GraphQLError, type GraphQLSchema } from 'graphql'
import { type OperationCost, type PlannedOperation, planOperation } from '../schema/operation-cost.ts'
import type { RequestPlans } from '../service/request-plans.ts'
import type { CallerBudget } from './caller-budget.ts'
import type { HttpPlugin } from './plugin.ts'
import type { RequestRegistry } from './request-facts.ts'

export interface CostGateOptions {
  readonly schema: GraphQLSchema
  /** Requests to providers that one operation may cause at worst. */
  readonly maximum: number
  readonly budget: CallerBudget
}

/** What becomes of an operation: an error in place of its execution, or something to be called after it. */
export type Admission =
  | { readonly error: GraphQLError; readonly planned: number }
  | {
      readonly error: null
      readonly planned: number
      /** `requestsMade`: to providers, by the operation. */
      settle(requestsMade: number): void
    }

export interface CostGate {
  /** Null for what cannot be planned because it cannot be executed either. */
  admit(operation: Omit<PlannedOperation, 'schema'>, plans: RequestPlans, caller: string): Promise<Admission | null>
}

export function createCostGate({ schema, maximum, budget }: CostGateOptions): CostGate {
  const costOf = rememberCosts((operation, plans) => planOperation({ ...operation, schema }, plans))
  return {
    admit: async (operation, plans, caller) => {
      const cost = costOf(operation, plans)
      if (cost === null) return null
      const { planned } = cost
      if (planned > maximum) return { error: createCostError(cost, maximum), planned }
      const spending = await budget.spend(caller, planned)
      if (!spending.isAllowed) return { error: createRateError(planned, spending.retryAfterSeconds), planned }
      return { error: null, planned, settle: spending.settle }
    },
  }
}

type CostOf = (operation: Omit<PlannedOperation, 'schema'>, plans: RequestPlans) => OperationCost | null

/** Characters of all keys together: callers choose documents and variables. Above that all is forgotten. */
const keptCharacters = 1024 * 1024
const longestKey = 1_000
/** What each field of a cost takes, in characters. */
const charactersPerField = 100

/** The same operation with the same variables costs the same for who may use the same linked accounts. */
function rememberCosts(reckon: CostOf): CostOf {
  let known = new WeakMap<RequestPlans, WeakMap<DocumentNode, Map<string, OperationCost | null>>>()
  let characters = 0
  return (operation, plans) => {
    const { document, operationName, variables } = operation
    const key = JSON.stringify([operationName, variables])
    const remembered = known.get(plans)?.get(document)?.get(key)
    if (remembered !== undefined) return remembered
    const cost = reckon(operation, plans)
    if (key.length > longestKey) return cost
    characters += key.length + charactersPerField * (1 + (cost?.fields.length ?? 0))
    if (characters > keptCharacters) {
      known = new WeakMap()
      characters = 0
    }
    const byDocument = known.get(plans) ?? new WeakMap<DocumentNode, Map<string, OperationCost | null>>()
    const costs = byDocument.get(document) ?? new Map<string, OperationCost | null>()
    known.set(plans, byDocument.set(document, costs.set(key, cost)))
    return cost
  }
}

/** With the value `1`, `extensions.cost` of the answer has the requests that were planned at worst and really made. */
export const costHeader = 'x-gateway-cost'

/** Must come after the step that logs the operation: a refused one is logged, too. */
export function useOperationCost(gate: CostGate, registry: RequestRegistry): HttpPlugin {
  return {
    onExecute: async ({
      args: { document, operationName, variableValues, contextValue },
      setResultAndStopExecution,
    }) => {
      const { service, request } = contextValue
      const operation = { document, operationName, variables: variableValues }
      const { admission: admitted, viewer } = registry.of(request)
      const admission = admitted ?? (await gate.admit(operation, service.plans, viewer?.id ?? ''))
      if (admission === null) return undefined
      const { error, planned } = admission
      const isAsked = request.headers.get(costHeader) === '1'
      const tell = () => (isAsked ? { cost: { planned, actual: service.requestsMade() } } : {})
      if (error !== null) {
        setResultAndStopExecution({ errors: [error], extensions: tell() })
        return undefined
      }
      return {
        onExecuteDone: ({ result, setResult }) => {
          admission.settle(service.requestsMade())
          if (!isAsked || Symbol.asyncIterator in result) return
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

/** The caller has used up what it may cause in a minute. */
function createRateError(planned: number, retryAfterSeconds: number): GraphQLError {
  const message = `The operation could cause ${planned === 1 ? 'one request' : `${planned} requests`} to providers, and you have fewer left. There will be more in ${retryAfterSeconds} s. Ask for less in one operation, or wait.`
  return new GraphQLError(message, {
    extensions: {
      code: 'RATE_LIMITED',
      planned,
      retryAfterSeconds,
      http: { status: 429, headers: { 'retry-after': String(retryAfterSeconds) } },
    },
  })
}
