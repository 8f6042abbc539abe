// Global ids come back from callers: what was not made here, letter for letter, is no id.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decodeId, encodeCustomerId, encodeLinkedAccountId, fromBase64Url } from '../../src/domain/global-id.ts'

const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'
const provider = fc.stringMatching(/^[A-Z][A-Z0-9_]{0,31}$/)
const account = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/)
const nativeId = fc.stringMatching(/^[A-Za-z0-9_-]{1,128}$/)
const encode = (text: string): string => Buffer.from(text, 'utf8').toString('base64url')

describe('global ids', () => {
  test('come back as what they were made of', () => {
    fc.assert(
      fc.property(provider, account, nativeId, (...parts) => {
        const id = encodeCustomerId(...parts)
        expect(id).toMatch(/^[A-Za-z0-9_-]+$/)
        expect(decodeId(id)).toEqual({ kind: 'customer', provider: parts[0], account: parts[1], nativeId: parts[2] })
        expect(decodeId(encodeLinkedAccountId(parts[0], parts[1]))).toEqual({
          kind: 'linked-account',
          provider: parts[0],
          account: parts[1],
        })
      }),
    )
  })

  test('are as many as there are things: no other text means the same', () => {
    const change = fc.record({ place: fc.nat(), letter: fc.constantFrom(...letters, '=', ' ', '+', '/', '.') })
    fc.assert(
      fc.property(provider, account, nativeId, change, (one, two, three, { place, letter }) => {
        const id = encodeCustomerId(one, two, three)
        const at = place % (id.length + 1)
        for (const changed of [id.slice(0, at) + letter + id.slice(at + 1), id.slice(0, at) + letter + id.slice(at)]) {
          const decoded = decodeId(changed)
          if (changed === id || decoded?.kind !== 'customer') continue
          expect(encodeCustomerId(decoded.provider, decoded.account, decoded.nativeId)).toBe(changed)
          expect(decoded).not.toEqual({ kind: 'customer', provider: one, account: two, nativeId: three })
        }
      }),
    )
  })

  test('nothing that a caller writes throws, and what is decoded encodes back to it', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.base64String(), fc.string().map(encode)), (text) => {
        const decoded = decodeId(text)
        if (decoded === null) return
        const { kind } = decoded
        const again =
          kind === 'customer'
            ? encodeCustomerId(decoded.provider, decoded.account, decoded.nativeId)
            : encodeLinkedAccountId(decoded.provider, decoded.account)
        expect(again).toBe(text)
      }),
    )
  })

  test.each([
    ['nothing', ''],
    ['plain text', 'customer'],
    ['another version', encode('2:customer:LAYER:main:c1')],
    ['another kind', encode('1:invoice:LAYER:main:c1')],
    ['a part too many', encode('1:customer:LAYER:main:c1:c2')],
    ['a colon in the native id', encodeCustomerId('LAYER', 'main', 'a:b')],
    ['no native id', encode('1:customer:LAYER:main')],
    ['a blank native id', encode('1:customer:LAYER:main:')],
    ['a native id on an account', encode('1:linked-account:LAYER:main:c1')],
    ['a provider in lower case', encode('1:customer:layer:main:c1')],
    ['no provider', encode('1:customer::main:c1')],
    ['no account', encode('1:customer:LAYER::c1')],
    ['a path for an account', encode('1:customer:LAYER:../x:c1')],
    ['an account that starts with a dash', encode('1:customer:LAYER:-a:c1')],
    ['padding', `${encode('1:customer:LAYER:main:c')}==`],
    ['ordinary base64', Buffer.from('1:customer:LAYER:main:c?>').toString('base64')],
    ['a line break', `${encodeCustomerId('LAYER', 'main', 'c1')}\n`],
    ['bytes that are no UTF-8', Buffer.from([0x31, 0x3a, 0xff, 0xfe]).toString('base64url')],
    ['10 kB', encodeCustomerId('LAYER', 'main', 'x'.repeat(10_240))],
  ])('%s is no id', (_case, text) => {
    expect(decodeId(text)).toBeNull()
  })

  test('the longest id of all still decodes', () => {
    const id = encodeCustomerId('A'.repeat(32), 'a'.repeat(64), 'x'.repeat(128))
    expect(decodeId(id)).toMatchObject({ nativeId: 'x'.repeat(128) })
  })

  test('a limit on the length is a limit on what is decoded', () => {
    expect(fromBase64Url(encode('abc'), 4)).toBe('abc')
    expect(fromBase64Url(encode('abcd'), 4)).toBeNull()
  })
})
