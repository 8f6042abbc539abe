// What the documentation says is held against the code: links, codes with their statuses, operations, scripts, variables.
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildSchema, type GraphQLEnumType, type GraphQLUnionType, parse, validate } from 'graphql'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { errorCodes } from '../../src/http/error-exit.ts'
import { createGateway, type Gateway } from '../../src/index.ts'
import { providers } from '../../src/providers/registry.ts'
import { sourceErrorCodes } from '../../src/service/source-report.ts'
import { type Rig, startRig } from '../gateway/rig.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const schema = buildSchema(readFileSync(join(root, 'schema.graphql'), 'utf8'))
const pages = [
  ...['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'bench/README.md', 'examples/web/README.md'],
  ...readdirSync(join(root, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
]
const read = (page: string): string => readFileSync(join(root, page), 'utf8')

describe.each(pages)('%s', (page) => {
  const text = read(page)
  const prose = text.replaceAll(/^```[\s\S]*?^```/gm, '')

  test('links to what is there', () => {
    const targets = [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => String(target))
    const broken = targets.filter((target) => !/^https?:/.test(target) && !isThere(page, target))
    expect(broken).toEqual([])
  })

  test('shows operations that fit the schema', () => {
    const blocks = [...text.matchAll(/```graphql\n([\s\S]*?)```/g)].map(([, block]) => String(block))
    const operations = blocks.filter((block) => /^(\{|query|mutation|fragment)/m.test(block))
    expect(operations.flatMap((operation) => validate(schema, parse(operation))).map(({ message }) => message)).toEqual(
      [],
    )
  })

  test('names only scripts and variables that exist', () => {
    const { scripts } = JSON.parse(read('package.json'))
    const named = [...text.matchAll(/npm run (?:-s |--silent )?([a-z][\w:-]*)/g)].map(([, name]) => String(name))
    // Pages of examples have scripts of their own.
    const own = page.startsWith('examples/') ? JSON.parse(read(join(dirname(page), 'package.json'))).scripts : {}
    for (const name of named) expect({ ...scripts, ...own }).toHaveProperty([name])
    const known = [...read('.env.example').matchAll(/^#? ?([A-Z][A-Z_]+)=/gm)].map(([, name]) => String(name))
    const prefixes = new Set(providers.map(({ name }) => name))
    const variables = [...prose.matchAll(/`([A-Z]+_[A-Z_]+)`/g)].map(([, name]) => String(name))
    const misnamed = variables.filter((name) => prefixes.has(name.split('_')[0] ?? '') && !known.includes(name))
    expect(misnamed).toEqual([])
  })
})

test('the index of the documentation names every page', () => {
  const index = read('docs/README.md')
  const missing = pages.filter((page) => page.startsWith('docs/') && page !== 'docs/README.md')
  expect(missing.filter((page) => !index.includes(`](${relative('docs', page)})`))).toEqual([])
})

/** Rows of the tables under a heading, cell by cell. */
function rowsUnder(page: string, heading: string): readonly (readonly string[])[] {
  const section = read(page).split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? ''
  const lines = section.split('\n').filter((line) => line.startsWith('| `'))
  return lines.map((line) =>
    line
      .slice(1, -1)
      .split(' | ')
      .map((cell) => cell.trim()),
  )
}

const codeOf = ([cell]: readonly string[]): string => /`([A-Z_]+)`/.exec(cell ?? '')?.[1] ?? ''

describe('docs/errors.md', () => {
  test('has every code, and no other', () => {
    const headings = ['The request itself', 'A linked account', 'The gateway']
    const documented = headings.flatMap((heading) => rowsUnder('docs/errors.md', heading).map(codeOf))
    expect([...new Set(documented)].toSorted()).toEqual([...new Set<string>([...errorCodes, 'NOT_FOUND'])].toSorted())
  })

  test('has every code of a linked account, and whether it is retryable', () => {
    const rows = rowsUnder('docs/errors.md', 'A linked account')
    expect(rows.map(codeOf).toSorted()).toEqual([...sourceErrorCodes].toSorted())
  })
})

describe('docs/archiving.md', () => {
  test('has every outcome and every error of a change', () => {
    const text = read('docs/archiving.md')
    const outcomes = (schema.getType('ArchiveOutcome') as GraphQLEnumType).getValues().map(({ name }) => name)
    const errors = (schema.getType('ArchiveCustomerUserError') as GraphQLUnionType).getTypes().map(({ name }) => name)
    expect([...outcomes, ...errors].filter((name) => !text.includes(`\`${name}\``))).toEqual([])
  })
})

describe('docs/errors.md tells the status of', () => {
  let rig: Rig
  let production: Gateway
  let cautious: Gateway
  let stored: Gateway
  beforeAll(async () => {
    rig = await startRig({ customers: 3 })
    const sandbox = {
      credentials: {
        sequence: { provider: 'sequence', clientId: 'id', clientSecret: 'secret', environment: 'sandbox' },
      },
      linkedAccounts: [{ name: 'sequence', credential: 'sequence' }],
    }
    production = createGateway({ ...sandbox, mode: 'production', viewer: () => null })
    cautious = createGateway({ ...sandbox, mode: 'production', callerCostPerMinute: 1 })
    stored = createGateway({ ...sandbox, persistedOnly: true })
  })
  afterAll(async () => {
    await Promise.all([rig?.close(), production?.close(), cautious?.close(), stored?.close()])
  })

  const accept = 'application/graphql-response+json'
  const json = { 'content-type': 'application/json', accept }
  const post = (body: unknown, headers: Record<string, string> = json): RequestInit => ({
    method: 'POST',
    headers,
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
  const query = (text: string): RequestInit => post({ query: text })
  const to = (gateway: Gateway, init: RequestInit, search = ''): Promise<Response> =>
    gateway.handler(new Request(`http://gateway.test/graphql${search}`, init))

  const provoke: Readonly<Record<string, () => Promise<Response>>> = {
    UNAUTHENTICATED: () => to(production, query('{ __typename }')),
    BAD_USER_INPUT: () => rig.send('/graphql', query('{ customers(first: 0) { isComplete } }')),
    BAD_REQUEST: () => rig.send('/graphql', post('[{"query":"{ __typename }"}]')),
    GRAPHQL_PARSE_FAILED: () => rig.send('/graphql', query('{')),
    GRAPHQL_VALIDATION_FAILED: () => rig.send('/graphql', query('{ nothing }')),
    OPERATION_RESOLUTION_FAILURE: () =>
      rig.send('/graphql', post({ query: 'query A { __typename } query B { __typename }', operationName: 'C' })),
    DOCUMENT_LIMIT_EXCEEDED: () =>
      rig.send('/graphql', query(`{ ${Array.from({ length: 40 }, (_, index) => `a${index}: __typename`).join(' ')} }`)),
    COST_LIMIT_EXCEEDED: () =>
      rig.send('/graphql', query('{ customers(first: 500) { nodes { counterparts { matchedOn } } } }')),
    RATE_LIMITED: () => to(cautious, query('{ customers(first: 500) { nodes { email } } }')),
    PREFLIGHT_HEADER_REQUIRED: () =>
      to(cautious, { method: 'GET', headers: { accept } }, `?query=${encodeURIComponent('{ __typename }')}`),
    PERSISTED_QUERY_NOT_FOUND: () => rig.send('/graphql', post({ documentId: 'nobody' })),
    PERSISTED_QUERY_ONLY: () => to(stored, query('{ __typename }')),
    METHOD_NOT_ALLOWED: () => rig.send('/graphql', { method: 'PUT', headers: json, body: '{}' }),
    UNSUPPORTED_MEDIA_TYPE: () => rig.send('/graphql', post('query={__typename}', { 'content-type': 'text/plain' })),
    REQUEST_ENTITY_TOO_LARGE: () => rig.send('/graphql', query(`{ __typename } # ${'x'.repeat(1_100_000)}`)),
    NOT_FOUND: () => rig.send('/elsewhere', query('{ __typename }')),
  }

  // A scope is tried where scopes are, and keys that cannot be read where tokens are.
  const elsewhere = ['FORBIDDEN', 'UNAVAILABLE']
  test('GRAPHQL_VALIDATION_FAILED also for variables that do not fit the operation', async () => {
    const text = 'query ($first: Int!) { customers(first: $first) { isComplete } }'
    for (const variables of [{}, { first: 'ten' }]) {
      const response = await rig.send('/graphql', post({ query: text, variables }))
      const { errors } = (await response.json()) as { errors: { extensions?: { code: string } }[] }
      expect([errors[0]?.extensions?.code, response.status]).toEqual(['GRAPHQL_VALIDATION_FAILED', 400])
    }
  })

  const rows = rowsUnder('docs/errors.md', 'The request itself').filter((row) => !elsewhere.includes(codeOf(row)))

  test.each(rows.map((row) => [codeOf(row), row[1]] as const))('%s', async (code, status) => {
    const response = await (provoke[code] ?? (() => Promise.reject(new Error('Nothing provokes this code.'))))()
    const { errors } = (await response.json()) as { errors: { extensions: { code: string } }[] }
    expect([errors[0]?.extensions.code, String(response.status)]).toEqual([code, status])
  })
})

function isThere(page: string, target: string): boolean {
  const [path = '', anchor] = target.split('#')
  const file = path === '' ? join(root, page) : resolve(root, dirname(page), path)
  try {
    if (anchor === undefined) return readdirSync(dirname(file)).includes(file.split('/').at(-1) ?? '')
    const headings = [...readFileSync(file, 'utf8').matchAll(/^#+ (.*)$/gm)].map(([, heading]) =>
      anchorOf(String(heading)),
    )
    return headings.includes(anchor)
  } catch {
    return false
  }
}

/** As GitHub makes it. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(' ', '-')
}
