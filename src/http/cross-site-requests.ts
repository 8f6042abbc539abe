// Which requests a web page of another origin could send with its visitor's access. A POST of JSON is asked for first by
// the browser; a GET is not, so in production it must carry a header that makes the browser ask.
import type { Refusal } from './json-answer.ts'
import type { HeaderReader } from './request-body.ts'

/** Any of these will do, with any value: clients know the one or the other. */
const preflightHeaders = ['graphql-require-preflight', 'apollo-require-preflight', 'x-apollo-operation-name'] as const

export function checkPreflightHeader(header: HeaderReader): Refusal | null {
  if (preflightHeaders.some((name) => Boolean(header(name)))) return null
  const message = `A GET must carry the header ${preflightHeaders[0]}, with any value, so that no web page of another origin can send it unasked. Or use POST.`
  return { status: 403, code: 'PREFLIGHT_HEADER_REQUIRED', message }
}
