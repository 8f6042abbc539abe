// `npm run bench`: what an operation through the gateway costs, compared with a handler written by hand and with others.
// Everything takes less than ten minutes and is written into README.md. Parts of it only print:
//
//   node bench/run.ts --only core --rows 20 --rounds 7 --seconds 1
//   node bench/run.ts --only profile
import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { handler, product } from './contenders.ts'
import { compare } from './core.ts'
import { measureJoined } from './joined.ts'
import { measureLatency } from './latency.ts'
import { overAccounts, overRows } from './linearity.ts'
import { cpuSeconds } from './measure.ts'
import { measurePeak, walk } from './memory.ts'
import { installPeers } from './peers.ts'
import { drawCharts } from './plot.ts'
import { otherCore, pinThisProcess } from './processes.ts'
import { profile } from './profile.ts'
import { describeMachine, ratios, type Section, table, writeReadme } from './report.ts'
import { measureStart } from './start.ts'
import { startStubs } from './upstreams.ts'

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    rows: { type: 'string', default: '20,300' },
    rounds: { type: 'string', default: '7' },
    seconds: { type: 'string', default: '1' },
    'no-peers': { type: 'boolean', default: false },
  },
})
const sizes = values.rows.split(',').map(Number)
const rounds = Number(values.rounds)
const seconds = Number(values.seconds)
const connections = 16
const ours = [handler, product]

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}

const stubs = await startStubs()

async function compareAll(isChanging: boolean): Promise<readonly Section[]> {
  const peers = isChanging || values['no-peers'] ? [] : installPeers()
  const sections: Section[] = []
  for (const rows of sizes) {
    const busyBefore = process.cpuUsage()
    const stubsBefore = cpuSeconds(stubs.pid)
    const startedAt = performance.now()
    const figures = await compare(stubs, {
      contenders: [...ours, ...peers],
      rows,
      rounds,
      seconds,
      connections,
      isChanging,
    })
    const { user, system } = process.cpuUsage(busyBefore)
    const busy =
      ((user + system) / 1e6 + cpuSeconds(stubs.pid) - stubsBefore) / ((performance.now() - startedAt) / 1_000)
    const title = `3 × ${rows} rows${isChanging ? ', every answer of the upstreams different' : ''}`
    const note = `Load and upstreams kept their core busy for ${Math.round(busy * 100)} % of the time.`
    const missing = isChanging || peers.length > 0 ? [] : ['Without the peers.']
    sections.push({ title, lines: [...ratios(figures), '', [note, ...missing].join(' ')] })
  }
  return sections
}

async function latency(): Promise<readonly Section[]> {
  const figures = await measureLatency(stubs, { contenders: ours, rows: 20, rounds: 3, requests: 300, perSecond: 100 })
  const rows = figures.map(({ name, addedP50, addedP99 }) => [
    name,
    `${addedP50.toFixed(2)} ms`,
    `${addedP99.toFixed(2)} ms`,
  ])
  const title = 'Added to the slowest of three upstreams of 50 ms (3 × 20 rows, 100 requests/s)'
  return [{ title, lines: table(['', 'p50', 'p99'], rows) }]
}

async function memory(): Promise<readonly Section[]> {
  const rows: string[][] = []
  for (const contender of ours) {
    const peak = await measurePeak(stubs, { contender, rows: 300, seconds: 5 })
    rows.push([contender.name, `${Math.round(peak)} MB`])
  }
  return [{ title: 'Most memory (16 connections, 3 × 300 rows)', lines: table(['', 'peak RSS'], rows) }]
}

async function joined(): Promise<readonly Section[]> {
  const { answersPerSecond, upstreamCalls } = await measureJoined(stubs, { rows: 20, rounds, seconds })
  const line = `${Math.round(answersPerSecond).toLocaleString('en')} answers/s at 3 × 20 rows, with ${upstreamCalls.toFixed(3)} upstream calls for each.`
  return [{ title: 'Reads joined (the default), 128 callers', lines: [line] }]
}

async function start(): Promise<readonly Section[]> {
  const { listening, firstAnswer, warmAnswer } = await measureStart(stubs, { rows: 20, starts: 5 })
  const figures = [listening, firstAnswer, warmAnswer].map((time) => `${time.toFixed(time < 10 ? 1 : 0)} ms`)
  return [
    {
      title: 'Start, three providers configured (3 × 20 rows, upstreams of 50 ms)',
      lines: table(['listening after', 'first answer', 'later ones'], [figures]),
    },
  ]
}

async function linearity(): Promise<readonly Section[]> {
  const options = { contenders: ours, rounds: 2, seconds: 1 }
  const byRows = await overRows(stubs, options)
  const byAccounts = await overAccounts(stubs, options)
  const charts = [
    { title: 'Rows of each of three accounts', across: 'rows', lines: byRows },
    { title: 'Linked accounts of 20 rows', across: 'accounts', lines: byAccounts },
  ]
  writeFileSync(new URL('./linearity.svg', import.meta.url), drawCharts(charts, 'CPU ms per answer'))
  const lines = charts.flatMap(({ across, lines: [first, ...others] }) => [
    ...table(
      [`CPU per answer, by ${across}`, ...(first?.points.map(({ size }) => size.toLocaleString('en')) ?? [])],
      [first, ...others].map((line) => [
        line?.name ?? '',
        ...(line?.points.map(({ cost }) => `${cost.toFixed(2)} ms`) ?? []),
      ]),
    ),
    '',
  ])
  return [
    {
      title: 'Cost grows in proportion',
      lines: [...lines, '![Cost over rows and over linked accounts](linearity.svg)'],
    },
  ]
}

async function walkAll(): Promise<readonly Section[]> {
  const { customers, pages, seconds: taken, quarters } = await walk(stubs, 100_000)
  const megabytes = quarters.map((quarter) => `${Math.round(quarter)} MB`)
  const title = `A walk over ${customers.toLocaleString('en')} customers (${pages} pages of 500, ${Math.round(taken)} s)`
  return [{ title, lines: table(['RSS after', 'a quarter', 'half', 'three quarters', 'all'], [['', ...megabytes]]) }]
}

async function profileAll(): Promise<readonly Section[]> {
  const sections: Section[] = []
  for (const rows of sizes) {
    const entries = await profile(stubs, { contender: product, rows, seconds: 6 })
    const top = entries.slice(0, 20).map(({ name, place, share }) => [`${(share * 100).toFixed(1)} %`, name, place])
    sections.push({
      title: `Where the time goes, 3 × ${rows} rows`,
      lines: table(['of its time', 'function', 'place'], top),
    })
  }
  return sections
}

const parts: Readonly<Record<string, () => Promise<readonly Section[]>>> = {
  core: () => compareAll(false),
  churn: () => compareAll(true),
  latency,
  memory,
  joined,
  start,
  linearity,
  walk: walkAll,
}

const wanted = values.only?.split(',') ?? Object.keys(parts)
pinThisProcess(otherCore)
print(describeMachine())
const sections: Section[] = []
for (const name of wanted) {
  const part = name === 'profile' ? profileAll : parts[name]
  if (part === undefined)
    throw new Error(`There is no part "${name}": ${[...Object.keys(parts), 'profile'].join(', ')}.`)
  for (const section of await part()) {
    sections.push(section)
    print(['', section.title, '', ...section.lines].join('\n'))
  }
}
if (values.only === undefined) writeReadme(sections)
await stubs.stop()
process.exit(0)
