// What a deployment must say to use Layer. Hosts and scopes: https://docs.layerfi.com/api-details/authentication; the
// Canadian host is named only by the provider's own published component package.
import { z } from 'zod'
import type { EnvironmentVariable } from '../contract.ts'
import { refuseForeignPreset } from '../environment-presets.ts'
import { secretSetting } from '../secret-setting.ts'
import { pathPartPattern, upstreamUrlSchema } from '../upstream-url.ts'

const environments = {
  sandbox: { baseUrl: 'https://sandbox.layerfi.com', scope: 'https://sandbox.layerfi.com/sandbox' },
  production: { baseUrl: 'https://api.layerfi.com', scope: 'https://api.layerfi.com/production' },
  'production-ca': { baseUrl: 'https://api-ca.layerfi.com', scope: 'https://api-ca.layerfi.com/production' },
} as const

const tokenUrl = 'https://auth.layerfi.com/oauth2/token'

export const credentialSchema = z
  .strictObject({
    clientId: z.string().min(1),
    clientSecret: secretSetting,
    environment: z.enum(Object.keys(environments) as [keyof typeof environments]).default('sandbox'),
    baseUrl: upstreamUrlSchema.optional(),
    tokenUrl: upstreamUrlSchema.optional(),
    scope: z.string().min(1).optional(),
  })
  .superRefine((credential, context) => refuseForeignPreset(environments, credential, ['baseUrl', 'scope'], context))
  .transform((credential) => ({
    ...credential,
    baseUrl: credential.baseUrl ?? environments[credential.environment].baseUrl,
    tokenUrl: credential.tokenUrl ?? tokenUrl,
    scope: credential.scope ?? environments[credential.environment].scope,
  }))

export type LayerCredential = z.output<typeof credentialSchema>

export const accountSchema = z.strictObject({
  businessId: z.string().regex(pathPartPattern, { error: 'must be the id that Layer gave the business' }),
})

export type LayerAccount = z.output<typeof accountSchema>

export const environment: readonly EnvironmentVariable[] = [
  {
    name: 'LAYER_CLIENT_ID',
    target: 'credential',
    key: 'clientId',
    isRequired: true,
    isSecret: false,
    description: 'Client id of your Layer API client.',
  },
  {
    name: 'LAYER_CLIENT_SECRET',
    target: 'credential',
    key: 'clientSecret',
    isRequired: true,
    isSecret: true,
    description: 'Client secret of your Layer API client.',
  },
  {
    name: 'LAYER_BUSINESS_ID',
    target: 'account',
    key: 'businessId',
    isRequired: true,
    isSecret: false,
    description: "Layer's id (not your external id) of the business whose customers are served.",
  },
  {
    name: 'LAYER_ENVIRONMENT',
    target: 'credential',
    key: 'environment',
    isRequired: false,
    isSecret: false,
    description: '`sandbox` (default), `production` or `production-ca`: sets base URL and OAuth scope.',
  },
  {
    name: 'LAYER_BASE_URL',
    target: 'credential',
    key: 'baseUrl',
    isRequired: false,
    isSecret: false,
    description: 'Replaces the base URL of the environment.',
  },
  {
    name: 'LAYER_TOKEN_URL',
    target: 'credential',
    key: 'tokenUrl',
    isRequired: false,
    isSecret: false,
    description: 'Replaces the token endpoint.',
  },
  {
    name: 'LAYER_SCOPE',
    target: 'credential',
    key: 'scope',
    isRequired: false,
    isSecret: false,
    description: 'Replaces the OAuth scope of the environment.',
  },
]
