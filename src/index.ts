// What other code may import: the gateway as a part of somebody else's server.
//
// ```ts
// import { createServer } from 'node:http'
// import { createGateway } from 'customer-gateway'
//
// const gateway = createGateway({
//   credentials: { billing: { provider: 'sequence', clientId: '…', clientSecret: '…', environment: 'production' } },
//   linkedAccounts: [{ name: 'billing', credential: 'billing' }],
//   viewer: (request) => userOf(request.headers.get('cookie')), // { id, linkedAccounts }
// })
// createServer(gateway.listener).listen(4000)
// ```
//
// In a host that speaks fetch, `gateway.handler` is the route: `export { handler as GET, handler as POST }`.

export type { ApiKeyConfig, AuthConfig, JwtClaims, JwtConfig } from './config/auth.ts'
export type { CredentialConfig, GatewayConfig, LinkedAccountConfig, SettingValue } from './config/gateway-config.ts'
export type { Mode } from './config/general.ts'
export { ConfigurationError } from './config/problems.ts'
export { createSecret, type Secret } from './domain/secret.ts'
export type { MintedAccount, Scope, Viewer } from './domain/viewer.ts'
export { createGateway, type Gateway, type GatewayOptions } from './gateway.ts'
export type { CallerLimiter } from './http/caller-budget.ts'
export { type RunningServer, type ServerOptions, startServer } from './http/server.ts'
export {
  type AuditDestination,
  type AuditEntry,
  type AuditLogger,
  createAuditLogger,
} from './observability/audit-log.ts'
export { createLogger, type LogFacts, type Logger, type LoggerOptions, type LogLevel } from './observability/logger.ts'
