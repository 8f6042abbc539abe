// `npm run mutate`: how well the tests watch over the code that decides about retries, circuits, budgets, tokens, paging
// and mapping. Plants one fault at a time, runs the tests that should notice, and lists the faults that nobody noticed.
// Exits with 1 when fewer than 85 % were noticed in an area. Arguments: paths (or parts of them) to look at no others;
// `--sample N` for N faults of each file, drawn with `--seed S`.
import { type ChildProcess, fork } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { areas } from './mutation-areas.ts'
import { type Fault, findFaults, plantFault } from './mutation-faults.ts'
import type { Trial, Verdict } from './mutation-worker.ts'

const leastScore = 0.85

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { sample: { type: 'string' }, seed: { type: 'string', default: '1' } },
})
const sampleSize = values.sample === undefined ? Number.POSITIVE_INFINITY : Number(values.sample)

const running: { worker: ChildProcess | null } = { worker: null }

/** Null: the tests did not end in time, or ended the process. */
async function judge(trial: Trial, milliseconds: number): Promise<Verdict | null> {
  const used = running.worker ?? fork(new URL('mutation-worker.ts', import.meta.url), { stdio: 'inherit' })
  running.worker = used
  const timer = setTimeout(() => used.kill('SIGKILL'), milliseconds)
  const waiting = new AbortController()
  used.send(trial)
  const verdict = await Promise.race([
    once(used, 'message', waiting).then(([message]) => message as Verdict),
    once(used, 'exit', waiting).then(() => null),
  ])
  waiting.abort()
  clearTimeout(timer)
  if (verdict === null) running.worker = null
  return verdict
}

/** The same ones for the same seed. */
function draw(faults: readonly Fault[], file: string): readonly Fault[] {
  if (faults.length <= sampleSize) return faults
  const rank = new Map(faults.map((fault, index) => [fault, hash(`${values.seed} ${file} ${index}`)]))
  const chosen = new Set(
    faults.toSorted((one, other) => (rank.get(one) ?? '').localeCompare(rank.get(other) ?? '')).slice(0, sampleSize),
  )
  return faults.filter((fault) => chosen.has(fault))
}

async function tryFile(file: string, tests: readonly string[]): Promise<{ planted: number; noticed: number }> {
  const source = readFileSync(file, 'utf8')
  const startedAt = Date.now()
  const sound = await judge({ file, source, tests }, 300_000)
  if (sound?.failed !== null) throw new Error(`Without any fault, these tests fail already: ${sound?.failed ?? tests}`)
  const limit = 15_000 + 2 * (Date.now() - startedAt)
  const faults = draw(findFaults(source), file)
  let noticed = 0
  for (const fault of faults) {
    const verdict = await judge({ file, source: plantFault(source, fault), tests }, limit)
    if (verdict?.failed !== null) noticed += 1
    else console.log(`not noticed: ${describe(file, source, fault)}`)
  }
  const seconds = Math.round((Date.now() - startedAt) / 1_000)
  console.log(`${file}: ${share(noticed, faults.length)} in ${seconds} s`)
  return { planted: faults.length, noticed }
}

function describe(file: string, source: string, { start, end, replacement }: Fault): string {
  const line = source.slice(0, start).split('\n').length
  return `${file}:${line} ${shorten(source.slice(start, end))} → ${shorten(replacement)}`
}

function shorten(code: string): string {
  const text = code.replaceAll(/\s+/g, ' ')
  return text.length > 70 ? `${text.slice(0, 70)}…` : text
}

function share(noticed: number, planted: number): string {
  return `${noticed} of ${planted} noticed, ${((100 * noticed) / planted).toFixed(1)} %`
}

function hash(text: string): string {
  return createHash('sha1').update(text).digest('hex')
}

const lines: string[] = []
for (const { name, files } of areas) {
  const total = { planted: 0, noticed: 0 }
  for (const [file, tests] of Object.entries(files)) {
    if (positionals.length > 0 && !positionals.some((part) => file.includes(part))) continue
    const { planted, noticed } = await tryFile(file, tests)
    total.planted += planted
    total.noticed += noticed
  }
  if (total.planted === 0) continue
  lines.push(`${name.padEnd(8)} ${share(total.noticed, total.planted)}`)
  if (total.noticed < leastScore * total.planted) process.exitCode = 1
}
running.worker?.disconnect()
console.log(`\n${lines.join('\n')}`)
