// What a deployment may say of a provider, and what is refused before anything is sent anywhere.
import { describe, expect, test } from 'vitest'
import { providers } from '../../src/providers/registry.ts'
import { upstreamUrlSchema } from '../../src/providers/upstream-url.ts'
import { readVariables } from './harness.ts'

const least: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  LAYER: { LAYER_CLIENT_ID: 'client-1', LAYER_CLIENT_SECRET: 'secret-1', LAYER_BUSINESS_ID: 'business-1' },
  SEQUENCE: { SEQUENCE_CLIENT_ID: 'client-1', SEQUENCE_CLIENT_SECRET: 'secret-1' },
  THRED: { THRED_PARTNER_ID: 'partner-1', THRED_API_KEY: 'key-1', THRED_BUSINESS_ID: 'business-1' },
}

describe.each(providers)('$title', (definition) => {
  const variables = least[definition.name] ?? {}
  const read = (changes: Readonly<Record<string, string>>): { credential: unknown; settings: unknown } =>
    readVariables(definition, { ...variables, ...changes })

  test('needs exactly the variables that are marked as required', () => {
    const required = definition.environment.filter(({ isRequired }) => isRequired).map(({ name }) => name)
    expect(required.toSorted()).toEqual(Object.keys(variables).toSorted())
    expect(() => read({})).not.toThrow()
    for (const name of required) expect(() => read({ [name]: '' })).toThrow()
  })

  test('stays in its sandbox unless told', () => {
    expect(read({}).credential).toMatchObject({
      environment: 'sandbox',
      baseUrl: expect.stringContaining('://sandbox.'),
    })
  })

  test('is called over https, and over http on this machine alone', () => {
    const base = `${definition.name}_BASE_URL`
    for (const url of ['https://proxy.example/x', 'http://127.0.0.1:4000', 'http://localhost', 'http://[::1]:1']) {
      expect(read({ [base]: url }).credential).toMatchObject({ baseUrl: url })
    }
    for (const url of ['http://proxy.example', 'ftp://proxy.example', 'proxy.example', '', '//proxy.example']) {
      expect(() => read({ [base]: url })).toThrow()
    }
  })

  test('does not take the address of one environment for another', () => {
    const base = `${definition.name}_BASE_URL`
    const { baseUrl } = read({ [`${definition.name}_ENVIRONMENT`]: 'production' }).credential as { baseUrl: string }
    const host = new URL(baseUrl).host
    for (const same of [
      baseUrl,
      `${baseUrl}/`,
      baseUrl.replace(host, host.toUpperCase()),
      baseUrl.replace(host, `${host}:443`),
    ]) {
      expect(() => read({ [base]: same })).toThrow('production')
      expect(() => read({ [base]: same, [`${definition.name}_ENVIRONMENT`]: 'production' })).not.toThrow()
    }
  })
})

test('Layer: the scope of one environment is not taken for another’s', () => {
  const [layer] = providers
  if (layer === undefined) throw new Error('There is no provider.')
  const foreign = { ...least['LAYER'], LAYER_SCOPE: 'https://api.layerfi.com/production' }
  expect(() => readVariables(layer, foreign)).toThrow('production')
  expect(() => readVariables(layer, { ...foreign, LAYER_ENVIRONMENT: 'production' })).not.toThrow()
})

describe('an upstream address', () => {
  test.each([
    'https://a.example',
    'https://a.example/',
    'https://a.example/api/v2',
    'HTTPS://A.example',
    'http://127.1.2.3:80',
  ])('may be %s', (url) => {
    expect(upstreamUrlSchema.safeParse(url).success).toBe(true)
  })

  test.each([
    'https://user@a.example',
    'https://user:password@a.example',
    'https://a.example/?',
    'https://a.example/#',
    'https://a.example/?a=b',
    'https://a.example/#a',
    'https://a.exa\nmple',
    ' https://a.example',
    'https://a.example\\@b.example',
    'http://127.0.0.1.attacker.example',
    'http://localhost.attacker.example',
    'http://127.attacker.example',
    'javascript:alert(1)',
    'file:///etc/passwd',
  ])('may not be %j', (url) => {
    expect(upstreamUrlSchema.safeParse(url).success).toBe(false)
  })
})
