// The rooms of the house are kept by the linter. Each import below is planted in a copy of the tree that holds nothing
// else, and the project's own linter settings must refuse what is forbidden and let pass what is needed.
import { execFile } from 'node:child_process'
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

interface Room {
  /** Where the imports are planted. */
  readonly file: string
  readonly allowed: readonly string[]
  readonly forbidden: readonly string[]
}

const rooms: readonly Room[] = [
  {
    file: 'src/domain/planted.ts',
    allowed: ['./customer.ts'],
    forbidden: [
      '../transport/retry.ts',
      '../observability/logger.ts',
      '../config.ts',
      'zod',
      'node:fs',
      'undici',
      'graphql',
    ],
  },
  {
    file: 'src/projection/planted.ts',
    allowed: ['./output.ts', '../domain/row-table.ts', 'node:buffer'],
    forbidden: [
      '../providers/rows.ts',
      '../transport/answer.ts',
      '../schema/from-record.ts',
      '../observability/logger.ts',
      'graphql',
      'zod',
      'node:http',
    ],
  },
  {
    file: 'src/observability/planted.ts',
    allowed: ['./logger.ts', '../domain/failure.ts', 'pino'],
    forbidden: ['../service/service.ts', 'undici', 'graphql-yoga', 'node:http'],
  },
  {
    file: 'src/transport/planted.ts',
    allowed: ['./retry.ts', '../domain/failure.ts', '../observability/logger.ts', 'node:zlib'],
    forbidden: [
      'undici',
      '../providers/contract.ts',
      '../service/service.ts',
      'graphql',
      'node:http',
      'node:https',
      'node:net',
    ],
  },
  {
    file: 'src/transport/exchange.ts',
    allowed: ['undici', './answer.ts', '../domain/failure.ts'],
    forbidden: ['../providers/contract.ts', 'graphql-yoga', 'node:http'],
  },
  {
    file: 'src/providers/planted.ts',
    allowed: [
      './contract.ts',
      '../domain/page.ts',
      '../projection/list-scanner.ts',
      '../transport/transport.ts',
      '../observability/logger.ts',
      'zod',
    ],
    forbidden: ['./layer/client.ts', '../service/service.ts', '../config.ts', 'undici', 'graphql', 'node:https'],
  },
  {
    file: 'src/providers/registry.ts',
    allowed: ['./contract.ts', './layer/provider.ts'],
    forbidden: ['./layer/client.ts', 'zod'],
  },
  {
    file: 'src/providers/layer/planted.ts',
    allowed: ['./wire.ts', '../rows.ts', '../../domain/page.ts', '../../transport/transport.ts', 'zod', 'node:crypto'],
    forbidden: [
      '../../projection/list-scanner.ts',
      '../sequence/client.ts',
      '../thred/map.ts',
      '../../service/service.ts',
      '../../config.ts',
      'undici',
      'pino',
      'node:http',
      'node:net',
      'node:process',
    ],
  },
  {
    file: 'src/providers/sandbox-planted.ts',
    allowed: ['./sandbox-server.ts', '../domain/customer.ts', 'node:http', 'node:timers/promises'],
    forbidden: ['./rows.ts', './layer/client.ts', '../transport/transport.ts', 'zod', 'undici'],
  },
  {
    file: 'src/providers/thred/sandbox-planted.ts',
    allowed: ['./sandbox-rows.ts', '../sandbox-server.ts', '../../domain/customer.ts', 'node:http'],
    forbidden: ['./client.ts', './map.ts', '../rows.ts', '../layer/sandbox.ts', '../../transport/transport.ts', 'zod'],
  },
  {
    file: 'src/service/planted.ts',
    allowed: [
      './service.ts',
      '../domain/page.ts',
      '../providers/contract.ts',
      '../observability/logger.ts',
      'dataloader',
      'node:crypto',
    ],
    forbidden: [
      'node:http',
      'node:https',
      'node:net',
      'node:process',
      'node:child_process',
      '../providers/registry.ts',
      '../providers/layer/client.ts',
      '../transport/transport.ts',
      '../schema/schema.ts',
      '../http/server.ts',
      'graphql',
      '@pothos/core',
      'undici',
    ],
  },
  {
    file: 'src/schema/planted.ts',
    allowed: [
      './builder.ts',
      './types/customer.ts',
      '../domain/page.ts',
      '../projection/row-writer.ts',
      '../service/service.ts',
      '@pothos/core',
      'graphql',
    ],
    forbidden: [
      '../providers/layer/client.ts',
      '../transport/transport.ts',
      '../http/server.ts',
      'graphql-yoga',
      'undici',
      'pino',
    ],
  },
  {
    file: 'src/schema/types/planted.ts',
    allowed: ['./customer.ts', '../builder.ts', '../../domain/page.ts', '../../service/service.ts', '@pothos/core'],
    forbidden: ['../../providers/layer/client.ts', '../../http/server.ts', 'graphql-yoga', 'undici'],
  },
  {
    file: 'src/execution/planted.ts',
    allowed: ['./compile.ts', 'graphql'],
    forbidden: ['../schema/schema.ts', '../service/service.ts', '../domain/customer.ts', 'graphql-yoga', 'node:http'],
  },
  {
    file: 'src/http/planted.ts',
    allowed: [
      './server.ts',
      '../domain/viewer.ts',
      '../projection/output.ts',
      '../schema/schema.ts',
      '../service/service.ts',
      '../config.ts',
      'jose',
      'graphql-yoga',
      'node:http',
    ],
    forbidden: [
      '../projection/row-writer.ts',
      '../providers/layer/client.ts',
      '../transport/transport.ts',
      '@pothos/core',
      'undici',
      'node:https',
      'node:process',
    ],
  },
  {
    file: 'src/config/planted.ts',
    allowed: ['./problems.ts', '../domain/secret.ts', '../providers/registry.ts', '../providers/contract.ts', 'zod'],
    forbidden: [
      '../providers/layer/settings.ts',
      '../service/service.ts',
      '../http/server.ts',
      'undici',
      'graphql',
      'node:http',
      'node:process',
    ],
  },
  {
    file: 'src/cli/planted.ts',
    allowed: ['./command.ts', '../config.ts', '../service/linked-accounts.ts', '../providers/registry.ts'],
    forbidden: ['undici', 'graphql-yoga', '@pothos/core'],
  },
  {
    file: 'src/planted.ts',
    allowed: ['./config.ts', './http/server.ts', './providers/registry.ts', './transport/transport.ts', 'node:process'],
    forbidden: ['undici', 'graphql-yoga', '@pothos/core', 'node:https', 'node:net', 'node:child_process'],
  },
]

/** Code that the style refuses, beside the same thing said well. */
const sayings: readonly { readonly rule: string; readonly bad: string; readonly good: string }[] = [
  { rule: 'no default export', bad: 'export default 1', good: 'export const one = 1' },
  { rule: 'no enum', bad: "export enum Colour { Red = 'red' }", good: "export const colours = ['red'] as const" },
  { rule: 'no any', bad: 'export const any: any = 1', good: 'export const unknown: unknown = 1' },
  {
    rule: 'no environment outside of the start',
    bad: "export const port = process.env['PORT']",
    good: 'export const port = 4000',
  },
  {
    rule: 'no requests outside of the transport',
    bad: "export const answer = fetch('https://example.com')",
    good: "import { once } from 'node:events'\n\nexport const wait = once",
  },
  {
    rule: 'no sockets outside of the transport',
    bad: "export const socket = new WebSocket('wss://example.com')",
    good: 'export const socket = null',
  },
  { rule: 'no printing', bad: "console.log('hello')", good: "export const hello = 'hello'" },
  {
    rule: 'no parameter properties',
    bad: 'export class Colour { constructor(readonly red: number) {} }',
    good: 'export class Colour { readonly red: number = 1 }',
  },
  {
    rule: 'no assertion that something is there',
    bad: 'export const first = [1][0]!',
    good: 'export const first = [1][0]',
  },
  {
    rule: 'built-ins are imported as such',
    bad: "import { sep } from 'path'\n\nexport const separator = sep",
    good: "import { sep } from 'node:path'\n\nexport const separator = sep",
  },
]

const planted = rooms.flatMap(({ file, allowed, forbidden }) => [
  ...allowed.map((specifier) => ({ file, specifier, isAllowed: true })),
  ...forbidden.map((specifier) => ({ file, specifier, isAllowed: false })),
])

const project = fileURLToPath(new URL('../..', import.meta.url))
let tree: string

beforeAll(async () => {
  tree = await mkdtemp(join(tmpdir(), 'rooms-'))
  for (const name of ['biome.json', '.gitignore', 'package.json']) await copyFile(join(project, name), join(tree, name))
})

afterAll(async () => {
  await rm(tree, { recursive: true })
})

describe('an import', () => {
  const refused = new Set<string>()
  const form = (kind: string) => (kind === 'type' ? 'import type { planted } from' : 'import { planted } from')

  beforeAll(async () => {
    for (const kind of ['value', 'type']) {
      for (const { file } of rooms) {
        const lines = planted
          .filter((plant) => plant.file === file)
          .map(({ specifier }) => `${form(kind)} '${specifier}'`)
        await plant(file, lines.join('\n'))
      }
      for (const { path, line } of await lint('style/noRestrictedImports')) {
        const plant = planted.filter(({ file }) => file === path)[line - 1]
        refused.add(`${kind} ${path} ${plant?.specifier}`)
      }
      for (const { file } of rooms) await rm(join(tree, file))
    }
  })

  for (const { file, specifier, isAllowed } of planted) {
    it(`of ${specifier} in ${file} is ${isAllowed ? 'accepted' : 'refused'}`, () => {
      expect(refused.has(`value ${file} ${specifier}`)).toBe(!isAllowed)
      expect(refused.has(`type ${file} ${specifier}`)).toBe(!isAllowed)
    })
  }
})

describe('the linter', () => {
  it.each(sayings)('keeps the rule: $rule', async ({ bad, good }) => {
    await plant('src/saying.ts', `${bad}\n`)
    expect(await lint()).not.toEqual([])
    await plant('src/saying.ts', `${good}\n`)
    expect(await lint()).toEqual([])
    await rm(join(tree, 'src/saying.ts'))
  })
})

async function plant(file: string, text: string): Promise<void> {
  await mkdir(dirname(join(tree, file)), { recursive: true })
  await writeFile(join(tree, file), text)
}

interface Finding {
  readonly path: string
  readonly line: number
}

async function lint(only?: string): Promise<readonly Finding[]> {
  const scope = only === undefined ? ['--error-on-warnings'] : [`--only=${only}`]
  const options = ['lint', '--reporter=json', '--max-diagnostics=none', ...scope, 'src']
  const command = join(project, 'node_modules/@biomejs/biome/bin/biome')
  const run = promisify(execFile)(process.execPath, [command, ...options], { cwd: tree })
  // The linter ends with an error code when it finds something; its report is on standard output all the same.
  const { stdout } = await run.catch((error: { stdout: string }) => error)
  const report: { diagnostics: { location: { path: string; start: { line: number } } }[] } = JSON.parse(stdout)
  return report.diagnostics.map(({ location }) => ({ path: location.path, line: location.start.line }))
}
