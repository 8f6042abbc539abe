// A secret shows itself to nobody who does not ask for it by name.
import { format, inspect } from 'node:util'
import { deserialize, serialize } from 'node:v8'
import { expect, test } from 'vitest'
import { createSecret } from '../../src/domain/secret.ts'

const canary = 'canary-7f3a9c'
const secret = createSecret(canary)

test('a secret is revealed to those who ask for it', () => {
  expect(secret.reveal()).toBe(canary)
})

test.each<readonly [string, () => unknown]>([
  ['a template', () => `${secret}`],
  ['String()', () => String(secret)],
  ['an addition', () => `${'with '}${secret as unknown as string}`],
  ['a list in a template', () => `${[secret]}`],
  ['JSON', () => JSON.stringify({ nested: { secret } })],
  ['a look at it', () => inspect(secret)],
  ['a deep look with everything shown', () => inspect({ secret }, { depth: null, showHidden: true, getters: true })],
  ['a look without its own say', () => inspect(secret, { customInspect: false, showHidden: true, depth: null })],
  ['printf', () => format('%s %o %O %j %d', secret, secret, secret, secret, secret)],
  ['a copy of its members', () => [inspect({ ...secret }), JSON.stringify({ ...secret }), `${{ ...secret }}`]],
  ['its members, one by one', () => inspect(Object.entries(secret), { depth: null })],
  ['an error that has it as its cause', () => inspect(new Error('failed', { cause: secret }))],
  ['an error that carries it', () => inspect(Object.assign(new Error('failed'), { options: { secret } }))],
  ['an error of several', () => inspect(new AggregateError([secret, { secret }]))],
  ['a map', () => inspect(new Map([[secret, secret]]), { depth: null })],
])('%s shows no secret', (_what, show) => {
  expect(String(show())).not.toContain(canary)
})

test.each<readonly [string, () => unknown]>([
  ['structuredClone', () => structuredClone({ secret })],
  ['v8', () => deserialize(serialize({ secret }))],
])('%s refuses to copy a secret', (_what, copy) => {
  expect(copy).toThrow(/could not be cloned/)
})

test('a secret cannot be changed into one that prints', () => {
  expect(() => Object.assign(secret, { toString: () => 'x' })).toThrow(TypeError)
})
