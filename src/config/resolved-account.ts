// A linked account with everything that its client needs, checked: where the configuration's words end.
import type { RateLimit } from '../domain/credential-condition.ts'
import type { LinkedAccount } from '../domain/linked-account.ts'
import type { ProviderDefinition } from '../providers/contract.ts'

export interface ResolvedCredential {
  readonly name: string
  readonly provider: ProviderDefinition
  /** As the provider's `credentialSchema` gives it, secrets wrapped; one object per credential, shared. */
  readonly value: unknown
  /** How often the provider may be asked with it; null: not known. */
  readonly rateLimit: RateLimit | null
}

export interface ResolvedAccount {
  readonly account: LinkedAccount
  readonly credential: ResolvedCredential
  /** As the provider's `accountSchema` gives it. */
  readonly settings: unknown
}

export function resolveAccount(
  credential: ResolvedCredential,
  settings: unknown,
  { name, isSandbox }: Pick<LinkedAccount, 'name' | 'isSandbox'>,
): ResolvedAccount {
  const { provider, value } = credential
  const about = { provider: provider.name, name, credential: credential.name, isSandbox }
  return { account: { ...about, ...provider.describeAccount(value, settings) }, credential, settings }
}

export function servesSameBusiness(one: LinkedAccount, other: LinkedAccount): boolean {
  return one.credential === other.credential && one.businessId === other.businessId
}
