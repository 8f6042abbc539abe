// Builds the real client of any provider of the registry, over a sandbox or over a server that a test composed, from
// nothing but environment variables: what the tests of all providers share.
import { inspect } from 'node:util'
import { expect } from 'vitest'
import { type Call, createCall } from '../../src/domain/call.ts'
import {
  type CustomerField,
  type CustomerFields,
  type CustomerRecord,
  type NotCarried,
  readField,
} from '../../src/domain/customer.ts'
import { Failure } from '../../src/domain/failure.ts'
import type { LinkedAccount } from '../../src/domain/linked-account.ts'
import type { CustomerPage } from '../../src/domain/page.ts'
import type { LogFacts, Logger } from '../../src/observability/logger.ts'
import type { ProviderClient, ProviderDefinition } from '../../src/providers/contract.ts'
import type { RetryPolicy } from '../../src/transport/retry.ts'
import { createTransport, type Transport, type TransportLimits } from '../../src/transport/transport.ts'

export interface LogLine {
  readonly level: keyof Logger
  readonly facts: LogFacts
  readonly message: string
}

export interface Connection {
  readonly client: ProviderClient
  readonly account: LinkedAccount
  readonly transport: Transport
  readonly lines: readonly LogLine[]
  close(): Promise<void>
}

export interface ConnectOptions {
  readonly limits?: Partial<TransportLimits>
  readonly retry?: RetryPolicy
  readonly now?: () => number
}

/** A client as the gateway would build it from these variables; retries do not wait. */
export function connect(
  definition: ProviderDefinition,
  variables: Readonly<Record<string, string>>,
  options: ConnectOptions = {},
): Connection {
  const { credential, settings } = readVariables(definition, variables)
  const lines: LogLine[] = []
  const logger = recordingLogger(lines)
  const now = options.now ?? Date.now
  const transport = createTransport({
    logger,
    random: () => 0,
    ...(options.limits === undefined ? {} : { limits: options.limits }),
    ...(options.retry === undefined ? {} : { retry: options.retry }),
  })
  const account: LinkedAccount = {
    provider: definition.name,
    name: 'main',
    credential: 'main',
    isSandbox: true,
    ...definition.describeAccount(credential, settings),
  }
  const session = definition.createSession({ credential, transport, logger, now })
  const client = definition.createClient({ account, credential, settings, session, transport, logger, now })
  return { client, account, transport, lines, close: () => transport.close() }
}

/** The two halves of a configuration, parsed by the provider's own schemas. */
export function readVariables(
  definition: ProviderDefinition,
  variables: Readonly<Record<string, string>>,
): { credential: unknown; settings: unknown } {
  const halves = { credential: {} as Record<string, string>, account: {} as Record<string, string> }
  for (const { name, target, key } of definition.environment) {
    const value = variables[name]
    if (value !== undefined) halves[target][key] = value
  }
  return {
    credential: definition.credentialSchema.parse(halves.credential),
    settings: definition.accountSchema.parse(halves.account),
  }
}

export function recordingLogger(lines: LogLine[]): Logger {
  const at =
    (level: keyof Logger) =>
    (facts: LogFacts, message: string): void =>
      void lines.push({ level, facts, message })
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }
}

/** Time for one piece of upstream work; ample unless told. */
export function call(milliseconds = 10_000, signal?: AbortSignal): Call {
  return createCall(Date.now() + milliseconds, signal)
}

export interface Walk {
  readonly pages: readonly CustomerPage[]
  readonly records: readonly CustomerRecord[]
  readonly ids: readonly string[]
}

/** Page after page until the provider says that there are no more. A walk past `ceiling` pages is a failure. */
export async function walk(
  client: ProviderClient,
  query: { readonly size: number; readonly includeArchived?: boolean },
  options: { readonly ceiling?: number; readonly between?: (pagesRead: number) => void | Promise<void> } = {},
): Promise<Walk> {
  const pages: CustomerPage[] = []
  let page: string | null = null
  do {
    if (pages.length === (options.ceiling ?? 400)) throw new Error('The walk does not end.')
    if (pages.length > 0) await options.between?.(pages.length)
    const read: CustomerPage = await client.listPage(
      { page, size: query.size, includeArchived: query.includeArchived ?? false },
      call(),
    )
    pages.push(read)
    page = read.next
  } while (page !== null)
  const records = pages.flatMap(({ rows }) => rows)
  return { pages, records, ids: records.map(({ facts }) => facts.nativeId) }
}

/** The first id of the list. */
export async function firstId(client: ProviderClient): Promise<string> {
  const { rows } = await client.listPage({ page: null, size: 1, includeArchived: false }, call())
  const [first] = rows
  if (first === undefined) throw new Error('The list is empty.')
  return first.facts.nativeId
}

export function field<Field extends CustomerField>(
  record: CustomerRecord | undefined,
  name: Field,
): CustomerFields[Field] | NotCarried {
  if (record === undefined) throw new Error('There is no such record.')
  return readField(record, name)
}

/** What the work failed with; a success is an error of the test. */
export async function failureOf(work: unknown): Promise<Failure> {
  try {
    await work
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(Failure)
    return thrown as Failure
  }
  throw new Error('The work succeeded.')
}

/** Everything that a careless log or report could print of a failure and of the log so far. */
export function everythingPrintable(failure: Failure, lines: readonly LogLine[] = []): string {
  const { message, details, stack, cause } = failure
  return inspect([failure, { message, details, stack, cause }, lines], {
    depth: 20,
    showHidden: true,
    maxStringLength: null,
  })
}
