// The linked accounts of this gateway, each with the client that reaches it and what is known of its health.

import type { Failure } from '../domain/failure.ts'
import { encodeLinkedAccountId } from '../domain/global-id.ts'
import type { LinkedAccount } from '../domain/linked-account.ts'
import type { ProviderClient, ProviderDefinition } from '../providers/contract.ts'

export type LinkedAccountStatus = 'HEALTHY' | 'DEGRADED' | 'CREDENTIALS_REJECTED'

/** One linked account as the service uses it. */
export interface Source {
  readonly account: LinkedAccount
  readonly id: string
  readonly provider: ProviderDefinition
  readonly client: ProviderClient
  readonly health: AccountHealth
}

export interface AccountHealth {
  status(): LinkedAccountStatus
  /** ISO 8601; null before the first answer. */
  lastSuccessAt(): string | null
  succeeded(): void
  failed(failure: Failure): void
}

export function createSource(account: LinkedAccount, provider: ProviderDefinition, client: ProviderClient): Source {
  return {
    account,
    id: encodeLinkedAccountId(account.provider, account.name),
    provider,
    client,
    health: createAccountHealth(),
  }
}

function createAccountHealth(now: () => number = Date.now): AccountHealth {
  let status: LinkedAccountStatus = 'HEALTHY'
  let successAt: number | null = null
  return {
    status: () => status,
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
