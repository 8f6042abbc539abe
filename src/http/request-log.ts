// One line per request: who asked is not in it, nor what the operation or its variables said. Of a path only plain
// characters are logged, because people put e-mail addresses into paths that do not exist.
import { getOperationAST } from 'graphql'
import type { Logger } from '../observability/logger.ts'
import type { HttpPlugin } from './plugin.ts'
import type { RequestFacts, RequestRegistry } from './request-facts.ts'

const plainPath = /^[A-Za-z0-9._/-]{1,128}$/

export function useRequestLog(registry: RequestRegistry, logger: Logger, now: () => number): HttpPlugin {
  return {
    onExecute: ({ args }) => {
      const operation = getOperationAST(args.document, args.operationName)
      if (operation === null || operation === undefined) return
      registry.of(args.contextValue.request).operation = {
        name: operation.name?.value.slice(0, 128) ?? null,
        type: operation.operation,
      }
    },
    onResponse: ({ request, response }) => {
      const facts = registry.of(request)
      const { pathname } = new URL(request.url, 'http://localhost')
      const line = {
        requestId: facts.id,
        method: request.method,
        path: plainPath.test(pathname) ? pathname : '(not plain)',
        operationName: facts.operation?.name,
        operationType: facts.operation?.type,
        status: response.status,
        refusedBecause: facts.refusedBecause ?? undefined,
        milliseconds: now() - facts.startedAt,
        callerLeft: request.signal.aborted || undefined,
        failedSources: orNothing(failedSources(facts)),
        errorCodes: orNothing(facts.errorCodes),
      }
      if (facts.operation === null && response.status < 400) logger.debug(line, 'request')
      else logger.info(line, 'request')
    },
  }
}

function failedSources({ ledger, service }: RequestFacts) {
  const incomplete = service?.completionProblems().map(({ source, problem: { code } }) => ({ source, code })) ?? []
  return [...ledger.failures(), ...incomplete].map(({ source, code }) => ({ linkedAccount: source.account.name, code }))
}

function orNothing<Item>(items: readonly Item[]): readonly Item[] | undefined {
  return items.length === 0 ? undefined : items
}
