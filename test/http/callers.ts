// Callers with static keys, for tests of who may do what.

import { scopes } from '../../src/domain/viewer.ts'
import { createApiKey } from '../../src/http/api-keys.ts'
import type { ApiKeyConfig } from '../../src/index.ts'

export interface Caller {
  readonly entry: ApiKeyConfig
  readonly headers: { readonly authorization: string }
}

/** A caller that may do everything everywhere, but for what is said. */
export function createCaller(
  name: string,
  limits: Partial<Pick<ApiKeyConfig, 'scopes' | 'linkedAccounts'>> = {},
): Caller {
  const { key, hash } = createApiKey()
  return {
    entry: { name, hash, scopes, linkedAccounts: 'all', ...limits },
    headers: { authorization: `Bearer ${key}` },
  }
}
