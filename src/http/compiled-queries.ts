// The short way for the common request: a POST of JSON with a query that is known and can be compiled. It takes the same
// checks as every other request, from the same functions, and spares only the detour over standard requests, responses
// and a pipeline of steps. Whatever is unusual is handed over to that pipeline, with all that has been read.
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { LeaveSignal } from '../domain/leaving.ts'
import { createRecentlyUsed } from '../domain/recently-used.ts'
import type { Viewer } from '../domain/viewer.ts'
import type { VariableValues } from '../execution/compile.ts'
import type { CompiledExecutor, CompiledOperation, WrittenAnswer } from '../execution/executor.ts'
import type { Logger } from '../observability/logger.ts'
import type { SchemaContext } from '../schema/context.ts'
import { createFailureLedger, type FailureLedger } from '../schema/failure-ledger.ts'
import { createRepeatableReads, type RepeatableReads } from '../service/repeatable-reads.ts'
import type { RequestPlans } from '../service/request-plans.ts'
import type { RequestService } from '../service/service.ts'
import type { AnswerHeaders, HeaderList } from './answer-headers.ts'
import type { Authenticator } from './authentication.ts'
import type { Documents } from './documents.ts'
import { createJoinedAnswers, type SharedExecution } from './joined-answers.ts'
import { type CostGate, costHeader } from './operation-cost.ts'
import { isRefusal, readOperationBody } from './operation-request.ts'
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
  readonly open: (facts: RequestFacts, viewer: Viewer, signal: LeaveSignal) => RequestService
  /** What such requests can cost. */
  readonly plansFor: (viewer: Viewer) => RequestPlans
  /** Whether equal operations in flight get one answer. */
  readonly joinsAnswers: boolean
  readonly logger: Logger
  /** Unix milliseconds. */
  readonly now: () => number
}

export interface CompiledQueries {
  /** False: the request is not answered, and is for the pipeline. What has been read of it goes with it. */
  serve(request: IncomingMessage, response: ServerResponse): Promise<boolean>
  /** What is known already of a request that was handed over. */
  factsOf(server: { readonly req?: object }): RequestFacts | undefined
  /** Something is about to change, or has changed: see joined-answers.ts. */
  separate(): void
}

/** What a body asks for; the same for all who send it. */
interface Prepared {
  readonly planned: Parameters<CostGate['admit']>[0]
  readonly operation: CompiledOperation
  readonly variables: VariableValues
  readonly described: ReturnType<typeof describeOperation>
}

interface Execution extends SharedExecution<SharedAnswer | null> {
  readonly reads: RepeatableReads
  readonly ledger: FailureLedger
}

/** Of all bodies that are remembered with what they ask for, which takes up to a hundred times as much. */
const keptCharacters = 128 * 1024

export function createCompiledQueries(options: CompiledQueriesOptions): CompiledQueries {
  const { endpoint, documents, executor, gate, logger, now } = options
  const handedOver = new WeakMap<object, RequestFacts>()
  const known = createRecentlyUsed<Prepared>(keptCharacters)
  const joined = createJoinedAnswers<SharedAnswer | null, Execution>(options.joinsAnswers)

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

  /** Null when the pipeline has to find out what it is. */
  function prepare(text: string): Prepared | null {
    const before = known.get(text)
    if (before !== undefined) return before
    const prepared = readPrepared(text)
    if (prepared !== null) known.set(text, prepared, text.length)
    return prepared
  }

  function readPrepared(text: string): Prepared | null {
    const read = readOperationBody(text)
    const request = isRefusal(read) ? read : options.resolve(read)
    if (isRefusal(request) || request.query === undefined) return null
    const { document } = documents.prepare(request.query)
    const operation = document === null ? null : executor.prepare(document, request.operationName)
    if (document === null || operation === null) return null
    const variables = operation.readVariables(request.variables)
    if (variables === null) return null
    const planned = { document, operationName: request.operationName, variables: request.variables }
    return { planned, operation, variables, described: describeOperation(operation.definition) }
  }

  function begin(prepared: Prepared, facts: RequestFacts, viewer: Viewer, signal: LeaveSignal): Execution {
    const reads = createRepeatableReads(options.open(facts, viewer, signal))
    const { ledger } = facts
    return { reads, ledger, answer: execute(prepared, reads, ledger), hasHeard: reads.service.hasHeard }
  }

  /** Null when the pipeline has to find out what it is. */
  async function execute(
    { operation, variables }: Prepared,
    { service }: RepeatableReads,
    ledger: FailureLedger,
  ): Promise<SharedAnswer | null> {
    const answer = await operation.execute(variables, { service, ledger } satisfies SchemaContext)
    return answer === null || ledger.hasUntold(service)
      ? null
      : Object.assign(answer, { buffer: null, isWritten: false })
  }

  return {
    factsOf: ({ req }) => (req === undefined ? undefined : handedOver.get(req)),
    separate: joined.separate,
    serve: async (request, response) => {
      const { method = '', url = '', headers } = request
      const answerHeaders = options.headers.of(headers.accept, headers.origin)
      if (answerHeaders === undefined || !isCommon(request)) return false
      const facts = createFacts(headers[requestIdHeader] as string | undefined, now())
      const { startedAt } = facts
      const authentication = options.authenticate(headers.authorization)
      const viewer = authentication instanceof Promise ? await authentication : authentication
      if (isRefused(viewer)) return false
      const body = await readBody(request)
      // The caller has left.
      if (body === null) return true
      const text = decodeBody(body)
      facts.body = text
      const handOver = (): false => {
        handedOver.set(request, facts)
        return false
      }
      const prepared = prepare(text)
      if (prepared === null) return handOver()
      const admission = await gate.admit(prepared.planned, options.plansFor(viewer), viewer.id)
      if (admission === null || admission.error !== null) return handOver()

      const seat = joined.join(viewer, text, startedAt, (signal) => begin(prepared, facts, viewer, signal))
      const { reads, ledger } = seat.execution
      let hasLeft = false
      const leave = (): void => {
        if (response.writableFinished) return
        hasLeft = true
        seat.leave()
      }
      if (response.closed) leave()
      else response.on('close', leave)

      const answer = await seat.answer
      if (answer === null && !hasLeft) {
        facts.admission = admission
        facts.service = reads.repeat()
        facts.ledger = createFailureLedger()
        return handOver()
      }
      admission.settle(reads.service.requestsMade())
      facts.operation = prepared.described
      facts.service = reads.service
      facts.ledger = ledger
      if (answer !== null) {
        write(response, answerHeaders, facts, answer)
        if (seat.isLastServed()) Object.assign(answer, { letters: '', buffer: null })
      }
      logRequest(logger, facts, { method, pathname: url, status: 200, hasLeft, now: now(), isCompiled: true })
      return true
    },
  }
}

/** In bytes. */
const longText = 64 * 1024

/** An answer for all who share it. */
interface SharedAnswer extends WrittenAnswer {
  /** The same, made for the second of them: from then on nothing is copied for each. */
  buffer: Buffer | null
  isWritten: boolean
}

function write(response: ServerResponse, headers: HeaderList, { id }: RequestFacts, answer: SharedAnswer): void {
  const { letters } = answer
  response.writeHead(200, [...headers, requestIdHeader, id, 'content-length', String(letters.length)])
  if (answer.isWritten) {
    answer.buffer ??= Buffer.from(letters, 'latin1')
    response.end(answer.buffer)
    return
  }
  answer.isWritten = true
  // In one write with the body, but not in one text with it, which would be a copy.
  if (letters.length < longText) response.cork()
  response.flushHeaders()
  response.end(letters, 'latin1')
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
