// Layer as the registry knows it.
import { defineProvider } from '../contract.ts'
import { pathPartPattern } from '../upstream-url.ts'
import { createClient, createSession } from './client.ts'
import { customerType } from './map.ts'
import { startSandbox } from './sandbox.ts'
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
  nativeIdPattern: pathPartPattern,
  credentialSchema,
  accountSchema,
  describeAccount: (credential, account) => ({
    businessId: account.businessId,
    environment: credential.environment,
  }),
  environment,
  customerType,
  createSession,
  createClient,
  startSandbox,
})
