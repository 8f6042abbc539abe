// Text of callers in an upstream path: whatever it is, it stays one part, in its place, and reads back as it was.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Failure } from '../../src/domain/failure.ts'
import { createUrlBuilder, encodePathPart } from '../../src/providers/upstream-url.ts'

const base = 'https://provider.example/api'

function urlOf(text: string): URL {
  const { href } = createUrlBuilder(base, ['customers'])(['by-alias', encodePathPart(text)])
  return new URL(href)
}

/** What a server's router sees behind the fixed words. */
function partsBehind(url: URL): string[] {
  expect(url.pathname.startsWith('/api/customers/by-alias/')).toBe(true)
  return url.pathname.slice('/api/customers/by-alias/'.length).split('/')
}

describe('text as one part of a path', () => {
  test.each([
    'crm-7781',
    'a/b',
    '/',
    '../secret',
    '..%2Fsecret',
    '%2e%2e',
    '%2E',
    '%',
    '100%',
    'a?b=c',
    'a#b',
    'a\\..\\b',
    'erp:7',
    'with space',
    'tab\tand\nline',
    '...',
    '. ',
    'Žluťoučký kůň',
    '客户-１',
    '🏢',
    '\u0000',
    "!'()*~",
  ])('%j stays in its place and reads back', (text) => {
    const url = urlOf(text)
    expect(url.origin).toBe('https://provider.example')
    expect(url.search + url.hash).toBe('')
    const parts = partsBehind(url)
    expect(parts).toHaveLength(1)
    expect(decodeURIComponent(parts[0] ?? '')).toBe(text)
  })

  test('any other text too', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 200, unit: 'binary' }), (text) => {
        fc.pre(text !== '.' && text !== '..')
        const url = urlOf(text)
        expect(partsBehind(url).map(decodeURIComponent)).toEqual([text])
        expect(url.search + url.hash).toBe('')
      }),
    )
  })

  test.each(['', '.', '..', '\ud800', 'a'.repeat(1_025)])('%j is refused before anything is sent', (text) => {
    expect(() => urlOf(text)).toThrow(Failure)
    expect(() => urlOf(text)).toThrow(expect.objectContaining({ code: 'INVALID', details: { wasSent: false } }))
  })
})

test('a part that was not encoded is still checked as an id', () => {
  for (const part of ['a/b', '..', '%2e', '', 'a?b']) {
    expect(() => createUrlBuilder(base, ['customers'])([part])).toThrow(Failure)
    expect(() => createUrlBuilder(base, [part])).toThrow(Failure)
  }
})

describe('a URL that is built', () => {
  const build = createUrlBuilder('https://provider.example:8443/api//', ['customers'], { hasTrailingSlash: true })

  test('has base, parts and query in their places, and leaves out what is null', () => {
    expect(build(['one'], { limit: 100, cursor: null, includeArchived: true, name: 'a b&c=ü' })).toEqual({
      href: 'https://provider.example:8443/api/customers/one/?limit=100&includeArchived=true&name=a+b%26c%3D%C3%BC',
      origin: 'https://provider.example:8443',
      pathname: '/api/customers/one/',
      search: '?limit=100&includeArchived=true&name=a+b%26c%3D%C3%BC',
    })
    expect(build().href).toBe('https://provider.example:8443/api/customers/')
    expect(createUrlBuilder('https://provider.example', ['v1'])([], { cursor: null }).href).toBe(
      'https://provider.example/v1',
    )
  })

  test('is just what the standard would make of it, for any text and any value', () => {
    const texts = fc.string({ minLength: 1, maxLength: 40, unit: 'binary' })
    fc.assert(
      fc.property(texts, fc.string({ unit: 'binary' }), fc.oneof(fc.integer(), fc.boolean()), (text, value, other) => {
        fc.pre(text !== '.' && text !== '..')
        const { href, origin, pathname, search } = build([encodePathPart(text)], { value, other })
        const url = new URL(href)
        expect({ href, origin, pathname, search }).toEqual({
          href: url.href,
          origin: url.origin,
          pathname: url.pathname,
          search: url.search,
        })
        expect([...url.searchParams]).toEqual([
          ['value', value.toWellFormed()],
          ['other', String(other)],
        ])
      }),
    )
  })
})
