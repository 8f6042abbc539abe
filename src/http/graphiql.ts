// GraphiQL for browsers that open the endpoint. Programs that send GET ask for JSON, and get it.
import { createGraphiqlPage, fileParameter, type PageEncoding } from './graphiql-page.ts'
import type { HttpPlugin } from './plugin.ts'

/** The name of a file changes with its contents. */
const keepForEver = 'private, max-age=31536000, immutable'

/** `needsCredential`: its tabs have a place for one. */
export function useGraphiql(endpoint: string, needsCredential: boolean): HttpPlugin {
  const getPage = createGraphiqlPage(needsCredential)
  return {
    onRequest: async ({ request, url, fetchAPI, endResponse }) => {
      if (request.method !== 'GET' || url.pathname !== endpoint) return
      const encoding = chooseEncoding(request.headers.get('accept-encoding') ?? '')
      const coding = encoding === 'identity' ? {} : { 'content-encoding': encoding }

      const fileName = url.searchParams.get(fileParameter)
      const file = fileName === null ? undefined : (await getPage()).files.get(fileName)
      if (file !== undefined) {
        const headers = { 'content-type': file.contentType, 'cache-control': keepForEver, vary: 'accept-encoding' }
        endResponse(new fetchAPI.Response(file.bodies[encoding], { headers: { ...headers, ...coding } }))
        return
      }

      if (!(request.headers.get('accept') ?? '').includes('text/html')) return
      const { etag, contentSecurityPolicy, bodies } = await getPage()
      const shared = { etag, 'cache-control': 'no-cache', vary: 'accept, accept-encoding' }
      if (isKnown(request.headers.get('if-none-match'), etag)) {
        endResponse(new fetchAPI.Response(null, { status: 304, headers: shared }))
        return
      }
      const headers = {
        ...shared,
        'content-type': 'text/html; charset=utf-8',
        'content-security-policy': contentSecurityPolicy,
        'referrer-policy': 'no-referrer',
        ...coding,
      }
      endResponse(new fetchAPI.Response(bodies[encoding], { headers }))
    },
  }
}

function isKnown(ifNoneMatch: string | null, etag: string): boolean {
  const known = ifNoneMatch?.split(',').map((one) => one.trim()) ?? []
  return known.includes(etag) || known.includes('*')
}

function chooseEncoding(accepted: string): PageEncoding {
  const names = accepted
    .toLowerCase()
    .split(',')
    .map((one) => one.split(';').map((part) => part.trim()))
    .filter(([, weight]) => weight === undefined || !/^q=0(\.0*)?$/.test(weight))
    .map(([name]) => name)
  if (names.includes('br')) return 'br'
  return names.includes('gzip') ? 'gzip' : 'identity'
}
