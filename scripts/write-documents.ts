// Writes the documents that are made of the providers' definitions, the configuration and the examples; with --check it only says
// which of them are not what it would write. A folder may be given in place of the project's own.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { providers } from '../src/providers/registry.ts'
import { configurationTable } from './configuration-table.ts'
import { capabilityTable, coverageDocument, coverageTable, fillMarkers, markersOf } from './coverage-documents.ts'
import { graphiqlTabs } from './graphiql-tabs.ts'

const options = process.argv.slice(2)
const isCheck = options.includes('--check')
const folder = options.find((option) => !option.startsWith('--')) ?? fileURLToPath(new URL('..', import.meta.url))
const problems: string[] = []

put('docs/coverage.md', coverageDocument(providers))
put('src/http/graphiql-tabs.json', graphiqlTabs())
fillReadme({
  coverage: coverageTable(providers),
  capabilities: capabilityTable(providers),
  configuration: configurationTable(providers),
})

for (const problem of problems) console.error(problem)
process.exitCode = problems.length === 0 ? 0 : 1

function fillReadme(contents: Readonly<Record<string, string>>): void {
  const path = 'README.md'
  if (!existsSync(join(folder, path))) {
    problems.push(`${path}: does not exist`)
    return
  }
  let text = readFileSync(join(folder, path), 'utf8')
  for (const [name, content] of Object.entries(contents)) {
    const filled = fillMarkers(text, name, content)
    if (filled === null) problems.push(`${path}: must have one pair of markers ${markersOf(name).join(' … ')}`)
    text = filled ?? text
  }
  put(path, text)
}

function put(path: string, text: string): void {
  const target = join(folder, path)
  if (existsSync(target) && readFileSync(target, 'utf8') === text) return
  if (isCheck) {
    problems.push(`${path}: is not current; run \`npm run docs\``)
    return
  }
  mkdirSync(dirname(target), { recursive: true })
  writeFileSync(target, text)
  console.log(`${path}: written`)
}
