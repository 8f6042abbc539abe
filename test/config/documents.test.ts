// What is written about the configuration must be what the configuration is. `npm run documents` writes both files anew.
import { readFileSync } from 'node:fs'
import { parseEnv } from 'node:util'
import { describe, expect, it } from 'vitest'
import { renderEnvironmentExample } from '../../src/config/environment-example.ts'
import { generalVariables } from '../../src/config/general.ts'
import { buildConfigJsonSchema } from '../../src/config/json-schema.ts'
import { readConfiguration } from '../../src/config.ts'
import { providers } from '../../src/providers/registry.ts'

describe('.env.example', () => {
  it('is the one that the configuration renders', async () => {
    await expect(renderEnvironmentExample()).toMatchFileSnapshot('../../.env.example')
  })

  it('names exactly the variables of the configuration', () => {
    const named = Object.keys(readExample())
    const known = [...generalVariables, ...providers.flatMap(({ environment }) => environment)].map(({ name }) => name)
    expect(named.toSorted()).toEqual(known.toSorted())
  })

  it('changes nothing when it is used as it stands', () => {
    expect(readConfiguration(readExample())).toEqual(readConfiguration({}))
  })

  it('shows the defaults that really hold', () => {
    const { host, port, mode, logLevel, maximumCost, orderMaximum } = readConfiguration({})
    expect(readExample()).toMatchObject({ HOST: host, PORT: String(port), NODE_ENV: mode, LOG_LEVEL: logLevel })
    expect(readExample()).toMatchObject({
      GRAPHQL_MAXIMUM_COST: String(maximumCost),
      ORDER_MAXIMUM_CUSTOMERS: String(orderMaximum),
    })
  })
})

describe('gateway.config.schema.json', () => {
  it('is the one that the configuration renders', async () => {
    const text = `${JSON.stringify(buildConfigJsonSchema(), null, 2)}\n`
    await expect(text).toMatchFileSnapshot('../../gateway.config.schema.json')
  })

  it('describes every setting of every provider', () => {
    const text = JSON.stringify(buildConfigJsonSchema())
    for (const { description } of providers.flatMap(({ environment }) => environment)) {
      expect(text).toContain(JSON.stringify(description))
    }
  })

  it('lets no secret stand in the file', () => {
    const schema = buildConfigJsonSchema() as {
      properties: { credentials: { additionalProperties: { oneOf: object[] } } }
    }
    for (const [index, definition] of providers.entries()) {
      const credential = schema.properties.credentials.additionalProperties.oneOf[index]
      for (const { key } of definition.environment.filter(({ isSecret }) => isSecret)) {
        expect(credential).toHaveProperty(['properties', key, '$ref'], '#/$defs/fromEnvironment')
      }
    }
  })
})

describe('examples/gateway.config.json', () => {
  const path = new URL('../../examples/gateway.config.json', import.meta.url)
  const text = readFileSync(path, 'utf8')
  const names = [...text.matchAll(/"env": "(\w+)"/g)].map(([, name]) => String(name))

  it('is accepted once its variables are set', () => {
    const environment = Object.fromEntries(names.map((name) => [name, 'x'.repeat(20)]))
    const { gateway, sandboxes } = readConfiguration({ ...environment, GATEWAY_CONFIG: path.pathname })
    expect(gateway.linkedAccounts.map(({ name }) => name)).toEqual(['bakery', 'brewery', 'europe', 'roastery'])
    expect(sandboxes).toEqual([])
  })

  it('points editors at the published schema', () => {
    expect(new URL(JSON.parse(text).$schema, path)).toEqual(
      new URL('../../gateway.config.schema.json', import.meta.url),
    )
  })

  it('names a provider for each one that there is', () => {
    const used = Object.values<{ provider: string }>(JSON.parse(text).credentials).map(({ provider }) => provider)
    expect(new Set(used)).toEqual(new Set(providers.map(({ name }) => name.toLowerCase())))
  })
})

function readExample(): Record<string, string | undefined> {
  return parseEnv(readFileSync(new URL('../../.env.example', import.meta.url), 'utf8'))
}
