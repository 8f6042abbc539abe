// Who asks, and what it may see and do. Made by authentication, or by the host of an embedded gateway.

export const scopes = ['customers:read', 'customers:archive', 'customers:raw'] as const

/** `read`: every query. `archive`: every mutation, dry runs too. `raw`: the field `raw`, beside `read`. */
export type Scope = (typeof scopes)[number]

/** A linked account that no configuration lists: a business under a configured credential. */
export interface MintedAccount {
  /** The provider's key, in either case: "layer". */
  readonly provider: string
  /** The name of an entry in `credentials`. */
  readonly credential: string
  /** The provider's id of the business; none where the credential implies it. */
  readonly businessId?: string | null | undefined
}

export interface Viewer {
  /** The same for the same caller on every request, and nobody else's: idempotency keys and rate limits belong to it. */
  readonly id: string
  /** Names of linked accounts, in any order; `all`: every one that is configured. */
  readonly linkedAccounts: readonly string[] | 'all'
  /** Further linked accounts, that need not be configured. */
  readonly mintedAccounts?: readonly MintedAccount[]
  /** What the caller may do. Default: everything. */
  readonly scopes?: readonly Scope[]
}

export function hasScope({ scopes: granted = scopes }: Viewer, scope: Scope): boolean {
  return granted.includes(scope)
}
