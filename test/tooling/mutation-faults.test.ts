// The faults that are planted to try the tests: where they are found, and that each of them is a program.
import { expect, test } from 'vitest'
import { findFaults, plantFault } from '../../scripts/mutation-faults.ts'

const variants = (source: string): string[] => findFaults(source).map((fault) => plantFault(source, fault))

test('conditions hold always or never, and bounds move by one', () => {
  expect(variants('if (a < 3) go()')).toEqual([
    'if (true) go()',
    'if (false) go()',
    'if ((a <= 3)) go()',
    'if (a < 4) go()',
    'if (a < 3) ;',
  ])
})

test('each side of an "and", an "or" or a fallback is left out', () => {
  expect(variants('x = a && b').slice(1)).toEqual(['x = a', 'x = b', 'x = (a || b)'])
  expect(variants('x = a ?? b').slice(1)).toEqual(['x = a', 'x = b'])
})

test('statements, returns and throws are left out, calls confused, constants and patterns changed', () => {
  expect(variants('function f() { return }')).toEqual(['function f() { ; }'])
  expect(variants('throw new Error(true)')).toEqual([';', 'throw new Error(false)'])
  expect(variants('const a = Math.min(b.trim(), 60)')).toEqual([
    'const a = Math.max(b.trim(), 60)',
    'const a = Math.min(b, 60)',
    'const a = Math.min(b.trim(), 120)',
  ])
  expect(variants("const a = [/^a$/, 'b']")).toEqual([
    'const a = []',
    "const a = [/a$/, 'b']",
    "const a = [/^a/, 'b']",
    "const a = [/^a$/, '']",
  ])
})

test('types, imports, names, texts for people and log lines are left alone', () => {
  expect(variants("import { a } from 'a'")).toEqual([])
  expect(variants("type A = 'a' | 3; let b: 'c' = d as 4")).toEqual([])
  expect(variants("const a = { 'b': c, 3: d }")).toEqual([])
  expect(variants("const a = 'two words'")).toEqual([])
  expect(variants("logger.warn({ a: 1 }, 'b')")).toEqual([])
})

test('what would be no program is not planted', () => {
  expect(variants('x = (a ?? b) && c')).toEqual([';', 'x = a ?? b', 'x = c', 'x = (a) && c', 'x = (b) && c'])
})
