// Thred over the wire: https://docs.thredfi.com/api-reference/customers/list-customers and its neighbours. Every path
// ends in a slash: without it the server redirects, and a redirected POST archives nothing.
import type { Call } from '../../domain/call.ts'
import { type CustomerRecord, withFacts } from '../../domain/customer.ts'
import { type ExactReader, joinExactReaders } from '../../domain/exact-json.ts'
import { Failure } from '../../domain/failure.ts'
import type { CustomerPage, PageToken } from '../../domain/page.ts'
import { haveOwnIds } from '../../domain/row-table.ts'
import { answerFacts, type JsonAnswer } from '../../transport/answer.ts'
import type { TokenSource } from '../../transport/token-source.ts'
import type { ClientOptions, ProviderClient } from '../contract.ts'
import { findExactly, ownExternalId } from '../external-id-search.ts'
import { createRowScanner, type RowContext, toDetailRecord, toListedRows } from '../rows.ts'
import { createUrlBuilder, type UrlQuery } from '../upstream-url.ts'
import { map } from './map.ts'
import {
  findStart,
  firstPosition,
  isFarBehind,
  largestPage,
  type Mark,
  markOf,
  overlap,
  type PagePosition,
  type PageWindow,
  positionAfter,
  readToken,
  usedPageSize,
  windowBehind,
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
  readonly query?: UrlQuery
}

export function createClient(options: ClientOptions<ThredCredential, ThredAccount, TokenSource>): ProviderClient {
  const { account, credential, settings, transport } = options
  const tier = createTierChoice(options)

  const root = ['v1', 'platform', 'businesses', settings.businessId, 'customers']
  const urlOf = createUrlBuilder(credential.baseUrl, root, { hasTrailingSlash: true })

  function send({ method, operation, parts, query }: ThredRequest, call: Call): Promise<JsonAnswer> {
    const url = urlOf(parts, query)
    // The documented archive body is the whole customer: a server that read it would overwrite the record.
    const body = method === 'POST' ? { headers: { 'content-type': 'application/json' }, body: '{}' } : {}
    return tier.run((authorization) =>
      transport.sendJson(
        {
          provider: 'Thred',
          operation,
          method,
          url,
          ...body,
          authorization,
          isRepeatable: method === 'GET',
          ...(operation === 'list customers' ? { scanList } : {}),
          readErrorCode,
        },
        call,
      ),
    )
  }

  function context({ receivedAt, exactOf, isKept }: JsonAnswer): RowContext {
    return { account, map, receivedAt, exactOf, isKept }
  }

  async function readOne(request: ThredRequest, nativeId: string, call: Call): Promise<CustomerRecord> {
    const answer = await send(request, call)
    const about = { operation: `Thred, ${request.operation}`, facts: answerFacts(answer) }
    return toDetailRecord(answer.json, nativeId, context(answer), about)
  }

  /** Null: the page is past the last one. An unknown business is refused on page 1. */
  async function readPage(
    window: PageWindow,
    includeArchived: boolean,
    call: Call,
    externalId: string | null = null,
  ): Promise<Page | null> {
    const query = {
      page: window.page,
      page_size: window.pageSize,
      include_archived: includeArchived ? true : null,
      external_id: externalId,
    }
    try {
      const answer = await send({ method: 'GET', operation: 'list customers', query }, call)
      const list = readList(answer.json, window.page, window.pageSize)
      if (list === null) throw badList(answer, 'the answer holds no list of customers')
      // Rows that come twice on a page which is longer than asked do not count twice.
      const results =
        list.results.length === window.pageSize ? list.results : withoutRepeats(list.results, answer.isKept)
      return { ...list, results, answer }
    } catch (error) {
      if (error instanceof Failure && error.code === 'NOT_FOUND' && window.page > 1) return null
      throw error
    }
  }

  async function listFrom(
    at: PagePosition | PageToken,
    size: number,
    includeArchived: boolean,
    call: Call,
    isGuess = false,
  ): Promise<CustomerPage> {
    const position = typeof at === 'string' ? readToken(at) : at
    const known = new Set<Mark>(position.recent)
    const results: unknown[] = []
    const marks = createMarks(results)
    const exactReaders: ExactReader[] = []
    let keptPageSize = position.pageSize
    let window = windowFor(position, size)
    const { first } = window
    let previous = null as Page | null
    for (;;) {
      const read = await readPage(window, includeArchived, call)
      if (read === null && isGuess) throw badList(null, pageSizeChanges)
      // Past the end, although the page before promised more: what that page had is still the answer.
      const page: Page | null =
        read ?? (previous === null ? null : { ...previous, results: [], hasMore: false, pageSize: null })
      if (page === null) return { rows: [], next: null, total: null, quarantined: 0 }
      previous = page
      const used = usedPageSize(window, { rows: page.results.length, hasMore: page.hasMore, pageSize: page.pageSize })
      if (used !== window.pageSize) {
        if (window.page > 1 && keptPageSize !== null) throw badList(page.answer, pageSizeChanges)
        if (window.page > 1) return listFrom({ ...position, pageSize: used }, size, includeArchived, call, true)
        keptPageSize = used
      }
      const isOnlyPage = results.length === 0
      results.push(...page.results)
      exactReaders.push(page.answer.exactOf)
      // At the start of the list nothing is remembered that would have to be found.
      const seen = known.size === 0 ? [] : marks.between(0, results.length)
      const from = findStart(position, first, seen) - first
      const kept: number[] = []
      for (let index = Math.max(0, from); index < results.length; index += 1) {
        if (known.size === 0 || !known.has(seen[index] ?? null)) kept.push(index)
      }
      const isFar = isFarBehind(position, first + results.length)
      const isComplete = kept.length > 0 && (isFar || position.recent.every((mark) => seen.includes(mark)))
      if (page.hasMore && !isComplete) {
        if (isFar) throw badList(page.answer, 'pages come again that were read before')
        window = windowBehind(window, used)
        continue
      }
      const isWhole = isOnlyPage && kept.length === results.length
      const { rows, indexes, quarantined, isKept } = isWhole
        ? toListedRows(page.results, context(page.answer))
        : toListedRows(
            kept.map((index) => results[index]),
            { ...context(page.answer), exactOf: joinExactReaders(exactReaders), isKept: false },
          )
      const tokenBehind = (index: number): string => {
        const from = known.size === 0 ? marks.tailFrom(index) : 0
        const passed = marks.between(from, index + 1)
        return writeToken(positionAfter(position, first + index, first + from, passed, keptPageSize))
      }
      return {
        rows,
        quarantined,
        isKept,
        total: page.total,
        next: page.hasMore ? tokenBehind(results.length - 1) : null,
        startAfter: (index) => tokenBehind(kept[indexes[index] ?? -1] ?? results.length - 1),
      }
    }
  }

  /** Documents come with a get alone: what a change answers is no detail answer in that respect. */
  async function change(operation: string, nativeId: string, verb: string, call: Call): Promise<CustomerRecord> {
    const record = await readOne({ method: 'POST', operation, parts: [nativeId, verb] }, nativeId, call)
    return withFacts(record, { isDetail: false })
  }

  return {
    listPage: ({ page, size, includeArchived }, call) => listFrom(page ?? firstPosition, size, includeArchived, call),
    get: (nativeId, call) => readOne({ method: 'GET', operation: 'get a customer', parts: [nativeId] }, nativeId, call),
    archive: (nativeId, call) => change('archive a customer', nativeId, 'archive', call),
    unarchive: (nativeId, call) => change('unarchive a customer', nativeId, 'unarchive', call),
    plan: (verb, nativeId) => ({ method: 'POST', url: urlOf([nativeId, verb]) }),
    findByExternalId: (externalId, call) =>
      findExactly(externalId, 'Thred, list customers', firstWindow, async (window) => {
        const read = await readPage(window, true, call, externalId)
        if (read === null) return { rows: [], next: null }
        const next = read.hasMore ? windowBehind(window, window.pageSize) : null
        return { rows: toListedRows(read.results, context(read.answer)).rows, next }
      }),
    readExternalIds: async (record) => ownExternalId(record),
  }
}

const scanList = createRowScanner('results', map)

const firstWindow: PageWindow = { page: 1, pageSize: largestPage, first: 0 }

const pageSizeChanges = 'the page size changes during the walk'

interface Page extends ListAnswer {
  readonly answer: JsonAnswer
}

/** The marks of rows, each reckoned when it is asked for: most are never looked back at. `rows` may grow. */
function createMarks(rows: readonly unknown[]) {
  const known: Mark[] = []
  const at = (index: number): Mark => {
    known[index] ??= toMark(rows[index])
    return known[index] ?? null
  }
  return {
    between: (from: number, to: number): Mark[] => Array.from({ length: to - from }, (_, place) => at(from + place)),
    /** Where those rows begin, up to this one, that a token behind it remembers. */
    tailFrom: (index: number): number => {
      let from = index
      for (let left = at(index) === null ? overlap : overlap - 1; from > 0 && left > 0; ) {
        from -= 1
        if (at(from) !== null) left -= 1
      }
      return from
    },
  }
}

function toMark(row: unknown): Mark {
  const id = readRowId(row)
  return id === null ? null : markOf(id)
}

/** An answer with the same bytes as the one before has the same list. */
const sifted = new WeakMap<readonly unknown[], readonly unknown[]>()

function withoutRepeats(rows: readonly unknown[], isKept: boolean): readonly unknown[] {
  const known = isKept ? sifted.get(rows) : undefined
  if (known !== undefined) return known
  const unique = haveOwnIds(rows) ? rows : sift(rows)
  if (isKept) sifted.set(rows, unique)
  return unique
}

function sift(rows: readonly unknown[]): readonly unknown[] {
  const seen = new Set<string>()
  return rows.filter((row) => {
    const id = readRowId(row)
    if (id === null) return true
    const isNew = !seen.has(id)
    seen.add(id)
    return isNew
  })
}

function badList(answer: JsonAnswer | null, what: string): Failure {
  return new Failure('BAD_RESPONSE', `Thred, list customers: ${what}.`, answer === null ? {} : answerFacts(answer))
}
