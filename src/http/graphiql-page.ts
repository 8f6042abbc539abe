// The GraphiQL page as bytes. It is 9 MB of script in one document, so it is rendered and compressed once, the first
// time that a browser asks, and compared by ETag from then on. The package is loaded only then, too.
import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
// Written by `npm run docs` out of `examples`.
import graphiqlTabs from './graphiql-tabs.json' with { type: 'json' }

export type PageEncoding = 'br' | 'gzip' | 'identity'

export interface GraphiqlPage {
  readonly etag: string
  readonly contentSecurityPolicy: string
  readonly bodies: Readonly<Record<PageEncoding, Uint8Array<ArrayBuffer>>>
}

/**
 * GraphiQL lets tabs be dragged, and measures them before they have their width: the first press of a tab throws it
 * aside, and the click misses it. They can be clicked when they stay where they are.
 */
const keepTabsInPlace = '<style>.graphiql-tab { transform: none !important; }</style>'

/** What the headers of a tab start with: the answer tells its cost, and there is a place for a credential. */
function headersTemplate(needsCredential: boolean): string {
  const credential = needsCredential ? { Authorization: 'Bearer ' } : {}
  return JSON.stringify({ ...credential, 'x-gateway-cost': '1' }, null, 2)
}

/** The page, made on the first call; a failure is not remembered. */
export function createGraphiqlPage(needsCredential: boolean): () => Promise<GraphiqlPage> {
  let page: Promise<GraphiqlPage> | null = null
  return () => {
    page ??= renderPage(needsCredential).catch((error: unknown) => {
      page = null
      throw error
    })
    return page
  }
}

async function renderPage(needsCredential: boolean): Promise<GraphiqlPage> {
  const { renderGraphiQL } = await import('@graphql-yoga/render-graphiql')
  // No endpoint: the page then sends operations to the address that it was loaded from.
  const headers = headersTemplate(needsCredential)
  const defaultTabs = graphiqlTabs.map((tab) => ({ ...tab, headers }))
  const rendered = renderGraphiQL({
    title: 'Customer Gateway',
    defaultTabs,
    headers,
    defaultEditorToolsVisibility: 'variables',
  }).trim()
  const text = rendered.replace('</head>', () => `${keepTabsInPlace}</head>`)
  const identity = Buffer.from(text)
  const [zipped, packed] = await Promise.all([
    promisify(gzip)(identity, { level: 6 }),
    // The best quality takes half a minute for a tenth less.
    promisify(brotliCompress)(identity, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }),
  ])
  return {
    etag: `W/"${createHash('sha256').update(identity).digest('base64url').slice(0, 27)}"`,
    contentSecurityPolicy: writePolicy(text),
    bodies: { identity, gzip: zipped, br: packed },
  }
}

/**
 * Lets the page run its own script, which starts the editor's workers from blobs and writes its styles at run time, and
 * talk to this origin. Nothing else: no other host, no frame around it, no form out of it.
 */
function writePolicy(text: string): string {
  const scripts = [...text.matchAll(/<script>([\s\S]*?)<\/script>/g)].map(([, script = '']) => sourceHash(script))
  return [
    "default-src 'none'",
    `script-src ${scripts.join(' ')}`,
    'worker-src blob:',
    "style-src 'unsafe-inline'",
    'font-src data:',
    'img-src data:',
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
}

function sourceHash(script: string): string {
  return `'sha256-${createHash('sha256').update(script).digest('base64')}'`
}
