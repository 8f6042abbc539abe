// SECURITY.md says what an attacker meets, and which test shows it. A test that was renamed or removed is noticed here.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const project = fileURLToPath(new URL('../..', import.meta.url))
const section = /## What an attacker meets\n(.*?)\n## /s.exec(readFileSync(join(project, 'SECURITY.md'), 'utf8'))?.[1]

const rows = (section ?? '')
  .split('\n')
  .filter((line) => line.startsWith('| ') && !/^\| (---|attack) /.test(line))
  .map((line) => {
    const [attack = '', answer = '', tests = ''] = line.slice(2, -2).split(' | ')
    return { attack, answer, tests: tests.split('<br>') }
  })

describe('the table of attacks', () => {
  it('has fifty rows and more, each for another attack', () => {
    expect(rows.length).toBeGreaterThanOrEqual(50)
    expect(new Set(rows.map(({ attack }) => attack)).size).toBe(rows.length)
  })

  it.each(rows)('names what happens, and tests that are there: $attack', ({ answer, tests }) => {
    expect(answer).not.toBe('')
    for (const test of tests) {
      const [, path = '', title = ''] = /^`(test\/[\w/-]+\.test\.ts)`: (.+)$/.exec(test) ?? []
      expect([test, existsSync(join(project, path))]).toEqual([test, true])
      expect([test, titlesOf(path).has(title)]).toEqual([test, true])
    }
  })
})

/** Every text of a file that stands where a title stands, as it is written there. */
function titlesOf(path: string): ReadonlySet<string> {
  const source = readFileSync(join(project, path), 'utf8')
  const texts = [...source.matchAll(/\(\s*(?:'((?:[^'\\\n]|\\.)*)'|"((?:[^"\\\n]|\\.)*)"|`((?:[^`\\]|\\.)*)`)\s*,/g)]
  return new Set(
    texts.map(([, single, double, template]) => (single ?? double ?? template ?? '').replaceAll(/\\(.)/g, '$1')),
  )
}
