// What a deployment must say to use Thred. The provider's pages name several hosts; these two are the ones of its API
// reference (sandbox) and of its backend guide (production): https://docs.thredfi.com/integration/backend
import { z } from 'zod'
import type { EnvironmentVariable } from '../contract.ts'
import { refuseForeignPreset } from '../environment-presets.ts'
import { secretSetting } from '../secret-setting.ts'
import { pathPartPattern, upstreamUrlSchema } from '../upstream-url.ts'

const environments = {
  sandbox: { baseUrl: 'https://sandbox.thredfi.com' },
  production: { baseUrl: 'https://backend.thredfi.com' },
} as const

export const credentialSchema = z
  .strictObject({
    partnerId: z.string().regex(pathPartPattern, { error: 'must be the partner id that Thred gave you' }),
    apiKey: secretSetting,
    environment: z.enum(Object.keys(environments) as [keyof typeof environments]).default('sandbox'),
    baseUrl: upstreamUrlSchema.optional(),
    tokenMode: z.enum(['business', 'partner', 'auto']).default('auto'),
  })
  .superRefine((credential, context) => refuseForeignPreset(environments, credential, ['baseUrl'], context))
  .transform((credential) => ({
    ...credential,
    baseUrl: credential.baseUrl ?? environments[credential.environment].baseUrl,
  }))

export type ThredCredential = z.output<typeof credentialSchema>

export const accountSchema = z.strictObject({
  businessId: z.string().regex(pathPartPattern, { error: 'must be the id that Thred gave the business' }),
})

export type ThredAccount = z.output<typeof accountSchema>

export const environment: readonly EnvironmentVariable[] = [
  {
    name: 'THRED_PARTNER_ID',
    target: 'credential',
    key: 'partnerId',
    isRequired: true,
    isSecret: false,
    description: 'Your partner id.',
  },
  {
    name: 'THRED_API_KEY',
    target: 'credential',
    key: 'apiKey',
    isRequired: true,
    isSecret: true,
    description: 'API key of the partner.',
  },
  {
    name: 'THRED_BUSINESS_ID',
    target: 'account',
    key: 'businessId',
    isRequired: true,
    isSecret: false,
    description: "Thred's id of the business whose customers are served.",
  },
  {
    name: 'THRED_ENVIRONMENT',
    target: 'credential',
    key: 'environment',
    isRequired: false,
    isSecret: false,
    description: '`sandbox` (default) or `production`: sets the base URL.',
  },
  {
    name: 'THRED_BASE_URL',
    target: 'credential',
    key: 'baseUrl',
    isRequired: false,
    isSecret: false,
    description: 'Replaces the base URL of the environment; ends before `/v1`.',
  },
  {
    name: 'THRED_TOKEN_MODE',
    target: 'credential',
    key: 'tokenMode',
    isRequired: false,
    isSecret: false,
    description:
      'Which token the customer endpoints get: `business`, `partner`, or `auto` (default: business, and partner if that is refused).',
  },
]
