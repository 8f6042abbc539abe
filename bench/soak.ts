// Whether memory stays flat and bounded: a gateway process under a mixed load for minutes, with faults that come and go
// and callers that leave. `node bench/soak.ts --minutes 10`; prints memory over time and a verdict, and exits with 1 when
// it does not, when an answer is missing, or when the process complains.
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { type Fault, faultDefinition } from '../src/providers/sandbox-faults.ts'
import type { Sandbox } from '../src/providers/sandbox-server.ts'
import { type GatewayProcess, type Memory, startGatewayProcess } from './gateway-process.ts'

const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '10' }, callers: { type: 'string', default: '16' } },
})
const minutes = Number(values.minutes)
const callers = Number(values.callers)
/** Between two requests of one caller: memory is what matters here, and not speed. */
const pauseMilliseconds = 20
const sampleMilliseconds = 5_000
/**
 * What is in use right after a collection may be a tenth more in the last third than in the first, and climb by so much in
 * the second half. What the process holds besides is room that V8 has not given back yet: that is bounded, and not flat.
 */
const mostGrowth = 1.1
const mostMegabytesPerMinute = 1
const mostMegabytes = 512

interface Sample extends Memory {
  readonly minute: number
}

const page = '{ customers(first: 30) { nodes { id displayName status } isComplete } }'
const detail = `{ customers(first: 12) { nodes { id provider email contacts { name } address { formatted } }
  sources { __typename ... on SourceFailed { code } } } }`
const ordered = '{ customers(first: 20, orderBy: { field: DISPLAY_NAME, direction: ASC }) { nodes { displayName } } }'
const filtered = '{ customers(first: 20, filter: { nameContains: "bakery" }) { nodes { displayName raw } } }'
const hurried = '{ customers(first: 30, deadlineMs: 40) { nodes { id } totalCount { count } isComplete } }'
const change = `mutation ($id: ID!, $key: String) {
  archiveCustomer(input: { id: $id, idempotencyKey: $key }) { outcome } unarchiveCustomer(input: { id: $id }) { outcome } }`

const faults: readonly (Fault | null)[] = [
  null,
  { name: 'status', status: 500 },
  { name: 'drop' },
  { name: 'latency', ms: 200 },
  null,
  { name: 'html' },
  { name: 'truncated-json' },
  { name: 'hang', operations: ['list'] },
  { name: 'status', status: 429, retryAfter: 1 },
  null,
  { name: 'expired-token' },
  { name: 'duplicate-rows' },
  { name: 'drop-mid-body' },
  { name: 'endless-pages' },
  { name: 'gzip-bomb', bytes: 12_000_000, times: 20 },
  null,
  { name: 'reject-token' },
  { name: 'drop-after-commit' },
  { name: 'wrong-types' },
  { name: 'drip', ms: 20, times: 20 },
]

let asked = 0
let left = 0
let missing = 0

async function ask(address: string, query: string, variables: object, signal: AbortSignal | null): Promise<void> {
  asked += 1
  try {
    const response = await fetch(address, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query, variables }),
      signal,
    })
    const { data } = (await response.json()) as { data?: unknown }
    if (response.status >= 500 || data === undefined) missing += 1
  } catch (error) {
    if (signal?.aborted === true) left += 1
    else {
      missing += 1
      process.stdout.write(`no answer: ${String(error)}\n`)
    }
  }
}

/** Of ten requests, which one is next: most are lists; some change something, some have no patience. */
async function askNext(address: string, ids: readonly string[], turn: number): Promise<void> {
  const id = ids[turn % ids.length] ?? ''
  switch (turn % 10) {
    case 0:
      return ask(address, detail, {}, null)
    case 1:
      // Text that never comes again, as from callers who write values into their documents.
      return ask(address, `query Once${turn} { customer(id: "${id}") { displayName n${turn}: email } }`, {}, null)
    case 2:
      return ask(address, page, {}, AbortSignal.timeout(5 + (turn % 40)))
    case 3:
      // Keys are remembered for a day, by design: new ones for ever would be growth that is no leak.
      return ask(address, change, { id, key: turn % 20 === 3 ? `key-${turn % ids.length}` : null }, null)
    case 4:
      return ask(address, turn % 50 === 4 ? ordered : filtered, {}, null)
    case 5:
      return ask(address, hurried, {}, null)
    default:
      return ask(address, page, {}, null)
  }
}

async function work(gateway: GatewayProcess, ids: readonly string[], first: number, until: number): Promise<void> {
  for (let turn = first; performance.now() < until && !gateway.hasEnded(); turn += callers) {
    await askNext(gateway.address, ids, turn)
    await pause(pauseMilliseconds)
  }
}

async function strike({ sandboxes, hasEnded }: GatewayProcess, until: number): Promise<void> {
  for (let turn = 0; performance.now() < until && !hasEnded(); turn += 1) {
    const fault = faults[turn % faults.length] ?? null
    for (const { control } of sandboxes) control.clearFaults()
    if (fault !== null) pickSandbox(sandboxes, fault, turn)?.control.setFaults(fault)
    await pause(3_000)
  }
  for (const { control } of sandboxes) control.clearFaults()
}

/** In turns; some faults mean nothing at some providers. */
function pickSandbox(sandboxes: readonly Sandbox[], { name }: Fault, turn: number): Sandbox | undefined {
  const { providers } = faultDefinition(name)
  const able = sandboxes.filter(({ provider }) => providers?.includes(provider) ?? true)
  return able[turn % able.length]
}

async function watch(gateway: GatewayProcess, startedAt: number, until: number): Promise<Sample[]> {
  const samples: Sample[] = []
  process.stdout.write('minute     RSS    heap    live external  requests  (MB)\n')
  while (performance.now() < until && !gateway.hasEnded()) {
    await pause(sampleMilliseconds)
    const sample = { ...gateway.memory(), minute: (performance.now() - startedAt) / 60_000 }
    samples.push(sample)
    const columns = [sample.rss, sample.heap, sample.live, sample.external].map((bytes) =>
      megabytes(bytes).toFixed(1).padStart(7),
    )
    process.stdout.write(`${sample.minute.toFixed(2).padStart(6)} ${columns.join(' ')}  ${String(asked).padStart(9)}\n`)
  }
  return samples
}

const megabytes = (bytes: number): number => bytes / 1_048_576
const most = (samples: readonly Sample[], of: keyof Memory): number => Math.max(...samples.map((each) => each[of]))

/** Megabytes per minute: the straight line that fits best (least squares). */
function slope(samples: readonly Sample[], of: keyof Memory): number {
  const meanMinute = mean(samples.map(({ minute }) => minute))
  const meanSize = mean(samples.map((each) => megabytes(each[of])))
  let both = 0
  let squares = 0
  for (const sample of samples) {
    both += (sample.minute - meanMinute) * (megabytes(sample[of]) - meanSize)
    squares += (sample.minute - meanMinute) ** 2
  }
  return squares === 0 ? 0 : both / squares
}

function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0) / Math.max(1, numbers.length)
}

function isKept(samples: readonly Sample[], of: 'rss' | 'live'): boolean {
  const third = Math.ceil(samples.length / 3)
  const [first, last] = [samples.slice(0, third), samples.slice(-third)]
  const climb = slope(samples.slice(samples.length / 2), of)
  const isFlat =
    most(last, of) <= most(first, of) * mostGrowth &&
    median(last, of) <= median(first, of) * mostGrowth &&
    climb <= mostMegabytesPerMinute
  const isBounded = megabytes(most(samples, of)) <= mostMegabytes
  const tell = (part: readonly Sample[]): string =>
    `${megabytes(median(part, of)).toFixed(1)} MB, at most ${megabytes(most(part, of)).toFixed(1)} MB`
  process.stdout.write(
    `${of}: ${isFlat ? 'flat' : 'not flat'}, ${isBounded ? '' : 'not '}bounded (first third ${tell(first)}; last third ${tell(last)}; second half ${climb.toFixed(2)} MB a minute)\n`,
  )
  return isBounded && (isFlat || of === 'rss')
}

function median(samples: readonly Sample[], of: keyof Memory): number {
  return samples.map((each) => each[of]).toSorted((one, other) => one - other)[samples.length >> 1] ?? 0
}

async function readIds({ address }: GatewayProcess): Promise<string[]> {
  const response = await fetch(address, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: '{ customers(first: 60) { nodes { id } } }' }),
  })
  const { data } = (await response.json()) as { data: { customers: { nodes: readonly { id: string }[] } } }
  return data.customers.nodes.map(({ id }) => id)
}

/** Documents are kept up to a bound, by design: what is measured begins once it is reached. */
async function fillCaches({ address }: GatewayProcess): Promise<void> {
  const fields = Array.from({ length: 18 }, (_, index) => `f${index}: __typename`).join(' ')
  for (let turn = 0; turn < 2_000; turn += 1) await ask(address, `query Fill${turn} { ${fields} }`, {}, null)
}

const gateway = await startGatewayProcess({ customers: 120 })
const ids = await readIds(gateway)
await fillCaches(gateway)
const startedAt = performance.now()
const until = startedAt + minutes * 60_000
const [all] = await Promise.all([
  watch(gateway, startedAt, until),
  strike(gateway, until),
  ...Array.from({ length: callers }, (_, first) => work(gateway, ids, first, until)),
])
const code = await gateway.stop()
// A process that has just begun has not taken yet what it needs.
const samples = all.filter(({ minute }) => minute > minutes / 10)
const areKept = [isKept(samples, 'rss'), isKept(samples, 'live')].every(Boolean)
process.stdout.write(
  `${asked} requests, ${left} callers left, ${missing} without an answer, RSS at most ${megabytes(most(samples, 'rss')).toFixed(1)} MB, exit code ${code}\n`,
)
for (const complaint of new Set(gateway.complaints)) process.stdout.write(`complaint: ${complaint}\n`)
process.exit(areKept && missing === 0 && code === 0 && gateway.complaints.length === 0 ? 0 : 1)
