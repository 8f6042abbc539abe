// Global ids: opaque to callers, and for us provider + linked account + the provider's own id. Decoding is strict: what
// was not made here, letter for letter, is not an id, and nothing of it ever reaches an upstream URL.
import { accountNamePattern } from './linked-account.ts'

export interface CustomerId {
  readonly kind: 'customer'
  readonly provider: string
  readonly account: string
  readonly nativeId: string
}

export interface LinkedAccountId {
  readonly kind: 'linked-account'
  readonly provider: string
  readonly account: string
}

const version = '1'
const longest = 512

export function encodeCustomerId(provider: string, account: string, nativeId: string): string {
  return toBase64Url(`${version}:customer:${provider}:${account}:${nativeId}`)
}

export function encodeLinkedAccountId(provider: string, account: string): string {
  return toBase64Url(`${version}:linked-account:${provider}:${account}`)
}

/** Null for anything that `encode…Id` did not make. The native id is checked by the provider's own pattern later. */
export function decodeId(id: string): CustomerId | LinkedAccountId | null {
  const text = fromBase64Url(id)
  if (text === null) return null
  const [madeBy, kind, provider, account, nativeId, ...rest] = text.split(':')
  if (madeBy !== version || rest.length > 0) return null
  if (provider === undefined || !/^[A-Z][A-Z0-9_]{0,31}$/.test(provider)) return null
  if (account === undefined || !accountNamePattern.test(account)) return null
  if (kind === 'linked-account' && nativeId === undefined) return { kind, provider, account }
  if (kind === 'customer' && nativeId !== undefined && nativeId !== '') return { kind, provider, account, nativeId }
  return null
}

function toBase64Url(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64url')
}

/** Refuses what does not encode back to the same letters, so that one thing has exactly one id. */
export function fromBase64Url(encoded: string, limit = longest): string | null {
  if (encoded.length === 0 || encoded.length > limit || !/^[A-Za-z0-9_-]+$/.test(encoded)) return null
  const text = Buffer.from(encoded, 'base64url').toString('utf8')
  return toBase64Url(text) === encoded ? text : null
}
