// `npm run bench`: what an operation through the gateway costs, compared with a handler written by hand.
//
//   node bench/run.ts --only core --rows 20 --rounds 3 --seconds 3 --connections 16
import { parseArgs } from 'node:util'
import { handler, nodeFlags, product } from './contenders.ts'
import { type CoreFigures, compare } from './core.ts'
import { cpuSeconds } from './measure.ts'
import { isPinned, otherCore, pinThisProcess } from './processes.ts'
import { startStubs } from './upstreams.ts'

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: 'core' },
    rows: { type: 'string', default: '20,300' },
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '3' },
    connections: { type: 'string', default: '16' },
    churn: { type: 'boolean', default: false },
  },
})

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}

function printRatios(figures: readonly CoreFigures[]): void {
  const [base] = figures
  if (base === undefined) return
  for (const { name, answersPerSecond, cpuPer1000, upstreamCalls } of figures) {
    const ratio = (answersPerSecond / base.answersPerSecond).toFixed(2)
    const cpu = (cpuPer1000 / base.cpuPer1000).toFixed(2)
    print(
      `${name.padEnd(32)} ${Math.round(answersPerSecond).toString().padStart(7)}/s  × ${ratio}   CPU ${cpuPer1000.toFixed(3)} s per 1,000  × ${cpu}   ${upstreamCalls.toFixed(2)} upstream calls`,
    )
  }
}

pinThisProcess(otherCore)
print(
  `Node ${process.version} ${nodeFlags.join(' ')}${isPinned ? '' : ' (taskset is missing: nothing is pinned to a core)'}`,
)
const stubs = await startStubs()
for (const rows of values.rows.split(',').map(Number)) {
  const own = process.cpuUsage()
  const stubsBefore = cpuSeconds(stubs.pid)
  const startedAt = performance.now()
  const figures = await compare(stubs, {
    contenders: [handler, product],
    rows,
    rounds: Number(values.rounds),
    seconds: Number(values.seconds),
    connections: Number(values.connections),
    isChanging: values.churn,
  })
  const seconds = (performance.now() - startedAt) / 1_000
  const { user, system } = process.cpuUsage(own)
  const busy = (((user + system) / 1e6 + cpuSeconds(stubs.pid) - stubsBefore) / seconds) * 100
  print(
    `\n3 × ${rows} rows${values.churn ? ', each answer different' : ''} (load and stubs: ${Math.round(busy)} % of a core)`,
  )
  printRatios(figures)
}
await stubs.stop()
process.exit(0)
