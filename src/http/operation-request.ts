// Reads what a caller asks for out of a body or a query string: the parameters of GraphQL over HTTP, of the right kind and
// not too deep, or a refusal that says what is wrong with them.
import { documentLimits, isNestedTooDeep } from './document-limits.ts'
import type { Refusal } from './json-answer.ts'

type Json = Readonly<Record<string, unknown>>

export interface OperationRequest {
  /** The document; none where the request names a stored operation. */
  readonly query?: string
  readonly operationName?: string
  readonly variables?: Json
  readonly extensions?: Json
  /** Names a stored operation. */
  readonly documentId?: string
}

const kinds = {
  query: 'a string',
  operationName: 'a string',
  documentId: 'a string',
  variables: 'an object',
  extensions: 'an object',
} as const

type Parameter = keyof typeof kinds

/** From the text of a JSON body. */
export function readOperationBody(text: string): OperationRequest | Refusal {
  const body = parseJson(text)
  if (body === undefined) return refuse('The body is no JSON.')
  if (Array.isArray(body)) return refuse('Operations are taken one by one, not in batches.')
  if (!isObject(body)) return refuse('The body must be a JSON object with `query`.')
  return readParameters(body)
}

/** From what follows the `?` of a URL. */
export function readOperationQuery(search: string): OperationRequest | Refusal {
  const given: Record<string, unknown> = {}
  for (const [name, text] of new URLSearchParams(search)) {
    if (!isParameter(name)) continue
    if (Object.hasOwn(given, name)) return refuse(`\`${name}\` is in the URL twice.`)
    if (text === '') continue
    given[name] = kinds[name] === 'an object' ? parseJson(text) : text
    if (given[name] === undefined) return refuse(`\`${name}\` in the URL is no JSON.`)
  }
  return readParameters(given)
}

export function isRefusal(read: OperationRequest | Refusal): read is Refusal {
  return 'status' in read
}

function readParameters(given: Json): OperationRequest | Refusal {
  const read: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(given)) {
    if (value === null) continue
    if (!isParameter(name)) return refuse('The request has a parameter that GraphQL over HTTP does not know.')
    const kind = kinds[name]
    if (kind === 'a string' ? typeof value !== 'string' : !isObject(value))
      return refuse(`\`${name}\` must be ${kind}.`)
    // The parameter itself is one level.
    if (isNestedTooDeep(value, documentLimits.valueDepth + 1)) {
      return {
        status: 400,
        code: 'DOCUMENT_LIMIT_EXCEEDED',
        message: `\`${name}\` nests lists and objects deeper than is allowed: levels (${documentLimits.valueDepth}).`,
      }
    }
    read[name] = value
  }
  return read
}

/** `undefined` for what is none. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isParameter(name: string): name is Parameter {
  return Object.hasOwn(kinds, name)
}

function refuse(message: string): Refusal {
  return { status: 400, code: 'BAD_REQUEST', message }
}
