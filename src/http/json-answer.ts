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

export function createJsonAnswer(
  { Response }: FetchAPI,
  body: unknown,
  init: { readonly status?: number; readonly headers?: Readonly<Record<string, string>> } = {},
): Response {
  const { status = 200, headers } = init
  return new Response(JSON.stringify(body), { status, headers: { 'content-type': jsonType, ...headers } })
}

export function createRefusal(fetchAPI: FetchAPI, { status, code, message, headers = {} }: Refusal): Response {
  return createJsonAnswer(fetchAPI, { errors: [{ message, extensions: { code } }] }, { status, headers })
}
