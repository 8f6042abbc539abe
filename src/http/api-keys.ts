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
  // The hash of a guess cannot be steered: how long it takes to find its place tells nothing about any key.
  const entries = new Map(
    keys.map(({ name, hash: text, scopes, linkedAccounts }) => {
      const digest = text.slice('sha256:'.length)
      const viewer: Viewer = { id: `key:${name}`, linkedAccounts, scopes }
      return [placeOf(digest), { digest: Buffer.from(digest), viewer }]
    }),
  )
  return (presented) => {
    if (presented.length > longestKey) return null
    // As text, which is made three times as fast as bytes are.
    const digest = hash('sha256', presented, 'hex')
    const entry = entries.get(placeOf(digest))
    return entry !== undefined && timingSafeEqual(entry.digest, Buffer.from(digest)) ? entry.viewer : null
  }
}

/** Half of the hash, which no two keys share; the whole is compared in constant time. */
function placeOf(digest: string): string {
  return digest.slice(0, digest.length / 2)
}

/** A new key, and its hash as `auth.apiKeys` wants it. */
export function createApiKey(): { readonly key: string; readonly hash: string } {
  const key = prefix + randomBytes(32).toString('base64url')
  return { key, hash: `sha256:${hash('sha256', key, 'hex')}` }
}
