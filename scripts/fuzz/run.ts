// Sends many requests, some at a time, and keeps those whose answers are defects: a status of 500 or above, or an error
// that nobody foresaw.
import type { GraphQLSchema } from 'graphql'
import type { Corpus } from './documents.ts'
import { createRequests, type FuzzRequest } from './requests.ts'
import { createSender, type Reply } from './send.ts'

export interface FuzzOptions {
  readonly address: string
  readonly schema: GraphQLSchema
  readonly seed: number
  readonly from: number
  readonly count: number
  /** Headers of every request, e.g. a credential. */
  readonly headers?: Readonly<Record<string, string>>
  readonly onProgress?: (done: number) => void
}

export interface Defect {
  readonly index: number
  readonly request: FuzzRequest
  readonly reply: Reply
}

export interface FuzzResult {
  /** How often each status came; `none`: the connection was closed without one. */
  readonly statuses: Readonly<Record<string, number>>
  readonly defects: readonly Defect[]
}

const atOnce = 24

export async function fuzz(options: FuzzOptions): Promise<FuzzResult> {
  const { address, schema, seed, from, count, onProgress } = options
  const sender = createSender(address)
  const make = createRequests(schema, await readCorpus(address, options.headers), seed)
  const statuses: Record<string, number> = {}
  const defects: Defect[] = []
  let next = from

  async function work(): Promise<void> {
    for (let index = next++; index < from + count; index = next++) {
      const request = withHeaders(make(index), options.headers)
      const reply = await sender.send(request)
      const status = String(reply.status ?? 'none')
      statuses[status] = (statuses[status] ?? 0) + 1
      if (isDefect(reply)) defects.push({ index, request, reply })
      onProgress?.(index - from)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work))
  sender.close()
  return { statuses, defects }
}

export function isDefect({ status, body }: Reply): boolean {
  return (status !== null && status >= 500) || body.includes('INTERNAL_SERVER_ERROR')
}

function withHeaders(request: FuzzRequest, headers: FuzzOptions['headers'] = {}): FuzzRequest {
  return request.how === 'raw' ? request : { ...request, headers: { ...headers, ...request.headers } }
}

/** Ids and cursors that lead somewhere, the same for equal sandboxes. */
async function readCorpus(address: string, headers: FuzzOptions['headers'] = {}): Promise<Corpus> {
  const query = `{ customers(first: 9) { edges { cursor node { id externalId } } pageInfo { endCursor } }
    linkedAccounts { id } }`
  const response = await fetch(`${address}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query }),
  })
  const { data } = (await response.json()) as {
    data: {
      customers: { edges: readonly { cursor: string; node: { id: string; externalId: string | null } }[] }
      linkedAccounts: readonly { id: string }[]
    }
  }
  const { edges } = data.customers
  return {
    ids: [...edges.map(({ node }) => node.id), ...data.linkedAccounts.map(({ id }) => id)],
    cursors: edges.map(({ cursor }) => cursor),
    externalIds: edges.flatMap(({ node }) => node.externalId ?? []),
  }
}
