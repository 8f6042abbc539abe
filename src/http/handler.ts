// The front door: Yoga with a row of steps, each of one concern, in the order in which a request meets them.
import type { IncomingMessage, RequestListener } from 'node:http'
import type { GraphQLSchema } from 'graphql'
import type { LeaveSignal } from '../domain/leaving.ts'
import type { Viewer } from '../domain/viewer.ts'
import { createCompiledExecutor } from '../execution/executor.ts'
import { describeError } from '../observability/describe-error.ts'
import type { Logger } from '../observability/logger.ts'
import { output } from '../projection/output.ts'
import type { SchemaContext } from '../schema/context.ts'
import { compileRows } from '../schema/from-record.ts'
import type { Source } from '../service/linked-accounts.ts'
import type { RequestService, Service } from '../service/service.ts'
import { createAnswerHeaders, useAnswerHeaders } from './answer-headers.ts'
import type { Authenticator } from './authentication.ts'
import { type Identify, useAuthentication } from './authentication-step.ts'
import { type CallerLimiter, createCallerBudget } from './caller-budget.ts'
import { createCompiledQueries } from './compiled-queries.ts'
import { useCrossOrigin } from './cross-origin.ts'
import { createDocuments, useDocuments } from './documents.ts'
import { createErrorMasking } from './error-masking.ts'
import { useGraphiql } from './graphiql.ts'
import { useHealth } from './health.ts'
import { createRefusal, defect } from './json-answer.ts'
import { sendAnswer } from './listener.ts'
import { createCostGate, useOperationCost } from './operation-cost.ts'
import { useOperationRequests } from './operation-requests.ts'
import { createPersistedOperations } from './persisted-operations.ts'
import { createRequestRegistry, type RequestFacts } from './request-facts.ts'
import { useRequestIdentity } from './request-identity.ts'
import { useRequestLog } from './request-log.ts'
import { useResponseHeaders } from './response-headers.ts'
import { createTurns } from './turns.ts'
import { useUnknownRoute } from './unknown-route.ts'
import { useUntoldFailures } from './untold-failures.ts'

export interface HandlerOptions {
  readonly schema: GraphQLSchema
  readonly service: Service
  /** What `/readyz` tells of; null: no linked account. */
  readonly sources: readonly Source[] | null
  readonly logger: Logger
  /** Path of the GraphQL endpoint. */
  readonly endpoint: string
  readonly hasGraphiql: boolean
  /** Whether callers may read the schema; without it errors make no suggestions either. */
  readonly hasIntrospection: boolean
  /** Ids and documents of operations that need not be sent. */
  readonly persistedOperations: Readonly<Record<string, string>>
  /** Whether no other operations are served. */
  readonly persistedOnly: boolean
  /** Whether a GET must carry a header that makes browsers ask before they send it across origins. */
  readonly requiresPreflight: boolean
  /** Origins whose pages may read answers in a browser. */
  readonly corsOrigins: readonly string[]
  /** Whether the bodies of requests may be compressed. */
  readonly allowsCompression: boolean
  /** Whether equal operations that are in flight at the same time get one answer. */
  readonly joinsAnswers: boolean
  /** Within which an answer is due. */
  readonly deadlineMilliseconds: number
  /** Requests to providers that one operation may cause at worst. */
  readonly maximumCost: number
  /** Counts what each caller costs. */
  readonly callerLimiter: CallerLimiter
  readonly identify: Identify
  /** The same question, put without a standard request; left out, no query is compiled. */
  readonly authenticate?: Authenticator['authenticate'] | undefined
  /** Whether callers have to bring a credential in the Authorization header. */
  readonly needsCredential: boolean
  readonly isDraining: () => boolean
}

export interface HttpHandler {
  readonly handler: (request: Request) => Promise<Response>
  readonly listener: RequestListener
  /** Something is about to change at a provider, or has changed: what is in flight is not for those who ask from now on. */
  separate(): void
  /** Resolves when no request is being worked on, not even for a caller who has left. */
  settled(): Promise<void>
}

const bodyBytes = 1024 * 1024
/** Kept back from the deadline, for mapping and writing the answer once the providers' time is up. */
const reserveMilliseconds = 200

export function createHttpHandler(options: HandlerOptions): HttpHandler {
  const { schema, service, sources, logger, endpoint, hasGraphiql, deadlineMilliseconds, identify, isDraining } =
    options
  const { hasIntrospection, requiresPreflight, allowsCompression } = options
  const documents = createDocuments({ schema, hasIntrospection })
  const budget = createCallerBudget(options.callerLimiter, logger, Date.now)
  const gate = createCostGate({ schema, maximum: options.maximumCost, budget })
  const registry = createRequestRegistry()
  const masking = createErrorMasking(registry, logger)
  const upstreamMilliseconds = deadlineMilliseconds - Math.min(reserveMilliseconds, deadlineMilliseconds / 10)

  function createContext({ request }: { readonly request: Request }): SchemaContext {
    const facts = registry.of(request)
    // A step that lets somebody in without asking who it is must not become a way to everybody's customers.
    if (facts.viewer === null) throw new Error('Nobody has asked who the request is from.')
    facts.service ??= open(facts, facts.viewer, request.signal)
    return { service: facts.service, ledger: facts.ledger }
  }

  function open({ id, startedAt }: RequestFacts, viewer: Viewer, signal: LeaveSignal): RequestService {
    return service.forRequest({ viewer, requestId: id, deadline: startedAt + upstreamMilliseconds, signal })
  }

  const body = { maximumBytes: bodyBytes, allowsCompression }
  const crossOrigin = new Set(options.corsOrigins)
  const headers = createAnswerHeaders(crossOrigin)
  const resolve = createPersistedOperations({
    operations: options.persistedOperations,
    isOnly: options.persistedOnly,
  })
  const executor = createCompiledExecutor({ schema, output, compileRows })
  const compiled =
    options.authenticate === undefined
      ? null
      : createCompiledQueries({
          ...{ endpoint, body, resolve, documents, executor, headers, gate, open, logger },
          authenticate: options.authenticate,
          plansFor: service.plansFor,
          joinsAnswers: options.joinsAnswers,
          now: Date.now,
        })

  /** Loaded when it is first needed: it takes as long as half of the rest of the start. */
  async function createPipeline() {
    const { createYoga } = await import('graphql-yoga')
    return createYoga<{ readonly req?: IncomingMessage }, SchemaContext>({
      schema,
      context: createContext,
      graphqlEndpoint: endpoint,
      maskedErrors: { maskError: masking.maskError },
      // Ours read requests and documents, in two steps below.
      maxRequestBodySize: false,
      parserAndValidationCache: false,
      logging: false,
      cors: false,
      multipart: false,
      batching: false,
      landingPage: false,
      // Its own page loads scripts from another host; ours is a step below.
      graphiql: false,
      // Yoga's own answers before the first step here, to every URL with this ending: no URL has a space.
      healthCheckEndpoint: ' ',
      plugins: [
        useRequestIdentity(registry, Date.now, (context) => compiled?.factsOf(context)),
        useHealth({ sources, isDraining }),
        useUnknownRoute(endpoint),
        useCrossOrigin(crossOrigin, endpoint),
        ...(hasGraphiql ? [useGraphiql(endpoint, options.needsCredential)] : []),
        useAuthentication(registry, identify, logger),
        useOperationRequests(registry, { body, requiresPreflight, resolve }),
        useDocuments(documents, hasIntrospection),
        useUntoldFailures(),
        masking.plugin,
        useResponseHeaders(),
        useRequestLog(registry, logger, Date.now),
        useOperationCost(gate, registry),
        useAnswerHeaders(headers, registry),
      ],
    })
  }

  let loading: ReturnType<typeof createPipeline> | null = null
  const pipeline = (): ReturnType<typeof createPipeline> => {
    loading ??= createPipeline()
    return loading
  }
  let pending = 0
  const idle: (() => void)[] = []
  const inTurn = createTurns()
  const answer = async (request: Request): Promise<Response> =>
    toStandardResponse(await orDefect(async () => (await pipeline()).fetch(request)))
  const serve = async (...[req, res]: Parameters<RequestListener>): Promise<void> => {
    try {
      if (compiled !== null && (await compiled.serve(req, res))) return
    } catch (error) {
      logDefect(error)
    }
    if (res.headersSent) return
    const handle = async (): Promise<Response> => (await pipeline()).handleNodeRequestAndResponse(req, res, { req })
    await sendAnswer(await orDefect(handle), req, res)
  }

  /** What fails outside of an operation, such as a host's own log, must neither leave nor keep the caller waiting. */
  async function orDefect(work: () => Response | Promise<Response>): Promise<Response> {
    try {
      return await work()
    } catch (error) {
      logDefect(error)
      return createRefusal({ Response }, { ...defect, headers: { 'cache-control': 'no-store' } })
    }
  }

  function logDefect(error: unknown): void {
    try {
      logger.error({ error: describeError(error) }, 'unexpected error')
    } catch {
      // It is the log that fails.
    }
  }

  function track<Result>(work: Promise<Result>): Promise<Result> {
    pending += 1
    work.then(finish, finish)
    return work
  }

  function finish(): void {
    pending -= 1
    if (pending === 0) for (const resolve of idle.splice(0)) resolve()
  }

  return {
    handler: (request) => track(answer(request)),
    listener: (request, response) => void track(inTurn(() => serve(request, response))),
    separate: () => compiled?.separate(),
    settled: () => (pending === 0 ? Promise.resolve() : new Promise((resolve) => void idle.push(resolve))),
  }
}

/** Yoga answers with a class of its own; hosts may check for the standard one. */
async function toStandardResponse(response: Response): Promise<Response> {
  const { status, headers } = response
  const hasBody = status !== 204 && status !== 304
  return new Response(hasBody ? await response.arrayBuffer() : null, { status, headers: [...headers] })
}
