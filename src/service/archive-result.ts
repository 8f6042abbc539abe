// What becomes of a request to archive or unarchive a customer: the outcome, and what stands in the way, as data.
import type { CustomerRecord } from '../domain/customer.ts'
import type { Failure } from '../domain/failure.ts'
import type { Scope } from '../domain/viewer.ts'
import type { Source } from './linked-accounts.ts'
import { type SourceProblem, toSourceProblem } from './source-report.ts'

export type ArchiveOutcome =
  | 'ARCHIVED'
  | 'ALREADY_ARCHIVED'
  | 'UNARCHIVED'
  | 'ALREADY_ACTIVE'
  | 'PLANNED'
  | 'NOT_CHANGED'
  | 'INDETERMINATE'

export type ArchiveProblem =
  | { readonly kind: 'InvalidId'; readonly message: string }
  | { readonly kind: 'CustomerNotFound'; readonly message: string }
  | {
      readonly kind: 'OperationNotSupported'
      readonly message: string
      readonly source: Source
      readonly documentationUrl: string
    }
  | {
      readonly kind: 'ProviderRejected'
      readonly message: string
      readonly source: Source
      readonly upstreamStatus: number | null
      readonly upstreamCode: string | null
      readonly upstreamRequestId: string | null
    }
  | {
      readonly kind: 'SourceUnavailable'
      readonly message: string
      readonly source: Source
      readonly problem: SourceProblem
    }
  /** The credential of the linked account may not (`source`), or the caller may not (`scope`: what it lacks). */
  | {
      readonly kind: 'Permission'
      readonly message: string
      readonly source: Source | null
      readonly scope: Scope | null
    }
  /** The idempotency key belongs to another input, or (`isInProgress`) to the same one, which has not ended yet. */
  | { readonly kind: 'IdempotencyConflict'; readonly message: string; readonly isInProgress: boolean }

/** A request that would be sent, exactly, and what it would mean. */
export interface PlannedRequest {
  readonly source: Source
  readonly method: string
  /** Holds no secret. */
  readonly url: string
  /** Sentences for people. */
  readonly consequences: readonly string[]
}

export interface ArchiveResult {
  readonly outcome: ArchiveOutcome
  /** The customer as it was last read; null when it could not be read at all. */
  readonly customer: CustomerRecord | null
  /** Of a dry run: what would be sent, empty when nothing needs to be. Null when it was no dry run. */
  readonly plan: readonly PlannedRequest[] | null
  readonly problems: readonly ArchiveProblem[]
  /** The provider's id of the request that changed, or may have changed, the customer. Missing when none was sent. */
  readonly upstreamRequestId?: string | null
}

const codes: Readonly<Record<ArchiveProblem['kind'], string>> = {
  InvalidId: 'INVALID_ID',
  CustomerNotFound: 'CUSTOMER_NOT_FOUND',
  OperationNotSupported: 'OPERATION_NOT_SUPPORTED',
  ProviderRejected: 'PROVIDER_REJECTED',
  SourceUnavailable: 'SOURCE_UNAVAILABLE',
  Permission: 'PERMISSION',
  IdempotencyConflict: 'IDEMPOTENCY_CONFLICT',
}

/** The kind as one word for programs. */
export function codeOfProblem({ kind }: Pick<ArchiveProblem, 'kind'>): string {
  return codes[kind]
}

export function notChanged(customer: CustomerRecord | null, problem: ArchiveProblem): ArchiveResult {
  return { outcome: 'NOT_CHANGED', customer, plan: null, problems: [problem] }
}

export const customerNotFound: ArchiveProblem = { kind: 'CustomerNotFound', message: 'There is no such customer.' }

export function toProblem(source: Source, failure: Failure): ArchiveProblem {
  const { code, message, details } = failure
  switch (code) {
    case 'NOT_FOUND':
      return customerNotFound
    case 'FORBIDDEN':
      return { kind: 'Permission', message, source, scope: null }
    case 'NOT_SUPPORTED':
      return { kind: 'OperationNotSupported', message, source, documentationUrl: source.provider.documentationUrl }
    case 'INVALID':
    case 'CONFLICT':
      return {
        kind: 'ProviderRejected',
        message,
        source,
        upstreamStatus: details.upstreamStatus ?? null,
        upstreamCode: details.upstreamCode ?? null,
        upstreamRequestId: details.upstreamRequestId ?? null,
      }
    default:
      return { kind: 'SourceUnavailable', message, source, problem: toSourceProblem(failure) }
  }
}
