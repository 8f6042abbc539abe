// Measures what the gateway promises about providers in trouble, over real sandboxes, and prints a figure for each
// promise. `node bench/resilience.ts`; exits with 1 when a promise is broken. Takes about a minute.
import { setTimeout as pause } from 'node:timers/promises'
import { addSandboxes } from '../src/config.ts'
import { createGateway, type Gateway } from '../src/gateway.ts'
import { providers } from '../src/providers/registry.ts'
import type { Sandbox } from '../src/providers/sandbox-server.ts'

interface Rig {
  readonly gateway: Gateway
  readonly layer: Sandbox
  readonly sequence: Sandbox
  readonly thred: Sandbox
  close(): Promise<void>
}

interface Report {
  readonly kind: string
  readonly provider: string
  readonly code?: string
}
interface Answer {
  readonly milliseconds: number
  readonly sources: readonly Report[]
  readonly rows: Readonly<Record<string, number>>
}

async function startRig(settings: object = {}, options: { joinReads?: boolean } = {}): Promise<Rig> {
  const sandboxes = await Promise.all(
    providers.map(({ startSandbox }) =>
      startSandbox({ customers: 60, settings: { rateLimit: null, ...settings } as object }),
    ),
  )
  const [layer, sequence, thred] = sandboxes
  if (layer === undefined || sequence === undefined || thred === undefined) throw new Error('A sandbox is missing.')
  const gateway = createGateway({ ...addSandboxes({ credentials: {}, linkedAccounts: [] }, sandboxes), ...options })
  const close = async (): Promise<void> => {
    await gateway.close()
    await Promise.all(sandboxes.map((sandbox) => sandbox.close()))
  }
  return { gateway, layer, sequence, thred, close }
}

async function list({ gateway }: Rig, first = 9, signal: AbortSignal | null = null): Promise<Answer> {
  const query = `{ customers(first: ${first}) { nodes { provider }
    sources { kind: __typename provider ... on SourceFailed { code } } } }`
  const startedAt = performance.now()
  const response = await gateway.handler(
    new Request('http://localhost/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query }),
      signal,
    }),
  )
  const { data } = (await response.json()) as {
    data: { customers: { nodes: readonly { provider: string }[]; sources: readonly Report[] } | null }
  }
  const rows: Record<string, number> = {}
  for (const { provider } of data.customers?.nodes ?? []) rows[provider] = (rows[provider] ?? 0) + 1
  return { milliseconds: performance.now() - startedAt, sources: data.customers?.sources ?? [], rows }
}

/** Reads are equal: where they are to be separate, joining is switched off. */
const many = <Value>(count: number, make: (index: number) => Promise<Value>): Promise<Value[]> =>
  Promise.all(Array.from({ length: count }, (_, index) => make(index)))
const slowest = (answers: readonly Answer[]): number =>
  Math.round(Math.max(...answers.map((each) => each.milliseconds)))
const stateOf = ({ sources }: Answer, provider: string): string => {
  const report = sources.find((source) => source.provider === provider)
  return report?.code ?? report?.kind ?? 'missing'
}
const others = (answers: readonly Answer[]): number =>
  answers.filter((each) => stateOf(each, 'LAYER') === 'SourceOk' && stateOf(each, 'SEQUENCE') === 'SourceOk').length
/** How often each state was seen. */
function tally(answers: readonly Answer[], provider: string): string {
  const counts: Record<string, number> = {}
  for (const answer of answers) counts[stateOf(answer, provider)] = (counts[stateOf(answer, provider)] ?? 0) + 1
  return Object.entries(counts)
    .map(([state, count]) => `${count} ${state}`)
    .join(', ')
}
const requestsOf = ({ control }: Sandbox): number =>
  Object.values(control.counters().requests).reduce((sum, count) => sum + count, 0)

let broken = 0
function tell(promise: string, figure: string, isKept: boolean): void {
  if (!isKept) broken += 1
  process.stdout.write(`${isKept ? 'ok    ' : 'BROKEN'}  ${promise.padEnd(72)}  ${figure}\n`)
}

async function measureRetries(): Promise<void> {
  for (const status of [500, 503]) {
    const rig = await startRig({}, { joinReads: false })
    await list(rig)
    rig.thred.control.reset()
    let asked = 0
    for (let round = 0; round < 200; round += 1) {
      rig.thred.control.setFaults(round % 2 === 0 ? [{ name: 'status', status, times: 1, operations: ['list'] }] : [])
      await list(rig)
      asked += 1
    }
    const amplification = rig.thred.control.counters().requests.list / asked
    tell(
      `amplification when every other query meets a ${status}: at most 1.25`,
      amplification.toFixed(3),
      amplification <= 1.25,
    )
    await rig.close()
  }
}

async function measureDead(joinReads: boolean): Promise<void> {
  const rig = await startRig({}, { joinReads })
  await list(rig)
  rig.thred.control.reset()
  rig.thred.control.setFaults({ name: 'drop' })
  const answers = await many(300, () => list(rig))
  const requests = requestsOf(rig.thred)
  const what = joinReads ? 'equal' : 'separate'
  tell(`300 ${what} queries at a dead provider: at most 60 requests`, String(requests), requests <= 60)
  tell(
    `…and the other two complete in all 300`,
    `${others(answers)}, slowest ${slowest(answers)} ms`,
    others(answers) === 300,
  )
  rig.thred.control.clearFaults()
  const healedAt = performance.now()
  while (stateOf(await list(rig), 'THRED') !== 'SourceOk' && performance.now() - healedAt < 15_000) await pause(100)
  const seconds = (performance.now() - healedAt) / 1_000
  tell('…and all data again within 10 s of its healing', `${seconds.toFixed(1)} s`, seconds <= 10)
  await rig.close()
}

async function measureHanging(): Promise<void> {
  const rig = await startRig({}, { joinReads: false })
  await list(rig)
  rig.thred.control.reset()
  rig.thred.control.setFaults({ name: 'hang' })
  const answers = await many(300, () => list(rig))
  const states = new Set(answers.map((answer) => stateOf(answer, 'THRED')))
  const requests = requestsOf(rig.thred)
  tell(
    '300 separate queries at a hanging provider: each inside 10 s',
    `${slowest(answers)} ms`,
    slowest(answers) <= 10_000,
  )
  tell('…and the other two complete in all 300', String(others(answers)), others(answers) === 300)
  tell('…with at most 60 requests to it', `${requests}; reported ${[...states].join(', ')}`, requests <= 60)
  await rig.close()
}

async function measureRate(): Promise<void> {
  const rig = await startRig({}, { joinReads: false })
  rig.layer.control.updateSettings({ rateLimit: { requests: 100, seconds: 1 } } as object)
  rig.thred.control.updateSettings({ rateLimit: { requests: 30, seconds: 1 } } as object)
  const answers = await many(300, () => list(rig))
  const layer = answers.filter((answer) => stateOf(answer, 'LAYER') === 'SourceOk').length
  const thred = answers.filter((answer) => stateOf(answer, 'THRED') === 'SourceOk').length
  const { rateLimited } = rig.layer.control.counters()
  const refused = rig.thred.control.counters().rateLimited
  tell(
    '300 separate queries at 100 requests a second: no 429',
    `${rateLimited} refused, ${slowest(answers)} ms`,
    rateLimited === 0,
  )
  tell('…and all of them are served', tally(answers, 'LAYER'), layer === 300)
  tell(
    'a limit that nobody told (30 a second): learned',
    `${refused} refused; ${tally(answers, 'THRED')}`,
    thred >= 150,
  )
  await rig.close()
}

async function measureJoining(): Promise<void> {
  const rig = await startRig()
  await many(200, () => list(rig))
  const figures = [rig.layer, rig.sequence, rig.thred].map(({ control }) => control.counters())
  const requests = figures.map((each) => each.requests.list)
  const grants = figures.map((each) => each.tokensGranted)
  tell(
    '200 equal queries on cold tokens: one grant at Layer, one of each tier at Thred',
    grants.join(' '),
    grants.join() === '1,0,2',
  )
  tell(
    '…and few reads at each provider',
    requests.join(' '),
    requests.every((count) => count <= 6),
  )
  rig.layer.control.setFaults({ name: 'expired-token', operations: ['list'] })
  await many(200, (index) => list(rig, 9 + 3 * (index % 20)))
  const renewed = rig.layer.control.counters().tokensGranted - 1
  tell('200 queries on an expired token: one grant', String(renewed), renewed === 1)
  await rig.close()
}

async function measureLeaving(): Promise<void> {
  const rig = await startRig()
  await list(rig)
  rig.thred.control.setFaults({ name: 'hang', operations: ['list'] })
  const idle = rig.thred.control.counters().openSockets
  const before = rig.thred.control.counters().requests.list
  const caller = new AbortController()
  const answer = list(rig, 9, caller.signal).catch(() => null)
  while (rig.thred.control.counters().requests.list === before) await pause(5)
  caller.abort()
  const leftAt = performance.now()
  // The socket of a request that is broken off is closed.
  while (rig.thred.control.counters().openSockets >= Math.max(1, idle) && performance.now() - leftAt < 2_000)
    await pause(2)
  const milliseconds = Math.round(performance.now() - leftAt)
  tell('a caller that leaves stops its work at the provider within 100 ms', `${milliseconds} ms`, milliseconds <= 100)
  await answer
  await rig.close()
}

async function measureBodies(): Promise<void> {
  for (const name of ['huge-body', 'gzip-bomb'] as const) {
    const rig = await startRig({}, { joinReads: false })
    await list(rig)
    rig.thred.control.setFaults({ name, operations: ['list'] })
    const answers = await many(100, () => list(rig))
    const state = [...new Set(answers.map((answer) => stateOf(answer, 'THRED')))].join(', ')
    const megabytes = Math.round(process.resourceUsage().maxRSS / 1_024)
    tell(`100 queries, ${name}: at most 512 MB (sandboxes included)`, `${megabytes} MB; ${state}`, megabytes <= 512)
    await rig.close()
  }
}

process.on('unhandledRejection', (reason) => tell('no unhandled rejection', String(reason), false))
process.on('warning', (warning) => tell('no warning', warning.message, false))
await measureRetries()
await measureDead(true)
await measureDead(false)
await measureHanging()
await measureRate()
await measureJoining()
await measureLeaving()
await measureBodies()
process.exit(broken === 0 ? 0 : 1)
