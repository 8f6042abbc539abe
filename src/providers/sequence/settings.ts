// What a deployment must say to use Sequence. Hosts: https://docs.sequencehq.com/reference/authentication and the
// provider's published OpenAPI schema. The key decides the account: there is no business id.
import { z } from 'zod'
import type { EnvironmentVariable } from '../contract.ts'
import { refuseForeignPreset } from '../environment-presets.ts'
import { secretSetting } from '../secret-setting.ts'
import { upstreamUrlSchema } from '../upstream-url.ts'

const environments = {
  sandbox: { baseUrl: 'https://sandbox.sequencehq.com/api' },
  production: { baseUrl: 'https://eu.sequencehq.com/api' },
} as const

export const credentialSchema = z
  .strictObject({
    clientId: z.string().min(1),
    clientSecret: secretSetting,
    environment: z.enum(Object.keys(environments) as [keyof typeof environments]).default('sandbox'),
    baseUrl: upstreamUrlSchema.optional(),
  })
  .superRefine((credential, context) => refuseForeignPreset(environments, credential, ['baseUrl'], context))
  .transform((credential) => ({
    ...credential,
    baseUrl: credential.baseUrl ?? environments[credential.environment].baseUrl,
  }))

export type SequenceCredential = z.output<typeof credentialSchema>

export const accountSchema = z.strictObject({})

export type SequenceAccount = z.output<typeof accountSchema>

export const environment: readonly EnvironmentVariable[] = [
  {
    name: 'SEQUENCE_CLIENT_ID',
    target: 'credential',
    key: 'clientId',
    isRequired: true,
    isSecret: false,
    description: 'Client id of your Sequence API key.',
  },
  {
    name: 'SEQUENCE_CLIENT_SECRET',
    target: 'credential',
    key: 'clientSecret',
    isRequired: true,
    isSecret: true,
    description: 'Secret of your Sequence API key; it is shown once, when the key is made.',
  },
  {
    name: 'SEQUENCE_ENVIRONMENT',
    target: 'credential',
    key: 'environment',
    isRequired: false,
    isSecret: false,
    description: '`sandbox` (default) or `production`: sets the base URL.',
  },
  {
    name: 'SEQUENCE_BASE_URL',
    target: 'credential',
    key: 'baseUrl',
    isRequired: false,
    isSecret: false,
    description: 'Replaces the base URL of the environment; ends before `/customers`.',
  },
]
