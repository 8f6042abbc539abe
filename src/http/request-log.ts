// One line per request: who asked is not in it, nor what the operation or its variables said. Of a path only plain
// characters are logged, because people put e-mail addresses into paths that do not exist.
import { getOperationAST, type OperationDefinitionNode } from 'graphql'
import type { Logger } from '../observability/logger.ts'
import type { HttpPlugin } from './plugin.ts'
import type { RequestFacts, RequestRegistry } from './request-facts.ts'

const plainPath = /^[A-Za-z0-9._/-]{1,128}$/

export function useRequestLog(registry: RequestRegistry, logger: Logger, now: () => number): HttpPlugin {
  return {
    onExecute: ({ args }) => {
      const operation = getOperationAST(args.document, args.operationName)
      if (operation === null || operation === undefined) return
      registry.of(args.contextValue.request).operation = describeOperation(operation)
    },
    onResponse: ({ request, response }) => {
      const { pathname } = new URL(request.url, 'http://localhost')
      const { method, signal } = request
      const answered = { method, pathname, status: response.status, hasLeft: signal.aborted, now: now() }
      logRequest(logger, registry.of(request), answered)
    },
  }
}

export interface AnsweredRequest {
  readonly method: string
  readonly pathname: string
  readonly status: number
  /** Whether the caller has left before the answer. */
  readonly hasLeft: boolean
  /** Unix milliseconds. */
  readonly now: number
  /** True where a compiled query was executed. */
  readonly isCompiled?: boolean
}

export function logRequest(logger: Logger, facts: RequestFacts, answered: AnsweredRequest): void {
  const { method, pathname, status, hasLeft, now, isCompiled } = answered
  const line = {
    requestId: facts.id,
    method,
    path: plainPath.test(pathname) ? pathname : '(not plain)',
    operationName: facts.operation?.name,
    operationType: facts.operation?.type,
    status,
    refusedBecause: facts.refusedBecause ?? undefined,
    milliseconds: now - facts.startedAt,
    isCompiled,
    callerLeft: hasLeft || undefined,
    failedSources: orNothing(failedSources(facts)),
    errorCodes: orNothing(facts.errorCodes),
  }
  if (facts.operation === null && status < 400) logger.debug(line, 'request')
  else logger.info(line, 'request')
}

export function describeOperation({ name, operation }: Pick<OperationDefinitionNode, 'name' | 'operation'>) {
  return { name: name?.value.slice(0, 128) ?? null, type: operation }
}

function failedSources({ ledger, service }: RequestFacts) {
  const failed = ledger.failures()
  const incomplete = service?.completionProblems().map(({ source, problem: { code } }) => ({ source, code })) ?? []
  if (failed.length + incomplete.length === 0) return []
  return [...failed, ...incomplete].map(({ source, code }) => ({ linkedAccount: source.account.name, code }))
}

function orNothing<Item>(items: readonly Item[]): readonly Item[] | undefined {
  return items.length === 0 ? undefined : items
}
