// Thred over the wire: https://docs.thredfi.com/api-reference/customers/list-customers and its neighbours. Every path
// ends in a slash: without it the server redirects, and a redirected POST archives nothing.
import type { Call } from '../../domain/call.ts'
import type { CustomerRecord } from '../../domain/customer.ts'
import { Failure } from '../../domain/failure.ts'
import type { CustomerPage } from '../../domain/page.ts'
import { answerFacts, type JsonAnswer } from '../../transport/answer.ts'
import type { TokenSource } from '../../transport/token-source.ts'
import type { ClientOptions, ProviderClient } from '../contract.ts'
import { type RowContext, toDetailRecord, toListedRows } from '../rows.ts'
import { buildUrl } from '../upstream-url.ts'
import { map } from './map.ts'
import {
  findStart,
  firstPosition,
  markOf,
  type PagePosition,
  type PageWindow,
  positionAfter,
  readToken,
  usedPageSize,
  windowFor,
  writeToken,
} from './paging.ts'
import type { ThredAccount, ThredCredential } from './settings.ts'
import { createTierChoice } from './tokens.ts'
import { type ListAnswer, readErrorCode, readList, readRowId } from './wire.ts'

interface ThredRequest {
  readonly method: 'GET' | 'POST'
  readonly operation: string
  readonly parts?: readonly string[]
  readonly query?: Readonly<Record<string, string | number | boolean | null>>
}

export function createClient(options: ClientOptions<ThredCredential, ThredAccount, TokenSource>): ProviderClient {
  const { account, credential, settings, transport } = options
  const tier = createTierChoice(options)

  function send({ method, operation, parts = [], query = {} }: ThredRequest, call: Call): Promise<JsonAnswer> {
    const path = ['v1', 'platform', 'businesses', settings.businessId, 'customers', ...parts]
    const url = buildUrl({ base: credential.baseUrl, parts: path, query, hasTrailingSlash: true })
    // The documented archive body is the whole customer: a server that read it would overwrite the record.
    const body = method === 'POST' ? { headers: { 'content-type': 'application/json' }, body: '{}' } : {}
    return tier.run((authorization) =>
      transport.sendJson(
        { provider: 'Thred', operation, method, url, ...body, authorization, isRepeatable: method === 'GET', readErrorCode },
        call,
      ),
    )
  }

  function context({ receivedAt }: JsonAnswer): RowContext {
    return { account, map, receivedAt }
  }

  async function readOne(request: ThredRequest, nativeId: string, call: Call): Promise<CustomerRecord> {
    const answer = await send(request, call)
    const about = { operation: `Thred, ${request.operation}`, facts: answerFacts(answer) }
    return toDetailRecord(answer.json, nativeId, context(answer), about)
  }

  async function readPage(window: PageWindow, includeArchived: boolean, call: Call): Promise<ListAnswer & { answer: JsonAnswer }> {
    const query = {
      page: window.page,
      page_size: window.pageSize,
      include_archived: includeArchived ? true : null,
    }
    const answer = await send({ method: 'GET', operation: 'list customers', query }, call)
    const list = readList(answer.json, window.page, window.pageSize)
    if (list === null) {
      throw new Failure('BAD_RESPONSE', 'Thred, list customers: the answer holds no list of customers.', answerFacts(answer))
    }
    return { ...list, answer }
  }

  async function listFrom(
    position: PagePosition,
    size: number,
    includeArchived: boolean,
    call: Call,
  ): Promise<CustomerPage> {
    const window = windowFor(position, size)
    const { results, hasMore, pageSize, total, answer } = await readPage(window, includeArchived, call)
    const used = usedPageSize(window, { rows: results.length, hasMore, pageSize })
    if (used !== window.pageSize && window.page > 1) {
      if (position.pageSize === null) return listFrom({ ...position, pageSize: used }, size, includeArchived, call)
      throw new Failure('BAD_RESPONSE', 'Thred, list customers: the page size changes during the walk.', answerFacts(answer))
    }
    const marks = results.map((row) => markOf(readRowId(row)))
    const from = Math.max(0, findStart(position, window.first, marks) - window.first)
    const repeated = new Set(position.recent)
    const kept = results.map((row, index) => ({ row, index })).filter(({ index }) => index >= from && !repeated.has(marks[index] ?? ''))
    const listed = toListedRows(kept.map(({ row }) => row), context(answer))
    const keptPageSize = used === window.pageSize ? position.pageSize : used
    const tokenBehind = (index: number): string =>
      writeToken(positionAfter(position, window.first + index, window.first, marks, keptPageSize))
    return {
      rows: listed.rows,
      quarantined: listed.quarantined,
      total,
      next: hasMore ? tokenBehind(results.length - 1) : null,
      startAfter: (index) => tokenBehind(kept[listed.indexes[index] ?? -1]?.index ?? results.length - 1),
    }
  }

  return {
    listPage: async ({ page, size, includeArchived }, call) => {
      const position = page === null ? firstPosition : readToken(page)
      try {
        return await listFrom(position, size, includeArchived, call)
      } catch (error) {
        // The page past the last one; an unknown business would have been refused on page 1.
        const isPastTheEnd = error instanceof Failure && error.code === 'NOT_FOUND' && position.start > 0
        if (!isPastTheEnd) throw error
        return { rows: [], next: null, total: null, quarantined: 0 }
      }
    },
    get: (nativeId, call) => readOne({ method: 'GET', operation: 'get a customer', parts: [nativeId] }, nativeId, call),
    archive: (nativeId, call) =>
      readOne({ method: 'POST', operation: 'archive a customer', parts: [nativeId, 'archive'] }, nativeId, call),
    unarchive: (nativeId, call) =>
      readOne({ method: 'POST', operation: 'unarchive a customer', parts: [nativeId, 'unarchive'] }, nativeId, call),
  }
}
