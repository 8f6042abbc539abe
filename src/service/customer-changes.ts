// The three changes that a caller can ask for, each under the caller's idempotency key if there is one.
import type { Change } from '../providers/contract.ts'
import {
  type ArchiveCustomersResult,
  type ArchiveTarget,
  archiveCustomers,
  checkTarget,
  toResult,
} from './archive-customers.ts'
import { type ArchiveProblem, type ArchiveResult, notChanged } from './archive-result.ts'
import { type ChangeContext, changeArchived } from './change-archived.ts'
import type { ChangeAudit } from './change-audit.ts'
import type { GroupContext } from './customer-group.ts'
import { type IdempotencyContext, runOnce } from './idempotent-changes.ts'

export interface ChangeOptions {
  /** Plan and check, change nothing: the outcome is PLANNED. */
  readonly dryRun?: boolean | null
  /** Up to 255 printable characters; the same key and input within 24 hours are told the same again. */
  readonly idempotencyKey?: string | null
}

export interface CustomerChanges {
  /** Both throw InvalidArgument for a key that cannot be used; everything else is in the result. */
  archiveCustomer(id: string, options?: ChangeOptions): Promise<ArchiveResult>
  unarchiveCustomer(id: string, options?: ChangeOptions): Promise<ArchiveResult>
  /** At most 100 ids, or a group. Throws InvalidArgument for a target or key that cannot be used. */
  archiveCustomers(target: ArchiveTarget, options?: ChangeOptions): Promise<ArchiveCustomersResult>
}

/**
 * Nobody changes anything past this: what is asked for here is audited, and done once per key. `refusal`: why this viewer
 * may change nothing at all.
 */
export function createCustomerChanges(
  context: ChangeContext & GroupContext & IdempotencyContext,
  audit: ChangeAudit,
  refusal: ArchiveProblem | null,
): CustomerChanges {
  function changeOne(change: Change) {
    return (id: string, { dryRun, idempotencyKey }: ChangeOptions = {}): Promise<ArchiveResult> => {
      const operation = `${change}Customer` as const
      const [key, isDryRun] = [idempotencyKey ?? null, dryRun === true]
      const request = { operation, change, target: { ids: [id] }, isDryRun, idempotencyKey: key }
      return audit.run<ArchiveResult>(request, async (each, replaying) => {
        if (refusal !== null) return notChanged(null, refusal)
        return runOnce<ArchiveResult>(context, {
          key,
          isDryRun,
          input: [operation, id],
          run: () => each(id, () => changeArchived(context, id, { change, isDryRun })),
          replaying,
          refuse: (problem) => notChanged(null, problem),
        })
      })
    }
  }

  return {
    archiveCustomer: changeOne('archive'),
    unarchiveCustomer: changeOne('unarchive'),
    archiveCustomers: (target, { dryRun, idempotencyKey } = {}) => {
      const operation = 'archiveCustomers'
      const [key, isDryRun] = [idempotencyKey ?? null, dryRun === true]
      const request = { operation, change: 'archive', target, isDryRun, idempotencyKey: key } as const
      const refuse = (problem: ArchiveProblem) => refuseTarget(target, problem)
      return audit.run<ArchiveCustomersResult>(request, async (each, replaying) => {
        checkTarget(target, context.sources)
        if (refusal !== null) return refuse(refusal)
        return runOnce<ArchiveCustomersResult>(context, {
          key,
          isDryRun,
          input: [operation, target],
          run: () => archiveCustomers(context, target, isDryRun, each),
          replaying,
          refuse,
        })
      })
    },
  }
}

/** The same problem for each customer, or for a group as a whole. */
function refuseTarget(target: ArchiveTarget, problem: ArchiveProblem): ArchiveCustomersResult {
  if (!('ids' in target)) return toResult([], [problem])
  return toResult(
    target.ids.map((id) => ({ id, ...notChanged(null, problem) })),
    [],
  )
}
