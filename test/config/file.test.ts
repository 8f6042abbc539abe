// The configuration file: more than one account per provider, and no secret in it.
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { resolveConfig } from '../../src/config/gateway-config.ts'
import { buildConfigJsonSchema } from '../../src/config/json-schema.ts'
import { readConfiguration } from '../../src/config.ts'
import { layerVariables, problemsOf, secretOf, sequenceVariables } from './settings.ts'

const environment = {
  GATEWAY_CONFIG: 'gateway.config.json',
  SANDBOX: 'off',
  MAIN_SECRET: 'main-secret',
  HOST_NAME: 'https://layer.example',
}

const main = { provider: 'layer', clientId: 'client', clientSecret: { env: 'MAIN_SECRET' }, environment: 'production' }
const bakery = { name: 'bakery', credential: 'layer-main', businessId: 'business-1' }
const brewery = { name: 'brewery', credential: 'layer-main', businessId: 'business-2' }
const valid = { credentials: { 'layer-main': main }, linkedAccounts: [bakery, brewery] }

const reading = (content: unknown) => ({
  readFile: () => (typeof content === 'string' ? content : JSON.stringify(content)),
})
const placesOf = (content: unknown) => problemsOf(environment, reading(content)).map(({ where }) => where)
const withCredential = (credential: object) => ({ credentials: { 'layer-main': credential }, linkedAccounts: [bakery] })

describe('a configuration file', () => {
  it('links several accounts through one credential', () => {
    const { accounts } = resolveConfig(readConfiguration(environment, reading(valid)).gateway)
    expect(accounts.map(({ account }) => [account.name, account.businessId])).toEqual([
      ['bakery', 'business-1'],
      ['brewery', 'business-2'],
    ])
    expect(accounts[0]?.credential).toBe(accounts[1]?.credential)
  })

  it('is read from the path that GATEWAY_CONFIG names', () => {
    const paths: string[] = []
    const readFile = (path: string) => {
      paths.push(path)
      return JSON.stringify(valid)
    }
    readConfiguration(environment, { readFile })
    expect(paths).toEqual(['gateway.config.json'])
  })

  it('takes secrets from the environment', () => {
    const [account] = resolveConfig(readConfiguration(environment, reading(valid)).gateway).accounts
    expect(secretOf(account)).toBe('main-secret')
  })

  it('may take any other setting from there too', () => {
    const file = withCredential({ ...main, baseUrl: { env: 'HOST_NAME' } })
    const [account] = resolveConfig(readConfiguration(environment, reading(file)).gateway).accounts
    expect(account?.credential.value).toMatchObject({ baseUrl: 'https://layer.example' })
  })

  it('makes its providers real: beside sandboxes only with SANDBOX=mixed', () => {
    expect(problemsOf({ ...environment, SANDBOX: 'auto' }, reading(valid)).map(({ where }) => where)).toEqual([
      'SANDBOX',
    ])
    const { sandboxes } = readConfiguration({ ...environment, SANDBOX: 'mixed' }, reading(valid))
    expect(sandboxes.map(({ name }) => name)).toEqual(['SEQUENCE', 'THRED'])
  })

  it('stands beside the variables of other providers', () => {
    const { gateway } = readConfiguration({ ...environment, ...sequenceVariables }, reading(valid))
    expect(gateway.linkedAccounts.map(({ name }) => name)).toEqual(['bakery', 'brewery', 'sequence'])
  })

  it('does not stand beside variables of its own providers', () => {
    const problems = problemsOf({ ...environment, ...layerVariables }, reading(valid))
    expect(problems.map(({ where }) => where)).toEqual(Object.keys(layerVariables))
    expect(problems[0]?.what).toContain('has Layer accounts already')
  })

  it('may refer to variables that look like a provider’s', () => {
    const file = withCredential({ ...main, clientSecret: { env: 'LAYER_CLIENT_SECRETS' } })
    expect(problemsOf({ ...environment, LAYER_CLIENT_SECRETS: 'x' }, reading(file))).toEqual([])
  })
})

it('tells what is wrong with the rest of the file beside a setting that nobody knows', () => {
  const content = { ...withCredential({ ...main, clientId: { env: 'NOT_SET' } }), accounts: [] }
  expect(placesOf(content)).toEqual(expect.arrayContaining(['accounts', 'credentials.layer-main.clientId']))
})

describe('a configuration file is refused, by path', () => {
  it.each<[string, string, unknown]>([
    ['without credentials', 'credentials', { linkedAccounts: [] }],
    ['with something unknown in it', 'accounts', { ...valid, accounts: [] }],
    ['that is a list', 'GATEWAY_CONFIG', []],
    ['with an unknown provider', 'credentials.layer-main.provider', withCredential({ ...main, provider: 'LAYER' })],
    ['with a secret in it', 'credentials.layer-main.clientSecret', withCredential({ ...main, clientSecret: 'x' })],
    ['without a secret', 'credentials.layer-main.clientSecret', withCredential({ ...main, clientSecret: undefined })],
    [
      'with a variable that is not set',
      'credentials.layer-main.clientId',
      withCredential({ ...main, clientId: { env: 'NOT_SET' } }),
    ],
    [
      'with a variable that has no name',
      'credentials.layer-main.clientId',
      withCredential({ ...main, clientId: { env: '' } }),
    ],
    ['with an unknown setting', 'credentials.layer-main.colour', withCredential({ ...main, colour: 'red' })],
    ['with a number for a text', 'credentials.layer-main.clientId', withCredential({ ...main, clientId: 7 })],
    [
      'with an account of an unknown credential',
      'linkedAccounts[2].credential',
      { ...valid, linkedAccounts: [bakery, brewery, { name: 'x', credential: 'constructor' }] },
    ],
    [
      'with two accounts of one name',
      'linkedAccounts[1].name',
      { ...valid, linkedAccounts: [bakery, { ...brewery, name: 'bakery' }] },
    ],
    [
      'with one business twice',
      'linkedAccounts[1]',
      { ...valid, linkedAccounts: [bakery, { ...bakery, name: 'again' }] },
    ],
    [
      'with a name that no id could carry',
      'linkedAccounts[0].name',
      { ...valid, linkedAccounts: [{ ...bakery, name: 'a:b' }] },
    ],
    [
      'with a name that belongs to another provider',
      'linkedAccounts[0].name',
      { ...valid, linkedAccounts: [{ ...bakery, name: 'thred' }] },
    ],
    [
      'with a credential that nothing uses',
      'credentials.spare',
      { ...valid, credentials: { ...valid.credentials, spare: main } },
    ],
    [
      'with an account that calls itself a sandbox',
      'linkedAccounts[0].isSandbox',
      { ...valid, linkedAccounts: [{ ...bakery, isSandbox: true }] },
    ],
    [
      'with an account without a business',
      'linkedAccounts[0].businessId',
      { ...valid, linkedAccounts: [{ ...bakery, businessId: undefined }] },
    ],
  ])('%s', (_, where, content) => {
    expect(placesOf(content)).toEqual([where])
  })

  it('with everything that is wrong at once', () => {
    const file = {
      credentials: { 'layer-main': { ...main, clientSecret: 'x' }, other: { provider: 'other' } },
      linkedAccounts: [
        { ...bakery, businessId: '' },
        { name: 'x', credential: 'nobody' },
        { name: 'y', credential: 'other' },
      ],
    }
    expect(placesOf(file).sort()).toEqual([
      'credentials.layer-main.clientSecret',
      'credentials.other.provider',
      'linkedAccounts[0].businessId',
      'linkedAccounts[1].credential',
    ])
  })

  it('when it is not JSON, with the place and nothing of the text', () => {
    const [problem] = problemsOf(environment, reading('{\n  "clientSecret": s3cr3t\n}'))
    expect(problem).toEqual({ where: 'GATEWAY_CONFIG', what: 'names a file that is not valid JSON' })
    const [other] = problemsOf(environment, reading('{\n  "a": "b"\n  "c"}'))
    expect(other?.what).toBe('names a file that is not valid JSON (line 3 column 3)')
  })

  it('when it is not there', () => {
    expect(problemsOf({ GATEWAY_CONFIG: 'nowhere/gateway.config.json' })).toEqual([
      { where: 'GATEWAY_CONFIG', what: 'names a file that does not exist' },
    ])
  })

  it('without guesses about sandboxes while it cannot be read', () => {
    expect(problemsOf({ ...layerVariables, GATEWAY_CONFIG: 'nowhere' }).map(({ where }) => where)).toEqual([
      'GATEWAY_CONFIG',
    ])
  })
})

describe('the published JSON Schema', () => {
  const schema = z.fromJSONSchema(buildConfigJsonSchema() as Parameters<typeof z.fromJSONSchema>[0])

  it('accepts what the gateway accepts', () => {
    expect(schema.safeParse(valid).success).toBe(true)
  })

  it.each<[string, unknown]>([
    ['a secret in the file', withCredential({ ...main, clientSecret: 'x' })],
    ['an unknown provider', withCredential({ ...main, provider: 'other' })],
    ['an unknown setting', withCredential({ ...main, colour: 'red' })],
    ['an account without a credential', { ...valid, linkedAccounts: [{ name: 'bakery' }] }],
    ['an account with a name that no id could carry', { ...valid, linkedAccounts: [{ ...bakery, name: 'a:b' }] }],
  ])('refuses %s', (_, content) => {
    expect(schema.safeParse(content).success).toBe(false)
  })
})

describe('a configuration in code', () => {
  it('has the file’s shape, with its secrets as plain text', () => {
    const [account] = resolveConfig({
      credentials: { billing: { provider: 'sequence', clientId: 'client', clientSecret: 'secret' } },
      linkedAccounts: [{ name: 'billing', credential: 'billing' }],
    }).accounts
    expect(account?.account).toEqual({
      provider: 'SEQUENCE',
      name: 'billing',
      credential: 'billing',
      businessId: null,
      environment: 'sandbox',
      isSandbox: false,
    })
  })

  it('must have an account', () => {
    expect(() => resolveConfig({ credentials: {}, linkedAccounts: [] })).toThrow(
      /linkedAccounts must have at least one account/,
    )
  })
})
