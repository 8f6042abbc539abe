// The command as people and scripts run it: one process, its output, its exit code.
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify, stripVTControlCharacters } from 'node:util'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { providers } from '../../src/providers/registry.ts'
import type { Sandbox } from '../../src/providers/sandbox-server.ts'

const command = fileURLToPath(new URL('../../src/command.ts', import.meta.url))
const running = new Set<ChildProcess>()

afterEach(() => {
  for (const child of running) child.kill('SIGKILL')
  running.clear()
})

interface Outcome {
  readonly code: number
  readonly output: string
  readonly errors: string
}

async function customerGateway(parameters: readonly string[], environment: object = {}): Promise<Outcome> {
  const options = { env: { ...environment }, maxBuffer: 2 ** 22 }
  const run = promisify(execFile)(process.execPath, [command, ...parameters], options)
  const {
    code = 0,
    stdout,
    stderr,
  } = (await run.catch((error: object) => error)) as { code?: number; stdout: string; stderr: string }
  return { code, output: stdout, errors: stripVTControlCharacters(stderr) }
}

/** Starts what runs until it is stopped, and waits until its output says this. */
async function startUntil(said: RegExp, parameters: readonly string[], environment: object = {}) {
  const child = spawn(process.execPath, [command, ...parameters], {
    env: { ...environment },
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  running.add(child)
  const texts: string[] = []
  child.stdout.on('data', (chunk: Buffer) => texts.push(chunk.toString()))
  await expect.poll(() => texts.join(''), { timeout: 15_000 }).toMatch(said)
  return { child, output: texts.join('') }
}

describe('the command', () => {
  it('tells what there is', async () => {
    const { code, output } = await customerGateway(['--help'])
    expect(code).toBe(0)
    for (const name of ['start', 'sandbox', 'check', 'api-key', 'print-schema'])
      expect(output).toMatch(new RegExp(`^  ${name} `, 'm'))
  })

  it('tells its version', async () => {
    const { version } = JSON.parse(await readFile(new URL('../../package.json', import.meta.url), 'utf8'))
    expect(await customerGateway(['--version'])).toEqual({ code: 0, output: `${version}\n`, errors: '' })
  })

  it('prints the schema', async () => {
    const released = await readFile(new URL('../../schema.graphql', import.meta.url), 'utf8')
    expect(await customerGateway(['print-schema'])).toEqual({ code: 0, output: released, errors: '' })
  })

  it('makes a key whose hash lets its holder in', async () => {
    const { output } = await customerGateway(['api-key'])
    const [, key, hash] = /caller: +(\S+)\n.*configuration: (\S+)\n$/.exec(output) ?? []
    const { output: served } = await startUntil(/Try:/, ['start'], { PORT: '0', AUTH_API_KEY_HASHES: String(hash) })
    const address = /http:\S+\/graphql/.exec(served)?.[0] ?? ''
    const headers = { 'content-type': 'application/json' }
    const ask = (authorization: string) =>
      fetch(address, {
        method: 'POST',
        headers: { ...headers, authorization },
        body: JSON.stringify({ query: '{ linkedAccounts { name } }' }),
      })
    expect((await ask(`Bearer ${key}`)).status).toBe(200)
    expect((await ask(`Bearer ${hash}`)).status).toBe(401)
  })

  it.each([
    [[], 'Which command?'],
    [['serve'], 'There is no command "serve".'],
    [['start', 'now'], '"start" takes nothing more'],
    [['start', '--json'], '"start" has no option --json.'],
    [['check', '--jsn'], "Unknown option '--jsn'"],
    [['sandbox', '--customers', 'many'], '--customers must be a number'],
  ])('answers %j with 2, and a sentence on what to do', async (parameters, complaint) => {
    const { code, output, errors } = await customerGateway(parameters)
    expect({ code, output }).toEqual({ code: 2, output: '' })
    expect(errors).toContain(complaint)
    expect(errors).toContain('--help')
    expect(errors).not.toContain('    at ')
  })

  it('serves, as npm start does', async () => {
    const { child, output } = await startUntil(/Try:/, ['start'], { PORT: '0' })
    const address = /http:\S+\/graphql/.exec(output)?.[0] ?? ''
    expect((await fetch(address.replace('/graphql', '/healthz'))).status).toBe(200)
    child.kill('SIGTERM')
    expect(await once(child, 'close')).toEqual([0, null])
  })
})

describe('the sandboxes by themselves', () => {
  it('print variables that point a gateway at them, and where they are told to fail', async () => {
    const { child, output } = await startUntil(/THRED_BASE_URL/, ['sandbox', '--customers', '7'])
    const variables = Object.fromEntries([...output.matchAll(/^(\w+)=(.*)$/gm)].map(([, name, value]) => [name, value]))
    const controls = [...output.matchAll(/^# .*(http:\S+)$/gm)].map(([, control]) => String(control))
    expect(controls).toHaveLength(providers.length)
    for (const control of controls) expect((await fetch(control)).status).toBe(200)

    const checked = await customerGateway(['check', '--json'], { ...variables, SANDBOX: 'off' })
    expect(JSON.parse(checked.output)).toMatchObject(providers.map(() => ({ result: 'OK', isSandbox: false })))
    child.kill('SIGTERM')
    expect(await once(child, 'close')).toEqual([0, null])
  })
})

describe('the check of linked accounts', () => {
  let folder: string
  let sandboxes: readonly Sandbox[]
  let environment: Readonly<Record<string, string>>
  const sandboxOf = (name: string) => sandboxes.find(({ provider }) => provider === name)

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'command-'))
    sandboxes = await Promise.all(providers.map((definition) => definition.startSandbox({ customers: 3 })))
    environment = Object.assign({ SANDBOX: 'off' }, ...sandboxes.map((sandbox) => sandbox.environment))
  })
  beforeEach(() => {
    for (const { control } of sandboxes) control.reset()
  })
  afterAll(async () => {
    await rm(folder, { recursive: true })
    await Promise.all(sandboxes.map((sandbox) => sandbox.close()))
  })

  it('says OK for each, with 0 for scripts, after one token and one read at most', async () => {
    const { code, output, errors } = await customerGateway(['check'], environment)
    expect({ code, errors }).toEqual({ code: 0, errors: '' })
    for (const { name } of providers) expect(output).toMatch(new RegExp(`^${name.toLowerCase()} +${name} +OK `, 'm'))
    for (const { control } of sandboxes) {
      const { list, token, ...others } = control.counters().requests
      expect(list).toBe(1)
      expect(token).toBeLessThanOrEqual(2)
      expect(Object.values(others)).toEqual(Object.values(others).map(() => 0))
    }
  })

  it('says what is wrong with each, with 1 for scripts', async () => {
    sandboxOf('sequence')?.control.setFaults({ name: 'status', status: 503 })
    const { code, output } = await customerGateway(['check', '--json'], {
      ...environment,
      LAYER_CLIENT_SECRET: 'correct horse battery',
      THRED_BUSINESS_ID: '8d0b6a30-0000-4000-8000-000000000000',
    })
    expect(code).toBe(1)
    expect(JSON.parse(output)).toMatchObject([
      { linkedAccount: 'layer', provider: 'LAYER', result: 'CREDENTIALS', isRetryable: false },
      {
        linkedAccount: 'sequence',
        provider: 'SEQUENCE',
        result: 'UNAVAILABLE',
        isRetryable: true,
        upstreamStatus: 503,
      },
      {
        linkedAccount: 'thred',
        provider: 'THRED',
        result: expect.stringMatching(/^(FORBIDDEN|NOT_FOUND|CREDENTIALS)$/),
      },
    ])
  })

  it('never says what a credential is', async () => {
    const secret = 'correct horse battery staple'
    const secrets = { LAYER_CLIENT_SECRET: secret, SEQUENCE_CLIENT_SECRET: secret, THRED_API_KEY: secret }
    for (const parameters of [['check'], ['check', '--json']]) {
      const { code, output, errors } = await customerGateway(parameters, { ...environment, ...secrets })
      expect(code).toBe(1)
      expect(output.match(/CREDENTIALS/g)?.length).toBeGreaterThanOrEqual(providers.length)
      expect(output + errors).not.toContain('horse')
    }
  })

  it('says which credentials it did not try, because only callers know the businesses', async () => {
    const jwt = {
      issuer: 'https://login.example',
      audience: 'gateway',
      algorithms: ['HS256'],
      secret: { env: 'SIGNING_SECRET' },
      claims: { accounts: 'accounts' },
    }
    const { LAYER_CLIENT_ID, LAYER_CLIENT_SECRET, LAYER_BASE_URL, LAYER_TOKEN_URL, LAYER_BUSINESS_ID } = environment
    const secrets = {
      BOOKS_SECRET: LAYER_CLIENT_SECRET,
      SIGNING_SECRET: 'a secret that is long enough to be one',
    }
    const credential = {
      provider: 'layer',
      clientId: LAYER_CLIENT_ID,
      clientSecret: { env: 'BOOKS_SECRET' },
      baseUrl: LAYER_BASE_URL,
      tokenUrl: LAYER_TOKEN_URL,
    }
    const listed = { name: 'bakery', credential: 'books', businessId: LAYER_BUSINESS_ID }
    const check = async (credentials: object, linkedAccounts: readonly object[]) => {
      const path = join(folder, 'gateway.config.json')
      await writeFile(path, JSON.stringify({ credentials, linkedAccounts, auth: { jwt } }))
      return customerGateway(['check'], { ...secrets, GATEWAY_CONFIG: path, SANDBOX: 'off' })
    }
    const some = await check({ books: credential, platform: credential }, [listed])
    expect(some).toMatchObject({ code: 0, output: expect.stringMatching(/^bakery +LAYER +OK /) })
    expect(some.errors).toMatch(/^credentials\.platform was not tried/)
    const none = await check({ platform: credential }, [])
    expect(none).toMatchObject({ code: 2, output: '', errors: some.errors })
  })

  it('answers with 2 when the configuration is wrong, naming variables and no values', async () => {
    const { code, output, errors } = await customerGateway(['check'], { LAYER_CLIENT_SECRET: 'correct horse' })
    expect({ code, output }).toEqual({ code: 2, output: '' })
    expect(errors).toContain('LAYER_CLIENT_ID')
    expect(errors).not.toMatch(/correct horse| {4}at /)
  })
})
