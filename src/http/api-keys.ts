// Static keys. The operator keeps their hashes only: a key has 256 random bits, so that one fast hash is enough to make
// a stolen configuration worthless.
import { hash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { ApiKeyConfig } from '../config/auth.ts'
import type { Viewer } from '../domain/viewer.ts'

/** Whose key it is; null when it is nobody's. */
export type ApiKeyring = (presented: string) => Viewer | null

/** Longer text is no key, and is not hashed. */
const longestKey = 512
/** Tells people, and scanners of source code, what it is. */
const prefix = 'cgk_'

export function createApiKeyring(keys: readonly ApiKeyConfig[]): ApiKeyring {
  const entries = keys.map(({ name, hash: text, scopes, linkedAccounts }) => ({
    digest: Buffer.from(text.slice('sha256:'.length), 'hex'),
    viewer: { id: `key:${name}`, linkedAccounts, scopes } satisfies Viewer,
  }))
  return (presented) => {
    if (presented.length > longestKey) return null
    const digest = hash('sha256', presented, 'buffer')
    let found: Viewer | null = null
    // Every entry, also once one has fitted: how long it takes tells nothing.
    for (const entry of entries) if (timingSafeEqual(entry.digest, digest)) found = entry.viewer
    return found
  }
}

/** A new key, and its hash as `auth.apiKeys` wants it. */
export function createApiKey(): { readonly key: string; readonly hash: string } {
  const key = prefix + randomBytes(32).toString('base64url')
  return { key, hash: `sha256:${hash('sha256', key, 'hex')}` }
}
