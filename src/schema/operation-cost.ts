// Adds up how many requests to providers an operation can cause at worst, before it is executed.
//
// A customer is of one linked account, so what its fields cost is reckoned for each account that it may be of, and the
// dearest one counts. Fields of one customer that are answered by one request are counted once.
import {
  type DocumentNode,
  type FieldNode,
  GraphQLIncludeDirective,
  type GraphQLNamedType,
  type GraphQLSchema,
  GraphQLSkipDirective,
  getArgumentValues,
  getDirectiveValues,
  getNamedType,
  getOperationAST,
  getVariableValues,
  isInterfaceType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql'
import type { Source } from '../service/linked-accounts.ts'
import type { ListPlan, Plan, RequestPlans } from '../service/request-plans.ts'
import { costOf } from './field-cost.ts'

export interface CostedField {
  /** Names or aliases down to the field: `customers.nodes.email`. */
  readonly field: string
  readonly requests: number
}

export interface OperationCost {
  readonly planned: number
  /** What costs something, dearest first. */
  readonly fields: readonly CostedField[]
}

export interface PlannedOperation {
  readonly schema: GraphQLSchema
  readonly document: DocumentNode
  readonly operationName?: string | null | undefined
  readonly variables?: Readonly<Record<string, unknown>> | null | undefined
}

/** More fields than people select; an operation that multiplies them by fragments is not followed any further. */
const mostFields = 5_000

/** What is said of an operation that was not followed to its end. */
const tooMany = 1_000_000_000

/** The customers that a part of the operation is about, and what has been charged to them. */
interface RowScope {
  readonly plan: Plan | ListPlan
  /** Costs of one row, by the source it is of and by what they are shared as. */
  readonly charges: Map<Source, Map<string, readonly CostedField[]>>
}

interface Selected {
  readonly type: GraphQLNamedType
  readonly nodes: FieldNode[]
}

/** Null when there is nothing to execute: the operation or its variables are wrong, which execution says better. */
export function planOperation(operation: PlannedOperation, plans: RequestPlans): OperationCost | null {
  const { schema, document, operationName, variables } = operation
  const definition = getOperationAST(document, operationName)
  if (definition == null) return null
  const { variableValues } = getVariableValues(schema, definition.variableDefinitions ?? [], { ...variables })
  if (variableValues === undefined) return null
  const known = variableValues
  const fragments = new Map(
    document.definitions.flatMap((one) =>
      one.kind === Kind.FRAGMENT_DEFINITION ? [[one.name.value, one] as const] : [],
    ),
  )
  let fieldsLeft = mostFields
  const once = new Map<string, CostedField>()
  const root = schema.getRootType(definition.operation)
  if (root == null) return null
  const charged = walk([definition.selectionSet], root, [], null)
  if (fieldsLeft <= 0) charged.push({ field: operationNameOf(definition), requests: tooMany })
  const fields = byField([...charged, ...once.values()])
  return { planned: fields.reduce((sum, { requests }) => sum + requests, 0), fields }

  /** What the selected fields cost by themselves; costs per customer are charged to the scope. */
  function walk(
    sets: readonly SelectionSetNode[],
    type: GraphQLNamedType,
    path: readonly string[],
    scope: RowScope | null,
  ): CostedField[] {
    return [...collect(sets, type)].flatMap(([, selected]) => {
      fieldsLeft -= 1
      return fieldsLeft > 0 ? visit(selected, path, scope) : []
    })
  }

  function visit({ type, nodes }: Selected, path: readonly string[], scope: RowScope | null): CostedField[] {
    const [node] = nodes
    const field =
      node !== undefined && (isObjectType(type) || isInterfaceType(type))
        ? type.getFields()[node.name.value]
        : undefined
    if (node === undefined || field === undefined) return []
    const here = [...path, node.alias?.value ?? node.name.value]
    const below = nodes.flatMap(({ selectionSet }) => selectionSet ?? [])
    const named = getNamedType(field.type)
    const cost = costOf(field.extensions)
    if (cost?.per === 'operation') {
      const given = argumentsOf(() => getArgumentValues(field, node, known))
      if (given === null) return []
      const plan = cost.plan(plans, given)
      return [...split(here.join('.'), plan), ...inRows(plan, below, named, here)]
    }
    if (cost?.per === 'list' && scope !== null && 'counting' in scope.plan) {
      return [{ field: here.join('.'), requests: cost.plan(scope.plan) }]
    }
    if (cost?.per === 'customer' && scope !== null) {
      for (const source of scope.plan.rows.sources) {
        const plan = cost.plan(plans, source, scope.plan.rows.complete.has(source))
        if (plan === null) continue
        const charges = scope.charges.get(source) ?? new Map<string, readonly CostedField[]>()
        scope.charges.set(source, charges)
        const name = here.join('.')
        if (!charges.has(plan.sharedAs)) charges.set(plan.sharedAs, [{ field: name, requests: plan.requests }])
        const { rows, requests, once: onceForAll = 0 } = plan
        if (!once.has(plan.sharedAs)) once.set(plan.sharedAs, { field: name, requests: onceForAll })
        if (rows !== undefined) {
          charges.set(name, inRows({ requests, rows }, below, named, here))
        }
      }
      return []
    }
    return walk(below, named, here, scope)
  }

  /** What the fields of the planned rows cost in all. */
  function inRows(
    plan: Plan | ListPlan,
    sets: readonly SelectionSetNode[],
    type: GraphQLNamedType,
    path: readonly string[],
  ): CostedField[] {
    const { count } = plan.rows
    const scope: RowScope = { plan, charges: new Map() }
    const own = walk(sets, type, path, scope)
    const perSource = [...scope.charges.values()].map((charges) => [...charges.values()].flat())
    const dearest = perSource.toSorted((one, other) => total(other) - total(one))[0] ?? []
    return [...own, ...dearest.map(({ field, requests }) => ({ field, requests: requests * count }))]
  }

  /** The fields to be executed, those of one name together, as in execution. */
  function collect(
    sets: readonly SelectionSetNode[],
    parent: GraphQLNamedType,
    found: Map<string, Selected> = new Map(),
    spread: Set<string> = new Set(),
  ): Map<string, Selected> {
    for (const selection of sets.flatMap(({ selections }) => selections)) {
      if (getDirectiveValues(GraphQLSkipDirective, selection, known)?.['if'] === true) continue
      if (getDirectiveValues(GraphQLIncludeDirective, selection, known)?.['if'] === false) continue
      if (selection.kind === Kind.FIELD) {
        const name = `${parent.name}.${selection.alias?.value ?? selection.name.value}`
        const selected = found.get(name) ?? { type: parent, nodes: [] }
        selected.nodes.push(selection)
        found.set(name, selected)
        continue
      }
      const fragment = selection.kind === Kind.FRAGMENT_SPREAD ? fragments.get(selection.name.value) : selection
      if (fragment === undefined) continue
      if (selection.kind === Kind.FRAGMENT_SPREAD) {
        const place = `${parent.name} ${selection.name.value}`
        if (spread.has(place)) continue
        spread.add(place)
      }
      const condition = fragment.typeCondition?.name.value
      const type = condition === undefined ? parent : (schema.getType(condition) ?? parent)
      collect([fragment.selectionSet], type, found, spread)
    }
    return found
  }
}

/** Each field once, dearest first, without those that cost nothing. */
function byField(charged: readonly CostedField[]): CostedField[] {
  const requests = new Map<string, number>()
  for (const one of charged) requests.set(one.field, (requests.get(one.field) ?? 0) + one.requests)
  return [...requests]
    .map(([field, sum]) => ({ field, requests: sum }))
    .filter((one) => one.requests > 0)
    .toSorted((one, other) => other.requests - one.requests)
}

/** A list that has to look at customers to find those that are wanted says so apart. */
function split(field: string, plan: Plan | ListPlan): CostedField[] {
  if (!('judging' in plan)) return [{ field, requests: plan.requests }]
  return [
    { field, requests: plan.requests - plan.judging },
    { field: `${field}(filter:)`, requests: plan.judging },
  ]
}

/** Null for arguments that execution will refuse. */
function argumentsOf<Given>(read: () => Given): Given | null {
  try {
    return read()
  } catch {
    return null
  }
}

function total(fields: readonly CostedField[]): number {
  return fields.reduce((sum, { requests }) => sum + requests, 0)
}

function operationNameOf({ name, operation }: OperationDefinitionNode): string {
  return name?.value ?? operation
}
