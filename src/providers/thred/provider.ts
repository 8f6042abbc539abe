// Thred as the registry knows it.
import { defineProvider } from '../contract.ts'
import { pathPartPattern } from '../upstream-url.ts'
import { createClient } from './client.ts'
import { coverage } from './coverage.ts'
import { customerType } from './map.ts'
import { accountSchema, credentialSchema, environment } from './settings.ts'
import { createPartnerTokens } from './tokens.ts'

export const thred = defineProvider({
  name: 'THRED',
  title: 'Thred',
  description: 'Embedded accounting for platforms in Europe, the United Kingdom and parts of Asia-Pacific.',
  documentationUrl: 'https://docs.thredfi.com/api-reference/customers/list-customers',
  apiVersion: 'v1',
  capabilities: {
    archive: true,
    unarchive: true,
    totalCount: true,
    filters: ['externalId'],
    orderFields: ['SOURCE', 'DISPLAY_NAME', 'CREATED_AT'],
    webhooks: false,
  },
  coverage,
  consequences: {
    archive: [
      'Thred leaves the customer out of its lists unless archived ones are asked for.',
      'Thred keeps when it was archived. Nothing else of the customer is written.',
      'It can be undone.',
    ],
    unarchive: ['Thred shows the customer in its lists again.'],
  },
  // Presigned addresses: whoever has one can read the file.
  perishableMembers: ['documents'],
  nativeIdPattern: pathPartPattern,
  credentialSchema,
  accountSchema,
  describeAccount: (credential, account) => ({
    businessId: account.businessId,
    environment: credential.environment,
  }),
  // Learned from refusals.
  documentedRateLimit: () => null,
  environment,
  customerType,
  createSession: createPartnerTokens,
  createClient,
  // Most processes never start one.
  startSandbox: async (options) => (await import('./sandbox.ts')).startSandbox(options),
})
