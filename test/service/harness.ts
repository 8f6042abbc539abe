// A service over real provider clients and real sandboxes: the wire is the only thing that is faked.

import { silentLogger } from '../../src/observability/logger.ts'
import type { ProviderDefinition } from '../../src/providers/contract.ts'
import { providers } from '../../src/providers/registry.ts'
import type { Sandbox, SandboxOptions } from '../../src/providers/sandbox-server.ts'
import { createSource, type Source } from '../../src/service/linked-accounts.ts'
import { createService, type RequestService } from '../../src/service/service.ts'
import { createTransport } from '../../src/transport/transport.ts'
import { createTestAudit, type TestAudit } from '../audit.ts'

export interface Bench {
  readonly sandboxes: Readonly<Record<string, Sandbox>>
  readonly sources: readonly Source[]
  readonly audit: TestAudit
  /** What one request may do; `accounts` narrows the viewer. */
  request(options?: {
    accounts?: readonly string[]
    viewer?: string
    milliseconds?: number
    signal?: AbortSignal
  }): RequestService
  close(): Promise<void>
}

/**
 * `customers` by provider key; providers that are not named are left out. A test in which a provider hangs says how long
 * an attempt may take; a busy machine needs a good second for an answer that does come.
 */
export async function startBench(
  customers: Readonly<Record<string, number>>,
  { retries = false, attemptMilliseconds = 8_000 } = {},
): Promise<Bench> {
  const transport = createTransport({
    limits: { attemptMilliseconds },
    logger: silentLogger,
    ...(retries ? {} : { retry: { attempts: 1, baseMilliseconds: 0, capMilliseconds: 0 } }),
  })
  const wanted = providers.filter(({ name }) => customers[name.toLowerCase()] !== undefined)
  const started = await Promise.all(
    wanted.map(async (provider) => {
      const key = provider.name.toLowerCase()
      const options: SandboxOptions = { customers: customers[key] ?? 0, settings: { rateLimit: null } as object }
      const sandbox = await provider.startSandbox(options)
      return { key, sandbox, source: connect(provider, sandbox, transport) }
    }),
  )
  const sources = started.map(({ source }) => source)
  const audit = createTestAudit()
  const service = createService({ sources, logger: silentLogger, trail: audit.trail })
  return {
    sandboxes: Object.fromEntries(started.map(({ key, sandbox }) => [key, sandbox])),
    sources,
    audit,
    request: ({ accounts, viewer = 'default', milliseconds = 10_000, signal = new AbortController().signal } = {}) =>
      service.forRequest({
        viewer: { id: viewer, linkedAccounts: accounts ?? sources.map(({ account }) => account.name) },
        deadline: Date.now() + milliseconds,
        signal,
      }),
    close: async () => {
      await transport.close()
      await Promise.all(started.map(({ sandbox }) => sandbox.close()))
    },
  }
}

function connect(
  provider: ProviderDefinition,
  sandbox: Sandbox,
  transport: ReturnType<typeof createTransport>,
): Source {
  const shared = { transport, logger: silentLogger, now: Date.now }
  const credential = provider.credentialSchema.parse(settingsOf(provider, sandbox, 'credential'))
  const settings = provider.accountSchema.parse(settingsOf(provider, sandbox, 'account'))
  const name = provider.name.toLowerCase()
  const facts = provider.describeAccount(credential, settings)
  const account = { provider: provider.name, name, credential: name, isSandbox: true, ...facts }
  const session = provider.createSession({ credential, ...shared })
  return createSource(account, provider, provider.createClient({ account, credential, settings, session, ...shared }))
}

function settingsOf(provider: ProviderDefinition, sandbox: Sandbox, target: 'credential' | 'account'): object {
  const entries = provider.environment
    .filter((variable) => variable.target === target && sandbox.environment[variable.name] !== undefined)
    .map(({ key, name }) => [key, sandbox.environment[name]])
  return Object.fromEntries(entries)
}
