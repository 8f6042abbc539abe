// The short way for the common request: a POST of JSON with a query that is known and can be compiled. It takes the same
// checks as every other request, from the same functions, and spares only the detour over standard requests, responses
// and a pipeline of steps. Whatever is unusual is handed over to that pipeline, with all that has been read.
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { DocumentNode } from 'graphql'
import type { Viewer } from '../domain/viewer.ts'
import type { CompiledExecutor, CompiledOperation } from '../execution/executor.ts'
import type { Logger } from '../observability/logger.ts'
import type { SchemaContext } from '../schema/context.ts'
import { createFailureLedger } from '../schema/failure-ledger.ts'
import { createRepeatableReads } from '../service/repeatable-reads.ts'
import type { RequestService } from '../service/service.ts'
import type { AnswerHeaders, HeaderList } from './answer-headers.ts'
import type { Authenticator } from './authentication.ts'
import type { Documents } from './documents.ts'
import { type CostGate, costHeader } from './operation-cost.ts'
import { isRefusal, type OperationRequest, readOperationBody } from './operation-request.ts'
import type { ResolveOperation } from './persisted-operations.ts'
import { type BodyRules, checkBodyHeaders, decodeBody } from './request-body.ts'
import type { RequestFacts } from './request-facts.ts'
import { createFacts, requestIdHeader } from './request-identity.ts'
import { describeOperation, logRequest } from './request-log.ts'
import { isRefused } from './unauthenticated.ts'

export interface CompiledQueriesOptions {
  readonly endpoint: string
  readonly body: BodyRules
  readonly resolve: ResolveOperation
  readonly documents: Documents
  readonly executor: CompiledExecutor
  readonly headers: AnswerHeaders
  readonly authenticate: Authenticator['authenticate']
  readonly gate: CostGate
  /** What a request may do, for whom it is from. */
  readonly open: (facts: RequestFacts, viewer: Viewer, signal: AbortSignal) => RequestService
  readonly logger: Logger
  /** Unix milliseconds. */
  readonly now: () => number
}

export interface CompiledQueries {
  /** False: the request is not answered, and is for the pipeline. What has been read of it goes with it. */
  serve(request: IncomingMessage, response: ServerResponse): Promise<boolean>
  /** What is known already of a request that was handed over. */
  factsOf(server: { readonly req?: object }): RequestFacts | undefined
}

interface Prepared {
  readonly request: OperationRequest
  readonly document: DocumentNode
  readonly operation: CompiledOperation
}

export function createCompiledQueries(options: CompiledQueriesOptions): CompiledQueries {
  const { endpoint, documents, executor, logger, now } = options
  const handedOver = new WeakMap<object, RequestFacts>()

  function isCommon(request: IncomingMessage): boolean {
    const { method, url, headers } = request
    // A host may have read the body itself.
    const isUnread = !('body' in request) && !request.readableDidRead
    return (
      isUnread &&
      method === 'POST' &&
      url === endpoint &&
      headers['content-length'] !== undefined &&
      headers['content-encoding'] === undefined &&
      headers[costHeader] === undefined &&
      checkBodyHeaders((name) => headers[name] as string | undefined, options.body) === null
    )
  }

  function prepare(text: string): Prepared | null {
    const read = readOperationBody(text)
    const request = isRefusal(read) ? read : options.resolve(read)
    if (isRefusal(request) || request.query === undefined) return null
    const { document } = documents.prepare(request.query)
    const operation = document === null ? null : executor.prepare(document, request.operationName)
    return document === null || operation === null ? null : { request, document, operation }
  }

  /** The data of the answer; null when the pipeline has to find out what it is. */
  async function execute(
    { request, document, operation }: Prepared,
    facts: RequestFacts,
    viewer: Viewer,
    signal: AbortSignal,
  ): Promise<object | null> {
    const variables = operation.readVariables(request.variables)
    if (variables === null) return null
    const reads = createRepeatableReads(options.open(facts, viewer, signal))
    const { service } = reads
    const { operationName, variables: given } = request
    const admission = await options.gate.admit({ document, operationName, variables: given }, service, viewer.id)
    if (admission === null || admission.error !== null) return null
    facts.service = service
    facts.operation = describeOperation(operation.definition)
    const data = await operation.execute(variables, { service, ledger: facts.ledger } satisfies SchemaContext)
    if (data !== null && !facts.ledger.hasUntold(service)) {
      admission.settle()
      return data
    }
    facts.admission = admission
    facts.service = reads.repeat()
    facts.ledger = createFailureLedger()
    return null
  }

  return {
    factsOf: ({ req }) => (req === undefined ? undefined : handedOver.get(req)),
    serve: async (request, response) => {
      const { headers } = request
      const answerHeaders = options.headers.of(headers.accept, headers.origin)
      if (answerHeaders === undefined || !isCommon(request)) return false
      const facts = createFacts(headers[requestIdHeader] as string | undefined, now())
      const viewer = await options.authenticate(headers.authorization)
      if (isRefused(viewer)) return false
      const body = await readBody(request)
      // The caller has left.
      if (body === null) return true
      facts.body = decodeBody(body)
      const prepared = prepare(facts.body)
      const leaving = new AbortController()
      const { signal } = leaving
      response.once('close', () => {
        if (!response.writableFinished) leaving.abort()
      })
      const data = prepared === null ? null : await execute(prepared, facts, viewer, signal)
      if (data === null && !signal.aborted) {
        handedOver.set(request, facts)
        return false
      }
      if (data !== null) answer(response, answerHeaders, facts, data)
      // Nobody is there any more to be told of errors.
      else if (facts.admission?.error === null) facts.admission.settle()
      const { method = '', url = '' } = request
      logRequest(logger, facts, { method, pathname: url, status: 200, signal, now: now(), isCompiled: true })
      return true
    },
  }
}

function answer(response: ServerResponse, headers: HeaderList, { id }: RequestFacts, data: object): void {
  const text = JSON.stringify({ data })
  const bytes = Buffer.byteLength(text)
  response.writeHead(200, [...headers, requestIdHeader, id, 'content-length', String(bytes)])
  // Plain ASCII is the same in both, and copied faster in the one.
  response.end(text, bytes === text.length ? 'latin1' : 'utf8')
}

/** All of it: its length was stated and found right. Null when the caller leaves before its end. */
function readBody(request: IncomingMessage): Promise<Buffer | null> {
  // One who left while being asked who it is will not be heard of again.
  if (request.destroyed) return Promise.resolve(null)
  return new Promise((resolve) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => resolve(chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks)))
    request.on('error', () => resolve(null))
    request.on('close', () => resolve(null))
  })
}
