// Which pages of other origins may read the gateway's answers: those whose origin the operator has listed, letter for
// letter, and no other. An origin is never sent back because it was asked from, and cookies are of no use here: callers
// bring their credential in a header.
import type { HttpPlugin } from './plugin.ts'
import type { HeaderReader } from './request-body.ts'

const requestHeaders = [
  'accept',
  'apollo-require-preflight',
  'authorization',
  'content-type',
  'graphql-require-preflight',
  'x-apollo-operation-name',
  'x-gateway-cost',
  'x-request-id',
]
const responseHeaders = ['retry-after', 'www-authenticate', 'x-request-id']
/** For which a browser may go by the answer to a preflight. */
const preflightSeconds = 3_600

export type CrossOriginPolicy = ReadonlySet<string>

/** What every answer says to the browser that asked for it. */
export function crossOriginHeaders(policy: CrossOriginPolicy, header: HeaderReader): Record<string, string> {
  if (policy.size === 0) return {}
  const origin = header('origin') ?? ''
  if (!policy.has(origin)) return { vary: 'Origin' }
  return {
    vary: 'Origin',
    'access-control-allow-origin': origin,
    'access-control-expose-headers': responseHeaders.join(', '),
  }
}

/** What a browser is told that asks first; null where it is not asking, or not for a page that may. */
function preflightHeaders(
  policy: CrossOriginPolicy,
  method: string,
  header: HeaderReader,
): Record<string, string> | null {
  if (method !== 'OPTIONS' || !header('access-control-request-method') || !policy.has(header('origin') ?? ''))
    return null
  return {
    'access-control-allow-methods': 'GET, POST',
    'access-control-allow-headers': requestHeaders.join(', '),
    'access-control-max-age': String(preflightSeconds),
  }
}

/** Must come before callers are asked who they are: a browser that asks first brings no credential. */
export function useCrossOrigin(policy: CrossOriginPolicy, endpoint: string): HttpPlugin {
  return {
    onRequest: ({ request, url, fetchAPI, endResponse }) => {
      if (url.pathname !== endpoint) return
      const headers = preflightHeaders(policy, request.method, (name) => request.headers.get(name))
      if (headers !== null) endResponse(new fetchAPI.Response(null, { status: 204, headers }))
    },
    onResponse: ({ request, response }) => {
      for (const [name, value] of Object.entries(crossOriginHeaders(policy, (name) => request.headers.get(name)))) {
        response.headers.append(name, value)
      }
    },
  }
}
