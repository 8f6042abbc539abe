// What an operator is told, and what the gateway makes of what the operator said.
import { describe, expect, it } from 'vitest'
import { resolveConfig } from '../../src/config/gateway-config.ts'
import { addSandboxes, readConfiguration } from '../../src/config.ts'
import { providers } from '../../src/providers/registry.ts'
import { layerVariables, problemsOf, secretOf, sequenceVariables, thredVariables } from './settings.ts'

const allVariables = { ...layerVariables, ...sequenceVariables, ...thredVariables }

describe('without any variable', () => {
  it('listens on loopback, port 4000, in development', () => {
    expect(readConfiguration({})).toMatchObject({
      host: '127.0.0.1',
      port: 4000,
      mode: 'development',
      logLevel: 'info',
    })
  })

  it('has the sandbox of every provider started, and no account of its own', () => {
    const { sandboxes, gateway } = readConfiguration({})
    expect(sandboxes).toEqual(providers)
    expect(gateway.linkedAccounts).toEqual([])
  })

  it('takes blank variables for variables that are not set', () => {
    const blank = Object.fromEntries(
      [...Object.keys(allVariables), 'PORT', 'SANDBOX', 'GATEWAY_CONFIG'].map((name) => [name, ' ']),
    )
    expect(readConfiguration(blank)).toEqual(readConfiguration({}))
  })
})

describe('the gateway’s own variables', () => {
  it('are used', () => {
    const configuration = readConfiguration({ HOST: '::1', PORT: '0', NODE_ENV: 'production', LOG_LEVEL: 'silent' })
    expect(configuration).toMatchObject({ host: '::1', port: 0, mode: 'production', logLevel: 'silent' })
    expect(readConfiguration({ GRAPHQL_MAXIMUM_COST: '40' })).toMatchObject({ maximumCost: 40 })
  })

  it.each([
    ['HOST', 'http://localhost', /host name or an IP address/],
    ['HOST', '127.0.0.1:80', /host name or an IP address/],
    ['PORT', '65536', /whole number from 0 to 65535/],
    ['PORT', '-1', /whole number/],
    ['PORT', '4e3', /whole number/],
    ['NODE_ENV', 'staging', /must be development, production or test/],
    ['LOG_LEVEL', 'loud', /must be fatal, error, warn, info, debug, trace or silent/],
    ['GRAPHQL_MAXIMUM_COST', '0', /whole number from 1 to 1000000/],
    ['ORDER_MAXIMUM_CUSTOMERS', 'all', /whole number from 1 to 1000000/],
    ['GRAPHQL_MAXIMUM_COST', '1e3', /whole number/],
    ['SANDBOX', 'yes', /must be auto, mixed or off/],
    ['AUDIT_KEY', 'fifteen letters', /16 characters or more/],
  ])('%s cannot be "%s"', (name, value, what) => {
    expect(problemsOf({ [name]: value })).toEqual([{ where: name, what: expect.stringMatching(what) }])
  })

  it('are reported together', () => {
    expect(problemsOf({ PORT: 'x', LOG_LEVEL: 'x', SANDBOX: 'x' }).map(({ where }) => where)).toEqual([
      'PORT',
      'LOG_LEVEL',
      'SANDBOX',
    ])
  })
})

describe('a provider’s variables', () => {
  it('make one linked account, named like the provider', () => {
    const { gateway, sandboxes } = readConfiguration({ ...layerVariables, SANDBOX: 'off' })
    expect(sandboxes).toEqual([])
    expect(resolveConfig(gateway).accounts.map(({ account }) => account)).toEqual([
      {
        provider: 'LAYER',
        name: 'layer',
        credential: 'layer',
        businessId: 'business-1',
        environment: 'production',
        isSandbox: false,
      },
    ])
  })

  it('reach the client with the secret wrapped', () => {
    const [account] = resolveConfig(readConfiguration({ ...layerVariables, SANDBOX: 'off' }).gateway).accounts
    expect(account?.credential.value).toMatchObject({ clientId: 'layer-client' })
    expect(secretOf(account)).toBe('layer-secret')
  })

  it('may have white space around them', () => {
    const { gateway } = readConfiguration({
      ...sequenceVariables,
      SEQUENCE_CLIENT_SECRET: ' sequence-secret\n',
      SANDBOX: 'off',
    })
    expect(secretOf(resolveConfig(gateway).accounts[0])).toBe('sequence-secret')
  })

  it.each(providers.map((definition) => [definition.title, definition] as const))(
    'of %s are all asked for when only some are set',
    (_, definition) => {
      const required = definition.environment.filter(({ isRequired }) => isRequired).map(({ name }) => name)
      for (const only of required) {
        const missing = required.filter((name) => name !== only)
        const problems = problemsOf({ [only]: 'x', SANDBOX: 'mixed' })
        expect(problems.map(({ where }) => where).sort()).toEqual(missing.sort())
        for (const { what } of problems) expect(what).toMatch(/^is missing/)
      }
    },
  )

  it('count as half set when only an optional one is set', () => {
    const problems = problemsOf({ LAYER_ENVIRONMENT: 'production', SANDBOX: 'mixed' })
    expect(problems.map(({ where }) => where).sort()).toEqual([
      'LAYER_BUSINESS_ID',
      'LAYER_CLIENT_ID',
      'LAYER_CLIENT_SECRET',
    ])
  })

  it.each([
    ['LAYER_ENVIRONMENT', 'staging', /must be sandbox, production or production-ca/],
    ['LAYER_BASE_URL', 'http://layer.example', /https URL \(http is accepted for loopback hosts only\)/],
    ['LAYER_TOKEN_URL', 'not an address', /https URL/],
    ['LAYER_BASE_URL', 'https://sandbox.layerfi.com', /belongs to the environment "sandbox"/],
    ['LAYER_BUSINESS_ID', 'a/../b', /id that Layer gave the business/],
    ['SEQUENCE_BASE_URL', 'https://user:pass@host.example', /without credentials/],
    ['THRED_TOKEN_MODE', 'both', /must be business, partner or auto/],
  ])('are reported by name: %s cannot be "%s"', (name, value, what) => {
    expect(problemsOf({ ...allVariables, [name]: value })).toEqual([{ where: name, what: expect.stringMatching(what) }])
  })

  it.each(['http://127.0.0.1:8080', 'http://localhost:8080', 'http://[::1]:8080'])(
    'accept %s, which is loopback',
    (url) => {
      expect(problemsOf({ ...allVariables, THRED_BASE_URL: url })).toEqual([])
    },
  )

  it.each([
    ['LAYER_CLIENTID', 'LAYER_CLIENT_ID'],
    ['LAYER_ENVIROMENT', 'LAYER_ENVIRONMENT'],
    ['THRED_APIKEY', 'THRED_API_KEY'],
  ])('are recognised when misspelt: %s', (misspelt, meant) => {
    const { [meant]: _, ...others } = { ...allVariables, LAYER_ENVIRONMENT: '' } as Record<string, string>
    expect(problemsOf({ ...others, [misspelt]: 'x' })).toContainEqual({
      where: misspelt,
      what: expect.stringContaining(meant),
    })
  })

  it('do not take over foreign variables that only begin alike', () => {
    expect(problemsOf({ LAYER_CACHE_DIRECTORY: '/tmp', SEQUENCE_NUMBER: '7', THREDS: '4' })).toEqual([])
  })
})

describe('sandboxes beside real accounts', () => {
  it('are refused unless asked for, with both ways out', () => {
    const [problem, ...others] = problemsOf(layerVariables)
    expect(others).toEqual([])
    expect(problem?.where).toBe('SANDBOX')
    expect(problem?.what).toMatch(/Sequence and Thred.*only Layer.*SANDBOX=off.*SANDBOX=mixed/)
  })

  it('are started with SANDBOX=mixed', () => {
    const { sandboxes } = readConfiguration({ ...layerVariables, SANDBOX: 'mixed' })
    expect(sandboxes.map(({ name }) => name)).toEqual(['SEQUENCE', 'THRED'])
  })

  it.each(['auto', 'mixed', 'off'])('are not needed with SANDBOX=%s when every provider is real', (policy) => {
    expect(readConfiguration({ ...allVariables, SANDBOX: policy }).sandboxes).toEqual([])
  })

  it('are never started with SANDBOX=off', () => {
    for (const variables of [
      layerVariables,
      sequenceVariables,
      thredVariables,
      { ...layerVariables, ...thredVariables },
    ]) {
      expect(readConfiguration({ ...variables, SANDBOX: 'off' }).sandboxes).toEqual([])
    }
  })

  it('cannot be switched off when there is nothing else', () => {
    expect(problemsOf({ SANDBOX: 'off' })).toEqual([
      { where: 'SANDBOX', what: expect.stringContaining('nothing to serve') },
    ])
  })

  it('come with a report of every other problem', () => {
    const places = problemsOf({ LAYER_CLIENT_ID: 'x', PORT: 'x' }).map(({ where }) => where)
    expect(places.sort()).toEqual(['LAYER_BUSINESS_ID', 'LAYER_CLIENT_SECRET', 'PORT', 'SANDBOX'])
  })
})

describe('a started sandbox', () => {
  it('becomes an account through the same variables, and is marked', () => {
    const { gateway } = readConfiguration({ ...sequenceVariables, ...thredVariables, SANDBOX: 'mixed' })
    const accounts = resolveConfig(addSandboxes(gateway, [{ environment: layerVariables }])).accounts.map(
      ({ account }) => account,
    )
    expect(accounts.map(({ name, isSandbox }) => [name, isSandbox])).toEqual([
      ['sequence', false],
      ['thred', false],
      ['layer', true],
    ])
  })

  it.each(providers.map((definition) => [definition.title, definition] as const))(
    'of %s names settings that are accepted',
    async (_, definition) => {
      const sandbox = await definition.startSandbox()
      try {
        const [resolved] = resolveConfig(addSandboxes({ credentials: {}, linkedAccounts: [] }, [sandbox])).accounts
        expect(resolved?.account).toMatchObject({ provider: definition.name, isSandbox: true })
      } finally {
        await sandbox.close()
      }
    },
  )
})

describe('a provider that joins the registry', () => {
  const [layer] = providers
  if (layer === undefined) throw new Error('There is no provider.')
  const fourth = {
    ...layer,
    name: 'FOURTH',
    title: 'Fourth',
    environment: layer.environment.map((variable) => ({ ...variable, name: variable.name.replace('LAYER', 'FOURTH') })),
  }

  it('is configured by its own variables', () => {
    const variables = Object.fromEntries(
      Object.entries(layerVariables).map(([name, value]) => [name.replace('LAYER', 'FOURTH'), value]),
    )
    const options = { providers: [...providers, fourth] }
    const { gateway } = readConfiguration({ ...variables, SANDBOX: 'off' }, options)
    expect(resolveConfig(gateway, options.providers).accounts[0]?.account).toMatchObject({
      provider: 'FOURTH',
      name: 'fourth',
    })
  })
})
