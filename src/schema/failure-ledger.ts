// Says each failure of a linked account once. A list that failed in part is served; whoever selects `sources` or
// `isComplete` is told there, as data, and everybody else in `errors`. Which of the two it is becomes known while the
// selected fields are resolved, so nothing has to look ahead into the operation: the resolvers of those two fields mark
// their list as told, and what nobody marked is told when execution has ended.
import { type GraphQLError, type GraphQLResolveInfo, responsePathAsArray } from 'graphql'
import type { CustomerGroup, GroupSourceFailed } from '../service/customer-group.ts'
import type { CustomerList } from '../service/list-customers.ts'
import type { RequestService } from '../service/service.ts'
import type { SourceFailed } from '../service/source-report.ts'
import { createSourceError } from './errors.ts'

/** What every linked account is asked for at once, and can be had in part. */
type Gathered = CustomerList | CustomerGroup
type Failed = SourceFailed | GroupSourceFailed

export interface FailureLedger {
  /** A list or group was read for the field that `info` stands at. */
  opened(list: Gathered, info: GraphQLResolveInfo): void
  /** The caller sees in the data itself which accounts failed. */
  told(list: Gathered): void
  /** Whether `errors` must still say anything. */
  hasUntold(service: Pick<RequestService, 'completionProblems'>): boolean
  /** What `errors` must still say. */
  untold(service: Pick<RequestService, 'completionProblems'>): GraphQLError[]
  /** Every failed account of every list, told or not. */
  failures(): readonly Failed[]
}

export function createFailureLedger(): FailureLedger {
  /** Null until there is one that is not complete: most requests have none. */
  let lists: Map<Gathered, GraphQLResolveInfo> | null = null
  let told: Set<Gathered> | null = null
  const isTold = (list: Gathered): boolean => told?.has(list) === true
  return {
    opened: (list, info) => {
      if (list.isComplete) return
      lists ??= new Map()
      lists.set(list, info)
    },
    told: (list) => {
      told ??= new Set()
      told.add(list)
    },
    hasUntold: (service) =>
      (lists !== null && ![...lists.keys()].every(isTold)) || service.completionProblems().length > 0,
    untold: (service) => [
      ...[...(lists ?? [])].filter(([list]) => !isTold(list)).flatMap(([list, info]) => listErrors(list, info)),
      ...completionErrors(service),
    ],
    failures: () => (lists === null ? none : [...lists.keys()].flatMap(failedOf)),
  }
}

const none: readonly never[] = []

/** One error per account that contributed nothing or too little, at the path of the list. */
function listErrors(list: Gathered, info: GraphQLResolveInfo): GraphQLError[] {
  const place = { nodes: info.fieldNodes, path: responsePathAsArray(info.path) }
  return failedOf(list).map((failed) => {
    const { source, retryCursor } = failed
    return createSourceError(failed, source, place, retryCursor === null ? {} : { retryCursor })
  })
}

/** Rows were served without some fields. It concerns many rows at once, so the error names the fields, not a path. */
function completionErrors(service: Pick<RequestService, 'completionProblems'>): GraphQLError[] {
  return service.completionProblems().map(({ source, problem, fields, customers }) => {
    const message = `${problem.message} Not read for ${customers === 1 ? '1 customer' : `${customers} customers`}: ${fields.join(', ')}.`
    return createSourceError({ ...problem, message }, source, {}, { fields, customers })
  })
}

function failedOf({ sources }: Gathered): readonly Failed[] {
  const reports: readonly Gathered['sources'][number][] = sources
  return reports.filter((report) => report.kind === 'failed')
}
