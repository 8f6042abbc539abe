// Answers that no GraphQL operation produced, in the shape that GraphQL clients read: `errors` with a code.
import type { FetchAPI } from 'graphql-yoga'
import type { ErrorCode } from './error-exit.ts'

export interface Refusal {
  readonly status: number
  readonly code: ErrorCode
  readonly message: string
  readonly headers?: Readonly<Record<string, string>>
}

export const jsonType = 'application/json; charset=utf-8'
export const graphqlType = 'application/graphql-response+json; charset=utf-8'

/** Something of ours went wrong: no more is told of it. */
export const defect: Refusal = { status: 500, code: 'INTERNAL_SERVER_ERROR', message: 'Unexpected error.' }

export function createJsonAnswer(
  { Response }: Pick<FetchAPI, 'Response'>,
  body: unknown,
  init: { readonly status?: number; readonly headers?: Readonly<Record<string, string>> } = {},
): Response {
  const { status = 200, headers } = init
  return new Response(JSON.stringify(body), { status, headers: { 'content-type': jsonType, ...headers } })
}

/** `accept`: what the caller asked for, where an answer to an operation was due. */
export function createRefusal(
  fetchAPI: Pick<FetchAPI, 'Response'>,
  refusal: Refusal,
  accept: string | null = null,
): Response {
  const { status, headers } = refusal
  return createJsonAnswer(fetchAPI, refusalBody(refusal), {
    status,
    headers: { 'content-type': refusalType(accept), ...headers },
  })
}

export function refusalBody({ code, message }: Refusal): unknown {
  return { errors: [{ message, extensions: { code } }] }
}

/** GraphQL over HTTP: clients that speak its media type get it, all others JSON. */
function refusalType(accept: string | null): string {
  return accept?.includes('application/graphql-response+json') ? graphqlType : jsonType
}
