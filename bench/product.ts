// The gateway as it is in production: every check, limit and log line on, the log in a file.
import { type CredentialConfig, createGateway, createLogger, startServer } from '../src/index.ts'
import { serveParent } from './processes.ts'
import { type Account, readSettings, tokenHash } from './settings.ts'

const { ports, accounts, joinReads = false } = readSettings()
const rateLimit = { requests: 1_000_000, seconds: 1 }

const gateway = createGateway({
  mode: 'production',
  logger: createLogger({ level: 'info', destination: process.stderr }),
  joinReads,
  auth: { apiKeys: [{ name: 'bench', hash: tokenHash, scopes: ['customers:read'], linkedAccounts: 'all' }] },
  // All answers are one caller's here, and some have more rows than a gateway allows by default.
  callerCostPerMinute: 1_000_000_000,
  listMaximum: 3_000,
  credentials: Object.fromEntries(accounts.map((account) => [credentialOf(account), toCredential(account)])),
  linkedAccounts: accounts.map((account) => ({
    name: account.name,
    credential: credentialOf(account),
    ...(account.provider === 'SEQUENCE' ? {} : { businessId: account.businessId }),
  })),
})
const server = await startServer({ gateway, host: '127.0.0.1', port: 0 })
serveParent({ port: () => Number(new URL(server.address).port) })

/** Sequence knows an account by its credential; the others' hold for many businesses. */
function credentialOf({ provider, name }: Account): string {
  return provider === 'SEQUENCE' ? name : provider
}

function toCredential({ provider, name }: Account): CredentialConfig {
  switch (provider) {
    case 'LAYER': {
      const baseUrl = `http://127.0.0.1:${ports.layer}`
      const tokenUrl = `${baseUrl}/oauth2/token`
      return { provider: 'layer', clientId: 'client', clientSecret: 'secret', baseUrl, tokenUrl, rateLimit }
    }
    case 'SEQUENCE': {
      const baseUrl = `http://127.0.0.1:${ports.sequence}/api`
      return { provider: 'sequence', clientId: name, clientSecret: 'secret', baseUrl, rateLimit }
    }
    case 'THRED': {
      const baseUrl = `http://127.0.0.1:${ports.thred}`
      return { provider: 'thred', partnerId: 'partner', apiKey: 'secret', baseUrl, rateLimit }
    }
  }
}
