// The linked accounts of this gateway, each with the client that reaches it and what is known of its health.

import { type CredentialCondition, unknownCondition } from '../domain/credential-condition.ts'
import type { Failure } from '../domain/failure.ts'
import { encodeLinkedAccountId } from '../domain/global-id.ts'
import type { LinkedAccount } from '../domain/linked-account.ts'
import type { ProviderClient, ProviderDefinition } from '../providers/contract.ts'

export type LinkedAccountStatus = 'HEALTHY' | 'DEGRADED' | 'CIRCUIT_OPEN' | 'CREDENTIALS_REJECTED'

/** One linked account as the service uses it. */
export interface Source {
  readonly account: LinkedAccount
  readonly id: string
  readonly provider: ProviderDefinition
  readonly client: ProviderClient
  readonly health: AccountHealth
  /** How the provider treats the account's credential, whatever account it is used for. */
  readonly condition: CredentialCondition
}

export interface AccountHealth {
  status(): LinkedAccountStatus
  /** ISO 8601; null before the first answer. */
  lastSuccessAt(): string | null
  succeeded(): void
  failed(failure: Failure): void
}

export function createSource(
  account: LinkedAccount,
  provider: ProviderDefinition,
  client: ProviderClient,
  condition: CredentialCondition = unknownCondition,
): Source {
  return {
    account,
    id: encodeLinkedAccountId(account.provider, account.name),
    provider,
    client,
    health: createAccountHealth(condition),
    condition,
  }
}

function createAccountHealth(condition: CredentialCondition, now: () => number = Date.now): AccountHealth {
  let status: Exclude<LinkedAccountStatus, 'CIRCUIT_OPEN'> = 'HEALTHY'
  let successAt: number | null = null
  return {
    // What only a person can mend is told first.
    status: () => (status !== 'CREDENTIALS_REJECTED' && condition.isCircuitOpen() ? 'CIRCUIT_OPEN' : status),
    lastSuccessAt: () => (successAt === null ? null : new Date(successAt).toISOString()),
    succeeded: () => {
      status = 'HEALTHY'
      successAt = now()
    },
    failed: ({ code }) => {
      if (code === 'CREDENTIALS') status = 'CREDENTIALS_REJECTED'
      else if (healthFailures.has(code)) status = 'DEGRADED'
    },
  }
}

/** What says something about the provider, and not about one customer or one caller. */
const healthFailures: ReadonlySet<Failure['code']> = new Set([
  'FORBIDDEN',
  'RATE_LIMITED',
  'TIMEOUT',
  'UNAVAILABLE',
  'BAD_RESPONSE',
])
