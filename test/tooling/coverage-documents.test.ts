// The tables of README.md and docs/coverage.md: current as committed, and refused when they could not be written.
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { coverageDocument } from '../../scripts/coverage-documents.ts'
import { customerFields } from '../../src/domain/customer-fields.ts'
import { providers } from '../../src/providers/registry.ts'

const project = fileURLToPath(new URL('../..', import.meta.url))
const readme =
  '# Title\n<!-- coverage:begin -->\n<!-- coverage:end -->\nbetween\n<!-- capabilities:begin -->old<!-- capabilities:end -->\nlast\n<!-- configuration:begin --><!-- configuration:end -->\n'

interface Ended {
  readonly code?: number
  readonly stdout: string
  readonly stderr: string
}

async function writeDocuments(...parameters: readonly string[]): Promise<Ended> {
  const run = promisify(execFile)(process.execPath, [join(project, 'scripts/write-documents.ts'), ...parameters])
  return run.catch((error: Ended) => error)
}

describe('the committed documents', () => {
  it('are what the tables say', async () => {
    expect((await writeDocuments('--check')).stderr).toBe('')
  })

  it('have every field of every provider', async () => {
    const text = await readFile(join(project, 'docs/coverage.md'), 'utf8')
    expect(text).toBe(coverageDocument(providers))
    for (const field of customerFields) expect(text.split(`\n| \`${field}\` |`)).toHaveLength(providers.length + 1)
  })
})

describe('writing the documents', () => {
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'documents-'))
  })
  afterEach(() => rm(folder, { recursive: true }))

  it('fills the markers, touches nothing else, and is content from then on', async () => {
    await writeFile(join(folder, 'README.md'), readme)
    const check = await writeDocuments('--check', folder)
    expect([check.code, check.stderr]).toEqual([1, expect.stringContaining('README.md: is not current')])
    expect(await readFile(join(folder, 'README.md'), 'utf8')).toBe(readme)

    expect((await writeDocuments(folder)).stderr).toBe('')
    const text = await readFile(join(folder, 'README.md'), 'utf8')
    expect(text).toMatch(/^# Title\n<!-- coverage:begin -->\n\| field \|[\s\S]+<!-- coverage:end -->\nbetween\n/)
    expect(text).toMatch(/<!-- capabilities:begin -->\n\| [\s\S]+ \|\n<!-- capabilities:end -->\nlast\n/)
    expect(text).toMatch(/<!-- configuration:begin -->\n\| [\s\S]+ \|\n<!-- configuration:end -->\n$/)
    expect(text).not.toContain('old')
    expect(await writeDocuments('--check', folder)).toMatchObject({ stdout: '', stderr: '' })
  })

  it.each([
    ['are missing', '# Title\n', 'coverage'],
    ['are in the wrong order', readme.replace(/(<!-- cov.*)\n(<!-- cov.*)/, '$2\n$1'), 'coverage'],
    ['come twice', readme + readme, 'capabilities'],
  ])('says so when markers %s', async (_, text, name) => {
    await writeFile(join(folder, 'README.md'), text)
    const { code, stderr } = await writeDocuments(folder)
    expect(code).toBe(1)
    expect(stderr).toContain(`README.md: must have one pair of markers <!-- ${name}:begin --> … <!-- ${name}:end -->`)
  })

  it('says so when there is no README.md', async () => {
    const { code, stderr } = await writeDocuments(folder)
    expect([code, stderr]).toEqual([1, 'README.md: does not exist\n'])
  })
})
