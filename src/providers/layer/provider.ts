// Layer as the registry knows it.
import { defineProvider } from '../contract.ts'
import { pathPartPattern } from '../upstream-url.ts'
import { createClient, createSession } from './client.ts'
import { coverage } from './coverage.ts'
import { customerType } from './map.ts'
import { accountSchema, credentialSchema, environment } from './settings.ts'

export const layer = defineProvider({
  name: 'LAYER',
  title: 'Layer',
  description: 'Embedded accounting for platforms in the United States and Canada.',
  documentationUrl: 'https://docs.layerfi.com/api-reference/customer/list-customers',
  apiVersion: 'v1',
  capabilities: {
    archive: true,
    unarchive: true,
    totalCount: true,
    filters: ['externalId', 'nameContains'],
    // Rows carry no dates.
    orderFields: ['SOURCE', 'DISPLAY_NAME'],
    webhooks: true,
  },
  coverage,
  consequences: {
    archive: [
      'Layer leaves the customer out of its lists unless archived ones are asked for; it can still be read by its id.',
      'Balances and invoices of the customer stay.',
      'Layer does not keep when it was archived.',
      'It can be undone.',
    ],
    unarchive: ['Layer shows the customer in its lists again.'],
  },
  perishableMembers: [],
  nativeIdPattern: pathPartPattern,
  credentialSchema,
  accountSchema,
  describeAccount: (credential, account) => ({
    businessId: account.businessId,
    environment: credential.environment,
  }),
  // https://docs.layerfi.com/api-details/rate-limiting
  documentedRateLimit: ({ environment }) => ({ requests: environment === 'sandbox' ? 100 : 500, seconds: 1 }),
  environment,
  customerType,
  createSession,
  createClient,
  // Most processes never start one.
  startSandbox: async (options) => (await import('./sandbox.ts')).startSandbox(options),
})
