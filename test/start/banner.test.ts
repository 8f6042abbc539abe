// What people read at start-up must be addresses that they can open, and must not take invented customers for real ones.
import { describe, expect, it } from 'vitest'
import { renderBanner } from '../../src/banner.ts'

const account = {
  provider: 'LAYER',
  name: 'bakery',
  credential: 'main',
  businessId: '1',
  environment: 'production',
  isSandbox: false,
}
const facts = {
  address: 'http://127.0.0.1:4000',
  hasGraphiql: true,
  needsCredential: false,
  accounts: [account],
  sandboxControls: { LAYER: 'http://127.0.0.1:1/__sandbox/' },
}

describe('the banner', () => {
  it('shows the address of GraphiQL, or of the endpoint where there is no GraphiQL', () => {
    expect(renderBanner(facts)).toMatch(/GraphiQL +http:\/\/127\.0\.0\.1:4000\/graphql\n/)
    expect(renderBanner({ ...facts, hasGraphiql: false })).not.toContain('GraphiQL')
  })

  it('asks for a credential where callers need one', () => {
    expect(renderBanner(facts)).not.toContain('authorization')
    expect(renderBanner({ ...facts, needsCredential: true })).toContain("-H 'authorization: Bearer YOUR_KEY'")
  })

  it.each(['http://0.0.0.0:4000', 'http://[::]:4000'])(
    'shows an address that can be opened when it listens on %s',
    (address) => {
      const banner = renderBanner({ ...facts, address })
      expect(banner).toContain('http://localhost:4000/graphql')
      expect(banner).not.toContain(address)
    },
  )

  it('says of each account whether its customers are real', () => {
    const accounts = [account, { ...account, name: 'layer', environment: 'sandbox', isSandbox: true }]
    const lines = renderBanner({ ...facts, accounts }).split('\n')
    expect(lines).toContainEqual(expect.stringMatching(/^ {2}bakery {2}LAYER {2}REAL {5}environment "production"$/))
    expect(lines).toContainEqual(
      expect.stringMatching(/^ {2}layer {3}LAYER {2}SANDBOX {2}invented customers.*__sandbox\/$/),
    )
  })
})
