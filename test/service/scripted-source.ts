// A linked account whose list says what a test wants it to say: the real client of Sequence, over a server that answers
// by a table of pages.
import { sequence } from '../../src/providers/sequence/provider.ts'
import { createSource, type Source } from '../../src/service/linked-accounts.ts'
import { connect } from '../providers/harness.ts'
import { startWireServer } from '../wire-server.ts'

export interface ScriptedPage {
  /** One row each; "-" is a row without an id, "b!" the archived customer b. */
  readonly rows: string
  /** Cursor of the next page. */
  readonly next?: string
  readonly total?: number
  readonly status?: number
}

export interface ScriptedSource {
  readonly source: Source
  /** The queries of the requests that came. */
  readonly queries: readonly Readonly<Record<string, string>>[]
  close(): Promise<void>
}

/** `pages` by cursor; the first one is called "". Whoever is asked for by id or alias exists. */
export async function startScriptedSource(pages: Record<string, ScriptedPage>, name = 'main'): Promise<ScriptedSource> {
  const queries: Record<string, string>[] = []
  const server = await startWireServer(({ target }) => {
    const { pathname, searchParams } = new URL(target, 'http://127.0.0.1')
    const query = Object.fromEntries(searchParams)
    queries.push(query)
    if (pathname !== '/customers') return { body: toRow(pathname.split('/').at(-1) ?? '') }
    const page = pages[query['after'] ?? '']
    if (page === undefined) return { status: 404 }
    const items = page.rows.split(' ').filter(Boolean).map(toRow)
    return {
      status: page.status ?? 200,
      body: { items, pagination: { after: page.next, totalResultSize: page.total } },
    }
  })
  const connection = connect(
    sequence,
    { SEQUENCE_CLIENT_ID: 'client-1', SEQUENCE_CLIENT_SECRET: 'secret-1', SEQUENCE_BASE_URL: server.origin },
    { retry: { attempts: 1, baseMilliseconds: 0, capMilliseconds: 0 } },
  )
  return {
    source: createSource({ ...connection.account, name }, sequence, connection.client),
    queries,
    close: async () => {
      await connection.close()
      await server.close()
    },
  }
}

function toRow(word: string) {
  if (word === '-') return { legalName: 'Nobody' }
  return { id: word.replace('!', ''), archivedAt: word.endsWith('!') ? '2026-01-01T00:00:00Z' : null }
}
