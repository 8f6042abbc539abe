// Every way in which a sandbox can be told to fail, in one table, so that the control surface, the documentation and a
// chaos runner can enumerate them. A fault acts at one point of a request's life:
//   wait       before anything happens;
//   refuse     instead of the operation, which is then not performed;
//   operation  inside the provider's own rules (paging, tokens, archiving);
//   rows       on the customers in the answer;
//   answer     on the finished answer or on its way out: the operation HAS been performed.
import type { ProviderWire, Row, SandboxOperation, Strokes, WireAnswer } from './sandbox-server.ts'

export type FaultOperation = Exclude<SandboxOperation, 'other'>

/** A fault as it is asked for. Parameters that are left out have the default of the table. */
export interface Fault {
  readonly name: FaultName
  /** Where it strikes; default: the table's `operations`. */
  readonly operations?: readonly FaultOperation[]
  /** Strikes this often, then clears itself; default: until cleared. */
  readonly times?: number
  /** Lets this many requests of those operations pass first. */
  readonly after?: number
  readonly ms?: number
  readonly status?: number
  /** Value of the Retry-After header. */
  readonly retryAfter?: number | string
  /** Sent instead of the provider's error body: a string as it is, everything else as JSON. */
  readonly body?: unknown
  readonly bytes?: number
  readonly location?: string
}

export type FaultParameter = 'ms' | 'status' | 'retryAfter' | 'body' | 'bytes' | 'location'

export type FaultEffect =
  | { readonly at: 'wait'; readonly milliseconds: (fault: Fault) => number }
  | { readonly at: 'refuse'; readonly answer: (fault: Fault, wire: ProviderWire) => WireAnswer }
  | { readonly at: 'operation'; readonly strokes: (newestTokenBefore: number) => Partial<Strokes> }
  | { readonly at: 'rows'; readonly change: (rows: readonly Row[], fault: Fault, wire: ProviderWire) => readonly Row[] }
  | { readonly at: 'answer'; readonly change: (answer: WireAnswer, fault: Fault, wire: ProviderWire) => WireAnswer }

export interface FaultDefinition {
  readonly description: string
  /** Operations that it strikes when the fault names none. */
  readonly operations: readonly FaultOperation[]
  /** Accepted parameters and their defaults; null: none. */
  readonly parameters: Partial<Readonly<Record<FaultParameter, unknown>>>
  /** Providers where it means something; default all. */
  readonly providers?: readonly string[]
  readonly effect: FaultEffect
}

export const faultOperations: readonly FaultOperation[] = ['token', 'list', 'get', 'archive', 'unarchive', 'alias']
const data: readonly FaultOperation[] = ['list', 'get', 'archive', 'unarchive', 'alias']
const single: readonly FaultOperation[] = ['get', 'archive', 'unarchive']
const changes: readonly FaultOperation[] = ['archive', 'unarchive']
const mebibyte = 1_048_576

export const faults = {
  // Time and transport
  latency: {
    description: 'Answers correctly, but `ms` later.',
    operations: faultOperations,
    parameters: { ms: 1_000 },
    effect: { at: 'wait', milliseconds: (fault) => fault.ms ?? 1_000 },
  },
  'slow-token': {
    description: 'The token endpoint answers correctly, but `ms` later.',
    operations: ['token'],
    parameters: { ms: 1_000 },
    effect: { at: 'wait', milliseconds: (fault) => fault.ms ?? 1_000 },
  },
  hang: {
    description: 'Accepts the request and never answers. Nothing is changed.',
    operations: faultOperations,
    parameters: {},
    effect: { at: 'refuse', answer: () => ({ status: 200, delivery: { how: 'hang' } }) },
  },
  'hang-after-headers': {
    description: 'Sends status and headers, then nothing.',
    operations: faultOperations,
    parameters: {},
    effect: { at: 'answer', change: (answer) => ({ ...answer, delivery: { how: 'headers-only' } }) },
  },
  drip: {
    description: 'Sends the body one byte every `ms`.',
    operations: faultOperations,
    parameters: { ms: 50 },
    effect: {
      at: 'answer',
      change: (answer, fault) => ({ ...answer, delivery: { how: 'drip', milliseconds: fault.ms ?? 50 } }),
    },
  },
  drop: {
    description: 'Destroys the socket before answering. Nothing is changed.',
    operations: faultOperations,
    parameters: {},
    effect: { at: 'refuse', answer: () => ({ status: 200, delivery: { how: 'drop' } }) },
  },
  'drop-mid-body': {
    description: 'Destroys the socket when half of the body is out.',
    operations: faultOperations,
    parameters: {},
    effect: { at: 'answer', change: (answer) => ({ ...answer, delivery: { how: 'half' } }) },
  },
  // Status and headers
  status: {
    description:
      'Answers `status` in the error shape of the provider (or `body`), with Retry-After if given. Nothing is changed.',
    operations: faultOperations,
    parameters: { status: 500, retryAfter: null, body: null },
    effect: { at: 'refuse', answer: failWith },
  },
  html: {
    description: 'Answers a page of HTML, as a proxy or a login wall would, with `status`. Nothing is changed.',
    operations: faultOperations,
    parameters: { status: 200 },
    effect: {
      at: 'refuse',
      answer: (fault) => ({
        status: fault.status ?? 200,
        headers: { 'content-type': 'text/html; charset=utf-8' },
        body: '<!doctype html><title>Sign in</title><p>Please sign in to continue.</p>',
      }),
    },
  },
  redirect: {
    description: 'Answers 301 to `location`, which is on another host. Nothing is changed.',
    operations: faultOperations,
    parameters: { location: 'https://attacker.invalid/collect' },
    effect: {
      at: 'refuse',
      answer: (fault) => ({ status: 301, headers: { location: fault.location ?? 'https://attacker.invalid/collect' } }),
    },
  },
  'wrong-content-type': {
    description: 'The right JSON, called text/plain.',
    operations: faultOperations,
    parameters: {},
    effect: {
      at: 'answer',
      change: (answer) => ({ ...answer, headers: { ...answer.headers, 'content-type': 'text/plain' } }),
    },
  },
  'errors-in-200': {
    description: 'Answers 200 with an error body of the provider. Nothing is changed.',
    operations: data,
    parameters: {},
    effect: { at: 'refuse', answer: (_fault, wire) => ({ ...wire.failure(400), status: 200 }) },
  },
  // Bodies
  'truncated-json': {
    description: 'The JSON stops in its middle, with a Content-Length that agrees.',
    operations: faultOperations,
    parameters: {},
    effect: { at: 'answer', change: (answer) => ({ ...answer, body: firstHalf(answer.body) }) },
  },
  'empty-body': {
    description: 'The right status and no body.',
    operations: faultOperations,
    parameters: {},
    effect: { at: 'answer', change: ({ body: _body, ...answer }) => answer },
  },
  'null-body': {
    description: 'The right status and the JSON text `null`.',
    operations: faultOperations,
    parameters: {},
    effect: { at: 'answer', change: (answer) => ({ ...answer, body: null }) },
  },
  'array-body': {
    description: 'The right status and the JSON text `[]` where an object belongs.',
    operations: faultOperations,
    parameters: {},
    effect: { at: 'answer', change: (answer) => ({ ...answer, body: [] }) },
  },
  'huge-body': {
    description: 'The right JSON after `bytes` of blanks.',
    operations: faultOperations,
    parameters: { bytes: 100 * mebibyte },
    effect: { at: 'answer', change: (answer, fault) => padded(answer, fault.bytes ?? 100 * mebibyte, false) },
  },
  'gzip-bomb': {
    description: 'The right JSON after `bytes` of blanks, packed with gzip.',
    operations: faultOperations,
    parameters: { bytes: 1_024 * mebibyte },
    effect: { at: 'answer', change: (answer, fault) => padded(answer, fault.bytes ?? 1_024 * mebibyte, true) },
  },
  // Rows
  'unknown-enum': {
    description: 'Every row has the status "FROZEN".',
    operations: data,
    parameters: {},
    effect: { at: 'rows', change: (rows, _fault, wire) => rows.map((row) => wire.freeze(row)) },
  },
  'wrong-types': {
    description: 'Several fields of the first row have wrong types.',
    operations: data,
    parameters: {},
    effect: {
      at: 'rows',
      change: (rows, _fault, wire) => rows.map((row, at) => (at === 0 ? wire.scramble(row) : row)),
    },
  },
  'missing-id': {
    description: 'The first row has no id.',
    operations: data,
    parameters: {},
    effect: { at: 'rows', change: (rows) => rows.map((row, at) => (at === 0 ? withoutId(row) : row)) },
  },
  'duplicate-rows': {
    description: 'Every row of a page comes twice.',
    operations: ['list'],
    parameters: {},
    effect: { at: 'rows', change: (rows) => rows.flatMap((row) => [row, row]) },
  },
  'foreign-rows': {
    description: 'Two rows of another business (Sequence: of another account) are mixed into the page.',
    operations: ['list'],
    parameters: {},
    effect: {
      at: 'rows',
      change: (rows, _fault, wire) => [...rows.slice(0, 1), ...wire.foreignRows(), ...rows.slice(1)],
    },
  },
  'wrong-customer': {
    description: 'Answers another customer than the one asked for; an archive still changes the one asked for.',
    operations: single,
    parameters: {},
    effect: { at: 'rows', change: (_rows, _fault, wire) => [wire.foreignCustomer()] },
  },
  // Paging
  'repeated-cursor': {
    description:
      'The next cursor is the one that was sent; at Thred every page repeats the first and more are claimed.',
    operations: ['list'],
    parameters: {},
    effect: { at: 'operation', strokes: () => ({ paging: 'same-cursor' }) },
  },
  'cyclic-cursor': {
    description: 'Cursors go round in a circle of two pages, in a list of three or more.',
    operations: ['list'],
    parameters: {},
    effect: { at: 'operation', strokes: () => ({ paging: 'cyclic-cursor' }) },
  },
  'endless-pages': {
    description: 'Always a new cursor and fresh, fabricated rows.',
    operations: ['list'],
    parameters: {},
    effect: { at: 'operation', strokes: () => ({ paging: 'endless' }) },
  },
  'wrong-totals': {
    description: 'Totals say 7 more than there are.',
    operations: ['list'],
    parameters: {},
    effect: { at: 'operation', strokes: () => ({ totals: 'wrong' }) },
  },
  // Credentials
  'expired-token': {
    description: 'Tokens granted before the fault was set are refused with 401; new ones work.',
    operations: faultOperations,
    parameters: {},
    providers: ['layer', 'thred'],
    effect: { at: 'operation', strokes: (newestTokenBefore) => ({ refusedTokens: newestTokenBefore }) },
  },
  'reject-token': {
    description: 'Every bearer token is refused with 401 (Sequence: the key).',
    operations: faultOperations,
    parameters: {},
    effect: { at: 'operation', strokes: () => ({ refusedTokens: Number.POSITIVE_INFINITY }) },
  },
  'token-without-expiry': {
    description: 'Token answers have no expires_in.',
    operations: ['token'],
    parameters: {},
    providers: ['layer', 'thred'],
    effect: { at: 'operation', strokes: () => ({ grant: 'without-expiry' }) },
  },
  'token-string-expiry': {
    description: 'Token answers have expires_in as a string.',
    operations: ['token'],
    parameters: {},
    providers: ['layer', 'thred'],
    effect: { at: 'operation', strokes: () => ({ grant: 'string-expiry' }) },
  },
  'token-without-token': {
    description: 'Token answers have no access_token.',
    operations: ['token'],
    parameters: {},
    providers: ['layer', 'thred'],
    effect: { at: 'operation', strokes: () => ({ grant: 'without-token' }) },
  },
  // Archive and unarchive
  'drop-after-commit': {
    description: 'Performs the change, then destroys the socket.',
    operations: changes,
    parameters: {},
    effect: { at: 'answer', change: (answer) => ({ ...answer, delivery: { how: 'drop' } }) },
  },
  'hang-after-commit': {
    description: 'Performs the change and never answers.',
    operations: changes,
    parameters: {},
    effect: { at: 'answer', change: (answer) => ({ ...answer, delivery: { how: 'hang' } }) },
  },
  'status-after-commit': {
    description: 'Performs the change and answers `status`.',
    operations: changes,
    parameters: { status: 500, retryAfter: null, body: null },
    effect: { at: 'answer', change: (_answer, fault, wire) => failWith(fault, wire) },
  },
  'silent-archive': {
    description: 'Answers 2xx, but nothing is changed and the row says so.',
    operations: changes,
    parameters: {},
    effect: { at: 'operation', strokes: () => ({ commits: false }) },
  },
} as const satisfies Record<string, FaultDefinition>

export type FaultName = keyof typeof faults
export const faultNames = Object.keys(faults) as readonly FaultName[]

export function faultDefinition(name: FaultName): FaultDefinition {
  return faults[name]
}

function failWith(fault: Fault, wire: ProviderWire): WireAnswer {
  const status = fault.status ?? 500
  const { body: documented, ...answer } = wire.failure(status)
  const body = fault.body === undefined ? documented : fault.body
  const headers = fault.retryAfter === undefined ? {} : { 'retry-after': String(fault.retryAfter) }
  return { ...answer, status, headers: { ...answer.headers, ...headers }, ...(body === undefined ? {} : { body }) }
}

function firstHalf(body: unknown): unknown {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  return text?.slice(0, Math.ceil(text.length / 2))
}

function padded(answer: WireAnswer, bytes: number, gzip: boolean): WireAnswer {
  return { ...answer, delivery: { how: 'padded', bytes, gzip } }
}

function withoutId({ id: _id, ...row }: Row): Row {
  return row
}

/** A fault that strikes one request. */
export interface Strike {
  readonly fault: Fault
  readonly effect: FaultEffect
  readonly newestTokenBefore: number
}

/** What the striking faults, together, ask of the provider's own rules. */
export function strokesOf(strikes: readonly Strike[]): Strokes {
  let strokes: Strokes = { paging: 'honest', totals: 'honest', commits: true, refusedTokens: 0, grant: 'whole' }
  for (const { effect, newestTokenBefore } of strikes) {
    if (effect.at === 'operation') strokes = { ...strokes, ...effect.strokes(newestTokenBefore) }
  }
  return strokes
}
