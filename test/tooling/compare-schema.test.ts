// The check that the schema stays what clients were promised: run as continuous integration runs it, on small schemas.
import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const project = fileURLToPath(new URL('../..', import.meta.url))
const released = `
directive @semanticNonNull on FIELD_DEFINITION
type Query { customers(first: Int): [Customer!] @semanticNonNull }
type Customer { name: String!, status: Status!, fax: String @deprecated(reason: "Use \`name\`. Stays until DAY.") }
enum Status { ACTIVE ARCHIVED }
input Target { id: ID, group: ID }
`
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'schema-'))
  await mkdir(join(folder, 'changesets'))
})
afterAll(() => rm(folder, { recursive: true }))

interface Trial {
  /** What the schema has instead of what. */
  readonly change: readonly [string, string]
  readonly bump?: 'minor' | 'major'
  readonly staysUntil?: string
}

async function compare({ change: [before, after], bump = 'minor', staysUntil = '2020-02-02' }: Trial) {
  const old = released.replace('DAY', staysUntil)
  expect(old).toContain(before)
  await writeFile(join(folder, 'old.graphql'), old)
  await writeFile(join(folder, 'new.graphql'), old.replace(before, after))
  const text = `---\n'customer-gateway': ${bump}\n---\n\nWhat a customer-gateway: major change is.\n`
  await writeFile(join(folder, 'changesets/change.md'), text)
  const script = join(project, 'scripts/compare-schema.ts')
  const run = promisify(execFile)(process.execPath, [script, 'old.graphql', 'new.graphql', 'changesets'], {
    cwd: folder,
  })
  const outcome = (await run.catch((error: object) => error)) as { code?: number; stdout: string; stderr: string }
  return { code: outcome.code ?? 0, output: outcome.stdout, errors: outcome.stderr }
}

describe('a change that can break clients', () => {
  it.each([
    ['a field that is gone', ['name: String!, ', '']],
    ['a field that can be null now', ['name: String!', 'name: String']],
    ['a field that can be null without an error now', [' @semanticNonNull }', ' }']],
    ['an argument that is needed now', ['first: Int', 'first: Int!']],
    ['an enum value that is gone', [' ARCHIVED', '']],
    ['an input of which only one member may be given now', ['input Target', 'input Target @oneOf']],
  ] as const)('is refused with a minor changeset and accepted with a major one: %s', async (_, change) => {
    const refused = await compare({ change })
    expect(refused).toMatchObject({ code: 1, output: expect.stringMatching(/^breaking /) })
    expect(refused.errors).toContain('needs a major changeset')
    expect(await compare({ change, bump: 'major' })).toMatchObject({ code: 0, errors: '' })
  })
})

describe('other changes', () => {
  it.each([
    ['a new field', ['name: String!', 'name: String!, email: String'], ''],
    ['a new optional argument', ['first: Int', 'first: Int, after: String'], 'dangerous'],
    ['a new enum value', ['ARCHIVED', 'ARCHIVED DRAFT'], 'dangerous'],
    ['another description', ['name: String!', '"What to call them." name: String!'], ''],
  ] as const)('are accepted, and told where clients should look: %s', async (_, change, told) => {
    const { code, output } = await compare({ change })
    expect(code).toBe(0)
    expect(output.startsWith('dangerous')).toBe(told === 'dangerous')
  })
})

describe('what is deprecated', () => {
  it('names the day until which it stays', async () => {
    const without = await compare({ change: ['status: Status!', 'status: Status! @deprecated(reason: "Use `name`.")'] })
    expect(without).toMatchObject({
      code: 1,
      errors: expect.stringContaining('Customer.status is deprecated without a day'),
    })
    const change = [
      'status: Status!',
      'status: Status! @deprecated(reason: "Use `name`. Stays until 2030-01-31.")',
    ] as const
    expect(await compare({ change })).toMatchObject({ code: 0 })
  })

  it('stays until then, even if the next version is a major one', async () => {
    const change = [/fax.*\)/.exec(released.replace('DAY', '9999-12-31'))?.[0] ?? '', ''] as const
    const early = await compare({ change, bump: 'major', staysUntil: '9999-12-31' })
    expect(early).toMatchObject({ code: 1, errors: 'Customer.fax was promised to stay until 9999-12-31.\n' })
    const late = [/fax.*\)/.exec(released.replace('DAY', '2020-02-02'))?.[0] ?? '', ''] as const
    expect(await compare({ change: late, bump: 'major' })).toMatchObject({ code: 0 })
  })
})

it('accepts the project’s own schema', async () => {
  const run = promisify(execFile)(process.execPath, ['scripts/compare-schema.ts'], { cwd: project })
  expect((await run).stdout).toMatch(/since the last release\n$/)
})
