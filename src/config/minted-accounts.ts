// Linked accounts that no configuration lists: businesses that a caller's signed claims name, under a configured
// credential. A platform with thousands of them needs no list.
import { createHash } from 'node:crypto'
import type { MintedAccount } from '../domain/viewer.ts'
import {
  type ResolvedAccount,
  type ResolvedCredential,
  resolveAccount,
  servesSameBusiness,
} from './resolved-account.ts'

/** Null when there is no such credential, it is another provider's, or it has no such business. */
export type ResolveMinted = (minted: MintedAccount) => ResolvedAccount | null

/** Names that are made here, and that no configured account may have. */
export const mintedNamePattern = /^minted-[A-Za-z0-9_-]{43}$/

export function createMint(
  credentials: ReadonlyMap<string, ResolvedCredential>,
  configured: readonly ResolvedAccount[],
): ResolveMinted {
  return ({ provider, credential: credentialName, businessId }) => {
    const credential = credentials.get(credentialName)
    if (credential === undefined || provider.toUpperCase() !== credential.provider.name) return null
    const given = businessId === undefined || businessId === null ? {} : { businessId }
    const settings = credential.provider.accountSchema.safeParse(given)
    if (!settings.success) return null
    const isSandbox = configured.some(({ account }) => account.isSandbox && account.credential === credentialName)
    const made = resolveAccount(credential, settings.data, { name: '', isSandbox })
    // A business that has a name has no other: its customers would have two ids.
    const namesake = configured.find(({ account }) => servesSameBusiness(account, made.account))
    return namesake ?? { ...made, account: { ...made.account, name: nameOf(made.account) } }
  }
}

/** The same in every process and after every restart, and another one for every other business: it is part of ids. */
function nameOf({ credential, businessId }: ResolvedAccount['account']): string {
  const text = JSON.stringify([credential, businessId])
  return `minted-${createHash('sha256').update(text).digest('base64url')}`
}
