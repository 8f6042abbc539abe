// Thred's real client, over the sandbox or over a server that a test composed: what the tests of Thred share.
import type { Sandbox } from '../../src/providers/sandbox-server.ts'
import { thred } from '../../src/providers/thred/provider.ts'
import { startSandbox, type ThredSandboxSettings } from '../../src/providers/thred/sandbox.ts'
import { type Answerer, startWireServer, type WireServer } from '../wire-server.ts'
import { type Connection, type ConnectOptions, connect } from './harness.ts'

export const open: { close(): Promise<void> }[] = []
/** For `afterEach`: ends all that a test has started. */
export async function closeAll(): Promise<void> {
  await Promise.all(open.splice(0).map((one) => one.close()))
}

export async function over(
  settings: Partial<ThredSandboxSettings> = {},
  {
    customers = 30,
    variables = {},
    ...options
  }: ConnectOptions & { customers?: number; variables?: Record<string, string> } = {},
): Promise<Connection & { sandbox: Sandbox<ThredSandboxSettings> }> {
  const now = options.now === undefined ? {} : { now: options.now }
  const sandbox = await startSandbox({ customers, settings, ...now })
  const connection = connect(thred, { ...sandbox.environment, ...variables }, options)
  open.push(sandbox, connection)
  return { ...connection, sandbox }
}

export const business = 'business-1'

/** A server that grants any token and answers everything else as it is told. */
export async function composed(
  answer: Answerer,
  variables: Record<string, string> = {},
): Promise<Connection & { server: WireServer }> {
  const server = await startWireServer((request, response) =>
    request.target.endsWith('/oauth2/token/')
      ? {
          body: { access_token: request.target.includes(business) ? 'for-business' : 'for-partner', expires_in: 3_600 },
        }
      : answer(request, response),
  )
  const connection = connect(thred, {
    THRED_PARTNER_ID: 'partner-1',
    THRED_API_KEY: 'key-1',
    THRED_BUSINESS_ID: business,
    THRED_BASE_URL: server.origin,
    ...variables,
  })
  open.push(server, connection)
  return { ...connection, server }
}
