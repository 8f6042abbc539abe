// The three changes that a caller can ask for, each under the caller's idempotency key if there is one.
import type { Change } from '../providers/contract.ts'
import {
  type ArchiveCustomersResult,
  type ArchiveTarget,
  archiveCustomers,
  checkTarget,
  toResult,
} from './archive-customers.ts'
import { type ArchiveResult, notChanged } from './archive-result.ts'
import { type ChangeContext, changeArchived } from './change-archived.ts'
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

export function createCustomerChanges(context: ChangeContext & GroupContext & IdempotencyContext): CustomerChanges {
  function changeOne(change: Change) {
    return (id: string, { dryRun, idempotencyKey }: ChangeOptions = {}): Promise<ArchiveResult> => {
      const isDryRun = dryRun === true
      return runOnce<ArchiveResult>(context, {
        key: idempotencyKey ?? null,
        isDryRun,
        input: [`${change}Customer`, id],
        run: () => changeArchived(context, id, { change, isDryRun }),
        refuse: (problem) => notChanged(null, problem),
      })
    }
  }

  return {
    archiveCustomer: changeOne('archive'),
    unarchiveCustomer: changeOne('unarchive'),
    archiveCustomers: async (target, { dryRun, idempotencyKey } = {}) => {
      checkTarget(target)
      const isDryRun = dryRun === true
      return runOnce<ArchiveCustomersResult>(context, {
        key: idempotencyKey ?? null,
        isDryRun,
        input: ['archiveCustomers', target],
        run: () => archiveCustomers(context, target, isDryRun),
        refuse: (problem) => {
          if (!('ids' in target)) return toResult([], [problem])
          return toResult(
            target.ids.map((id) => ({ id, ...notChanged(null, problem) })),
            [],
          )
        },
      })
    },
  }
}
