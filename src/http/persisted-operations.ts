// Operations that are stored here, and named by their id in place of their text: shorter requests, and where nothing else
// is served, no operation that nobody has looked at. Nothing is ever stored because a caller sent it.
import type { Refusal } from './json-answer.ts'
import type { OperationRequest } from './operation-request.ts'

export interface PersistedOperationsOptions {
  /** Ids, with or without `sha256:` before them, and documents. */
  readonly operations: Readonly<Record<string, string>>
  /** Whether nothing else is served. */
  readonly isOnly: boolean
}

/** The request with its document, or why it cannot be served. */
export type ResolveOperation = (request: OperationRequest) => OperationRequest | Refusal

export function createPersistedOperations({ operations, isOnly }: PersistedOperationsOptions): ResolveOperation {
  const byId = new Map(Object.entries(operations).map(([id, text]) => [bare(id), text]))
  const texts = new Set(byId.values())

  return (request) => {
    const { query, documentId = hashOf(request) } = request
    const stored = documentId === undefined ? undefined : byId.get(bare(documentId))
    if (stored !== undefined && query !== undefined && query !== stored) return mismatched
    if (stored !== undefined) return { ...request, query: stored }
    if (query === undefined) return documentId === undefined ? missing : unknown
    return isOnly && !texts.has(query) ? refused : request
  }
}

const missing: Refusal = { status: 400, code: 'BAD_REQUEST', message: 'The request has no `query`.' }
const mismatched: Refusal = {
  status: 400,
  code: 'BAD_REQUEST',
  message: 'The `query` is not the operation that is stored under the id. Send one of the two.',
}
const unknown: Refusal = {
  status: 400,
  // By this code clients know that the text itself might be taken.
  code: 'PERSISTED_QUERY_NOT_FOUND',
  message: 'No operation is stored under this id.',
}
const refused: Refusal = {
  status: 400,
  code: 'PERSISTED_QUERY_ONLY',
  message:
    'Only stored operations are served here. Send the id of one as `documentId` or as `extensions.persistedQuery.sha256Hash`, and no `query`.',
}

function hashOf({ extensions }: OperationRequest): string | undefined {
  const named = extensions?.['persistedQuery']
  const hash = typeof named === 'object' && named !== null && 'sha256Hash' in named ? named.sha256Hash : undefined
  return typeof hash === 'string' ? hash : undefined
}

function bare(id: string): string {
  return id.replace(/^sha256:/, '')
}
