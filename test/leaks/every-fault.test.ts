// Nothing that is secret leaves, whatever a provider does: every fault of the sandboxes against lists, single reads,
// archives and token requests, with the log at its most talkative. What was sent, received and asked for is then looked
// for in every answer and in every line of the log and of the audit log.
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, test } from 'vitest'
import { addSandboxes } from '../../src/config.ts'
import { createGateway, createLogger, type GatewayConfig } from '../../src/index.ts'
import type { ProviderDefinition } from '../../src/providers/contract.ts'
import { providers } from '../../src/providers/registry.ts'
import { type Fault, type FaultOperation, faultDefinition, faultNames } from '../../src/providers/sandbox-faults.ts'
import { headCanary, startTap } from './tap.ts'

const bodyCanary = 'body-canary-9e2f'
const mailCanary = 'mail-canary-51ab@example.com'
/** What the caller says; letters only where a name must be. */
const callerCanary = 'callerCanary77c0'

const operations = ['list', 'get', 'archive', 'token'] as const
const statuses = [400, 401, 403, 404, 409, 422, 429, 500, 503]
const mebibyte = 1_048_576

/** Long enough for a few attempts at something that fails at once. */
const deadlineMilliseconds = 300

const errorBody = {
  error: `refused by ${bodyCanary}`,
  error_code: `${bodyCanary}@example.com`,
  code: `see ${bodyCanary}`,
  message: `The customer ${mailCanary} (${bodyCanary}) …`,
  errors: [{ type: `no ${bodyCanary}`, code: `no ${bodyCanary}`, description: mailCanary }],
  debug: { url: `https://db-7.${bodyCanary}.internal/?token=${bodyCanary}`, stack: `at ${bodyCanary} (server.js:1:1)` },
}

function faultsOf(provider: ProviderDefinition): readonly Fault[] {
  return faultNames.flatMap((name): readonly Fault[] => {
    const definition = faultDefinition(name)
    if (definition.providers?.includes(provider.name.toLowerCase()) === false) return []
    const struck = operations.filter((operation) => definition.operations.includes(operation))
    const variants: readonly Omit<Fault, 'name'>[] =
      'body' in definition.parameters
        ? statuses.map((status) => ({ status, body: errorBody }))
        : 'bytes' in definition.parameters
          ? [{ bytes: 12 * mebibyte }]
          : 'location' in definition.parameters
            ? [{ location: `https://${bodyCanary}.internal/collect?token=${bodyCanary}` }]
            : [{}]
    return struck.flatMap((operation) =>
      variants.map((variant): Fault => ({ name, ...variant, operations: [operation as FaultOperation] })),
    )
  })
}

const sources = `sources { __typename provider ... on SourceFailed { code message isRetryable retryAfterSeconds upstreamStatus upstreamCode upstreamRequestId retryCursor } }`
const userErrors = `userErrors { __typename ... on UserError { message code path }
  ... on SourceUnavailableError { reason upstreamStatus upstreamCode upstreamRequestId }
  ... on ProviderRejectedError { upstreamStatus upstreamCode upstreamRequestId } }`
/** Everything that an answer can have but what is known of customers. */
const documents = {
  told: `query { customers(first: 5) { nodes { id status } isComplete ${sources} } }`,
  untold: `query { customers(first: 5) { nodes { id status archivedAt } } }`,
  one: 'query ($id: ID!) { customer(id: $id) { id status } }',
  archive: `mutation ($input: ArchiveCustomerInput!) { archiveCustomer(input: $input) { outcome clientMutationId ${userErrors} } }`,
}

interface Seen {
  readonly answers: string[]
  readonly log: string[]
  readonly audit: string[]
}

/** Faults are mostly waited for, so that several sandboxes at once save time. */
const lanes = 6

async function replay(
  provider: ProviderDefinition,
  faults: readonly Fault[],
): Promise<Seen & { readonly secrets: readonly string[] }> {
  const sandbox = await provider.startSandbox({ customers: 12, settings: { rateLimit: null } as object })
  const tap = await startTap(sandbox.origin)
  const environment = Object.fromEntries(
    Object.entries(sandbox.environment).map(([name, value]) => [name, value.replace(sandbox.origin, tap.origin)]),
  )
  const config = addSandboxes({ credentials: {}, linkedAccounts: [] }, [{ environment }])
  const seen: Seen = { answers: [], log: [], audit: [] }
  const logger = createLogger({ level: 'trace', destination: { write: (line) => seen.log.push(line) } })
  const id = await readFirstId(config)

  async function tryFault(fault: Fault): Promise<void> {
    const gateway = createGateway({
      ...config,
      logger,
      deadlineMilliseconds,
      auditLogger: { write: (entry) => void seen.audit.push(JSON.stringify(entry)) },
      viewer: () => ({ id: 'tester', linkedAccounts: [provider.name.toLowerCase()] }),
    })
    const server = createServer(gateway.listener).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo

    async function ask(query: string, variables: object): Promise<string> {
      const response = await fetch(`http://127.0.0.1:${port}/graphql?hint=${callerCanary}`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          authorization: `Bearer ${callerCanary}`,
          cookie: `session=${callerCanary}`,
          referer: `https://${callerCanary}.example/`,
        },
        body: JSON.stringify({ query: `# ${callerCanary}\n${query}`, variables, extensions: { hint: callerCanary } }),
      })
      return response.text()
    }
    const strikes = (operation: FaultOperation): boolean => fault.operations?.includes(operation) === true
    const list = async (): Promise<void> => {
      for (const document of [documents.told, documents.untold]) {
        seen.answers.push(await ask(document, { unused: callerCanary }))
      }
    }
    sandbox.control.reset()
    // Reads before the fault give the token that it is about, and make the same operations ones that come again.
    if (!strikes('token')) await list()
    sandbox.control.setFaults(fault)
    const input = { id, clientMutationId: 'm-1', idempotencyKey: callerCanary }
    if (strikes('token') || strikes('list')) await list()
    if (strikes('get')) seen.answers.push(await ask(documents.one, { id }), await ask(documents.untold, {}))
    if (strikes('archive')) seen.answers.push(await ask(documents.archive, { input }))
    server.closeAllConnections()
    server.close()
    await gateway.close()
  }

  try {
    for (const fault of faults) await tryFault(fault)
    const secret = Object.entries(sandbox.environment)
      .filter(([name]) => /SECRET|KEY/.test(name))
      .map(([, value]) => value)
    return {
      ...seen,
      secrets: [...tap.credentials, ...secret, new URL(tap.origin).host, new URL(sandbox.origin).host],
    }
  } finally {
    await tap.close()
    await sandbox.close()
  }
}

/** Of the first customer, who is the same after every reset. */
async function readFirstId(config: GatewayConfig): Promise<string> {
  const gateway = createGateway({ ...config, auditLogger: { write: () => {} } })
  const response = await gateway.handler(
    new Request('http://gateway.test/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: '{ customers(first: 1) { nodes { id } } }' }),
    }),
  )
  await gateway.close()
  const { data } = (await response.json()) as { data: { customers: { nodes: readonly [{ id: string }] } } }
  return data.customers.nodes[0].id
}

const eMail = /[\w.+-]+@[\w-]+\.[a-z]{2,}/i
const stack = /\\n {4}at |node_modules|\/src\/|file:\/\//

describe.concurrent.each(providers.map((provider) => [provider.title, provider] as const))('%s', (_title, provider) => {
  test('leaks nothing under any fault', { timeout: 120_000 }, async () => {
    const faults = faultsOf(provider)
    expect(faults.length).toBeGreaterThan(80)
    const parts = Array.from({ length: lanes }, (_, lane) => faults.filter((_fault, at) => at % lanes === lane))
    const replays = await Promise.all(parts.map((part) => replay(provider, part)))
    for (const { answers, log, audit, secrets } of replays) check(answers, log, audit, secrets)
  })
})

function check(
  answers: readonly string[],
  log: readonly string[],
  audit: readonly string[],
  secrets: readonly string[],
) {
  expect(log.length).toBeGreaterThan(answers.length)
  expect(audit.length).toBeGreaterThan(3)
  expect(secrets.length).toBeGreaterThan(3)
  for (const text of [...answers, ...log, ...audit]) {
    for (const secret of [...secrets, headCanary, bodyCanary, mailCanary, 'Basic ', 'Bearer ']) {
      if (text.includes(secret)) expect(text).not.toContain(secret)
    }
    if (eMail.test(text)) expect(text).not.toMatch(eMail)
    if (stack.test(text)) expect(text).not.toMatch(stack)
  }
  for (const line of [...log, ...audit]) if (line.includes(callerCanary)) expect(line).not.toContain(callerCanary)
}
