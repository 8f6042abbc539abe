// What an error may say on its way out. The one list of codes and facts, each with the shape of its value: whatever a
// library, a plugin or a slip of ours puts beside them stays inside.
import { GraphQLError } from 'graphql'
import { scopes } from '../domain/viewer.ts'
import { sourceErrorCodes } from '../service/source-report.ts'

/** Every `extensions.code` that a caller can meet. */
export const errorCodes = [
  ...sourceErrorCodes,
  'AUDIT_LOG_UNAVAILABLE',
  'BAD_REQUEST',
  'BAD_USER_INPUT',
  'COST_LIMIT_EXCEEDED',
  'DOCUMENT_LIMIT_EXCEEDED',
  'ERRORS_LEFT_OUT',
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'INTERNAL_SERVER_ERROR',
  'METHOD_NOT_ALLOWED',
  'OPERATION_RESOLUTION_FAILURE',
  'PERSISTED_QUERY_NOT_FOUND',
  'PERSISTED_QUERY_ONLY',
  'PREFLIGHT_HEADER_REQUIRED',
  'REQUEST_ENTITY_TOO_LARGE',
  'UNAUTHENTICATED',
  'UNSUPPORTED_MEDIA_TYPE',
] as const
export type ErrorCode = (typeof errorCodes)[number]

type Shape = (value: unknown) => boolean

const isBoolean: Shape = (value) => typeof value === 'boolean'
const isCount: Shape = (value) => Number.isInteger(value) && Number(value) >= 0
const isOneOf =
  (words: readonly string[]): Shape =>
  (value) =>
    words.some((word) => word === value)
const isText =
  (pattern: RegExp): Shape =>
  (value) =>
    typeof value === 'string' && pattern.test(value)

const isName = isText(/^[A-Za-z][A-Za-z0-9_.]{0,127}$/)
/** Ids, and cursors, which are as long as there are linked accounts to keep the place of. */
const isOpaque = isText(/^[A-Za-z0-9_-]+$/)

const isCostOfField: Shape = (value) => {
  if (typeof value !== 'object' || value === null) return false
  const { field, requests, ...others } = value as Record<string, unknown>
  return isName(field) && isCount(requests) && Object.keys(others).length === 0
}

/** Every member of `extensions` that a caller can meet. */
const shapes: Readonly<Record<string, Shape>> = {
  code: isOneOf(errorCodes),
  // A linked account that failed.
  provider: isText(/^[A-Z][A-Z0-9_]{0,31}$/),
  linkedAccountId: isOpaque,
  retryable: isBoolean,
  retryAfterSeconds: isCount,
  retryCursor: isOpaque,
  upstreamStatus: isCount,
  upstreamCode: isText(/^[A-Za-z][A-Za-z0-9_.:-]{0,63}$/),
  upstreamRequestId: isText(/^[\w.:;=/+-]{1,128}$/),
  customers: isCount,
  /** Names of fields, or what each of them costs. */
  fields: (value) => Array.isArray(value) && value.every((one) => isName(one) || isCostOfField(one)),
  // The caller's own request.
  argument: isName,
  limit: isName,
  planned: isCount,
  maximum: isCount,
  /** What the caller's credential lacks. */
  scope: isOneOf(scopes),
  requestId: isText(/^[A-Za-z0-9._:-]{1,128}$/),
}

/** For Yoga alone, which takes both out again: the answer's status and headers, and whether an error is a defect. */
const internal = ['http', 'unexpected']

/** The error as a caller may see it: our words, the place in the operation, and the facts on the list. */
export function toPublicError(error: GraphQLError): GraphQLError {
  const { message, nodes, source, positions, path, extensions } = error
  const known = Object.entries(extensions).filter(
    ([name, value]) => internal.includes(name) || (Object.hasOwn(shapes, name) && shapes[name]?.(value)),
  )
  const facts = Object.fromEntries(known)
  // Of variables that do not fit, the library says no code; what happens in a field has a path.
  if (facts['code'] === undefined && path === undefined) facts['code'] = 'GRAPHQL_VALIDATION_FAILED' satisfies ErrorCode
  // Yoga says no more than BAD_REQUEST of a mutation by GET.
  if (isWrongMethod(extensions['http'])) facts['code'] = 'METHOD_NOT_ALLOWED' satisfies ErrorCode
  return new GraphQLError(message, { nodes, source, positions, path, extensions: facts })
}

function isWrongMethod(http: unknown): boolean {
  return typeof http === 'object' && http !== null && 'status' in http && http.status === 405
}
