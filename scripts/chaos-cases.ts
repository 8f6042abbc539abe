// What has to become of a list and of an archive under each fault that a sandbox knows: the table that `npm run chaos`
// holds the gateway against. A fault that is added to the sandboxes and not to this table is a miss.
import type { Fault, FaultName, FaultOperation } from '../src/providers/sandbox-faults.ts'

/** "served": the account's rows are in the list. Otherwise the code of its report, or the outcome of the archive. */
export type Seen = string

interface Expected {
  readonly seen: readonly Seen[]
  /** Milliseconds. */
  readonly within: number
  /** Where the fault strikes, when it is not the operation itself. */
  readonly operations?: readonly FaultOperation[]
  /** Lists are walked page by page: the fault is in the paging. */
  readonly isWalk?: boolean
}

export interface FaultCase {
  readonly fault: Omit<Fault, 'operations'>
  readonly list?: Expected
  readonly archive?: Expected
  /** The token endpoint fails while a list is asked for. */
  readonly token?: Expected
}

/** Known at once and not repeated; known at once and repeated; known only by waiting. */
const at = { once: 1_000, repeated: 5_000, waiting: 10_000 }

const list = (seen: Seen, within: number): { list: Expected } => ({ list: { seen: [seen], within } })
const token = (seen: Seen, within: number): { token: Expected } => ({ token: { seen: [seen], within } })
const archive = (seen: Seen | readonly Seen[], within = at.repeated): { archive: Expected } => ({
  archive: { seen: typeof seen === 'string' ? [seen] : seen, within },
})
const served = { ...list('served', at.repeated), ...archive('ARCHIVED') }
/** Read back after it: either is the truth, and which one is checked against the sandbox. */
const eitherWay = ['NOT_CHANGED', 'INDETERMINATE']
const badAnswer = { ...list('BAD_RESPONSE', at.once), ...token('UNAVAILABLE', at.once) }

const table: Readonly<Record<FaultName, FaultCase | readonly FaultCase[]>> = {
  latency: { fault: { name: 'latency', ms: 500 }, ...served, ...token('served', at.repeated) },
  'slow-token': { fault: { name: 'slow-token', ms: 500 }, ...token('served', at.repeated) },
  hang: {
    fault: { name: 'hang' },
    ...list('TIMED_OUT', at.waiting),
    ...token('UNAVAILABLE', at.waiting),
    ...archive(eitherWay, at.waiting),
  },
  'hang-after-headers': {
    fault: { name: 'hang-after-headers' },
    ...list('TIMED_OUT', at.waiting),
    ...token('UNAVAILABLE', at.waiting),
    ...archive('ARCHIVED', at.waiting),
  },
  drip: {
    fault: { name: 'drip', ms: 50 },
    ...list('TIMED_OUT', at.waiting),
    ...token('UNAVAILABLE', at.waiting),
    ...archive('ARCHIVED', at.waiting),
  },
  drop: {
    fault: { name: 'drop' },
    ...list('UNAVAILABLE', at.repeated),
    ...token('UNAVAILABLE', at.repeated),
    ...archive(eitherWay),
  },
  'drop-mid-body': {
    fault: { name: 'drop-mid-body' },
    ...list('UNAVAILABLE', at.repeated),
    ...token('UNAVAILABLE', at.repeated),
    ...archive('ARCHIVED'),
  },
  status: [
    statusCase(400, 'BAD_RESPONSE', 'CREDENTIALS', at.once),
    statusCase(401, 'CREDENTIALS', 'CREDENTIALS', at.once),
    statusCase(403, 'FORBIDDEN', 'CREDENTIALS', at.once),
    statusCase(404, 'NOT_FOUND', 'CREDENTIALS', at.once),
    statusCase(409, 'BAD_RESPONSE', 'UNAVAILABLE', at.once),
    statusCase(422, 'BAD_RESPONSE', 'CREDENTIALS', at.once),
    statusCase(429, 'RATE_LIMITED', 'RATE_LIMITED', at.repeated),
    statusCase(500, 'UNAVAILABLE', 'UNAVAILABLE', at.repeated),
    statusCase(502, 'UNAVAILABLE', 'UNAVAILABLE', at.repeated),
    statusCase(503, 'UNAVAILABLE', 'UNAVAILABLE', at.repeated),
  ],
  html: { fault: { name: 'html' }, ...badAnswer, ...archive(eitherWay) },
  redirect: { fault: { name: 'redirect' }, ...badAnswer, ...archive(eitherWay) },
  'wrong-content-type': { fault: { name: 'wrong-content-type' }, ...served, ...token('served', at.repeated) },
  'errors-in-200': { fault: { name: 'errors-in-200' }, ...list('BAD_RESPONSE', at.once), ...archive(eitherWay) },
  'truncated-json': { fault: { name: 'truncated-json' }, ...badAnswer, ...archive('ARCHIVED') },
  'empty-body': { fault: { name: 'empty-body' }, ...badAnswer, ...archive('ARCHIVED') },
  'null-body': { fault: { name: 'null-body' }, ...badAnswer, ...archive('ARCHIVED') },
  'array-body': { fault: { name: 'array-body' }, ...badAnswer, ...archive('ARCHIVED') },
  'huge-body': { fault: { name: 'huge-body' }, ...list('BAD_RESPONSE', at.repeated), ...archive('ARCHIVED') },
  'gzip-bomb': { fault: { name: 'gzip-bomb' }, ...list('BAD_RESPONSE', at.repeated), ...archive('ARCHIVED') },
  'unknown-enum': { fault: { name: 'unknown-enum' }, ...served },
  'wrong-types': { fault: { name: 'wrong-types' }, ...served },
  'missing-id': { fault: { name: 'missing-id' }, ...served },
  'duplicate-rows': { fault: { name: 'duplicate-rows' }, ...list('served', at.repeated) },
  'foreign-rows': { fault: { name: 'foreign-rows' }, ...list('served', at.repeated) },
  'wrong-customer': { fault: { name: 'wrong-customer' }, ...archive('ARCHIVED') },
  'repeated-cursor': walkCase('repeated-cursor', 'BAD_RESPONSE'),
  // In a short list the client's windows may see every customer before they go round.
  'cyclic-cursor': walkCase('cyclic-cursor', 'BAD_RESPONSE', 'served'),
  'endless-pages': walkCase('endless-pages', 'served'),
  'wrong-totals': walkCase('wrong-totals', 'served'),
  'expired-token': { fault: { name: 'expired-token' }, ...served },
  'reject-token': { fault: { name: 'reject-token' }, ...list('CREDENTIALS', at.once), ...archive('NOT_CHANGED') },
  'token-without-expiry': { fault: { name: 'token-without-expiry' }, ...token('served', at.once) },
  'token-string-expiry': { fault: { name: 'token-string-expiry' }, ...token('served', at.once) },
  'token-without-token': { fault: { name: 'token-without-token' }, ...token('UNAVAILABLE', at.once) },
  'drop-after-commit': { fault: { name: 'drop-after-commit' }, ...archive('ARCHIVED') },
  'hang-after-commit': { fault: { name: 'hang-after-commit' }, ...archive('ARCHIVED', at.waiting) },
  'status-after-commit': { fault: { name: 'status-after-commit' }, ...archive('ARCHIVED') },
  'silent-archive': { fault: { name: 'silent-archive' }, ...archive(eitherWay) },
}

function statusCase(status: number, listed: Seen, granted: Seen, within: number): FaultCase {
  const retryAfter = status === 429 ? { retryAfter: 1 } : {}
  return {
    fault: { name: 'status', status, ...retryAfter },
    ...list(listed, within),
    ...token(granted, within),
    ...archive(eitherWay),
  }
}

function walkCase(name: FaultName, ...seen: readonly Seen[]): FaultCase {
  return { fault: { name }, list: { seen, within: at.repeated, isWalk: true } }
}

export interface ChaosCase {
  readonly fault: Fault
  readonly what: 'list' | 'archive' | 'token'
  readonly expected: Expected
}

export const faultsInTable = Object.keys(table)

export const cases: readonly ChaosCase[] = Object.values(table)
  .flat()
  .flatMap((one: FaultCase) => {
    const operation = (what: 'list' | 'archive' | 'token'): readonly FaultOperation[] =>
      one.fault.name === 'reject-token' ? ['list', 'get', 'archive'] : [what]
    return (['list', 'archive', 'token'] as const).flatMap((what) => {
      const expected = one[what]
      return expected === undefined ? [] : [{ fault: { ...one.fault, operations: operation(what) }, what, expected }]
    })
  })
