// The rules of Sequence's wire, as the sandbox enforces them: what is asked for, what is refused and how, and what an
// answer looks like. The knobs in SequenceSandboxSettings decide where Sequence's documents are silent or disagree.
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
import { readBasic } from '../sandbox-tokens.ts'
import type { SequenceSandboxSettings } from './sandbox.ts'
import { type SequenceRow, sequenceRowAt, sequenceRows } from './sandbox-rows.ts'

export const clientId = 'sequence-sandbox-client'
export const clientSecret = 'sequence-sandbox-secret'
const version = '2024-07-30'
const largestPage = 100

interface Seeded {
  readonly rows: readonly SequenceRow[]
  readonly places: ReadonlyMap<string, number>
}

export function sequenceWire(
  bench: Bench<SequenceSandboxSettings>,
  customers: number,
  accountCount: number,
): ProviderWire {
  const { settings, counters } = bench
  const clientIds = Array.from(
    { length: accountCount },
    (_, account) => clientId + (account === 0 ? '' : `-${account}`),
  )
  const filled = new Map<number, Seeded>()

  /** The key decides the account; -1: it is none. */
  function accountOf({ request }: Pick<Exchange, 'request'>): number {
    const basic = readBasic(request.headers.authorization)
    return basic?.password === clientSecret ? clientIds.indexOf(basic.user) : -1
  }

  // Composed when first asked for, so that a start costs nothing.
  function seeded(exchange: Pick<Exchange, 'request'>): Seeded {
    const account = accountOf(exchange)
    const known = filled.get(account)
    if (known !== undefined) return known
    const rows = sequenceRows(account, customers)
    const made = { rows, places: new Map(rows.map(({ customer }, place) => [customer.id, place])) }
    filled.set(account, made)
    return made
  }

  /** The handler, behind the checks that every path has. */
  function guarded(handle: (exchange: Exchange) => WireAnswer): (exchange: Exchange) => WireAnswer {
    return (exchange) => {
      const { headers } = exchange.request
      const refused = exchange.strokes.refusedTokens === Number.POSITIVE_INFINITY
      if (refused || accountOf(exchange) < 0) {
        return failure(401, 'Unauthorized', 'The API key is missing or wrong.')
      }
      const asked = headers['sequence-version']
      if (asked !== undefined && asked !== version) {
        const body = { error: { type: 'UnrecognisedApiVersion', message: `This sandbox speaks ${version} only.` } }
        return { status: 400, body }
      }
      return handle(exchange)
    }
  }

  function withRow(handle: (row: SequenceRow, exchange: Exchange) => WireAnswer): (exchange: Exchange) => WireAnswer {
    return guarded((exchange) => {
      const { rows, places } = seeded(exchange)
      const row = rows[places.get((exchange.parameters[0] ?? '').toLowerCase()) ?? -1]
      if (row !== undefined) return handle(row, exchange)
      return settings.unknownId === 400
        ? { status: 400 }
        : failure(404, 'NotFound', 'There is no customer with this id.')
    })
  }

  function list({ request, strokes: { paging, totals } }: Exchange): WireAnswer {
    const { query } = request
    const limit = readWholeNumber(query.get('limit'), settings.defaultLimit)
    if (limit === null || limit < 1 || limit > largestPage) return invalid(`limit must be from 1 to ${largestPage}.`)
    const order = query.get('sortOrder') ?? 'DESC'
    if (!['ASC', 'DESC'].includes(order)) return invalid('sortOrder must be ASC or DESC.')
    if (!['createdAt', null].includes(query.get('sortBy'))) return invalid('sortBy must be createdAt.')
    if (!['true', 'false', null].includes(query.get('includeArchived')))
      return invalid('includeArchived must be true or false.')
    const after = query.get('after')
    const before = query.get('before')
    if (after !== null && before !== null) return invalid('after and before exclude each other.')

    const { rows, places } = seeded({ request })
    const matching = rows.filter((row) => matches(row, query))
    if (order === 'ASC') matching.reverse()
    const totalResultSize = matching.length + (totals === 'wrong' ? 7 : 0)
    if (paging === 'endless') {
      const behind = readEndlessCursor(after)
      const items = Array.from({ length: limit }, (_, offset) => sequenceRowAt(0, 1_000_000 + behind + offset))
      return page(items, { after: toEndlessCursor(behind + limit), totalResultSize })
    }
    const anchor = after ?? before
    const place = anchor === null ? null : (places.get(fromCursor(anchor) ?? '') ?? null)
    if (anchor !== null && place === null) return invalid('The cursor is not valid.')
    const following = (row: SequenceRow): boolean => {
      const distance = (places.get(row.customer.id) ?? 0) - (place ?? -1)
      return order === 'DESC' ? distance > 0 : distance < 0
    }
    let start = 0
    if (after !== null) start = countBefore(matching, following)
    if (before !== null) {
      const end = countBefore(matching, (row) => following(row) || row.customer.id === rows[place ?? 0]?.customer.id)
      start = Math.max(0, end - limit)
      return page(matching.slice(start, end), links(matching, start, end))
    }
    const end = Math.min(start + limit, matching.length)
    const items = matching.slice(start, end)
    const honest = links(matching, start, end)
    if (paging === 'same-cursor' && items.length > 0)
      return page(items, { ...honest, after: after ?? cursorOf(items.at(-1)) })
    if (paging === 'cyclic-cursor' && start > limit)
      return page(items, { ...honest, after: cursorOf(matching[limit - 1]) })
    return page(items, honest)

    function links(all: readonly SequenceRow[], from: number, to: number): Record<string, unknown> {
      return {
        ...(to < all.length ? { after: cursorOf(all[to - 1]) } : {}),
        ...(from > 0 && from < to ? { before: cursorOf(all[from]) } : {}),
        totalResultSize,
      }
    }
  }

  function page(items: readonly SequenceRow[], pagination: Record<string, unknown>): WireAnswer {
    return {
      status: 200,
      rows: { items: items.map((row) => listRow(row)), render: (shown) => ({ items: shown, pagination }) },
    }
  }

  /** Customer as its own endpoints show it. */
  function whole({ customer }: SequenceRow): Row {
    if (!settings.predatesArchivedAt) return customer
    const { archivedAt: _archivedAt, customProperties: _customProperties, ...older } = customer
    return older
  }

  function listRow(row: SequenceRow): Row {
    const { contacts: _contacts, status: _status, ...shown } = whole(row)
    return shown
  }

  function one(row: Row): WireAnswer {
    return { status: 200, rows: { items: [row], render: ([shown]) => shown } }
  }

  function archive(row: SequenceRow, { strokes }: Exchange): WireAnswer {
    const { customer } = row
    if (isArchived(row)) return settings.repeatedArchive === 'ok' ? one(whole(row)) : { status: 400 }
    if (strokes.commits) {
      customer.archivedAt = new Date(bench.now()).toISOString()
      counters.transitions[customer.id] = (counters.transitions[customer.id] ?? 0) + 1
    }
    return one(whole(row))
  }

  function byAlias({ request, parameters: [alias = ''] }: Exchange): WireAnswer {
    const row = seeded({ request }).rows.find(
      ({ customer, aliases }) => customer.id === alias || aliases.includes(alias),
    )
    if (row !== undefined) return one(olderShape(row, settings.predatesArchivedAt))
    return settings.unknownId === 400
      ? { status: 400 }
      : failure(404, 'NotFound', 'There is no customer with this alias.')
  }

  function aliasesOf({ customer, aliases }: SequenceRow): WireAnswer {
    const items = aliases.map((value) => ({
      id: seedId(`${customer.id}/alias/${value}`),
      sequenceAccountId: seedId('sequence/account'),
      customerId: customer.id,
      value,
      createdAt: customer.createdAt,
    }))
    return { status: 200, body: { items } }
  }

  function contactsOf({ customer }: SequenceRow, { request }: Exchange): WireAnswer {
    const all = contacts(customer)
    const items = request.query.get('includeArchived') === 'true' ? all : all.filter(isLive)
    return { status: 200, body: { items } }
  }

  function taxRegistrationsOf({ customer, vatNumber, country }: SequenceRow): WireAnswer {
    const items =
      vatNumber === null ? [] : [{ id: seedId(`${customer.id}/tax-registration`), taxIdentifier: vatNumber, country }]
    return { status: 200, body: { items } }
  }

  function failure(status: number, type: string, message: string): WireAnswer {
    switch (settings.errorShape) {
      case 'error':
        return { status, body: { error: { type, message } } }
      case 'errors':
        return { status, body: { errors: [{ key: '', error: message }] } }
      case 'message':
        return { status, body: { message } }
      case 'none':
        return { status }
    }
  }

  function invalid(message: string): WireAnswer {
    return failure(400, 'ValidationError', message)
  }

  return {
    businesses: [],
    routes: [
      { method: 'GET', path: /^\/api\/customers$/, operation: 'list', handle: guarded(list) },
      { method: 'GET', path: /^\/api\/customers\/by-alias\/([^/]+)$/, operation: 'alias', handle: guarded(byAlias) },
      {
        method: 'GET',
        path: /^\/api\/customers\/([^/]+)$/,
        operation: 'get',
        handle: withRow((row) => one(whole(row))),
      },
      { method: 'GET', path: /^\/api\/customers\/([^/]+)\/aliases$/, operation: 'alias', handle: withRow(aliasesOf) },
      { method: 'GET', path: /^\/api\/customers\/([^/]+)\/contacts$/, operation: 'other', handle: withRow(contactsOf) },
      { method: 'POST', path: /^\/api\/customers\/([^/]+)\/archive$/, operation: 'archive', handle: withRow(archive) },
      {
        method: 'GET',
        path: /^\/api\/tax-registrations\/for-customer\/([^/]+)$/,
        operation: 'other',
        handle: withRow(taxRegistrationsOf),
      },
    ],
    failure: (status) => failure(status, 'Error', STATUS_CODES[status] ?? 'Error'),
    unmatched({ method, path }) {
      if (method === 'GET' && path.endsWith('/archive')) counters.getAfterPost += 1
      return null
    },
    rateLimited() {
      const headers = settings.retryAfter === null ? {} : { 'retry-after': String(settings.retryAfter) }
      return { ...failure(429, 'TooManyRequests', 'Too many requests.'), headers }
    },
    decorate: (answer) => ({
      ...answer,
      headers: { 'sequence-version': settings.echoVersion ?? version, ...answer.headers },
    }),
    reset() {
      filled.clear()
    },
    freeze: (row) => ({ ...row, status: 'FROZEN' }),
    scramble: (row) => ({
      ...row,
      legalName: 42,
      address: 'one line',
      integrationIds: {},
      contacts: 'none',
      taxStatus: [],
    }),
    foreignRows: () => [listRow(sequenceRowAt(99, 0)), listRow(sequenceRowAt(99, 1))],
    foreignCustomer: () => whole(sequenceRowAt(99, 0)),
  }
}

function isArchived({ customer }: SequenceRow): boolean {
  return typeof customer.archivedAt === 'string'
}

function matches(row: SequenceRow, query: URLSearchParams): boolean {
  const { customer, aliases } = row
  const emails = contacts(customer)
    .filter(isLive)
    .map((contact) => String(contact.email).toLowerCase())
  return (
    (query.get('includeArchived') === 'true' || !isArchived(row)) &&
    passes(query, 'alias', (value) => customer.id === value || aliases.includes(value)) &&
    passes(query, 'email', (value) => emails.includes(value.toLowerCase())) &&
    passes(query, 'legalName', (value) => contains(String(customer.legalName ?? ''), value)) &&
    passes(query, 'label', (value) => customer.label === value)
  )
}

function contacts(customer: Row): Row[] {
  return Array.isArray(customer.contacts) ? customer.contacts : []
}

function isLive(contact: Row): boolean {
  return contact.archivedAt === undefined
}

// The shape of 2024-05-09, which this one path still answers: no contacts, organizations, status, domain or properties.
function olderShape(row: SequenceRow, withoutArchivedAt: boolean): Row {
  const { customer } = row
  const live = contacts(customer).filter(isLive)
  const links = Array.isArray(customer.integrationIds) ? customer.integrationIds : []
  const { id, createdAt, legalName, address, taxStatus, url, label, archivedAt } = customer
  return {
    ...{ id, createdAt, legalName, address, taxStatus, url, label },
    contactName: live[0]?.name,
    email: live[0]?.email ?? '',
    billingEmails: live.filter((contact) => contact.billingPreference !== 'NONE').map((contact) => contact.email),
    integrationIds: links.map(({ isPending: _isPending, ...link }: Record<string, unknown>) => link),
    ...(withoutArchivedAt ? {} : { archivedAt }),
  }
}

function cursorOf(row: SequenceRow | undefined): string {
  return row === undefined ? '' : toCursor(row.customer)
}

/** How many rows come before the first that passes. */
function countBefore(rows: readonly SequenceRow[], test: (row: SequenceRow) => boolean): number {
  const first = rows.findIndex(test)
  return first < 0 ? rows.length : first
}
