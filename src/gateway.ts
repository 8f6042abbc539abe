// Puts the rooms together: from a configuration to something that answers requests. Reads no environment, opens no port
// and starts no sandbox, so that a host can have several of it, or one inside its own server.
import type { IncomingMessage, ServerResponse } from 'node:http'
import clientOperations from '../client/persisted.json' with { type: 'json' }
import { createAccountSources } from './account-sources.ts'
import type { ResolvedAuth } from './config/auth.ts'
import { type GatewayConfig, resolveConfig } from './config/gateway-config.ts'
import { defaultMaximumCost, defaultOrderMaximum, type Mode } from './config/general.ts'
import { checkOrigins, defaultCallerCost, type HttpSettings } from './config/http.ts'
import { ConfigurationError } from './config/problems.ts'
import type { Secret } from './domain/secret.ts'
import type { Viewer } from './domain/viewer.ts'
import { createAuthenticator } from './http/authentication.ts'
import type { Identify } from './http/authentication-step.ts'
import { type CallerLimiter, createMemoryLimiter } from './http/caller-budget.ts'
import { createHttpHandler, type HandlerOptions } from './http/handler.ts'
import { createListener } from './http/listener.ts'
import type { TokenVerifierOptions } from './http/token-verifier.ts'
import { refuse } from './http/unauthenticated.ts'
import { type AuditLogger, createAuditLogger } from './observability/audit-log.ts'
import { type Logger, silentLogger } from './observability/logger.ts'
import { providers } from './providers/registry.ts'
import { createSchema } from './schema/schema.ts'
import { createAuditTrail } from './service/audit-trail.ts'
import type { Source } from './service/linked-accounts.ts'
import { createService } from './service/service.ts'
import { createPublicDocuments } from './transport/public-documents.ts'
import { createTransport } from './transport/transport.ts'

export interface GatewayOptions extends GatewayConfig, HttpSettings {
  /** Default `development`. In `production` a GET needs a header, and GraphiQL and introspection are off unless told. */
  readonly mode?: Mode
  /** Where log lines go. Default: nowhere. */
  readonly logger?: Logger
  /**
   * Where changes of customers are recorded, one entry for each customer and request. Default: lines on standard error.
   * Must throw when it could not write: changes are then refused until it can. See SECURITY.md.
   */
  readonly auditLogger?: AuditLogger
  /** Makes the hashes in the audit log comparable across processes. Default: a random one. */
  readonly auditKey?: Secret
  /** Path of the GraphQL endpoint as callers see it, with any prefix of the host's. Default `/graphql`. */
  readonly endpoint?: string
  /** Milliseconds within which every answer is due, whatever providers do. Default 10,000. */
  readonly deadlineMilliseconds?: number
  /**
   * Requests to providers that one operation may cause at worst; dearer ones are refused. Default 2,500: a list of 500
   * customers with a detail read for each of them passes, and twenty such lists at once do not.
   */
  readonly maximumCost?: number
  /**
   * Customers of one linked account that a request may read to put them in order, in pages of 100. Default 2,000; those
   * of larger accounts come last, and their account is reported.
   */
  readonly orderMaximum?: number
  /** Customers that one page of a list may hold: the most that `first` may be. Default 500. */
  readonly listMaximum?: number
  /**
   * Whether equal reads that are in flight at the same time become one, and equal queries of one viewer get one answer.
   * Default true.
   */
  readonly joinReads?: boolean
  /**
   * Whether queries that come to `listener` again and again are compiled. Answers are the same either way; switch it off
   * to compare. Default true; not with a `viewer` of the host's own, who is asked with a standard request.
   */
  readonly compileQueries?: boolean
  /**
   * Counts what each caller costs, by the viewer's id, in place of the memory of this process: any limiter of
   * rate-limiter-flexible, with its points and its duration, e.g. over Redis for several processes.
   */
  readonly callerLimiter?: CallerLimiter
  /**
   * Who a request is from, by the host's own session, in place of `auth`; null answers 401. With neither of the two
   * everybody who can reach the gateway may do everything, and the log says so.
   */
  readonly viewer?: (request: Request) => Viewer | null | Promise<Viewer | null>
}

export interface Gateway {
  /** Answers a standard request, for hosts that speak fetch (Next.js, Hono, Deno, tests). */
  readonly handler: (request: Request) => Promise<Response>
  /** Answers a request of node:http, for hosts that speak it (Express, Fastify, http.createServer). */
  readonly listener: (request: IncomingMessage, response: ServerResponse) => void
  /** Whether browsers that open the endpoint get GraphiQL. */
  readonly hasGraphiql: boolean
  /** The linked accounts, with what is known of their health. */
  readonly sources: readonly Source[]
  /** From now on `/readyz` answers 503, so that a load balancer sends no new requests. Everything else goes on. */
  drain(): void
  /**
   * Waits for the requests that are being worked on, which ends with their deadlines at the latest: an archive that was
   * sent is seen through although its caller has left. Then frees the connections to the providers.
   */
  close(): Promise<void>
}

/** Throws a ConfigurationError that names everything that is wrong with the credentials and linked accounts. */
export function createGateway(options: GatewayOptions): Gateway {
  const { mode = 'development', logger = silentLogger, endpoint = '/graphql', deadlineMilliseconds = 10_000 } = options
  if (options.viewer !== undefined && options.auth !== undefined) {
    throw new ConfigurationError([
      { where: 'auth', what: 'must not be set beside `viewer`: one of them says who asks' },
    ])
  }
  const resolved = resolveConfig(options, providers, { hasOwnViewers: options.viewer !== undefined })
  const { auth } = resolved
  const { joinReads = true } = options
  const transport = createTransport({ logger, joinReads, onChange: () => http.separate() })
  const documents = createPublicDocuments()
  const { sources, mint } = createAccountSources(resolved, transport, logger)
  const isProduction = mode === 'production'
  const hasGraphiql = options.graphiql ?? !isProduction
  const auditLogger = options.auditLogger ?? createAuditLogger('stderr')
  const trail = createAuditTrail({ auditLogger, logger, key: options.auditKey })
  let isDraining = false

  const http = createHttpHandler({
    schema: createSchema(providers),
    service: createService({
      sources,
      providers,
      mint,
      logger,
      trail,
      orderScanPages: Math.ceil((options.orderMaximum ?? defaultOrderMaximum) / 100),
      ...(options.listMaximum === undefined ? {} : { listMaximum: options.listMaximum }),
    }),
    sources: options.viewer === undefined && auth === null ? sources : null,
    logger,
    endpoint,
    hasGraphiql,
    hasIntrospection: options.introspection ?? !isProduction,
    requiresPreflight: isProduction,
    corsOrigins: checkOrigins(options.corsOrigins ?? []),
    persistedOperations: options.persistedOperations ?? clientOperations,
    persistedOnly: options.persistedOnly ?? false,
    allowsCompression: options.compressedRequests ?? false,
    joinsAnswers: joinReads,
    deadlineMilliseconds,
    maximumCost: options.maximumCost ?? defaultMaximumCost,
    callerLimiter: options.callerLimiter ?? createMemoryLimiter(options.callerCostPerMinute ?? defaultCallerCost),
    ...createIdentification(options, auth, { fetchKeys: documents.fetch, mint }, logger),
    needsCredential: auth !== null,
    isDraining: () => isDraining,
  })
  return {
    handler: http.handler,
    listener: createListener(http.listener),
    hasGraphiql,
    sources,
    drain: () => {
      isDraining = true
    },
    close: async () => {
      isDraining = true
      await http.settled()
      await Promise.all([transport.close(), documents.close()])
    },
  }
}

const everything: Viewer = { id: 'default', linkedAccounts: 'all' }

function createIdentification(
  { viewer, compileQueries = true }: Pick<GatewayOptions, 'viewer' | 'compileQueries'>,
  auth: ResolvedAuth | null,
  means: TokenVerifierOptions,
  logger: Logger,
): Pick<HandlerOptions, 'identify' | 'authenticate'> {
  if (viewer !== undefined) {
    const identify: Identify = async (request) => (await viewer(request)) ?? refuse('the host knows no viewer')
    return { identify }
  }
  if (auth === null) {
    logger.warn({}, 'no `auth`: everybody who can reach this gateway may read and archive every customer')
  }
  const { authenticate } = auth === null ? { authenticate: () => everything } : createAuthenticator(auth, means)
  const identify: Identify = (request) => authenticate(request.headers.get('authorization'))
  return { identify, authenticate: compileQueries ? authenticate : undefined }
}
