// The keys with which an issuer signs tokens, as it publishes them (JWKS). Fetched when first needed, again when a token
// names a key that is not known (at most twice a minute), and every ten minutes beside the requests. An issuer that cannot
// be reached locks out no caller whose key is known; of the others nobody can tell, which is no refusal.
import { createRemoteJWKSet, customFetch, errors, type JWKSCacheInput, type JWTVerifyGetKey, jwksCache } from 'jose'

/** Throws when there is no answer. */
export type FetchKeys = (url: URL, signal: AbortSignal) => Promise<Response>

export class KeysUnavailable extends Error {
  readonly retryAfterSeconds: number

  constructor(retryAfterSeconds: number) {
    super('the keys of the issuer cannot be read')
    this.name = 'KeysUnavailable'
    this.retryAfterSeconds = retryAfterSeconds
  }
}

const cooldownMilliseconds = 30_000
const freshMilliseconds = 600_000
/** Keys that could not be refreshed for so long may have been withdrawn long ago. */
const staleMilliseconds = 3_600_000
/** An issuer that failed is left alone for so long. */
const pauseSeconds = 5

/** The key that a token names. Throws KeysUnavailable, and jose's errors for tokens that name no key. */
export function createSigningKeys(url: URL, fetchKeys: FetchKeys): JWTVerifyGetKey {
  const cache: JWKSCacheInput = {}
  let pausedUntil = 0

  const remote = createRemoteJWKSet(url, {
    cooldownDuration: cooldownMilliseconds,
    // How old is too old is decided below, so that nobody waits for a refresh.
    cacheMaxAge: Number.POSITIVE_INFINITY,
    [jwksCache]: cache,
    [customFetch]: async (_href, { signal }) => {
      if (Date.now() < pausedUntil) throw new KeysUnavailable(pauseSeconds)
      return fetchKeys(url, signal)
    },
  })

  async function refresh(): Promise<void> {
    await remote.reload().catch(pause)
  }

  function pause(error: unknown): never {
    if (!(error instanceof KeysUnavailable)) pausedUntil = Date.now() + pauseSeconds * 1_000
    throw new KeysUnavailable(pauseSeconds)
  }

  return async (header, token) => {
    const age = Date.now() - (cache.uat ?? Number.NEGATIVE_INFINITY)
    if (age > staleMilliseconds) await refresh()
    else if (age > freshMilliseconds) refresh().catch(() => {})
    try {
      return await remote(header, token)
    } catch (error) {
      if (isAboutToken(error)) throw error
      return pause(error)
    }
  }
}

function isAboutToken(error: unknown): boolean {
  return (
    error instanceof errors.JWKSNoMatchingKey ||
    error instanceof errors.JWKSMultipleMatchingKeys ||
    error instanceof errors.JOSENotSupported
  )
}
