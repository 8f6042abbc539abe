// The rules of Thred's wire, as the sandbox enforces them: what is asked for, what is refused and how, and what an answer
// looks like. The knobs in ThredSandboxSettings decide where Thred's documents are silent or disagree.
import { STATUS_CODES } from 'node:http'
import { passes, readWholeNumber } from '../sandbox-query.ts'
import { seedId } from '../sandbox-seed.ts'
import type { Bench, Exchange, ProviderWire, Row, WireAnswer, WireRequest } from '../sandbox-server.ts'
import { readBasic, tokenBody } from '../sandbox-tokens.ts'
import type { ThredSandboxSettings } from './sandbox.ts'
import { type ThredRow, thredRowAt, thredRows } from './sandbox-rows.ts'

export const partnerId = seedId('thred/partner')
export const apiKey = 'thred-sandbox-key'
const largestPage = 100
const writableFields = [
  'external_id',
  'reference_number',
  'individual_name',
  'company_name',
  'email',
  'mobile_phone',
  'office_phone',
  'address_line1',
  'address_line2',
  'city',
  'state_county',
  'postal_code',
  'country',
  'vat_number',
  'tax_exempt',
  'transaction_tags',
  'notes',
  'metadata',
  'payment_terms_days',
  'credit_limit_cents',
]

export function thredWire(bench: Bench<ThredSandboxSettings>, customers: number, businessCount: number): ProviderWire {
  const { settings, counters, tokens } = bench
  const businesses = Array.from({ length: businessCount }, (_, business) => seedId(`thred/${business}/business`))
  const filled = new Map<string, ThredRow[]>()
  let signatures = 0

  // Composed when first asked for, so that a start costs nothing.
  function rowsOf(business: string): ThredRow[] | null {
    const place = businesses.indexOf(business)
    if (place < 0) return null
    const rows = filled.get(business) ?? thredRows(place, customers)
    filled.set(business, rows)
    return rows
  }

  function grantPartnerToken({ request, strokes }: Exchange): WireAnswer {
    const basic = readBasic(request.headers.authorization)
    if (basic?.user !== partnerId || basic.password !== apiKey) {
      return failure(401, 'authentication_required', 'Partner id and API key are missing or wrong.')
    }
    const complaint = settings.partnerTokenBody === 'any' ? null : checkPartnerBody(request)
    if (complaint !== null) return complaint
    return { status: 200, body: grant('partner', null, strokes) }
  }

  function checkPartnerBody(request: WireRequest): WireAnswer | null {
    const type = request.headers['content-type'] ?? ''
    const isForm = type.startsWith('application/x-www-form-urlencoded') && settings.partnerTokenBody === 'form-or-json'
    if (!isForm && !type.startsWith('application/json')) {
      return failure(settings.wrongFormatStatus, 'unsupported_media_type', 'This media type is not accepted.')
    }
    const fields = isForm ? Object.fromEntries(new URLSearchParams(request.body)) : readObject(request.body)
    if (fields === null) return failure(400, 'validation_error', 'The body is not JSON.')
    // grant_type has a default in JSON and is the one field of the form; client_id is required in JSON only.
    const isGrant = fields.grant_type === 'client_credentials' || (!isForm && fields.grant_type === undefined)
    const isClient = fields.client_id === partnerId || (isForm && fields.client_id === undefined)
    if (isGrant && isClient) return null
    const field = isGrant ? 'client_id' : 'grant_type'
    return failure(400, 'validation_error', 'The token request is not valid.', {
      [field]: ['This value is not valid.'],
    })
  }

  function grantBusinessToken({ request, parameters: [business = ''], strokes }: Exchange): WireAnswer {
    const held = tokens.check(request.headers.authorization, strokes)
    if (held === null) return failure(401, 'invalid_token', 'The token is missing, expired or not valid.')
    if (held.tier !== 'partner' || !businesses.includes(business)) return forbidden()
    return {
      status: 200,
      body: { ...grant('business', business, strokes), scope: 'business_access', business_id: business },
    }
  }

  function grant(tier: string, business: string | null, strokes: Exchange['strokes']): Record<string, unknown> {
    const token = tokens.grant(tier, business, settings.tokenLifetimeSeconds)
    return tokenBody(token, settings.tokenLifetimeSeconds, settings.expiresInAsString, strokes)
  }

  /** The handler, for the rows of a business that the caller's token opens. */
  function guarded(
    handle: (rows: readonly ThredRow[], exchange: Exchange) => WireAnswer,
  ): (exchange: Exchange) => WireAnswer {
    return (exchange) => {
      const { authorization } = exchange.request.headers
      const [business = ''] = exchange.parameters
      if (authorization === undefined) return failure(401, 'authentication_required', 'A token is needed.')
      const held = tokens.check(authorization, exchange.strokes)
      if (held === null) return failure(401, 'invalid_token', 'The token is expired or not valid.')
      const rows = rowsOf(business)
      const tierAccepted = settings.customerTokens === 'both' || settings.customerTokens === held.tier
      const businessAccepted = held.business === null || held.business === business
      return rows === null || !tierAccepted || !businessAccepted ? forbidden() : handle(rows, exchange)
    }
  }

  function withRow(handle: (row: ThredRow, exchange: Exchange) => WireAnswer): (exchange: Exchange) => WireAnswer {
    return guarded((rows, exchange) => {
      const row = rows.find(({ id }) => id === (exchange.parameters[1] ?? '').toLowerCase())
      return row === undefined
        ? failure(404, 'customer_not_found', 'There is no customer with this id.')
        : handle(row, exchange)
    })
  }

  function list(rows: readonly ThredRow[], { request: { path, query }, strokes }: Exchange): WireAnswer {
    const asked = readWholeNumber(query.get('page_size'), 20)
    const size = asked === null || asked < 1 ? 20 : Math.min(asked, largestPage)
    const number = readWholeNumber(query.get('page'), 1)
    const matching = rows.filter((row) => matches(row, query))
    const pages = Math.max(1, Math.ceil(matching.length / size))
    const lies = strokes.paging !== 'honest'
    if (number === null || number < 1 || (number > pages && !lies)) {
      // The framework's own answer, whatever shape other errors have.
      return { status: 404, body: { detail: 'Invalid page.' } }
    }
    const total = matching.length + (strokes.totals === 'wrong' ? 7 : 0)
    const shown = { honest: number, 'same-cursor': 1, 'cyclic-cursor': ((number - 1) % 2) + 1, endless: number }
    const start = (shown[strokes.paging] - 1) * size
    const items =
      strokes.paging === 'endless'
        ? Array.from({ length: size }, (_, offset) => thredRowAt(0, 1_000_000 + start + offset))
        : matching.slice(start, start + size)
    const last = lies ? number + 1 : pages
    const count = lies ? last * size : total
    const elsewhere = (page: number): string => `${settings.nextOrigin}${path}?page=${page}`
    const envelope =
      settings.envelope === 'page-info'
        ? { count, page_info: { total_count: count, current_page: number, total_pages: last, page_size: size } }
        : {
            count,
            next: number < last ? elsewhere(number + 1) : null,
            previous: number > 1 ? elsewhere(number - 1) : null,
          }
    return {
      status: 200,
      rows: {
        items: settings.documentsInList ? items.map((row) => ({ ...row, documents: [] })) : items,
        render: (results) => ({ ...envelope, results }),
      },
    }
  }

  function get(row: ThredRow): WireAnswer {
    return one({ ...row, documents: documentsOf(row) })
  }

  // Every address is new: a caller that keeps one can be told from a caller that asks again.
  function documentsOf(row: ThredRow): unknown[] {
    const first = Number.parseInt(row.id.charAt(0), 16)
    return Array.from({ length: first % 4 === 0 ? 0 : first % 3 }, (_, index) => {
      signatures += 1
      const documentId = seedId(`${row.id}/document/${index}`)
      return {
        url: `https://documents.example/${documentId}?signature=sandbox-${signatures}`,
        expires_in: settings.documentLifetimeSeconds,
        document_id: documentId,
        file_name: index === 0 ? 'contract.pdf' : 'credit check.pdf',
        file_size: 18_432 + index * 2_048,
        mime_type: 'application/pdf',
      }
    })
  }

  function change(archived: boolean): (row: ThredRow, exchange: Exchange) => WireAnswer {
    return (row, { request, strokes }) => {
      const fields = readObject(request.body === '' ? '{}' : request.body)
      if (fields === null) return failure(400, 'validation_error', 'The body is not JSON.')
      const missing = writableFields.filter((field) => (fields[field] ?? '') === '')
      if (settings.archiveRequiresFields && missing.length > 0) {
        const details = Object.fromEntries(missing.map((field) => [field, ['This field is required.']]))
        return failure(400, 'validation_error', 'Fields are missing.', details)
      }
      if (isArchived(row) === archived) {
        if (settings.repeatedArchive === 'ok') return one(row)
        const state = archived ? 'archived' : 'active'
        return failure(400, 'validation_error', `The customer is already ${state}.`, { status: [`Already ${state}.`] })
      }
      if (strokes.commits) {
        // What the documented body would do to a caller who believed in it.
        for (const field of writableFields) if (field in fields) row[field] = fields[field]
        row.status = archived ? 'ARCHIVED' : 'ACTIVE'
        row.is_active = !archived
        row.is_archived = archived
        const at = new Date(bench.now()).toISOString()
        row.archived_at = archived ? at : null
        row.updated_at = at
        if (archived) counters.transitions[row.id] = (counters.transitions[row.id] ?? 0) + 1
      }
      return one(row)
    }
  }

  // A GET where a POST belongs is what becomes of a POST that follows a redirect. It succeeds, and archives nothing.
  function getAfterPost(row: ThredRow): WireAnswer {
    counters.getAfterPost += 1
    return one(row)
  }

  function listBusinesses({ request, strokes }: Exchange): WireAnswer {
    const held = tokens.check(request.headers.authorization, strokes)
    if (held === null) return failure(401, 'invalid_token', 'The token is missing, expired or not valid.')
    if (held.tier !== 'partner') return forbidden()
    const results = businesses.map(business)
    const page_info = { total_count: results.length, current_page: 1, total_pages: 1, page_size: 20 }
    return { status: 200, body: { count: results.length, page_info, results } }
  }

  function getBusiness({ request, parameters: [id = ''], strokes }: Exchange): WireAnswer {
    if (tokens.check(request.headers.authorization, strokes) === null) {
      return failure(401, 'invalid_token', 'The token is missing, expired or not valid.')
    }
    return businesses.includes(id) ? { status: 200, body: business(id, businesses.indexOf(id)) } : forbidden()
  }

  function forbidden(): WireAnswer {
    return failure(403, 'permission_denied', 'This token does not open this path.')
  }

  function failure(status: number, code: string, message: string, details: Record<string, string[]> = {}): WireAnswer {
    switch (settings.errorShape) {
      case 'documented':
        return { status, body: { error: message, error_code: code, details } }
      case 'message':
        return { status, body: { message } }
      case 'detail':
        return { status, body: { detail: message } }
      case 'errors':
        return { status, body: { errors: { Customer: [message] } } }
      case 'code':
        return { status, body: { code, error: message } }
    }
  }

  return {
    businesses,
    routes: [
      { method: 'POST', path: /^\/v1\/platform\/oauth2\/token\/$/, operation: 'token', handle: grantPartnerToken },
      {
        method: 'POST',
        path: /^\/v1\/platform\/([^/]+)\/oauth2\/token\/$/,
        operation: 'token',
        handle: grantBusinessToken,
      },
      { method: 'GET', path: customerPath(''), operation: 'list', handle: guarded(list) },
      { method: 'GET', path: customerPath('([^/]+)/'), operation: 'get', handle: withRow(get) },
      { method: 'POST', path: customerPath('([^/]+)/archive/'), operation: 'archive', handle: withRow(change(true)) },
      {
        method: 'POST',
        path: customerPath('([^/]+)/unarchive/'),
        operation: 'unarchive',
        handle: withRow(change(false)),
      },
      {
        method: 'GET',
        path: customerPath('([^/]+)/(?:un)?archive/'),
        operation: 'other',
        handle: withRow(getAfterPost),
      },
      { method: 'GET', path: /^\/v1\/platform\/businesses\/$/, operation: 'other', handle: listBusinesses },
      { method: 'GET', path: /^\/v1\/platform\/businesses\/([^/]+)\/$/, operation: 'other', handle: getBusiness },
    ],
    failure: (status) => failure(status, statusCodes[status] ?? 'error', STATUS_CODES[status] ?? 'Error'),
    unmatched({ path, query }) {
      if (path.endsWith('/')) return null
      counters.redirectsServed += 1
      const search = query.size === 0 ? '' : `?${query}`
      return { status: 301, headers: { location: `${path}/${search}` } }
    },
    rateLimited: () => failure(429, 'throttled', 'Request was throttled.'),
    decorate: (answer) => answer,
    reset: () => filled.clear(),
    // Without the flags, which would be trusted before the status.
    freeze: ({ is_active: _active, is_archived: _archived, ...row }) => ({ ...row, status: 'FROZEN' }),
    scramble: (row) => ({
      ...row,
      company_name: 42,
      email: { at: 'home' },
      is_archived: 'no',
      credit_limit_cents: 'lots',
    }),
    foreignRows: () => [thredRowAt(99, 0), thredRowAt(99, 1)],
    foreignCustomer: () => thredRowAt(99, 0),
  }
}

const statusCodes: Readonly<Record<number, string>> = {
  400: 'validation_error',
  401: 'invalid_token',
  403: 'permission_denied',
  404: 'customer_not_found',
  429: 'throttled',
}

function customerPath(rest: string): RegExp {
  return new RegExp(`^/v1/platform/businesses/([^/]+)/customers/${rest}$`)
}

function business(id: string, index: number): Row {
  return { id, external_id: `business-${index}`, base_currency: 'GBP', country: 'GB', is_active: true, metadata: {} }
}

function isArchived(row: Row): boolean {
  const flag = row.is_archived
  return typeof flag === 'boolean' ? flag : String(row.status).toUpperCase() === 'ARCHIVED' || row.archived_at !== null
}

function matches(row: Row, query: URLSearchParams): boolean {
  const withArchived = ['true', 'True', '1'].includes(query.get('include_archived') ?? '')
  return (withArchived || !isArchived(row)) && passes(query, 'external_id', (value) => row.external_id === value)
}

function one(row: Row): WireAnswer {
  return { status: 200, rows: { items: [row], render: ([shown]) => shown } }
}

function readObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null
  } catch {
    return null
  }
}
