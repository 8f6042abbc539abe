// Asks the gateway. An answer may hold data and errors at once: some accounts were read, others were not.
import type { TypedDocumentString } from './generated/graphql.ts'

export interface GatewayError {
  readonly message: string
  /** With `provider` when the error is of a linked account. */
  readonly extensions?: { readonly code?: string; readonly provider?: string }
}

export interface Answer<Data> {
  readonly data: Data
  readonly errors: readonly GatewayError[]
}

/** Throws an Error with a sentence for people when there is no data at all. */
export async function ask<Data, Variables>(
  document: TypedDocumentString<Data, Variables>,
  variables: Variables,
  signal?: AbortSignal,
): Promise<Answer<Data>> {
  const response = await fetch('/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json, application/json' },
    body: JSON.stringify({ query: String(document), variables }),
    signal: signal ?? null,
  }).catch((error: unknown) => {
    if (signal?.aborted) throw error
    throw new Error('The gateway cannot be reached. Is it running?')
  })
  const body = (await response.json().catch(() => null)) as {
    readonly data?: Data | null
    readonly errors?: readonly GatewayError[]
  } | null
  const errors = body?.errors ?? []
  if (body?.data == null) {
    throw new Error(errors[0]?.message ?? `The gateway answered with status ${response.status}.`)
  }
  return { data: body.data, errors }
}
