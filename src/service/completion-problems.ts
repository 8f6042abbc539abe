// Remembers, for one request, which rows were served without some of their fields because a provider could not be asked.
import type { Failure } from '../domain/failure.ts'
import type { Source } from './linked-accounts.ts'
import { type SourceProblem, toSourceProblem } from './source-report.ts'

/** Rows that lack fields because what they need could not be read, told once per account and reason. */
export interface CompletionProblem {
  readonly source: Source
  readonly problem: SourceProblem
  readonly fields: readonly string[]
  readonly customers: number
}

export interface CompletionProblems {
  /** `customer` tells the rows apart that the failure concerns. */
  note(source: Source, failure: Failure, field: string, customer: string): void
  all(): readonly CompletionProblem[]
}

const none: readonly never[] = []

export function createCompletionProblems(): CompletionProblems {
  const problems = new Map<
    string,
    { source: Source; problem: SourceProblem; fields: Set<string>; customers: Set<string> }
  >()
  return {
    note: (source, failure, field, customer) => {
      const key = `${source.account.name} ${failure.code}`
      const known = problems.get(key) ?? {
        source,
        problem: toSourceProblem(failure),
        fields: new Set<string>(),
        customers: new Set<string>(),
      }
      problems.set(key, known)
      known.fields.add(field)
      known.customers.add(customer)
    },
    all: () =>
      problems.size === 0
        ? none
        : [...problems.values()].map(({ source, problem, fields, customers }) => ({
            source,
            problem,
            fields: [...fields].toSorted(),
            customers: customers.size,
          })),
  }
}
