// One set of credentials at one provider for one business: the unit that is listed, addressed by ids and reported on.

export interface LinkedAccount {
  /** Registry name in upper case, as in the GraphQL enum: LAYER, SEQUENCE, THRED. */
  readonly provider: string
  /** Unique among all accounts of the gateway; part of every customer id. */
  readonly name: string
  /** Name of the credential that this account uses; tokens and budgets are shared by this key. */
  readonly credential: string
  /** The provider's id of the business; null where the credential implies it. */
  readonly businessId: string | null
  /** The provider's name of the environment, e.g. "sandbox" or "production". */
  readonly environment: string
  /** True when the account is served by the gateway's own sandbox: rows are invented. */
  readonly isSandbox: boolean
}

export const accountNamePattern = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/
