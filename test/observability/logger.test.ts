// A log line holds what it was given, and below that nothing that is a credential by its name.
import { beforeEach, expect, test } from 'vitest'
import { createLogger, type Logger } from '../../src/observability/logger.ts'

let lines: Record<string, unknown>[] = []
let logger: Logger

beforeEach(() => {
  lines = []
  logger = createLogger({ level: 'info', destination: { write: (line) => void lines.push(JSON.parse(line)) } })
})

test('lines have their level, time, facts and sentence, whether or not a fact has members', () => {
  logger.info({ requestId: 'one', status: 200, isCompiled: undefined, refused: null }, 'request')
  logger.warn({ requestId: 'two', failedSources: [{ code: 'TIMEOUT' }] }, 'request')
  expect(lines).toEqual([
    { level: 30, time: expect.any(Number), requestId: 'one', status: 200, refused: null, msg: 'request' },
    { level: 40, time: expect.any(Number), requestId: 'two', failedSources: [{ code: 'TIMEOUT' }], msg: 'request' },
  ])
})

test.each(['authorization', 'clientSecret', 'apiKey', 'access_token'])('%s of a fact is not logged', (name) => {
  logger.error({ upstream: { [name]: 'value', host: 'localhost' } }, 'refused')
  expect(lines).toMatchObject([{ upstream: { [name]: '[redacted]', host: 'localhost' } }])
})

test('of an error its kind and place are logged, and no message', () => {
  logger.error({ err: new TypeError('a secret') }, 'a defect')
  expect(lines).toMatchObject([{ err: { type: 'TypeError' }, msg: 'a defect' }])
  expect(JSON.stringify(lines)).not.toContain('a secret')
})

test('what is below the level is not logged', () => {
  logger.debug({}, 'request')
  logger.debug({ list: [1] }, 'request')
  expect(lines).toEqual([])
})
