// The one list of what errors may say.
import { GraphQLError } from 'graphql'
import { expect, test } from 'vitest'
import { errorCodes, toPublicError } from '../../src/http/error-exit.ts'

const facts = {
  code: 'RATE_LIMITED',
  provider: 'LAYER',
  linkedAccountId: 'MTpsaW5r',
  retryable: true,
  retryAfterSeconds: 3,
  retryCursor: 'x'.repeat(150_000),
  upstreamStatus: 429,
  upstreamCode: 'too_many.requests',
  upstreamRequestId: '1-67891233-abcdef',
  customers: 2,
  fields: ['email', { field: 'Query.customers', requests: 3 }],
  argument: 'filter.email',
  planned: 5_000,
  maximum: 2_500,
  requestId: 'r-1',
}

const tell = (extensions: object): object =>
  toPublicError(new GraphQLError('x', { path: ['customers'], extensions: { ...extensions } })).extensions

test('what is on the list leaves as it is, however long a cursor is', () => {
  expect(tell(facts)).toEqual(facts)
  for (const code of errorCodes) expect(tell({ code })).toEqual({ code })
})

test.each<[string, object]>([
  ['a code that nobody knows', { code: 'ER_DUP_ENTRY' }],
  ['a member that nobody knows', { stacktrace: ['at x'], debug: 1, originalError: { message: 'x' }, exception: {} }],
  ['a member that every object has', { constructor: 'x', toString: 'x' }],
  ['an address', { provider: 'https://db-7.internal', upstreamCode: 'jane@example.com', argument: 'jane@example.com' }],
  ['text where a fact belongs', { upstreamRequestId: 'see the log', requestId: 'a b', retryCursor: 'a b' }],
  ['an object where a fact belongs', { retryAfterSeconds: { value: 1 }, code: { toString: () => 'BAD_REQUEST' } }],
  ['a number that counts nothing', { customers: -1, planned: 1.5, retryAfterSeconds: Number.NaN }],
  ['more than a cost beside a field', { fields: [{ field: 'Query.customers', requests: 1, sql: 'select' }] }],
])('%s stays inside', (_what, extensions) => {
  expect(tell(extensions)).toEqual({})
})

test('an error without a code that concerns no field is one about variables', () => {
  expect(toPublicError(new GraphQLError('x')).extensions).toEqual({ code: 'GRAPHQL_VALIDATION_FAILED' })
})

test('what an error was made from stays inside, and its place in the operation leaves', () => {
  const cause = new GraphQLError('y', { extensions: { code: 'BAD_REQUEST', sql: 'select' } })
  const told = toPublicError(new GraphQLError('x', { path: ['customers', 0], originalError: cause }))
  expect(told.originalError).toBeUndefined()
  expect(JSON.parse(JSON.stringify(told))).toEqual({
    message: 'x',
    path: ['customers', 0],
    extensions: { code: 'BAD_REQUEST' },
  })
})
