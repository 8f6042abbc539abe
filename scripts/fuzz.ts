// `npm run fuzz`: a gateway in a process of its own, over sandboxes, and requests that nobody should send, over its port.
// Prints how it went and exits with 1 when an answer was a defect, the process ended, or its memory grew.
//   npm run fuzz -- --requests 100000 --seed 7      as many, made from this seed
//   npm run fuzz -- --seed 7 --from 4711 --requests 1   one of them again, with what was sent and answered
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { buildSchema } from 'graphql'
import { type Defect, fuzz } from './fuzz/run.ts'
import { toBytes } from './fuzz/send.ts'

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    requests: { type: 'string', default: '100000' },
    from: { type: 'string', default: '0' },
  },
})
const [seed, requests, from] = [Number(values.seed), Number(values.requests), Number(values.from)]
/** A process whose memory grows without end does not live long with so little, in megabytes. */
const heap = 192
/** Megabytes by which the process may grow in the second half, once caches are full. */
const mostGrowth = 64

const program = spawn(process.execPath, [`--max-old-space-size=${heap}`, 'src/main.ts'], {
  env: { ...process.env, PORT: '0', GRAPHIQL: 'off', LOG_LEVEL: 'error', AUDIT_LOG: '/dev/null' },
  stdio: ['ignore', 'pipe', 'pipe'],
})
let output = ''
let log = ''
let hasEnded = false
program.stdout.on('data', (chunk) => {
  output += chunk
})
program.stderr.on('data', (chunk) => {
  log = (log + chunk).slice(-20_000)
})
program.on('exit', () => {
  hasEnded = true
})

console.log(`seed ${seed}, ${requests} requests`)
const startedAt = performance.now()
const memory: number[] = []
const address = await listening()
const every = Math.max(1, Math.floor(requests / 20))
const { statuses, defects } = await fuzz({
  address,
  schema: buildSchema(readFileSync('schema.graphql', 'utf8')),
  seed,
  from,
  count: requests,
  onProgress: (done) => {
    if (done % every === 0) memory.push(residentMegabytes())
  },
})
const seconds = (performance.now() - startedAt) / 1_000
for (const defect of defects.slice(0, 10)) print(defect)
// Garbage that is not collected yet is no growth: what is left of it later on is.
const growth = memory.length < 20 ? 0 : Math.max(0, Math.min(...memory.slice(-5)) - Math.max(...memory.slice(5, 10)))
const isAlive = !hasEnded && (await fetch(`${address}/healthz`)).status === 200
console.log(`answers by status: ${JSON.stringify(statuses)}`)
console.log(`${Math.round(seconds)} s, ${Math.round(requests / seconds)} requests/s`)
console.log(`memory, MB: ${memory.join(' ')}`)
console.log(`${defects.length} defects, process ${isAlive ? 'alive' : 'gone'}, memory grew by ${growth} MB`)
if (log !== '') console.error(`the log:\n${log}`)
process.exitCode = defects.length === 0 && isAlive && growth <= mostGrowth ? 0 : 1
program.kill()

async function listening(): Promise<string> {
  for (;;) {
    const found = /https?:\/\/[^\s/]+(?=\/graphql)/.exec(output)?.[0]
    if (found !== undefined) return found
    if (hasEnded) throw new Error(`The gateway did not start:\n${log}`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

function residentMegabytes(): number {
  const text = readFileSync(`/proc/${program.pid}/status`, 'utf8')
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(text)?.[1] ?? 0) / 1_024)
}

function print({ index, request, reply }: Defect): void {
  console.error(`\n#${index} (npm run fuzz -- --seed ${seed} --from ${index} --requests 1)`)
  console.error(toBytes(request).toString('latin1').slice(0, 3_000))
  console.error(`→ ${reply.status} ${reply.body.slice(0, 2_000)}`)
}
