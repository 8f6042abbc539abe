// A second parse that keeps every digit: what goes out under JSON.stringify is what came in.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createExactReader, joinExactReaders, mayHaveLostDigits, parseExact } from '../../src/domain/exact-json.ts'
import { Failure } from '../../src/domain/failure.ts'

/** JSON in the two ways to write it: with white space between tokens, and without. */
interface Written {
  readonly loose: string
  readonly tight: string
}

const digits = fc.stringMatching(/^[0-9]{1,30}$/)
const numberToken = fc
  .tuple(
    fc.constantFrom('', '-'),
    fc.oneof(fc.constant('0'), fc.stringMatching(/^[1-9][0-9]{0,30}$/)),
    fc.option(digits, { nil: null }),
    fc.option(fc.stringMatching(/^[eE][+-]?[0-9]{1,4}$/), { nil: '' }),
  )
  .map(([sign, whole, fraction, exponent]) => `${sign}${whole}${fraction === null ? '' : `.${fraction}`}${exponent}`)

const space = fc.constantFrom('', ' ', '\n\t')
// Integer-like keys are left out: JavaScript puts them first, and the order of members means nothing in JSON.
const key = fc.oneof(
  fc.constantFrom('__proto__', 'constructor', 'toJSON', 'rawJSON', 'then', ''),
  fc.string({ unit: 'binary' }).filter((text) => !/^\d+$/.test(text)),
)

const { value: anyValue } = fc.letrec<{ value: Written }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc
      .oneof(
        numberToken,
        fc.string({ unit: 'binary' }).map((text) => JSON.stringify(text)),
      )
      .map(token),
    fc.constantFrom('true', 'false', 'null').map(token),
    fc.tuple(fc.array(tie('value'), { maxLength: 4 }), space).map(([members, gap]) => enclose('[]', members, gap)),
    fc
      .tuple(fc.dictionary(key, tie('value'), { maxKeys: 4 }), space)
      .map(([members, gap]) => enclose('{}', Object.entries(members).map(toMember), gap)),
  ),
}))

function token(text: string): Written {
  return { loose: text, tight: text }
}

function toMember([name, { loose, tight }]: [string, Written]): Written {
  return { loose: `${JSON.stringify(name)} : ${loose}`, tight: `${JSON.stringify(name)}:${tight}` }
}

function enclose([open, close]: string, members: readonly Written[], gap: string): Written {
  return {
    loose: `${gap}${open}${members.map(({ loose }) => loose).join(`${gap},${gap}`)}${close}${gap}`,
    tight: `${open}${members.map(({ tight }) => tight).join(',')}${close}`,
  }
}

describe('an exact reader', () => {
  it('gives every part of any JSON back digit by digit', () => {
    fc.assert(
      fc.property(fc.array(anyValue, { maxLength: 3 }), (rows) => {
        const text = `{"items":[${rows.map(({ loose }) => loose).join(',')}]}`
        const json = JSON.parse(text) as { items: unknown[] }
        const exactOf = createExactReader(() => text, json)
        expect(JSON.stringify(exactOf(json))).toBe(`{"items":[${rows.map(({ tight }) => tight).join(',')}]}`)
        for (const [index, row] of json.items.entries()) {
          if (typeof row === 'object' && row !== null) expect(JSON.stringify(exactOf(row))).toBe(rows[index]?.tight)
        }
      }),
      { numRuns: 300 },
    )
  })

  it.each([['12345678901234567890'], ['1.10'], ['1e400'], ['-0'], ['1E-7'], ['0.30000000000000000000000001']])(
    'keeps %s, which a JavaScript number does not',
    (written) => {
      expect(JSON.stringify(JSON.parse(written))).not.toBe(written)
      expect(JSON.stringify(parseExact(written))).toBe(written)
    },
  )

  it('takes a member called __proto__ for what it is', () => {
    const text = '{"__proto__":{"isAdmin":1.0},"a":{"__proto__":[2.50]}}'
    const json: object = JSON.parse(text)
    const exact = createExactReader(() => text, json)(json) as object
    expect(JSON.stringify(exact)).toBe(text)
    expect(Object.getPrototypeOf(exact)).toBe(Object.prototype)
    expect('isAdmin' in exact).toBe(false)
  })

  it('has the last of members of one name, as the first parse has', () => {
    const text = '{"a":1.10,"2":2.0,"a":[3.30],"1":1.0}'
    const json: object = JSON.parse(text)
    expect(JSON.stringify(createExactReader(() => text, json)(json))).toBe('{"1":1.0,"2":2.0,"a":[3.30]}')
  })

  it('parses once, and only when it is asked', () => {
    let reads = 0
    const json = { items: [{ amount: 1.1 }, { amount: 2.2 }] }
    const text = '{"items":[{"amount":1.10},{"amount":2.20}]}'
    const watched = new Proxy(json, {
      ownKeys: (target) => {
        reads += 1
        return Reflect.ownKeys(target)
      },
    })
    const exactOf = createExactReader(() => text, watched)
    expect(reads).toBe(0)
    expect(json.items.map((row) => JSON.stringify(exactOf(row)))).toEqual(['{"amount":1.10}', '{"amount":2.20}'])
    expect(exactOf(json.items[0] as object)).toBe(exactOf(json.items[0] as object))
    expect(reads).toBe(1)
  })

  it('knows nothing of what is not part of the answer', () => {
    expect(createExactReader(() => '{"a":1}', { a: 1 })({ a: 1 })).toBeUndefined()
  })

  it('fails with a Failure, and without the text, when the nesting is beyond measure', () => {
    const text = `${'['.repeat(200_000)}${']'.repeat(200_000)}`
    const json: object = JSON.parse(text)
    const exactOf = createExactReader(() => text, json)
    for (const attempt of [1, 2]) {
      const failure = thrownBy(() => exactOf(json))
      expect([attempt, failure]).toEqual([attempt, expect.any(Failure)])
      expect([(failure as Failure).code, (failure as Failure).cause]).toEqual(['BAD_RESPONSE', undefined])
    }
  })
})

describe('joined exact readers', () => {
  it('find a part in whichever answer it is', () => {
    const texts = ['[{"a":1.0}]', '[{"a":2.0}]']
    const answers = texts.map((text) => ({ text, json: JSON.parse(text) as object[] }))
    const exactOf = joinExactReaders(answers.map(({ text, json }) => createExactReader(() => text, json)))
    expect(answers.map(({ json }) => JSON.stringify(exactOf(json[0] as object)))).toEqual(['{"a":1.0}', '{"a":2.0}'])
    expect(exactOf({})).toBeUndefined()
  })
})

describe('mayHaveLostDigits', () => {
  it.each([
    [true, '1.10'],
    [true, '{"a":[{"b":9007199254740993}]}'],
    [true, '[1e400]'],
    [false, '{"a":[1,"1.10",null,true,-9007199254740991]}'],
    [false, '"text"'],
    [false, 'null'],
  ])('is %s of %s', (expected, text) => {
    expect(mayHaveLostDigits(JSON.parse(text))).toBe(expected)
  })
})

function thrownBy(work: () => unknown): unknown {
  try {
    work()
  } catch (error) {
    return error
  }
  throw new Error('Nothing was thrown.')
}
