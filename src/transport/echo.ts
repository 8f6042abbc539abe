// A provider, or a proxy before it, may repeat the credential of a request where a code or a request id belongs. Both
// are told to callers and to the log, so what repeats a credential is dropped before anything reads it.
import type { ReadErrorCode } from './answer.ts'
import type { ExchangeAnswer } from './exchange.ts'

/** Shorter ones could stand in any word by chance. */
const shortest = 6
const shortestPart = 12

/** Whether a text holds the token of an Authorization header, or the password of a Basic one. */
export function createEchoCheck(authorization: string): (text: string) => boolean {
  // Most answers have nothing to check.
  let secrets: readonly string[] | null = null
  return (text) => {
    secrets ??= secretsOf(authorization)
    return secrets.some((secret) => text.includes(secret) || (text.length >= shortestPart && secret.includes(text)))
  }
}

function secretsOf(authorization: string): readonly string[] {
  const [scheme, sent = ''] = authorization.split(' ')
  const pair = scheme === 'Basic' ? Buffer.from(sent, 'base64').toString('utf8') : ''
  return [sent, pair.slice(pair.indexOf(':') + 1)].filter(({ length }) => length >= shortest)
}

export function withoutEchoes(
  answer: ExchangeAnswer,
  names: readonly string[],
  echoes: (text: string) => boolean,
): ExchangeAnswer {
  const repeated = names.filter((name) => answer.headers[name] !== undefined && echoes(String(answer.headers[name])))
  if (repeated.length === 0) return answer
  const headers = Object.entries(answer.headers).filter(([name]) => !repeated.includes(name))
  const { status, body, receivedAt } = answer
  return { status, headers: Object.fromEntries(headers), body, receivedAt }
}

export function readUnlessEcho(readErrorCode: ReadErrorCode, echoes: (text: string) => boolean): ReadErrorCode {
  return (body) => {
    const code = readErrorCode(body)
    return code !== null && echoes(code) ? null : code
  }
}
