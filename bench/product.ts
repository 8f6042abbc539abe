// The gateway as it is in production: every check, limit and log line on, the log in a file.
import { createGateway, createLogger, startServer } from '../src/index.ts'
import { serveParent } from './processes.ts'
import { readSettings } from './settings.ts'

const { ports, accounts, joinReads = false } = readSettings()
const rateLimit = { requests: 1_000_000, seconds: 1 }
const credentials = {
  LAYER: {
    provider: 'layer',
    clientId: 'client',
    clientSecret: 'secret',
    baseUrl: `http://127.0.0.1:${ports.layer}`,
    tokenUrl: `http://127.0.0.1:${ports.layer}/oauth2/token`,
    rateLimit,
  },
  SEQUENCE: {
    provider: 'sequence',
    clientId: 'client',
    clientSecret: 'secret',
    baseUrl: `http://127.0.0.1:${ports.sequence}/api`,
    rateLimit,
  },
  THRED: {
    provider: 'thred',
    partnerId: 'partner',
    apiKey: 'secret',
    baseUrl: `http://127.0.0.1:${ports.thred}`,
    rateLimit,
  },
}
const used = new Set(accounts.map(({ provider }) => provider))
const gateway = createGateway({
  mode: 'production',
  logger: createLogger({ level: 'info', destination: process.stderr }),
  joinReads,
  listMaximum: 3_000,
  credentials: Object.fromEntries(
    Object.entries(credentials).filter(([name]) => used.has(name as keyof typeof credentials)),
  ),
  linkedAccounts: accounts.map(({ provider, name, businessId }) => ({
    name,
    credential: provider,
    ...(provider === 'SEQUENCE' ? {} : { businessId }),
  })),
})
const server = await startServer({ gateway, host: '127.0.0.1', port: 0 })
serveParent({ port: () => Number(new URL(server.address).port) })
