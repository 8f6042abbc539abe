// Who is compared: each a program of its own that is told the same upstreams and accounts and answers the same JSON.
import { readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Target, toRequest } from './load.ts'
import { type Program, serverCore, startProgram } from './processes.ts'
import { type Account, operation, type ServerSettings, token } from './settings.ts'

export interface Contender {
  readonly name: string
  /** Of its program, in this folder. */
  readonly file: string
  readonly arguments?: readonly string[]
  /** Asks for so many rows of each of the accounts. */
  request(rows: number, accounts: readonly Account[]): Buffer
}

export interface Running {
  readonly contender: Contender
  readonly program: Program
  /** For so many rows of each of its accounts. */
  target(rows: number): Target
}

/** Those that the gateway wants of its callers. */
export const headers = {
  authorization: `Bearer ${token}`,
  'content-type': 'application/json',
  accept: 'application/json',
}

export function graphqlRequest(rows: number, accounts: readonly Account[]): Buffer {
  const query = operation(rows * accounts.length, accounts)
  return toRequest('POST', '/graphql', headers, JSON.stringify({ query }))
}

/** Everything is measured against this one: it is 1.00. */
export const handler: Contender = {
  name: 'hand-written handler',
  file: 'handler.ts',
  request: () => toRequest('GET', '/customers', headers),
}

export const product: Contender = { name: 'customer-gateway', file: 'product.ts', request: graphqlRequest }

export const folder = fileURLToPath(new URL('.', import.meta.url))

/** What `npm start` runs. */
export const startScript = readStartScript()

/** The flags that it gives to Node: every server gets the same. */
export const nodeFlags = startScript.split(' ').filter((word) => word.startsWith('--'))

export async function start(
  contender: Contender,
  settings: ServerSettings,
  options: { readonly flags?: readonly string[]; readonly logPath?: string } = {},
): Promise<Running> {
  const { flags = [], logPath = '/dev/null' } = options
  const program = await startProgram({
    core: serverCore,
    command: [
      process.execPath,
      ...nodeFlags,
      ...flags,
      `${folder}${contender.file}`,
      JSON.stringify(settings),
      ...(contender.arguments ?? []),
    ],
    directory: folder,
    // The cache is on for all, as it is under `npm start`: it saves memory, too.
    environment: { NODE_ENV: 'production', NODE_COMPILE_CACHE: join(tmpdir(), 'node-compile-cache') },
    logPath,
  })
  const port = Number(await program.ask('port'))
  return { contender, program, target: (rows) => ({ port, request: contender.request(rows, settings.accounts) }) }
}

function readStartScript(): string {
  const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
    readonly scripts: { readonly start: string }
  }
  return manifest.scripts.start
}
