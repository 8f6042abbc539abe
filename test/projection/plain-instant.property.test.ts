// What is an instant by its bytes is one.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isInstant } from '../../src/domain/wire-values.ts'
import { isPlainInstant } from '../../src/projection/plain-instant.ts'
import { placed } from './lists.ts'
import { instant, usualInstant } from './wire-values.ts'

function isPlain(text: string): boolean {
  const bytes = placed(`"2026-01-01T00:00:00Z${text}.000Z"`)
  return isPlainInstant(bytes, 21, bytes.length - 6)
}

test('only instants are plain ones, and not what is nearly one', () => {
  const change = fc.record({
    at: fc.nat(30),
    removed: fc.nat(1),
    added: fc.oneof(fc.constantFrom(...'09:.-TZ/;+ é', ''), fc.string({ unit: 'binary', maxLength: 2 })),
  })
  fc.assert(
    fc.property(fc.oneof(instant, usualInstant), fc.array(change, { maxLength: 2 }), (text, changes) => {
      const changed = changes.reduce(
        (sofar, { at, removed, added }) => sofar.slice(0, at) + added + sofar.slice(at + removed),
        text,
      )
      if (isPlain(changed)) expect(isInstant(changed)).toBe(true)
    }),
    { numRuns: 20_000 },
  )
})

test('each part of a plain one has its limits', () => {
  const at = (text: string, from: number, part: string) => text.slice(0, from) + part + text.slice(from + part.length)
  for (const [from, length] of [
    [0, 4],
    [5, 2],
    [8, 2],
    [11, 2],
    [14, 2],
    [17, 2],
  ] as const) {
    for (let number = 0; number < 100; number += 1) {
      const text = at('2026-10-10T10:10:10.5Z', from, String(number).padStart(length, '0'))
      if (isPlain(text)) expect(isInstant(text)).toBe(true)
      else expect(isInstant(text) && !text.startsWith('29', 8) && !text.startsWith('3', 8)).toBe(false)
    }
  }
})

test('ordinary instants are plain', () => {
  fc.assert(
    fc.property(usualInstant, fc.constantFrom('', '.1', '.123456', '.123456789'), (text, fraction) => {
      const day = text.slice(8, 10) > '28' ? '28' : text.slice(8, 10)
      expect(isPlain(`${text.slice(0, 8)}${day}${text.slice(10, 19)}${fraction}Z`)).toBe(true)
    }),
  )
})
