// What gets published, tried as its users get it: built, packed, installed into an empty project, type-checked there, and
// run. The registry is asked only for what npm does not have on this machine already.
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { publint } from 'publint'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const project = fileURLToPath(new URL('../..', import.meta.url))
const typescript = join(project, 'node_modules/typescript/bin/tsc')
/** Without what npm tells those whom it runs: the new project is a project of its own. */
const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('npm_')))

const clientApp = `
import type { TypedDocumentNode } from '@graphql-typed-document-node/core'
import {
  ArchiveCustomerDocument,
  ChangeProblemFragmentDoc,
  CustomerDetailsFragmentDoc,
  type CustomerDetailsFragment,
  CustomerRowFragmentDoc,
  documentIdOf,
  type FragmentType,
  GetCustomerDocument,
  ListCustomersDocument,
  possibleTypes,
  readFragment,
} from 'customer-gateway/client'
import { print } from 'graphql'

declare const process: { readonly argv: readonly string[] }

async function ask<Data, Variables>(
  document: TypedDocumentNode<Data, Variables>,
  variables: NoInfer<Variables>,
  byId = false,
): Promise<Data> {
  const response = await fetch(process.argv[2] ?? '', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    // As text or by its id: a gateway knows the operations of its own client.
    body: JSON.stringify({ ...(byId ? { documentId: documentIdOf(document) } : { query: print(document) }), variables }),
  })
  const { data, errors } = (await response.json()) as { data: Data; errors?: readonly { message: string }[] }
  if (errors !== undefined) throw new Error(errors[0]?.message)
  return data
}

function nameOf(customer: FragmentType<typeof CustomerRowFragmentDoc>): string {
  return readFragment(CustomerRowFragmentDoc, customer).displayName
}

function businessOf({ providerData }: CustomerDetailsFragment): string | null {
  return providerData.__typename === 'SequenceCustomer' ? null : providerData.businessId
}

const { customers } = await ask(ListCustomersDocument, { first: 3 })
const first = customers?.nodes[0]
const { customer } = await ask(GetCustomerDocument, { id: first?.id ?? '' }, true)
const { archiveCustomer } = await ask(ArchiveCustomerDocument, { id: first?.id ?? '' })
const problems = readFragment(ChangeProblemFragmentDoc, archiveCustomer?.userErrors ?? [])
const details = readFragment(CustomerDetailsFragmentDoc, customer)
console.log(
  JSON.stringify({
    names: customers?.nodes.map(nameOf),
    business: details && businessOf(details),
    outcome: archiveCustomer?.outcome,
    problems: problems.map(({ message }) => message),
    providers: possibleTypes['ProviderCustomer'],
  }),
)

// @ts-expect-error: an id is needed.
export const withoutId = () => ask(GetCustomerDocument, {})
// @ts-expect-error: a document says what it takes.
export const withOther = () => ask(GetCustomerDocument, { id: 'a', colour: 'red' })
// @ts-expect-error: a list can be null, and says so.
export const nodes = (data: Awaited<ReturnType<typeof list>>) => data.customers.nodes
const list = () => ask(ListCustomersDocument, {})
// @ts-expect-error: fields of a fragment are for those who name it.
export const name = customers?.nodes[0]?.displayName
`

const serverApp = `
import { createServer } from 'node:http'
import { ConfigurationError, createGateway, type GatewayOptions } from 'customer-gateway'

const options: GatewayOptions = { credentials: {}, linkedAccounts: [] }
export const start = () => createServer(createGateway(options).listener)
// @ts-expect-error: a mode is one of three.
export const wrong: GatewayOptions = { ...options, mode: 'fast' }
try {
  start()
} catch (error) {
  console.log(error instanceof ConfigurationError)
}
`

let folder: string
let installed: string
let server: ChildProcess | undefined

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'package-'))
  installed = join(folder, 'node_modules/customer-gateway')
  await run('npm', ['run', 'build'], project)
  const { stdout } = await run('npm', ['pack', '--silent', '--pack-destination', folder], project)
  await writeFile(join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module' }))
  const options = ['--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts']
  await run('npm', ['install', ...options, join(folder, stdout.trim())])
}, 120_000)

afterAll(async () => {
  server?.kill('SIGKILL')
  await rm(folder, { recursive: true })
})

describe('the package', () => {
  it('holds what was built, the schema, and what people read', async () => {
    const names = ['CHANGELOG.md', 'LICENSE', 'README.md', 'dist', 'package.json', 'schema.graphql']
    expect((await readdir(installed)).toSorted()).toEqual(names)
    expect((await readdir(join(installed, 'dist'))).toSorted()).toEqual(['client', 'src'])
  })

  it('is in order for those who look at packages', async () => {
    const { messages } = await publint({ pkgDir: installed, strict: true, pack: false })
    expect(messages).toEqual([])
  })

  it('brings no Node, no install script, and less than 100 MB', async () => {
    const lockfile = JSON.parse(await readFile(join(folder, 'package-lock.json'), 'utf8'))
    const packages: Record<string, { hasInstallScript?: boolean }> = lockfile.packages
    expect(Object.keys(packages).filter((location) => /node_modules\/node-|typescript/.test(location))).toEqual([])
    expect(Object.values(packages).filter(({ hasInstallScript }) => hasInstallScript)).toEqual([])
    const { stdout } = await run('du', ['-sm', 'node_modules'])
    expect(Number.parseInt(stdout, 10)).toBeLessThan(100)
  })

  it('has no any in its types', async () => {
    const files = (await readdir(join(installed, 'dist'), { recursive: true })).filter((name) => name.endsWith('.d.ts'))
    expect(files).toContain(join('client', 'index.d.ts'))
    const finds = files.map(async (name) => {
      const text = await readFile(join(installed, 'dist', name), 'utf8')
      // Of a comment, of a text or of the type: the latter stays when the others are taken out.
      const types = text.replace(/\/\*[\s\S]*?\*\/|'[^'\n]*'|"[^"\n]*"|`[^`]*`|\/\/.*/g, '')
      return /\bany\b/.test(types) ? [name] : []
    })
    expect((await Promise.all(finds)).flat()).toEqual([])
  })
})

describe('in an empty project', () => {
  it('the client’s types fit what apps do, and nothing else', async () => {
    const readme = await readFile(join(installed, 'README.md'), 'utf8')
    const shown = [...readme.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code]) => String(code))
    await writeFile(join(folder, 'client-app.ts'), clientApp)
    await writeFile(
      join(folder, 'readme-app.ts'),
      shown.filter((code) => code.includes("'customer-gateway/client'")),
    )
    const strict = ['--strict', '--noUncheckedIndexedAccess', '--exactOptionalPropertyTypes', '--target', 'es2022']
    const lib = ['--lib', 'es2022,dom', '--skipLibCheck', 'false', '--types', '']
    for (const modules of [
      ['--module', 'nodenext'],
      ['--module', 'esnext', '--moduleResolution', 'bundler'],
    ])
      await typeCheck([...strict, ...lib, ...modules, 'client-app.ts', 'readme-app.ts'])
  })

  it('the server’s types fit a host', async () => {
    await writeFile(join(folder, 'server-app.ts'), serverApp)
    // The host brings the types of its Node.
    await mkdir(join(folder, 'node_modules/@types'), { recursive: true })
    await symlink(join(project, 'node_modules/@types/node'), join(folder, 'node_modules/@types/node'))
    await typeCheck(['--strict', '--target', 'es2023', '--module', 'nodenext', '--types', 'node', 'server-app.ts'])
    const { stdout } = await run(process.execPath, ['server-app.ts'])
    expect(stdout).toBe('true\n')
  })

  it('the command prints the schema that is also a file of the package', async () => {
    const { stdout } = await run('npx', ['customer-gateway', 'print-schema'])
    expect(stdout).toBe(await readExport('customer-gateway/schema.graphql'))
  })

  it('the stored operations are those of the client', async () => {
    const stored: Record<string, string> = JSON.parse(await readExport('customer-gateway/client/persisted.json'))
    const client: object = await import(new URL('dist/client/index.js', `file://${installed}/`).href)
    const operations = Object.entries(client).filter(([name]) => name.endsWith('Document'))
    const ids = operations.map(([, document]: [string, { __meta__: { hash: string } }]) => document.__meta__.hash)
    expect(Object.keys(stored).toSorted()).toEqual(ids.toSorted())
  })

  it('the command serves, and the app’s typed calls are answered', async () => {
    const command = join(folder, 'node_modules/.bin/customer-gateway')
    const child = spawn(command, ['start'], { cwd: folder, env: { ...environment, PORT: '0' } })
    server = child
    let output = ''
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString()
    })
    await expect.poll(() => output).toMatch(/http:\S+\/graphql/)
    const { stdout } = await run(process.execPath, ['client-app.ts', /http:\S+\/graphql/.exec(output)?.[0] ?? ''])
    expect(JSON.parse(stdout)).toEqual({
      names: ['Larkspur Bakery LLC', 'Mossgate Robotics Ltd', 'Fenland Cycles Ltd'],
      business: expect.any(String),
      outcome: 'ARCHIVED',
      problems: [],
      providers: ['LayerCustomer', 'SequenceCustomer', 'ThredCustomer'],
    })
  })
})

async function typeCheck(parameters: readonly string[]): Promise<void> {
  expect(existsSync(typescript)).toBe(true)
  await run(process.execPath, [typescript, '--noEmit', ...parameters])
}

/** The text of a file that the package exports, as its users find it. */
async function readExport(name: string): Promise<string> {
  const code = `console.log(import.meta.resolve('${name}'))`
  const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', code])
  return readFile(new URL(stdout), 'utf8')
}

/** Rejects with all that was printed when the program fails. */
async function run(file: string, parameters: readonly string[], cwd: string = folder): Promise<{ stdout: string }> {
  const options = { cwd, env: environment, maxBuffer: 2 ** 24 }
  return promisify(execFile)(file, [...parameters], options).catch((error: { stdout: string; stderr: string }) => {
    throw new Error(`${file} ${parameters.join(' ')}\n${error.stdout}\n${error.stderr}`)
  })
}
