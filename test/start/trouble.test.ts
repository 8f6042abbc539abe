// The program among providers that fail, and its end among callers that do not stop asking. Real processes, real ports.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { Agent, request as sendRequest } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import type { ProviderDefinition } from '../../src/providers/contract.ts'
import { providers } from '../../src/providers/registry.ts'
import { type FaultName, faultDefinition, faultNames } from '../../src/providers/sandbox-faults.ts'
import type { Sandbox } from '../../src/providers/sandbox-server.ts'
import { startWireServer } from '../wire-server.ts'
import { ask, type Data, killPrograms, listening, startProgram } from './program.ts'

const sandboxes: Sandbox[] = []
beforeAll(async () => {
  const settings = { rateLimit: null } as object
  sandboxes.push(...(await Promise.all(providers.map(({ startSandbox }) => startSandbox({ customers: 30, settings })))))
})
afterEach(() => {
  killPrograms()
  for (const { control } of sandboxes) control.reset()
})
afterAll(() => Promise.all(sandboxes.map((sandbox) => sandbox.close())))

const environment = (): Record<string, string> => Object.assign({}, ...sandboxes.map((each) => each.environment))

/** The sandboxes' variables, with every address in them replaced. */
function elsewhere(origin: string): Record<string, string> {
  const moved = Object.entries(environment()).map(([name, value]) => [name, value.replace(/^http:\/\/[^/]+/, origin)])
  return Object.fromEntries(moved)
}

const list = '{ customers(first: 9) { nodes { id displayName provider } isComplete } }'

describe('with every provider down, the program listens, and reports each of them', () => {
  const report = '{ customers(first: 9) { nodes { id } } }'

  function codes({ data, errors }: { data?: Data; errors?: Data }): Record<string, string> {
    expect(data.customers).toBeNull()
    return Object.fromEntries(errors.map(({ extensions }: Data) => [extensions.provider, extensions.code]))
  }

  test('connections refused', async () => {
    // Nobody listens there any more.
    const gone = await startWireServer(() => null)
    await gone.close()
    const address = await listening(startProgram(elsewhere(gone.origin)))
    expect(codes(await ask(address, report))).toEqual({
      LAYER: 'UNAVAILABLE',
      SEQUENCE: 'UNAVAILABLE',
      THRED: 'UNAVAILABLE',
    })
  })

  test('connections taken and never answered', async () => {
    const silent = await startWireServer(() => null)
    const address = await listening(startProgram(elsewhere(silent.origin)))
    // Two of them cannot even get a token.
    expect(codes(await ask(address, report))).toEqual({
      LAYER: 'UNAVAILABLE',
      SEQUENCE: 'TIMED_OUT',
      THRED: 'UNAVAILABLE',
    })
    await silent.close()
  })
})

describe('SIGTERM among 64 callers who go on asking', () => {
  interface Conversation {
    readonly answers: { readonly status: number | undefined; readonly text: string }[]
    /** `closed` by the server, after an answer that said so; anything else is what was dropped. */
    readonly end: string
  }

  /** Asks over one connection, again and again, until an answer says that it was the last one. */
  async function converse(address: string): Promise<Conversation> {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    const answers: { status: number | undefined; text: string }[] = []
    try {
      for (;;) {
        const { status, text, isLast } = await post(address, agent)
        answers.push({ status, text })
        if (isLast) return { answers, end: 'closed' }
      }
    } catch (error) {
      return { answers, end: String(error) }
    } finally {
      agent.destroy()
    }
  }

  function post(address: string, agent: Agent): Promise<{ status: number | undefined; text: string; isLast: boolean }> {
    const body = JSON.stringify({ query: list })
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }
    return new Promise((resolve, reject) => {
      const sent = sendRequest(address, { method: 'POST', agent, headers }, (answer) => {
        let text = ''
        answer.setEncoding('utf8')
        answer.on('data', (chunk: string) => {
          text += chunk
        })
        answer.on('error', reject)
        answer.on('end', () =>
          resolve({ status: answer.statusCode, text, isLast: answer.headers.connection === 'close' }),
        )
      })
      sent.on('error', reject)
      sent.end(body)
    })
  }

  test.each([
    ['node', undefined],
    ['npm start', ['npm', 'start']],
  ])(
    '%s: every request that was accepted is answered in full, and it exits with 0',
    async (_how, command) => {
      const program = startProgram(
        { ...process.env, ...environment(), NODE_ENV: 'production' },
        command === undefined ? {} : { command },
      )
      const address = await listening(program)
      for (const { control } of sandboxes) control.setFaults({ name: 'latency', ms: 300, operations: ['list'] })
      const conversations = Array.from({ length: 64 }, () => converse(address))
      await vi.waitFor(() => expect(program.errors().match(/"msg":"request"/g)?.length).toBeGreaterThan(64), {
        timeout: 30_000,
      })
      const toldAt = Date.now()
      program.process.kill('SIGTERM')
      const ended = await Promise.all(conversations)
      expect(await program.ended).toBe(0)
      expect(Date.now() - toldAt).toBeLessThanOrEqual(15_000)
      expect(new Set(ended.map(({ end }) => end))).toEqual(new Set(['closed']))
      for (const { status, text } of ended.flatMap(({ answers }) => answers)) {
        expect(status).toBe(200)
        expect(JSON.parse(text)).toMatchObject({ data: { customers: { isComplete: true } } })
      }
    },
    90_000,
  )
})

describe('under every fault at once', () => {
  /** An account with a credential and a sandbox of its own, so that no fault hides behind another one's circuit. */
  interface Struck {
    readonly name: string
    readonly fault: FaultName
    readonly definition: ProviderDefinition
    readonly sandbox: Sandbox
  }

  async function startStruck(): Promise<Struck[]> {
    const all = faultNames.flatMap((fault) =>
      providers
        .filter(({ name }) => faultDefinition(fault).providers?.includes(name.toLowerCase()) ?? true)
        .map(async (definition): Promise<Struck> => {
          const sandbox = await definition.startSandbox({ customers: 6 })
          return { name: `${sandbox.provider}-${fault}`, fault, definition, sandbox }
        }),
    )
    return Promise.all(all)
  }

  function toConfiguration(all: readonly Struck[]): object {
    const settings = (struck: Struck, target: 'credential' | 'account'): object =>
      Object.fromEntries(
        struck.definition.environment
          .filter((variable) => variable.target === target && variable.name in struck.sandbox.environment)
          .map(({ key, name, isSecret }) => [
            key,
            isSecret ? { env: `STRUCK_${name}` } : struck.sandbox.environment[name],
          ]),
      )
    return {
      credentials: Object.fromEntries(
        all.map((struck) => [struck.name, { provider: struck.sandbox.provider, ...settings(struck, 'credential') }]),
      ),
      linkedAccounts: all.map((struck) => ({
        name: struck.name,
        credential: struck.name,
        ...settings(struck, 'account'),
      })),
    }
  }

  const secrets = (): Record<string, string> => {
    const names = providers.flatMap(({ environment }) => environment).filter(({ isSecret }) => isSecret)
    const known = environment()
    return Object.fromEntries(names.map(({ name }) => [`STRUCK_${name}`, known[name] ?? '']))
  }

  test('no rejection goes unhandled, nothing else fails, and the program ends with 0', async () => {
    const all = await startStruck()
    const folder = await mkdtemp(join(tmpdir(), 'gateway-'))
    const path = join(folder, 'gateway.json')
    await writeFile(path, JSON.stringify(toConfiguration(all)))
    const observer = `process.on('unhandledRejection', (reason) => process.stderr.write('UNHANDLED ' + reason + '\\n'))`
    const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url))
    const program = startProgram(
      { ...secrets(), GATEWAY_CONFIG: path },
      { command: [process.execPath, '--import', `data:text/javascript,${encodeURIComponent(observer)}`, main] },
    )
    const address = await listening(program)
    const { data } = await ask(address, '{ linkedAccounts { id name } }')
    const accounts: { id: string; name: string }[] = data.linkedAccounts
    const customers = `query ($account: ID!) { customers(first: 5, filter: { linkedAccountIds: [$account] }) {
      nodes { id email } sources { __typename } } }`
    const archive = 'mutation ($id: ID!) { archiveCustomer(input: { id: $id }) { outcome } }'

    const ends = await Promise.all(
      accounts.map(async ({ id: account, name }) => {
        const before = await ask(address, customers, { account })
        const [first, second] = before.data.customers.nodes
        const struck = all.find((each) => each.name === name)
        struck?.sandbox.control.setFaults({ name: struck.fault })
        const leaving = ask(address, customers, { account }, AbortSignal.timeout(100)).catch(() => null)
        const leavingChange = ask(address, archive, { id: first.id }, AbortSignal.timeout(100)).catch(() => null)
        const listed = await ask(address, customers, { account })
        const changed = await ask(address, archive, { id: second.id })
        await Promise.all([leaving, leavingChange])
        return { listed, changed }
      }),
    )
    for (const { listed, changed } of ends) {
      expect(listed.data.customers === null ? listed.errors : listed.data.customers.sources).toHaveLength(1)
      expect(changed.data.archiveCustomer.outcome).toMatch(/^(ARCHIVED|ALREADY_ARCHIVED|NOT_CHANGED|INDETERMINATE)$/)
    }
    expect(program.process.exitCode).toBeNull()
    program.process.kill('SIGTERM')
    expect(await program.ended).toBe(0)
    expect(program.errors()).not.toContain('UNHANDLED')
    expect(program.errors()).not.toContain('Warning: ')
    await Promise.all(all.map(({ sandbox }) => sandbox.close()))
    await rm(folder, { recursive: true })
  }, 90_000)
})
