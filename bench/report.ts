// What was measured, as tables: on the terminal, and in README.md between its two marks.
import { readFileSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { nodeFlags } from './contenders.ts'
import type { CoreFigures } from './core.ts'
import { isPinned } from './processes.ts'

export interface Section {
  readonly title: string
  readonly lines: readonly string[]
}

export function describeMachine(): string {
  const flags = nodeFlags.length === 0 ? 'without flags' : `with \`${nodeFlags.join(' ')}\``
  const cores = isPinned
    ? 'the server alone on one core, load and upstreams on another'
    : 'nothing pinned to a core, because `taskset` is missing: ratios only'
  return `Node ${process.version} ${flags}, ${cpus()[0]?.model ?? 'unknown processor'}, ${cores}.`
}

export function table(head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map((_, index) => (index === 0 ? '---' : '---:'))), ...rows.map(line)]
}

/** Ratios are to the first of them, which is the handler. */
export function ratios(figures: readonly CoreFigures[]): readonly string[] {
  return table(
    ['', 'answers/s', 'ratio', 'CPU per 1,000 answers', 'ratio', 'upstream calls per answer'],
    figures.map(({ name, answersPerSecond, ratio, cpuPer1000, cpuRatio, upstreamCalls }) => [
      name,
      Math.round(answersPerSecond).toLocaleString('en'),
      ratio.toFixed(2),
      `${cpuPer1000.toFixed(2)} s`,
      cpuRatio.toFixed(2),
      upstreamCalls.toFixed(2),
    ]),
  )
}

const readme = new URL('./README.md', import.meta.url)
const begin = '<!-- figures:begin -->'
const end = '<!-- figures:end -->'

export function writeReadme(sections: readonly Section[]): void {
  const text = readFileSync(readme, 'utf8')
  const [from, to] = [text.indexOf(begin), text.indexOf(end)]
  if (from < 0 || to < from) throw new Error('README.md has no place for figures.')
  const body = sections.flatMap(({ title, lines }) => [`### ${title}`, '', ...lines, '']).join('\n')
  writeFileSync(readme, `${text.slice(0, from + begin.length)}\n${describeMachine()}\n\n${body}${text.slice(to)}`)
}
