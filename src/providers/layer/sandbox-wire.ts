// The rules of Layer's wire, as the sandbox enforces them: what is asked for, what is refused and how, and what an answer
// looks like. The knobs in LayerSandboxSettings decide where Layer's documents are silent or disagree.
import { STATUS_CODES } from 'node:http'
import {
  contains,
  fromCursor,
  passes,
  readEndlessCursor,
  readWholeNumber,
  toCursor,
  toEndlessCursor,
} from '../sandbox-query.ts'
import { seedId } from '../sandbox-seed.ts'
import type { Bench, Exchange, ProviderWire, Row, WireAnswer } from '../sandbox-server.ts'
import { readBasic, tokenBody } from '../sandbox-tokens.ts'
import type { LayerSandboxSettings } from './sandbox.ts'
import { type LayerRow, layerRowAt, layerRows } from './sandbox-rows.ts'

export const clientId = 'layer-sandbox-client'
export const clientSecret = 'layer-sandbox-secret'
const largestPage = 100

export function layerWire(bench: Bench<LayerSandboxSettings>, customers: number, businessCount: number): ProviderWire {
  const { settings, counters, tokens } = bench
  const businesses = Array.from({ length: businessCount }, (_, business) => seedId(`layer/${business}/business`))
  const filled = new Map<string, LayerRow[]>()

  // Composed when first asked for, so that a start costs nothing.
  function rowsOf(business: string): LayerRow[] | null {
    const place = businesses.indexOf(business)
    if (place < 0) return null
    const rows = filled.get(business) ?? layerRows(place, customers)
    filled.set(business, rows)
    return rows
  }

  function grantToken({ request, strokes }: Exchange): WireAnswer {
    const basic = readBasic(request.headers.authorization)
    if (basic?.user !== clientId || basic.password !== clientSecret) {
      return oauthFailure(401, 'invalid_client', 'Client authentication failed.')
    }
    if (!(request.headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded')) {
      return oauthFailure(400, 'invalid_request', 'The body must be form-encoded.')
    }
    const form = new URLSearchParams(request.body)
    if (form.get('grant_type') !== 'client_credentials') {
      return oauthFailure(400, 'unsupported_grant_type', 'grant_type must be client_credentials.')
    }
    if (form.get('client_id') !== clientId) {
      return oauthFailure(400, 'invalid_request', 'client_id must be in the form too.')
    }
    if (form.get('scope') !== settings.scope) return oauthFailure(400, 'invalid_scope', 'The scope is not granted.')
    const token = tokens.grant('client', null, settings.tokenLifetimeSeconds)
    return { status: 200, body: tokenBody(token, settings.tokenLifetimeSeconds, settings.expiresInAsString, strokes) }
  }

  /** The refusal, or null when the caller may see this business (null: any). */
  function refuse({ request, strokes }: Exchange, business: string | null): WireAnswer | null {
    if (tokens.check(request.headers.authorization, strokes) === null) {
      return failure(401, 'The access token is missing, expired or not valid.')
    }
    if (business !== null && !businesses.includes(business)) return failure(403, 'This client has no such business.')
    return null
  }

  function list(exchange: Exchange): WireAnswer {
    const [business = ''] = exchange.parameters
    const refusal = refuse(exchange, business)
    if (refusal !== null) return refusal
    const { query } = exchange.request
    const all = rowsOf(business) ?? []
    const limit = readWholeNumber(query.get('limit'), largestPage)
    const order = query.get('sort_order') ?? 'ASC'
    if (limit === null || limit < 1) return failure(400, 'limit must be a positive whole number.')
    if (!['ASC', 'DESC'].includes(order)) return failure(400, 'sort_order must be ASC or DESC.')
    for (const name of ['include_archived', 'show_total_count']) {
      if (!['true', 'false', null].includes(query.get(name))) return failure(400, `${name} must be true or false.`)
    }
    const matching = all.filter((row) => matches(row, query))
    if (order === 'DESC') matching.reverse()
    if (!settings.meta) return page(matching, null)

    const { paging, totals } = exchange.strokes
    const size = Math.min(limit, largestPage)
    const cursor = query.get('cursor')
    const total = matching.length + (totals === 'wrong' ? 7 : 0)
    const count = query.get('show_total_count') === 'true' ? { total_count: total } : {}
    if (paging === 'endless') {
      const behind = readEndlessCursor(cursor)
      const items = Array.from({ length: size }, (_, offset) => layerRowAt(0, 1_000_000 + behind + offset))
      return page(items, { sort_order: order, cursor: toEndlessCursor(behind + size), has_more: true, ...count })
    }
    // A cursor names the last row that was given, so that it survives archiving on the pages before it.
    const start = cursor === null ? 0 : afterCursor(matching, all, order, cursor)
    if (start === null) return failure(400, 'The cursor is not valid.')
    const items = settings.ignoreLimit ? matching : matching.slice(start, start + size)
    const last = items.at(-1)
    const more = !settings.ignoreLimit && start + size < matching.length
    const next = last === undefined ? null : toCursor(last)
    if (paging === 'same-cursor')
      return page(items, { sort_order: order, cursor: cursor ?? next, has_more: true, ...count })
    const turn = matching[size - 1]
    if (paging === 'cyclic-cursor' && cursor !== null && start > size && turn !== undefined) {
      return page(items, { sort_order: order, cursor: toCursor(turn), has_more: true, ...count })
    }
    return page(items, { sort_order: order, cursor: more ? next : null, has_more: more, ...count })
  }

  function customer(exchange: Exchange): { row: LayerRow } | { refusal: WireAnswer } {
    const [business = '', id = ''] = exchange.parameters
    const refusal = refuse(exchange, business)
    if (refusal !== null) return { refusal }
    const row = rowsOf(business)?.find((candidate) => candidate.id === id.toLowerCase())
    if (row !== undefined) return { row }
    return { refusal: failure(settings.unknownId, 'There is no customer with this id.', 'SpecifiedIdNotFound') }
  }

  function get(exchange: Exchange): WireAnswer {
    const found = customer(exchange)
    return 'refusal' in found ? found.refusal : one(found.row)
  }

  function change(to: 'ARCHIVED' | 'ACTIVE'): (exchange: Exchange) => WireAnswer {
    return (exchange) => {
      const found = customer(exchange)
      if ('refusal' in found) return found.refusal
      const { row } = found
      if (row.status === to) {
        return settings.repeatedArchive === 'ok'
          ? one(row)
          : failure(409, `The customer is already ${to.toLowerCase()}.`)
      }
      if (exchange.strokes.commits) {
        row.status = to
        if (to === 'ARCHIVED') counters.transitions[row.id] = (counters.transitions[row.id] ?? 0) + 1
      }
      return one(row)
    }
  }

  function whoAmI(exchange: Exchange): WireAnswer {
    const body = { data: { type: 'whoami', clientName: 'Sandbox', clientId } }
    return refuse(exchange, null) ?? { status: 200, body }
  }

  function listBusinesses(exchange: Exchange): WireAnswer {
    const data = businesses.map((id, index) => ({
      type: 'Business',
      id,
      external_id: `business-${index}`,
      archived_at: null,
    }))
    return refuse(exchange, null) ?? { status: 200, body: { data, meta: {} } }
  }

  return {
    businesses,
    routes: [
      { method: 'POST', path: /^\/oauth2\/token$/, operation: 'token', handle: grantToken },
      { method: 'GET', path: /^\/v1\/businesses\/([^/]+)\/customers$/, operation: 'list', handle: list },
      { method: 'GET', path: /^\/v1\/businesses\/([^/]+)\/customers\/([^/]+)$/, operation: 'get', handle: get },
      {
        method: 'POST',
        path: /^\/v1\/businesses\/([^/]+)\/customers\/([^/]+)\/archive$/,
        operation: 'archive',
        handle: change('ARCHIVED'),
      },
      {
        method: 'POST',
        path: /^\/v1\/businesses\/([^/]+)\/customers\/([^/]+)\/unarchive$/,
        operation: 'unarchive',
        handle: change('ACTIVE'),
      },
      { method: 'GET', path: /^\/whoami$/, operation: 'other', handle: whoAmI },
      { method: 'GET', path: /^\/v1\/businesses$/, operation: 'other', handle: listBusinesses },
    ],
    failure: (status) => failure(status, STATUS_CODES[status] ?? 'Error'),
    unmatched({ method, path }) {
      if (method === 'GET' && /\/(un)?archive$/.test(path)) counters.getAfterPost += 1
      if (!path.endsWith('/') || settings.trailingSlash === 404) return null
      counters.redirectsServed += 1
      return { status: 301, headers: { location: path.slice(0, -1) } }
    },
    rateLimited: () => {
      const refusal = failure(429, 'Too many requests.', 'RateLimitExceeded')
      return { ...refusal, headers: { 'retry-after': '1' } }
    },
    decorate(answer, budget) {
      if (budget.limit === null) return answer
      const headers = {
        'x-ratelimit-limit': String(budget.limit),
        'x-ratelimit-remaining': String(budget.remaining),
        'x-ratelimit-reset': String(budget.resetAt),
      }
      return answer.status < 300 ? { ...answer, headers: { ...headers, ...answer.headers } } : answer
    },
    reset: () => filled.clear(),
    freeze: (row) => ({ ...row, status: 'FROZEN' }),
    scramble: (row) => ({
      ...row,
      company_name: 42,
      email: ['a', 'b'],
      status: { is: 'ACTIVE' },
      transaction_tags: 'none',
    }),
    foreignRows: () => [layerRowAt(99, 0), layerRowAt(99, 1)],
    foreignCustomer: () => layerRowAt(99, 0),
  }
}

function matches(row: Row, query: URLSearchParams): boolean {
  const text = (field: string): string => String(row[field] ?? '')
  const names = [text('individual_name'), text('company_name')]
  const known = [...names, text('email')]
  return (
    (query.get('include_archived') === 'true' || row.status !== 'ARCHIVED') &&
    passes(query, 'external_id', (value) => text('external_id') === value) &&
    passes(query, 'external_id_contains', (value) => contains(text('external_id'), value)) &&
    passes(query, 'name', (value) => names.includes(value)) &&
    passes(query, 'name_contains', (value) => names.some((name) => contains(name, value))) &&
    passes(query, 'q', (value) => known.some((candidate) => contains(candidate, value))) &&
    passes(query, 'identity_status', (value) => value !== 'IDENTIFIED' || known.some((candidate) => candidate !== ''))
  )
}

/** Where the page after this cursor starts; null when no row was ever given that cursor. */
function afterCursor(
  matching: readonly LayerRow[],
  all: readonly LayerRow[],
  order: string,
  cursor: string,
): number | null {
  const places = new Map(all.map((row, place) => [row.id, order === 'ASC' ? place : -place]))
  const last = places.get(fromCursor(cursor) ?? '')
  if (last === undefined) return null
  const start = matching.findIndex((row) => (places.get(row.id) ?? 0) > last)
  return start < 0 ? matching.length : start
}

function page(items: readonly Row[], pagination: Record<string, unknown> | null): WireAnswer {
  const meta = pagination === null ? {} : { meta: { pagination } }
  return { status: 200, rows: { items, render: (data) => ({ data, ...meta }) } }
}

function one(row: Row): WireAnswer {
  return { status: 200, rows: { items: [row], render: ([data]) => ({ data }) } }
}

function failure(status: number, description: string, code?: string): WireAnswer {
  const known: Record<number, string> = {
    400: 'SpecifiedBadRequest',
    401: 'Unauthenticated',
    403: 'BusinessNotPermitted',
    404: 'PathNotFound',
    409: 'CustomerStatusConflict',
  }
  const type = status >= 500 ? 'ServerError' : status === 401 ? 'AuthenticationError' : 'ClientError'
  // Machine codes come with 4xx only.
  const enumeration = status >= 500 ? {} : { error_enum: code ?? known[status] ?? 'SpecifiedBadRequest' }
  return { status, body: { errors: [{ type, description, ...enumeration }] } }
}

function oauthFailure(status: number, error: string, description: string): WireAnswer {
  return { status, body: { error, error_description: description } }
}
