// The linked accounts as sources: those of the configuration for as long as the gateway runs, and those that callers' claims
// name for as long as somebody asks for them.
import type { ResolvedConfig } from './config/gateway-config.ts'
import type { ResolvedAccount, ResolvedCredential } from './config/resolved-account.ts'
import { createRecentlyUsed } from './domain/recently-used.ts'
import type { MintedAccount } from './domain/viewer.ts'
import type { Logger } from './observability/logger.ts'
import { createSource, type Source } from './service/linked-accounts.ts'
import type { CredentialTransport, RootTransport } from './transport/transport.ts'

export interface AccountSources {
  /** In the order of the configuration. */
  readonly sources: readonly Source[]
  /** The same source for the same business while it is remembered: its health, its tokens and its reads are shared. */
  mint(account: MintedAccount): Source | null
}

/** A source takes some kilobytes. One that is forgotten is made again when it is needed. */
const mostMinted = 5_000

export function createAccountSources(
  { accounts, mint }: Pick<ResolvedConfig, 'accounts' | 'mint'>,
  root: RootTransport,
  logger: Logger,
): AccountSources {
  const shared = new Map<string, { readonly transport: CredentialTransport; readonly session: unknown }>()
  const minted = createRecentlyUsed<Source>(mostMinted)
  const sources = accounts.map(connect)

  /** What all accounts of a credential share: its place at the provider, and its tokens. */
  function share({ name, provider, value, rateLimit }: ResolvedCredential) {
    const known = shared.get(name)
    if (known !== undefined) return known
    const transport = root.forCredential({ provider: provider.name, name, rateLimit })
    const session = provider.createSession({ credential: value, transport, logger, now: Date.now })
    const made = { transport, session }
    shared.set(name, made)
    return made
  }

  function connect({ account, credential, settings }: ResolvedAccount): Source {
    const { transport, session } = share(credential)
    const { provider, value } = credential
    const options = { account, credential: value, settings, session, transport, logger, now: Date.now }
    return createSource(account, provider, provider.createClient(options), transport.condition)
  }

  function make(resolved: ResolvedAccount): Source {
    return sources.find(({ account }) => account.name === resolved.account.name) ?? connect(resolved)
  }

  return {
    sources,
    mint: (account) => {
      const { provider, credential, businessId = null } = account
      const key = JSON.stringify([provider.toUpperCase(), credential, businessId])
      const known = minted.get(key)
      if (known !== undefined) return known
      const resolved = mint(account)
      if (resolved === null) return null
      const source = make(resolved)
      minted.set(key, source, 1)
      return source
    },
  }
}
