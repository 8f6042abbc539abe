// How often a provider may be asked: what it publishes, unless the configuration says otherwise.
import { expect, test } from 'vitest'
import { resolveConfig } from '../../src/config/gateway-config.ts'

const layer = { provider: 'layer', clientId: 'id', clientSecret: 'secret' }
const linkedAccounts = [{ name: 'shop', credential: 'main', businessId: 'b-1' }]

test.each([
  ['sandbox', 100],
  ['production', 500],
] as const)('is what Layer publishes for its %s', (environment, requests) => {
  const [account] = resolveConfig({ credentials: { main: { ...layer, environment } }, linkedAccounts }).accounts
  expect(account?.credential.rateLimit).toEqual({ requests, seconds: 1 })
})

test('is what the credential says', () => {
  const rateLimit = { requests: 7, seconds: 2 }
  const [account] = resolveConfig({ credentials: { main: { ...layer, rateLimit } }, linkedAccounts }).accounts
  expect(account?.credential.rateLimit).toEqual(rateLimit)
})

test.each([{ requests: 0, seconds: 1 }, { requests: 5 }, { requests: 5, seconds: 1, per: 'key' }])(
  'must make sense: %o',
  (rateLimit) => {
    const credentials = { main: { ...layer, rateLimit: rateLimit as { requests: number; seconds: number } } }
    expect(() => resolveConfig({ credentials, linkedAccounts })).toThrow(/credentials\.main\.rateLimit/)
  },
)
