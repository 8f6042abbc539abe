// The configuration file as a JSON Schema, so that editors complete and check it while it is written. Built from the
// schemas that check it at start-up and from the descriptions of the variables that it stands beside.
import { z } from 'zod'
import { accountNamePattern } from '../domain/linked-account.ts'
import type { EnvironmentVariable, ProviderDefinition } from '../providers/contract.ts'
import { providers } from '../providers/registry.ts'
import { apiKeySchema, jwtSchema } from './auth.ts'
import { providerKey, rateLimitSchema } from './gateway-config.ts'

type JsonSchema = Record<string, unknown>

/** JSON Schema, draft 2020-12. */
export function buildConfigJsonSchema(definitions: readonly ProviderDefinition[] = providers): JsonSchema {
  const name = { type: 'string', pattern: accountNamePattern.source }
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'customer-gateway configuration',
    description: 'The file that the environment variable GATEWAY_CONFIG names.',
    type: 'object',
    additionalProperties: false,
    required: ['credentials', 'linkedAccounts'],
    properties: {
      $schema: { type: 'string', description: 'Where editors find this schema.' },
      credentials: {
        description:
          'Credentials by a name of your choice. Accounts that use one credential share its tokens and budgets.',
        type: 'object',
        propertyNames: name,
        additionalProperties: { oneOf: definitions.map(credentialSchema) },
      },
      linkedAccounts: {
        description: 'The accounts whose customers are served, in the order in which the merged list takes turns.',
        type: 'array',
        items: { anyOf: definitions.map((definition) => accountSchema(definition, name)) },
      },
      auth: authSchema(),
    },
    $defs: {
      rateLimit: {
        description:
          'How often the provider may be asked with this credential: so many `requests` in any span of so many `seconds`. Default: what the provider publishes.',
        ...ownSchema(rateLimitSchema),
      },
      fromEnvironment: {
        description: 'The value of an environment variable.',
        type: 'object',
        additionalProperties: false,
        required: ['env'],
        properties: {
          env: {
            type: 'string',
            pattern: '^[A-Za-z_][A-Za-z0-9_]*$',
            description: 'Name of the environment variable.',
          },
        },
      },
    },
  }
}

const authDescriptions: Readonly<Record<string, string>> = {
  name: 'Who the key belongs to. Renaming it makes another caller of it.',
  hash: '`sha256:` and the SHA-256 of the key; `npm run api-key` makes a key and its hash.',
  scopes:
    'What the caller may do. `customers:read`: every query. `customers:archive`: every mutation, dry runs too. `customers:raw`: the field `raw`.',
  linkedAccounts: 'Names of linked accounts, or "all".',
  issuer: 'The claim `iss` that a token must have.',
  audience: 'The claim `aud` that a token must have.',
  algorithms: 'The signature algorithms that are accepted, and no others: HS… with a secret, all others with keys.',
  jwksUrl: 'Where the issuer publishes its keys. One of `jwksUrl`, `publicKey` and `secret` is needed.',
  publicKey: 'One public key, in PEM.',
  secret: 'Shared with the issuer; at least 32 bytes.',
  claims:
    'Which claims of a token say what: `subject` who asks (default `sub`), `scopes` what it may do (`scope`), `linkedAccounts` names of linked accounts (`linked_accounts`), `accounts` further ones that need not be configured, as a list of `{ provider, credential, businessId }` (no default: none).',
}

function authSchema(): JsonSchema {
  return {
    description: 'Who may ask. Without it, everybody who can reach the gateway.',
    type: 'object',
    additionalProperties: false,
    minProperties: 1,
    properties: {
      apiKeys: {
        description: 'Static keys, by their hashes.',
        type: 'array',
        minItems: 1,
        items: describeAuth(apiKeySchema),
      },
      jwt: { description: 'Tokens that an issuer signs for callers (JWT).', ...describeAuth(jwtSchema) },
    },
  }
}

function describeAuth(schema: z.ZodType): JsonSchema {
  const { properties, ...rest } = ownSchema(schema)
  const reference = { $ref: '#/$defs/fromEnvironment' }
  const described = Object.entries(properties as Readonly<Record<string, JsonSchema>>).map(([key, property]) => {
    const given = key === 'secret' ? reference : property['type'] === 'string' ? anyOf(property, reference) : property
    return [key, { description: authDescriptions[key], ...given }]
  })
  return { ...rest, properties: Object.fromEntries(described) }
}

function anyOf(...schemas: readonly JsonSchema[]): JsonSchema {
  return { anyOf: schemas }
}

function ownSchema(schema: z.ZodType): JsonSchema {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io: 'input' })
  return rest
}

function credentialSchema(definition: ProviderDefinition): JsonSchema {
  const { properties, required } = settingsSchema(definition, 'credential')
  return {
    title: `${definition.title} credential`,
    description: definition.description,
    type: 'object',
    additionalProperties: false,
    required: ['provider', ...required],
    properties: {
      provider: { const: providerKey(definition), description: 'The provider.' },
      ...properties,
      rateLimit: { $ref: '#/$defs/rateLimit' },
    },
  }
}

function accountSchema(definition: ProviderDefinition, name: JsonSchema): JsonSchema {
  const { properties, required } = settingsSchema(definition, 'account')
  return {
    title: `${definition.title} account`,
    type: 'object',
    additionalProperties: false,
    required: ['name', 'credential', ...required],
    properties: {
      name: {
        ...name,
        description: 'Unique among all accounts. It is part of every customer id: renaming it changes ids.',
      },
      credential: { ...name, description: `Name of a ${definition.title} credential above.` },
      ...properties,
    },
  }
}

function settingsSchema(definition: ProviderDefinition, target: EnvironmentVariable['target']) {
  const schema = target === 'credential' ? definition.credentialSchema : definition.accountSchema
  const { properties = {}, required = [] } = z.toJSONSchema(schema, { io: 'input' })
  const described = Object.entries(properties).map(([key, property]) => {
    const variable = definition.environment.find((candidate) => candidate.target === target && candidate.key === key)
    return [key, describeSetting(property, variable)] as const
  })
  return { properties: Object.fromEntries(described), required }
}

function describeSetting(property: unknown, variable: EnvironmentVariable | undefined): JsonSchema {
  const description = variable === undefined ? {} : { description: variable.description }
  const reference = { $ref: '#/$defs/fromEnvironment' }
  return variable?.isSecret ? { ...description, ...reference } : { ...description, anyOf: [property, reference] }
}
