// A process that ends because of a defect says where, and nothing of what it was working on.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { describeError } from '../../src/observability/describe-error.ts'

const room = fileURLToPath(new URL('../../src/observability/', import.meta.url))

test.each([
  ['an exception', 'setTimeout(() => { throw error })'],
  ['a rejection', 'Promise.reject(error)'],
])('%s that nobody caught is logged without its message, its members and its cause’s', (_what, statement) => {
  const program = `
    import { createLogger } from '${room}logger.ts'
    import { logUncaught } from '${room}uncaught.ts'
    logUncaught(createLogger({ level: 'info', destination: process.stderr }))
    const cause = Object.assign(new Error('canary in the cause'), { code: 'E_CAUSE' })
    const error = Object.assign(new TypeError('canary\\n    at canary (canary)', { cause }), { headers: 'canary' })
    ${statement}`
  const { status, stderr, stdout } = spawnSync(process.execPath, ['--input-type=module', '--eval', program], {
    encoding: 'utf8',
  })
  expect(status).toBe(1)
  expect(stdout + stderr).not.toContain('canary')
  const line = JSON.parse(stderr) as Record<string, unknown>
  expect(line).toMatchObject({ level: 50, error: { type: 'TypeError', cause: { type: 'Error', code: 'E_CAUSE' } } })
})

test('an error is described by kind, code and places', () => {
  const described = describeError(Object.assign(new RangeError('secret'), { code: 'ERR_OUT_OF_RANGE' }))
  expect(described).toMatchObject({ type: 'RangeError', code: 'ERR_OUT_OF_RANGE' })
  expect(described.at[0]).toMatch(/^observability\/uncaught\.test\.ts:\d+:\d+$/)
})

test('what is no error, and a code or name that is no word, is not repeated', () => {
  expect(describeError('secret')).toEqual({ type: 'string', at: [] })
  expect(describeError(null)).toEqual({ type: 'null', at: [] })
  const odd = Object.assign(new Error('x'), { name: 'jane@example.com', code: 'jane@example.com' })
  expect(describeError(odd)).toEqual({ type: 'Error', at: expect.any(Array) })
})

test('a chain of causes that goes round ends', () => {
  const error = new Error('x')
  error.cause = error
  expect(JSON.stringify(describeError(error)).match(/"type"/g)).toHaveLength(4)
})
