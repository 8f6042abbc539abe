// Linked accounts that claims name: one source for one business for as long as it is remembered, and no more of them than
// the memory is meant to hold.
import { afterAll, describe, expect, test } from 'vitest'
import { createAccountSources } from '../../src/account-sources.ts'
import { resolveConfig } from '../../src/config/gateway-config.ts'
import { mintedNamePattern } from '../../src/config/minted-accounts.ts'
import { silentLogger } from '../../src/observability/logger.ts'
import { providers } from '../../src/providers/registry.ts'
import { createTransport } from '../../src/transport/transport.ts'

const layer = { provider: 'layer', clientId: 'id', clientSecret: 'secret' }
const config = {
  credentials: { a: layer, 'a-b': layer, billing: { ...layer, provider: 'sequence' } },
  linkedAccounts: [{ name: 'bakery', credential: 'a', businessId: 'bakery-1' }],
}
const transport = createTransport({ logger: silentLogger })
afterAll(() => transport.close())

function create() {
  return createAccountSources(resolveConfig(config, providers, { hasOwnViewers: true }), transport, silentLogger)
}

function nameOf(accounts: ReturnType<typeof create>, credential: string, businessId: string): string {
  return accounts.mint({ provider: 'layer', credential, businessId })?.account.name ?? ''
}

describe('an account that a claim names', () => {
  test('is the same source each time, however the provider is written', () => {
    const { mint } = create()
    const source = mint({ provider: 'layer', credential: 'a', businessId: 'b-1' })
    expect(source).not.toBeNull()
    expect(mint({ provider: 'LAYER', credential: 'a', businessId: 'b-1' })).toBe(source)
  })

  test('is the configured one where there is one', () => {
    const { mint, sources } = create()
    expect(mint({ provider: 'layer', credential: 'a', businessId: 'bakery-1' })).toBe(sources[0])
    expect(mint({ provider: 'layer', credential: 'a-b', businessId: 'bakery-1' })).not.toBe(sources[0])
  })

  test('has a name that no other business has, whatever its parts look like side by side', () => {
    const accounts = create()
    const names = [
      nameOf(accounts, 'a', 'b-c'),
      nameOf(accounts, 'a-b', 'c'),
      nameOf(accounts, 'a', 'B-C'),
      nameOf(accounts, 'a-b', 'b-c'),
    ]
    for (const name of names) expect(name).toMatch(mintedNamePattern)
    expect(new Set(names).size).toBe(names.length)
  })

  test('has the same name in every process', () => {
    expect(nameOf(create(), 'a', 'b-1')).toBe('minted-8OuFys7HfYWw7QTeDyqZO82uxV9U4Bi-lnc-8MiVv4c')
  })

  test('shares the place of its credential at the provider, and nothing with other credentials', () => {
    const { mint, sources } = create()
    const [bakery] = sources
    expect(mint({ provider: 'layer', credential: 'a', businessId: 'b-1' })?.condition).toBe(bakery?.condition)
    expect(mint({ provider: 'layer', credential: 'a-b', businessId: 'b-1' })?.condition).not.toBe(bakery?.condition)
  })

  test('is forgotten when thousands of others were asked for since', () => {
    const { mint } = create()
    const mintOne = (index: number) => mint({ provider: 'layer', credential: 'a', businessId: `b-${index}` })
    const first = mintOne(0)
    const second = mintOne(1)
    for (let index = 2; index < 5_001; index += 1) mintOne(index)
    expect(mintOne(1)).toBe(second)
    expect(mintOne(0)).not.toBe(first)
    expect(mintOne(0)?.account).toEqual(first?.account)
  })
})
