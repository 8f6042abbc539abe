// What a field can cause at providers, said where the field is defined; `operation-cost.ts` adds it up over an operation.
// Fields without a word of it are answered from what other fields have fetched.
import type { Source } from '../service/linked-accounts.ts'
import type { ListPlan, Plan, RequestPlans } from '../service/request-plans.ts'

/** Arguments as GraphQL has coerced them; each field knows its own. */
export type GivenArguments = Readonly<Record<string, unknown>>

/** What one field causes for one customer. */
export interface RowPlan {
  readonly requests: number
  /** Fields of one customer with the same name here share what they cause. */
  readonly sharedAs: string
  /** What it causes once in an operation, for however many customers. */
  readonly once?: number
  /** The customers that the field answers with. */
  readonly rows?: Plan['rows']
}

export type FieldCost =
  /** Once per operation. */
  | { readonly per: 'operation'; plan(plans: RequestPlans, given: GivenArguments): Plan | ListPlan }
  /** Once per list. */
  | { readonly per: 'list'; plan(list: ListPlan): number }
  /** Once per customer of a list, or null where the source gives it with the row. */
  | { readonly per: 'customer'; plan(plans: RequestPlans, source: Source, isComplete: boolean): RowPlan | null }

const key = Symbol('cost')

/** Spread into the options of a field, with what else it has of `extensions`. */
export function withCost(cost: FieldCost, extensions: Readonly<Record<string | symbol, unknown>> = {}) {
  return { extensions: { ...extensions, [key]: cost } }
}

export function costOf(extensions: Readonly<Record<string | symbol, unknown>>): FieldCost | undefined {
  return extensions[key] as FieldCost | undefined
}

/** The detail read that completes a row, for what `isLacking` says that rows of the source lack. */
export function detailCost(isLacking: (source: Source) => boolean): FieldCost {
  return {
    per: 'customer',
    plan: (_plans, source, isComplete) =>
      isComplete || !isLacking(source) ? null : { requests: 1, sharedAs: 'detail' },
  }
}
