// Providers that are asked for the same list again mostly say the same again, byte for byte. Comparing bytes takes a small
// part of the time that parsing them takes. Every request is made all the same, and passes every check: what is kept is
// not an answer, but what an answer with just these bytes means.

export interface UnchangedAnswers<Meaning> {
  /**
   * `scope`: what the request is authorized with. `read` gives the same for the same bytes, and nobody changes it; it is
   * told whether what it gives is kept.
   */
  read(scope: object, key: string, answer: AnswerBody, read: (body: Buffer, isKept: boolean) => Meaning): Meaning
}

export interface AnswerBody {
  /** Put together when it is asked for, where there are `parts`. */
  readonly body: Buffer
  readonly parts?: readonly Buffer[]
}

interface Kept<Meaning> {
  body: Buffer
  /** Null until the same bytes have come twice: what changes all the time is not worth keeping. */
  meaning: { readonly is: Meaning } | null
}

/** Bytes of bodies, over all linked accounts; what they mean takes up to some times as much. Above that all are forgotten. */
const keptBytes = 16 * 1024 * 1024
/** Customers' data is forgotten when nobody has asked for any for so long. */
const forgetMilliseconds = 60_000

export function createUnchangedAnswers<Meaning>(): UnchangedAnswers<Meaning> {
  const kept = new Map<string, Kept<Meaning>>()
  let bytes = 0
  const scopes = new WeakMap<object, number>()
  let scopesSoFar = 0
  const forget = (): void => {
    kept.clear()
    bytes = 0
  }
  let timer: NodeJS.Timeout | null = null

  /** A name for the scope, never used for another one. */
  function nameOf(scope: object): number {
    const known = scopes.get(scope)
    if (known !== undefined) return known
    scopesSoFar += 1
    scopes.set(scope, scopesSoFar)
    return scopesSoFar
  }

  return {
    read: (scope, key, answer, read) => {
      timer = timer?.refresh() ?? setTimeout(forget, forgetMilliseconds).unref()
      const name = `${nameOf(scope)} ${key}`
      const before = kept.get(name)
      if (before !== undefined && isSame(before.body, answer)) {
        before.meaning ??= { is: read(before.body, true) }
        return before.meaning.is
      }
      const { body } = answer
      bytes += body.length - (before?.body.length ?? -name.length)
      if (bytes > keptBytes) forget()
      else if (before === undefined) kept.set(name, { body, meaning: null })
      // In its place: what comes and goes in a map for each answer outlives its time there.
      else Object.assign(before, { body, meaning: null })
      return read(body, false)
    },
  }
}

/** How many bytes the body has. */
export function bytesOf(answer: AnswerBody): number {
  return answer.parts?.reduce((sum, { length }) => sum + length, 0) ?? answer.body.length
}

function isSame(body: Buffer, answer: AnswerBody): boolean {
  if (bytesOf(answer) !== body.length) return false
  let at = 0
  return (answer.parts ?? [answer.body]).every((part) => {
    at += part.length
    return body.compare(part, 0, part.length, at - part.length, at) === 0
  })
}
