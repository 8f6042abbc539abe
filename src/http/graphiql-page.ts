// GraphiQL as bytes: a small page, and the 8 MB of script and the styles that it asks for. They are files of their own
// because browsers keep the compiled form of such scripts, which halves what opening takes, and because a browser forgets
// the page itself with the first operation that is sent to its address. Rendered and compressed once, the first time that
// a browser asks. The package is loaded only then, too.
import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
// Written by `npm run docs` out of `examples`.
import graphiqlTabs from './graphiql-tabs.json' with { type: 'json' }

export type PageEncoding = 'br' | 'gzip' | 'identity'

type Bodies = Readonly<Record<PageEncoding, Uint8Array<ArrayBuffer>>>

/** What the page asks for. Its name changes with its contents, so that it can be kept for ever. */
export interface GraphiqlFile {
  readonly contentType: string
  readonly bodies: Bodies
}

export interface GraphiqlPage {
  readonly etag: string
  readonly contentSecurityPolicy: string
  readonly bodies: Bodies
  /** By the value that `fileParameter` has in their address. */
  readonly files: ReadonlyMap<string, GraphiqlFile>
}

/** Files are asked for at the page's own path: an embedding host may route no other one to the gateway. */
export const fileParameter = 'graphiql-file'

/**
 * GraphiQL lets tabs be dragged, and measures them before they have their width: the first press of a tab throws it
 * aside, and the click misses it. They can be clicked when they stay where they are.
 */
const keepTabsInPlace = '<style>.graphiql-tab { transform: none !important; }</style>'

/**
 * GraphiQL fills in the variables of the tab that it opens from what it has stored: not from the tab itself, when
 * somebody comes for the first time, nor from the address. So what is there is stored before it starts.
 */
function storeVariables(first: string): string {
  return `try {
    const address = new URLSearchParams(location.search)
    const isFirstVisit = localStorage.getItem('graphiql:tabState') === null
    const variables = address.get('variables') ?? (isFirstVisit && !address.has('query') ? ${JSON.stringify(first)} : null)
    if (variables !== null) localStorage.setItem('graphiql:variables', variables)
  } catch {}\n`
}

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
  const files = new Map<string, GraphiqlFile>()
  const script = between(rendered, '<script>', '</script>')
  const style = between(rendered, '<style>', '</style>')
  const completeScript = storeVariables(graphiqlTabs[0]?.variables ?? '') + script
  const scriptName = `${hashOf(completeScript)}.js`
  const styleName = `${hashOf(style)}.css`
  files.set(scriptName, { contentType: 'text/javascript; charset=utf-8', bodies: await compress(completeScript) })
  files.set(styleName, { contentType: 'text/css; charset=utf-8', bodies: await compress(style) })
  const text = rendered
    .replace(`<script>${script}</script>`, () => `<script src="?${fileParameter}=${scriptName}"></script>`)
    .replace(`<style>${style}</style>`, () => `<link rel="stylesheet" href="?${fileParameter}=${styleName}">`)
    .replace('</head>', () => `${keepTabsInPlace}</head>`)
  return { etag: `W/"${hashOf(text)}"`, contentSecurityPolicy, bodies: await compress(text), files }
}

/** The contents of the first such element: it is all there is of its kind, and no tag is read inside a script. */
function between(text: string, opening: string, closing: string): string {
  const start = text.indexOf(opening) + opening.length
  return text.slice(start, text.indexOf(closing, start))
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 27)
}

async function compress(text: string): Promise<Bodies> {
  const identity = Buffer.from(text)
  const [zipped, packed] = await Promise.all([
    promisify(gzip)(identity, { level: 6 }),
    // The best quality takes half a minute for a tenth less.
    promisify(brotliCompress)(identity, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }),
  ])
  return { identity, gzip: zipped, br: packed }
}

/**
 * Lets the page run this origin's scripts, which start the editor's workers from blobs and write styles at run time, and
 * talk to this origin. Nothing else: no inline script, no other host, no frame around it, no form out of it.
 */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  'worker-src blob:',
  "style-src 'self' 'unsafe-inline'",
  'font-src data:',
  'img-src data:',
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')
