// Sequence as the registry knows it.
import { defineProvider } from '../contract.ts'
import { pathPartPattern } from '../upstream-url.ts'
import { createClient, createSession } from './client.ts'
import { coverage } from './coverage.ts'
import { customerType } from './map.ts'
import { accountSchema, credentialSchema, environment } from './settings.ts'
import { apiVersion } from './wire.ts'

export const sequence = defineProvider({
  name: 'SEQUENCE',
  title: 'Sequence',
  description: 'Billing and revenue platform.',
  documentationUrl: 'https://docs.sequencehq.com/reference/2024-07-30/customer/list-customers',
  apiVersion,
  capabilities: {
    archive: true,
    unarchive: false,
    totalCount: true,
    filters: ['externalId', 'email'],
    orderFields: ['SOURCE', 'DISPLAY_NAME', 'CREATED_AT'],
    webhooks: true,
  },
  coverage,
  consequences: {
    archive: [
      'Sequence leaves the customer out of its lists unless archived ones are asked for.',
      "It cannot be undone through Sequence's API.",
      "Sequence's own status goes on saying ACTIVE; only the date of archiving tells.",
    ],
    unarchive: [],
  },
  perishableMembers: [],
  nativeIdPattern: pathPartPattern,
  credentialSchema,
  accountSchema,
  describeAccount: (credential) => ({ businessId: null, environment: credential.environment }),
  // https://docs.sequencehq.com/reference/authentication
  documentedRateLimit: () => ({ requests: 1_500, seconds: 60 }),
  environment,
  customerType,
  createSession,
  createClient,
  // Most processes never start one.
  startSandbox: async (options) => (await import('./sandbox.ts')).startSandbox(options),
})
