// A whole gateway over three real sandboxes: requests in, answers out, log lines kept. Queries come in over HTTP, as most
// do; other requests without a port, so that they can be whatever a test wants.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { addSandboxes } from '../../src/config.ts'
import { createGateway, createLogger, type Gateway, type GatewayOptions } from '../../src/index.ts'
import { providers } from '../../src/providers/registry.ts'
import type { Sandbox } from '../../src/providers/sandbox-server.ts'
import { createTestAudit, type TestAudit } from '../audit.ts'

export interface GraphqlError {
  readonly message: string
  readonly path?: readonly (string | number)[]
  readonly extensions?: Readonly<Record<string, unknown>>
}

// biome-ignore lint/suspicious/noExplicitAny: what a test reads of an answer is what it checks.
export type Data = any

export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly data: Data
  readonly errors: readonly GraphqlError[] | undefined
  readonly extensions: Data
  /** The body as it was sent. */
  readonly text: string
}

export interface Rig {
  readonly gateway: Gateway
  readonly sandboxes: Readonly<Record<'layer' | 'sequence' | 'thred', Sandbox>>
  /** Log lines, parsed. */
  readonly lines: Record<string, unknown>[]
  readonly audit: TestAudit
  /** The log as it was written. */
  log(): string
  query(document: string, variables?: Record<string, unknown>, init?: RequestInit): Promise<Answer>
  send(path: string, init?: RequestInit): Promise<Response>
  /** Everything as at the start: the gateway, too, knows nothing of what its providers did before. */
  reset(): void
  close(): Promise<void>
}

export interface RigOptions extends Partial<Omit<GatewayOptions, 'credentials' | 'linkedAccounts' | 'logger'>> {
  /** Per business. */
  readonly customers?: number
}

export async function startRig({ customers = 30, ...options }: RigOptions = {}): Promise<Rig> {
  const started = await Promise.all(
    providers.map((provider) => provider.startSandbox({ customers, settings: { rateLimit: null } as object })),
  )
  const sandboxes = Object.fromEntries(started.map((sandbox) => [sandbox.provider, sandbox])) as Rig['sandboxes']
  let text = ''
  const lines: Record<string, unknown>[] = []
  const logger = createLogger({
    level: 'trace',
    destination: {
      write: (line) => {
        text += line
        lines.push(JSON.parse(line) as Record<string, unknown>)
      },
    },
  })
  const audit = createTestAudit()
  const startGateway = (): Gateway =>
    createGateway({
      ...addSandboxes({ credentials: {}, linkedAccounts: [] }, started),
      logger,
      auditLogger: audit.auditLogger,
      ...options,
    })
  let gateway = startGateway()
  const outdated: Promise<void>[] = []
  const server = createServer((request, response) => gateway.listener(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const send = (path: string, init?: RequestInit): Promise<Response> =>
    gateway.handler(new Request(`http://gateway.test${path}`, init))
  const post = (init: RequestInit): Promise<Response> => fetch(`${origin}/graphql`, { method: 'POST', ...init })

  return {
    get gateway() {
      return gateway
    },
    sandboxes,
    lines,
    audit,
    log: () => text,
    send,
    query: async (document, variables = {}, init = {}) => {
      const headers = { 'content-type': 'application/json', ...init.headers }
      const body = JSON.stringify({ query: document, variables })
      const response = await post({ body, ...init, headers })
      const text = await response.text()
      const { data, errors, extensions } = JSON.parse(text) as Pick<Answer, 'data' | 'errors' | 'extensions'>
      return { status: response.status, headers: response.headers, data, errors, extensions, text }
    },
    reset: () => {
      outdated.push(gateway.close())
      gateway = startGateway()
      for (const { control } of started) control.reset()
      lines.length = 0
      audit.entries.length = 0
      audit.isFull = false
      text = ''
    },
    close: async () => {
      await Promise.all([gateway.close(), ...outdated])
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await Promise.all(started.map((sandbox) => sandbox.close()))
    },
  }
}
