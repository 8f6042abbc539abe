// Who may ask, as an operator says it: what is accepted, what is refused and why, and that nobody is let in by oversight.
import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, it, test } from 'vitest'
import { resolveConfig } from '../../src/config/gateway-config.ts'
import { readConfiguration } from '../../src/config.ts'
import { problemsOf } from './settings.ts'

const hash = `sha256:${'0123456789abcdef'.repeat(4)}`
const otherHash = `sha256:${'fedcba9876543210'.repeat(4)}`
const key = { name: 'desk', hash, scopes: ['customers:read'], linkedAccounts: ['bakery'] }
const jwt = {
  issuer: 'https://login.example',
  audience: 'gateway',
  algorithms: ['RS256'],
  jwksUrl: 'https://login.example/keys',
}
const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const publicPem = publicKey.export({ type: 'spki', format: 'pem' }).toString()
const secretPem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()

const accounts = {
  credentials: { main: { provider: 'layer', clientId: 'id', clientSecret: 'secret' } },
  linkedAccounts: [{ name: 'bakery', credential: 'main', businessId: 'business-1' }],
}

/** `auth` as it comes from a file: nothing about it is known. */
function resolve(auth: unknown) {
  return resolveConfig({ ...accounts, auth } as Parameters<typeof resolveConfig>[0]).auth
}

describe('auth', () => {
  it('may be left out', () => {
    expect(resolve(undefined)).toBeNull()
  })

  it('has API keys, tokens, or both', () => {
    expect(resolve({ apiKeys: [key] })).toMatchObject({ apiKeys: [key], jwt: null })
    expect(resolve({ jwt })).toMatchObject({ apiKeys: [], jwt: { issuer: 'https://login.example' } })
    expect(resolve({ apiKeys: [key], jwt })).toMatchObject({ apiKeys: [key], jwt: { key: { kind: 'jwks' } } })
  })

  it('takes the usual names of claims where none are given', () => {
    expect(resolve({ jwt })?.jwt?.claims).toMatchObject({
      subject: 'sub',
      scopes: 'scope',
      linkedAccounts: 'linked_accounts',
    })
    const claims = { linkedAccounts: 'https://example.com/accounts' }
    expect(resolve({ jwt: { ...jwt, claims } })?.jwt?.claims).toMatchObject({ ...claims, subject: 'sub' })
  })

  it('keeps a shared secret from being printed', () => {
    const secret = 's'.repeat(32)
    const auth = resolve({ jwt: { ...jwt, algorithms: ['HS256'], jwksUrl: undefined, secret } })
    expect(JSON.stringify(auth)).not.toContain(secret)
    expect(auth?.jwt?.key.kind === 'secret' && auth.jwt.key.secret.reveal()).toBe(secret)
  })

  test.each<[string, unknown, RegExp]>([
    ['nothing in it', {}, /auth must have `apiKeys` or `jwt`/],
    ['no keys', { apiKeys: [] }, /auth\.apiKeys must not be empty/],
    ['a setting that nobody knows', { apiKeys: [key], allowAll: true }, /auth\.allowAll is not a known setting/],
    [
      'a key in place of its hash',
      { apiKeys: [{ ...key, hash: 'cgk_secret' }] },
      /auth\.apiKeys\[0\]\.hash must be "sha256:"/,
    ],
    [
      'an account that is not there',
      { apiKeys: [{ ...key, linkedAccounts: ['brewery'] }] },
      /auth\.apiKeys\[0\]\.linkedAccounts must name entries/,
    ],
    ['no accounts', { apiKeys: [{ ...key, linkedAccounts: [] }] }, /auth\.apiKeys\[0\]\.linkedAccounts must/],
    [
      'a scope that is none',
      { apiKeys: [{ ...key, scopes: ['customers:write'] }] },
      /auth\.apiKeys\[0\]\.scopes\[0\] must be customers:read/,
    ],
    [
      'one name twice',
      { apiKeys: [key, { ...key, hash: otherHash }] },
      /auth\.apiKeys\[1\]\.name is the name of auth\.apiKeys\[0\] too/,
    ],
    [
      'one hash twice',
      { apiKeys: [key, { ...key, name: 'till' }] },
      /auth\.apiKeys\[1\]\.hash is the hash of auth\.apiKeys\[0\] too/,
    ],
    ['tokens of any issuer', { jwt: { ...jwt, issuer: undefined } }, /auth\.jwt\.issuer is missing/],
    ['tokens for anybody', { jwt: { ...jwt, audience: undefined } }, /auth\.jwt\.audience is missing/],
    ['any algorithm', { jwt: { ...jwt, algorithms: undefined } }, /auth\.jwt\.algorithms is missing/],
    ['no signature', { jwt: { ...jwt, algorithms: ['none'] } }, /auth\.jwt\.algorithms\[0\] must be RS256/],
    [
      'a public key taken for a secret',
      { jwt: { ...jwt, algorithms: ['RS256', 'HS256'] } },
      /auth\.jwt\.algorithms must be for a public key/,
    ],
    [
      'a secret taken for a public key',
      { jwt: { ...jwt, jwksUrl: undefined, secret: 's'.repeat(32) } },
      /auth\.jwt\.algorithms must be for a secret/,
    ],
    ['no key', { jwt: { ...jwt, jwksUrl: undefined } }, /auth\.jwt must have exactly one of/],
    ['two keys', { jwt: { ...jwt, publicKey: publicPem } }, /auth\.jwt must have exactly one of/],
    [
      'a short secret',
      { jwt: { ...jwt, algorithms: ['HS256'], jwksUrl: undefined, secret: 'short' } },
      /auth\.jwt\.secret must be at least 32/,
    ],
    [
      'keys over an open line',
      { jwt: { ...jwt, jwksUrl: 'http://login.example/keys' } },
      /auth\.jwt\.jwksUrl must be an https URL/,
    ],
    ['keys of no host', { jwt: { ...jwt, jwksUrl: 'file:///keys' } }, /auth\.jwt\.jwksUrl must be an https URL/],
    [
      'a private key',
      { jwt: { ...jwt, jwksUrl: undefined, algorithms: ['ES256'], publicKey: secretPem } },
      /auth\.jwt\.publicKey must be a public key/,
    ],
    [
      'a broken key',
      { jwt: { ...jwt, jwksUrl: undefined, algorithms: ['ES256'], publicKey: publicPem.replace(/\n.{8}/, '\n') } },
      /auth\.jwt\.publicKey must be a public key/,
    ],
  ])('must not be given with %s', (_what, auth, problem) => {
    expect(() => resolve(auth)).toThrow(problem)
  })

  it('takes keys from this machine over plain HTTP, and a public key in PEM', () => {
    expect(resolve({ jwt: { ...jwt, jwksUrl: 'http://127.0.0.1:9/keys' } })?.jwt?.key.kind).toBe('jwks')
    const own = { ...jwt, jwksUrl: undefined, algorithms: ['ES256'], publicKey: publicPem }
    expect(resolve({ jwt: own })?.jwt?.key.kind).toBe('public')
  })
})

describe('in the configuration file', () => {
  const file = {
    ...accounts,
    credentials: { main: { ...accounts.credentials.main, clientSecret: { env: 'LAYER_KEY' } } },
  }
  const environment = { GATEWAY_CONFIG: 'gateway.json', LAYER_KEY: 'x', SANDBOX: 'off' }
  const read = (auth: unknown, more: Record<string, string> = {}) =>
    readConfiguration({ ...environment, ...more }, { readFile: () => JSON.stringify({ ...file, auth }) })

  it('auth may refer to variables', () => {
    const { gateway } = read({ apiKeys: [{ ...key, hash: { env: 'DESK_HASH' } }] }, { DESK_HASH: hash })
    expect(gateway.auth?.apiKeys).toEqual([key])
  })

  it('a secret stands in a variable, and nowhere else', () => {
    const secret = 's'.repeat(32)
    const shared = { issuer: 'i', audience: 'a', algorithms: ['HS256'] }
    const { gateway } = read({ jwt: { ...shared, secret: { env: 'TOKEN_SECRET' } } }, { TOKEN_SECRET: secret })
    expect(JSON.stringify(gateway)).not.toContain(secret)
    expect(resolveConfig(gateway).auth?.jwt?.key.kind).toBe('secret')
    expect(() => read({ jwt: { ...shared, secret } })).toThrow(/auth\.jwt\.secret must not stand in the file/)
  })

  it('is checked at the start', () => {
    expect(() => read({ apiKeys: [{ ...key, linkedAccounts: ['brewery'] }] })).toThrow(
      /auth\.apiKeys\[0\]\.linkedAccounts/,
    )
  })

  it.each([null, false, 'none', [], {}])('is not nothing when it is %j', (auth) => {
    expect(() => read(auth)).toThrow(/auth must/)
  })

  it('must not be said in variables, too', () => {
    expect(() => read({ apiKeys: [key] }, { AUTH_API_KEY_HASHES: otherHash })).toThrow(/AUTH is said twice/)
  })
})

describe('in variables', () => {
  it('a hash makes a key that may do everything everywhere', () => {
    const { gateway } = readConfiguration({ AUTH_API_KEY_HASHES: ` ${hash}, ${otherHash} ` })
    expect(gateway.auth?.apiKeys).toEqual([
      {
        name: 'key-01234567',
        hash,
        scopes: ['customers:read', 'customers:archive', 'customers:raw'],
        linkedAccounts: 'all',
      },
      expect.objectContaining({ name: 'key-fedcba98', hash: otherHash }),
    ])
  })

  it('an issuer is named with its keys, audience and algorithms', () => {
    const variables = {
      AUTH_JWKS_URL: 'https://login.example/keys',
      AUTH_ISSUER: 'https://login.example',
      AUTH_AUDIENCE: 'gateway',
      AUTH_ALGORITHMS: 'RS256, ES256',
    }
    expect(readConfiguration(variables).gateway.auth?.jwt).toEqual({ ...jwt, algorithms: ['RS256', 'ES256'] })
    for (const name of Object.keys(variables)) {
      const places = problemsOf({ ...variables, [name]: undefined }).map(({ where }) => where)
      expect(places).toEqual([name])
    }
  })

  it('what is wrong is told by the name of the variable, and not by its value', () => {
    const problems = problemsOf({ AUTH_API_KEY_HASHES: 'cgk_secret' })
    expect(problems).toMatchObject([
      { where: 'AUTH_API_KEY_HASHES', what: expect.stringContaining('must be "sha256:"') },
    ])
    expect(JSON.stringify(problems)).not.toContain('cgk_secret')
  })
})

describe('without auth', () => {
  test.each(['127.0.0.1', '127.8.9.1', '::1', 'localhost', 'LocalHost'])('the gateway listens on %s', (HOST) => {
    expect(readConfiguration({ HOST }).gateway.auth).toBeUndefined()
  })

  test.each(['0.0.0.0', '::', '192.168.1.7', 'gateway.example', '127.0.0.1.example.com', '127.example', '::ffff:1'])(
    'it does not listen on %s, unless AUTH=none says so outright',
    (HOST) => {
      expect(problemsOf({ HOST })).toMatchObject([
        { where: 'AUTH', what: expect.stringContaining('lets other machines in') },
      ])
      expect(readConfiguration({ HOST, AUTH: 'none' }).gateway.auth).toBeUndefined()
      expect(readConfiguration({ HOST, AUTH_API_KEY_HASHES: hash }).gateway.auth).toBeDefined()
    },
  )

  it('AUTH says nothing but none', () => {
    expect(problemsOf({ AUTH: 'off' })).toMatchObject([{ where: 'AUTH', what: 'must be none, or blank' }])
    expect(problemsOf({ AUTH: 'none', AUTH_API_KEY_HASHES: hash })).toMatchObject([
      { where: 'AUTH', what: expect.stringContaining('must not be none') },
    ])
  })
})
