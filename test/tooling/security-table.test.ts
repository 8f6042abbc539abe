// SECURITY.md says what an attacker meets, and which test shows it. A test that was renamed or removed is noticed here.
import { readdirSync, readFileSync } from 'node:fs'
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

const titles = new Map<string, ReadonlySet<string>>()

describe('the table of attacks', () => {
  it('has fifty rows and more, each for another attack', () => {
    expect(rows.length).toBeGreaterThanOrEqual(50)
    expect(new Set(rows.map(({ attack }) => attack)).size).toBe(rows.length)
  })

  it.each(rows)('names what happens, and tests that are there: $attack', ({ answer, tests }) => {
    expect(answer).not.toBe('')
    for (const test of tests) {
      const [, folder = '', name = ''] = /^`(test\/[\w/-]+)`: (.+)$/.exec(test) ?? []
      for (const title of name.split(' › ')) expect([test, titlesOf(folder).has(title)]).toEqual([test, true])
    }
  })
})

/** Every text in a folder's tests that stands where a title stands, as it is written there. */
function titlesOf(folder: string): ReadonlySet<string> {
  const known = titles.get(folder)
  if (known !== undefined) return known
  const files = readdirSync(join(project, folder)).filter((name) => name.endsWith('.test.ts'))
  const source = files.map((name) => readFileSync(join(project, folder, name), 'utf8')).join('\n')
  const texts = [...source.matchAll(/\(\s*(?:'((?:[^'\\\n]|\\.)*)'|"((?:[^"\\\n]|\\.)*)"|`((?:[^`\\]|\\.)*)`)\s*,/g)]
  const found = new Set(texts.map(([, ...forms]) => forms.join('').replaceAll(/\\(.)/g, '$1')))
  titles.set(folder, found)
  return found
}
