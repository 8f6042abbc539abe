// What an upstream answer means: status first, then what kind of body it is, then JSON. Nothing of the body goes further.
import { describe, expect, test } from 'vitest'
import { Failure, isRetryable, toFailure } from '../../src/domain/failure.ts'
import {
  answerFacts,
  readJsonAnswer,
  readRetryAfter,
  textMember,
  upstreamCodeFacts,
} from '../../src/transport/answer.ts'
import type { ExchangeAnswer } from '../../src/transport/exchange.ts'
import { everythingPrintable } from '../providers/harness.ts'

const receivedAt = Date.parse('2026-10-01T12:00:00Z')

function answer(status: number, body: string | Buffer = '', headers: ExchangeAnswer['headers'] = {}): ExchangeAnswer {
  return { status, headers, body: Buffer.from(body), receivedAt }
}

function read(given: ExchangeAnswer): unknown {
  return readJsonAnswer(given, (body) => textMember(body, 'code')).json
}

function failure(given: ExchangeAnswer): Failure {
  try {
    read(given)
  } catch (thrown) {
    if (thrown instanceof Failure) return thrown
  }
  throw new Error('The answer was accepted.')
}

describe('a status', () => {
  test.each([
    [300, 'BAD_RESPONSE'],
    [301, 'BAD_RESPONSE'],
    [304, 'BAD_RESPONSE'],
    [308, 'BAD_RESPONSE'],
    [400, 'INVALID'],
    [401, 'CREDENTIALS'],
    [402, 'INVALID'],
    [403, 'FORBIDDEN'],
    [404, 'NOT_FOUND'],
    [405, 'INVALID'],
    [408, 'TIMEOUT'],
    [409, 'CONFLICT'],
    [410, 'NOT_FOUND'],
    [418, 'INVALID'],
    [422, 'INVALID'],
    [429, 'RATE_LIMITED'],
    [500, 'UNAVAILABLE'],
    [501, 'UNAVAILABLE'],
    [503, 'UNAVAILABLE'],
    [599, 'UNAVAILABLE'],
  ] as const)('of %i is %s, whatever the body says', (status, code) => {
    for (const body of ['', '{"data":[]}', '<html>', '{"code":"E_1"}']) {
      expect(failure(answer(status, body))).toMatchObject({ code, details: { upstreamStatus: status, wasSent: true } })
    }
  })

  test.each([
    [199, 'The answer has status 199.'],
    [300, 'The answer is a redirect (status 300), which is never followed.'],
    [399, 'The answer is a redirect (status 399), which is never followed.'],
    [400, 'The answer has status 400.'],
    [500, 'The answer has status 500.'],
  ])('of %i is told in words', (status, message) => {
    expect(failure(answer(status)).message).toBe(message)
  })

  test.each([200, 201, 202, 204, 226, 299])('of %i is an answer', (status) => {
    expect(read(answer(status, '{"a":1}'))).toEqual({ a: 1 })
  })
})

describe('a body', () => {
  test.each([
    ['JSON', '{"a":[1,null]}', 'application/json', { a: [1, null] }],
    ['JSON under another name', '{"a":1}', 'text/plain', { a: 1 }],
    ['JSON under no name', '{"a":1}', undefined, { a: 1 }],
    ['JSON behind a byte order mark', '\ufeff{"a":1}', 'application/json', { a: 1 }],
    ['JSON among blanks', ' \n{"a":1}\n', 'application/json', { a: 1 }],
    ['null', 'null', 'application/json', null],
    ['nothing', '', 'text/html', undefined],
  ])('of %s is read', (_case, body, type, expected) => {
    expect(read(answer(200, body, type === undefined ? {} : { 'content-type': type }))).toEqual(expected)
  })

  test.each([
    ['HTML', '<!doctype html>canary-7', 'text/html'],
    ['JSON that calls itself HTML', '{"a":"canary-7"}', 'TEXT/HTML; charset=utf-8'],
    ['XML', '<canary-7/>', 'application/xml'],
    ['JSON that calls itself XML', '{"a":"canary-7"}', 'text/xml'],
    ['half of JSON', '{"a":"canary-7', 'application/json'],
    ['blanks', '   ', 'application/json'],
    ['text', 'canary-7', 'text/plain'],
    ['two documents', '{}{"canary-7":1}', 'application/json'],
  ])('of %s is a BAD_RESPONSE that quotes nothing', (_case, body, type) => {
    const refused = failure(answer(200, body, { 'content-type': type, 'x-request-id': 'r-1' }))
    expect(refused).toMatchObject({ code: 'BAD_RESPONSE', details: { upstreamStatus: 200, upstreamRequestId: 'r-1' } })
    expect(everythingPrintable(refused)).not.toContain('canary')
  })

  test('nested a hundred thousand deep does not break the reader', () => {
    const depth = 100_000
    expect(Array.isArray(read(answer(200, '['.repeat(depth) + ']'.repeat(depth))))).toBe(true)
  })
})

describe('a code', () => {
  test.each(['validation_error', 'SpecifiedIdNotFound', 'E1001', 'a.b:c-d', 'x'.repeat(64)])('%s is kept', (code) => {
    expect(failure(answer(409, JSON.stringify({ code }))).details.upstreamCode).toBe(code)
    expect(upstreamCodeFacts(code)).toEqual({ upstreamCode: code })
  })

  test.each([
    'jane@victim.example',
    'two words',
    '4155550199',
    '+14155550199',
    'x'.repeat(65),
    '',
    'naïve',
    'a\nb',
    'a\n',
    '<b>',
  ])('%j is text, and left out', (code) => {
    expect(failure(answer(409, JSON.stringify({ code }))).details.upstreamCode).toBeUndefined()
  })

  test.each(['null', '[]', '"code"', '{"code":7}', '{"code":null}', '', '<html>'])('there is none in %s', (body) => {
    expect(failure(answer(409, body)).details.upstreamCode).toBeUndefined()
  })
})

test.each([
  [{ key: 'text' }, 'text'],
  [{ key: '' }, null],
  [{ key: 7 }, null],
  [{}, null],
  [null, null],
  ['key', null],
])('the text under a key of %j is %j', (body, expected) => {
  expect(textMember(body, 'key')).toBe(expected)
})

describe('a request id', () => {
  test.each(['x-request-id', 'x-trace-id', 'x-amzn-requestid', 'x-amzn-trace-id', 'traceparent', 'cf-ray'])(
    'is taken from %s',
    (name) => {
      const headers = { [name]: 'Root=1-67891233-abcdef012345678912345678' }
      expect(answerFacts(answer(500, '', headers)).upstreamRequestId).toBe('Root=1-67891233-abcdef012345678912345678')
    },
  )

  test.each(['two words', 'jane@victim.example', 'x'.repeat(129), '', ['a', 'b'], 'a\nb'])('is not %j', (value) => {
    expect(answerFacts(answer(500, '', { 'x-request-id': value })).upstreamRequestId).toBeUndefined()
  })

  test('is the first that can be one', () => {
    expect(answerFacts(answer(500, '', { 'x-request-id': 'no id', 'cf-ray': 'ray-1' })).upstreamRequestId).toBe('ray-1')
  })
})

describe('Retry-After', () => {
  const seconds = (value: string | string[] | undefined): number | undefined =>
    readRetryAfter({ 'retry-after': value }, receivedAt).retryAfterSeconds

  test.each([
    ['0', 0],
    ['1', 1],
    [' 120 ', 120],
    ['1.2', 2],
    ['999999999', 999_999_999],
    // More than callers' numbers hold.
    ['Fri, 31 Dec 9999 23:59:59 GMT', 2_147_483_647],
    ['Thu, 01 Oct 2026 12:00:30 GMT', 30],
    ['Thursday, 01-Oct-26 12:01:00 GMT', 60],
    ['Thu Oct  1 12:00:01 2026 GMT', 1],
    ['Thu, 01 Oct 2026 11:00:00 GMT', 0],
  ])('of %j is %i seconds', (value, expected) => {
    expect(seconds(value)).toBe(expected)
  })

  test.each([
    '',
    'soon',
    '-5',
    '+5',
    '1e3',
    '0x10',
    'NaN',
    'Infinity',
    '12 minutes',
    '2026-10-01T12:00:30Z',
    '99999999999',
    undefined,
  ])('of %j is as good as none', (value) => {
    expect(seconds(value)).toBeUndefined()
  })

  test('begins when the answer came, to the millisecond', () => {
    const headers = { 'retry-after': 'Thu, 01 Oct 2026 12:00:30 GMT' }
    expect(readRetryAfter(headers, receivedAt + 1).retryAfterSeconds).toBe(30)
    expect(readRetryAfter(headers, receivedAt + 1_000).retryAfterSeconds).toBe(29)
  })

  test('twice is as good as none', () => {
    expect(seconds(['1', '2'])).toBeUndefined()
  })

  test('is kept with any status that failed', () => {
    expect(failure(answer(503, '', { 'retry-after': '7' })).details.retryAfterSeconds).toBe(7)
  })
})

describe('failures', () => {
  test('what may pass by itself is retryable, and nothing else', () => {
    const codes = ['RATE_LIMITED', 'TIMEOUT', 'UNAVAILABLE', 'BAD_RESPONSE'] as const
    expect(codes.every(isRetryable)).toBe(true)
    const final = [
      'NOT_FOUND',
      'INVALID',
      'CONFLICT',
      'FORBIDDEN',
      'CREDENTIALS',
      'NOT_SUPPORTED',
      'CANCELLED',
    ] as const
    expect(final.some(isRetryable)).toBe(false)
  })

  test('anything else that is thrown becomes one, and its text stays inside', () => {
    const known = new Failure('CONFLICT', 'No.')
    expect(toFailure(known)).toBe(known)
    for (const thrown of [new Error('canary-7'), 'canary-7', null, undefined, { message: 'canary-7' }]) {
      const failed = toFailure(thrown)
      expect(failed.code).toBe('BAD_RESPONSE')
      expect(failed.message).not.toContain('canary')
    }
  })
})
