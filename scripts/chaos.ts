// `npm run chaos`: a whole gateway over three sandboxes, and every fault that a sandbox knows against lists, archives and
// tokens, provider by provider. Prints fault × expected × seen × time, and exits with 1 on any miss.
import { addSandboxes } from '../src/config.ts'
import { createGateway, type Gateway } from '../src/gateway.ts'
import type { ProviderDefinition } from '../src/providers/contract.ts'
import { providers } from '../src/providers/registry.ts'
import { type Fault, faultDefinition, faultNames } from '../src/providers/sandbox-faults.ts'
import type { Sandbox } from '../src/providers/sandbox-server.ts'
import { type ChaosCase, cases, faultsInTable } from './chaos-cases.ts'

const laneCount = 6
const customers = 24
/** Made one after the other: each of them fills a socket as fast as the machine can. */
const heavy: ReadonlySet<string> = new Set(['huge-body', 'gzip-bomb'])

interface Result {
  readonly provider: string
  readonly tried: ChaosCase
  readonly seen: string
  readonly milliseconds: number
  /** What was wrong; empty when nothing was. */
  readonly misses: readonly string[]
}

interface Rig {
  readonly gateway: Gateway
  readonly sandboxes: readonly Sandbox[]
  readonly struck: Sandbox
}

interface Source {
  readonly provider: string
  readonly __typename: string
  readonly code?: string
}
interface Row {
  readonly id: string
  readonly provider: string
}
interface Page {
  readonly nodes: readonly Row[]
  readonly sources: readonly Source[]
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null }
}

const listDocument = `query ($after: String) { customers(first: 9, after: $after) {
  nodes { id provider displayName } pageInfo { hasNextPage endCursor }
  sources { __typename provider ... on SourceFailed { code message } } } }`
const archiveDocument = `mutation ($id: ID!) { archiveCustomer(input: { id: $id }) { outcome customer { id isArchived } } }`

async function startRig(provider: ProviderDefinition): Promise<Rig> {
  const sandboxes = await Promise.all(providers.map(({ startSandbox }) => startSandbox({ customers })))
  const gateway = createGateway({
    ...addSandboxes({ credentials: {}, linkedAccounts: [] }, sandboxes),
    auditLogger: { write: () => {} },
  })
  const struck = sandboxes[providers.indexOf(provider)]
  if (struck === undefined) throw new Error(`No sandbox was started for ${provider.title}.`)
  return { gateway, sandboxes, struck }
}

async function ask<Data>({ gateway }: Rig, query: string, variables: object): Promise<Data> {
  const request = new Request('http://localhost/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  })
  const { data, errors } = (await (await gateway.handler(request)).json()) as { data: Data; errors?: object }
  if (data === null || data === undefined) throw new Error(`No data: ${JSON.stringify(errors)}`)
  return data
}

const listOnce = async (rig: Rig, after: string | null): Promise<Page> =>
  (await ask<{ customers: Page }>(rig, listDocument, { after })).customers

async function tryList(rig: Rig, provider: ProviderDefinition, tried: ChaosCase): Promise<Omit<Result, 'tried'>> {
  // Tokens from before the fault are what it is about; where it is the token endpoint that fails there must be none.
  if (tried.what === 'list') await listOnce(rig, null)
  rig.struck.control.setFaults(tried.fault)
  const misses: string[] = []
  const ids = new Set<string>()
  let seen = 'served'
  let longest = 0
  let after: string | null = null
  for (let pages = 0; pages < (tried.expected.isWalk === true ? 8 : 1); pages += 1) {
    const startedAt = performance.now()
    const page: Page = await listOnce(rig, after)
    longest = Math.max(longest, performance.now() - startedAt)
    for (const { id } of page.nodes) {
      if (ids.has(id)) misses.push('a customer came twice')
      ids.add(id)
    }
    for (const source of page.sources) {
      if (source.provider === provider.name) seen = source.code ?? seen
      else if (source.__typename === 'SourceFailed') misses.push(`${source.provider} failed, too: ${source.code}`)
    }
    const others = page.nodes.filter((row) => row.provider !== provider.name).length
    if (pages === 0 && others < 6) misses.push(`the others have ${others} rows, not 6`)
    after = page.pageInfo.endCursor
    if (seen !== 'served' || !page.pageInfo.hasNextPage) break
  }
  const { list } = rig.struck.control.counters().requests
  if (seen === 'CREDENTIALS' && list > (tried.what === 'list' ? 3 : 0)) misses.push(`${list - 1} requests for one list`)
  if (seen === 'served' && ![...ids].some((id) => id !== '')) misses.push('no rows')
  return { provider: provider.title, seen, milliseconds: longest, misses }
}

async function tryArchive(rig: Rig, provider: ProviderDefinition, tried: ChaosCase): Promise<Omit<Result, 'tried'>> {
  const { nodes } = await listOnce(rig, null)
  const id = nodes.find((row) => row.provider === provider.name)?.id
  const { control } = rig.struck
  control.setFaults(tried.fault)
  const startedAt = performance.now()
  const { archiveCustomer } = await ask<{ archiveCustomer: { outcome: string } }>(rig, archiveDocument, { id })
  const milliseconds = performance.now() - startedAt
  const { requests, transitions } = control.counters()
  const made = Object.values(transitions).reduce((sum, count) => sum + count, 0)
  const { outcome: seen } = archiveCustomer
  const misses: string[] = []
  if (requests.archive > 3) misses.push(`${requests.archive} requests to archive`)
  if (made > 1) misses.push(`archived ${made} times`)
  if (seen === 'ARCHIVED' && made === 0) misses.push('says ARCHIVED and is not')
  if (seen === 'NOT_CHANGED' && made > 0) misses.push('says NOT_CHANGED and is archived')
  return {
    provider: provider.title,
    seen,
    milliseconds,
    misses,
  }
}

async function run(provider: ProviderDefinition, tried: ChaosCase): Promise<Result> {
  const rig = await startRig(provider)
  try {
    const result = await (tried.what === 'archive' ? tryArchive : tryList)(rig, provider, tried)
    const { seen, milliseconds, misses } = result
    const { expected } = tried
    return {
      ...result,
      tried,
      misses: [
        ...misses,
        ...(expected.seen.includes(seen) ? [] : ['unexpected']),
        ...(milliseconds <= expected.within ? [] : [`later than ${expected.within} ms`]),
      ],
    }
  } catch (error) {
    return { provider: provider.title, tried, seen: 'exception', milliseconds: 0, misses: [String(error)] }
  } finally {
    await rig.gateway.close()
    await Promise.all(rig.sandboxes.map((sandbox) => sandbox.close()))
  }
}

type Job = readonly [ProviderDefinition, ChaosCase]

/** Sequence has no tokens; some faults mean nothing at some providers. */
function isSensible([provider, { fault, what }]: Job): boolean {
  const key = provider.name.toLowerCase()
  if (what === 'token' && provider.name === 'SEQUENCE') return false
  return faultDefinition(fault.name).providers?.includes(key) ?? true
}

async function work(jobs: Job[], results: Result[]): Promise<void> {
  for (let job = jobs.shift(); job !== undefined; job = jobs.shift()) results.push(await run(...job))
}

function describeFault({ name, operations: _operations, ...parameters }: Fault): string {
  const text = Object.entries(parameters).map(([key, value]) => `${key} ${value}`)
  return text.length === 0 ? name : `${name} (${text.join(', ')})`
}

function print({ provider, tried, seen, milliseconds, misses }: Result): void {
  const columns = [
    misses.length === 0 ? 'ok  ' : 'MISS',
    provider.padEnd(8),
    tried.what.padEnd(7),
    describeFault(tried.fault).padEnd(32),
    tried.expected.seen.join(' or ').padEnd(28),
    seen.padEnd(14),
    `${Math.round(milliseconds)} ms`.padStart(8),
  ]
  process.stdout.write(`${[...columns, misses.join('; ')].join('  ').trimEnd()}\n`)
}

const unhandled: string[] = []
process.on('unhandledRejection', (reason) => unhandled.push(String(reason)))
const startedAt = performance.now()
const all = cases.flatMap((tried) => providers.map((provider): Job => [provider, tried])).filter(isSensible)
const results: Result[] = []
const light = all.filter(([, { fault }]) => !heavy.has(fault.name))
await Promise.all(Array.from({ length: laneCount }, () => work(light, results)))
await work(
  all.filter(([, { fault }]) => heavy.has(fault.name)),
  results,
)
for (const result of results.toSorted(
  (one, other) => all.findIndex((job) => job[1] === one.tried) - all.findIndex((job) => job[1] === other.tried),
)) {
  print(result)
}
const missing = faultNames.filter((name) => !faultsInTable.includes(name))
const missed = results.filter(({ misses }) => misses.length > 0).length + missing.length + unhandled.length
for (const name of missing) process.stdout.write(`MISS  no expectation for the fault "${name}"\n`)
for (const reason of unhandled) process.stdout.write(`MISS  unhandled rejection: ${reason}\n`)
const seconds = Math.round((performance.now() - startedAt) / 1_000)
const megabytes = Math.round(process.resourceUsage().maxRSS / 1_024)
process.stdout.write(`${results.length} tried, ${missed} missed, ${seconds} s, at most ${megabytes} MB of memory\n`)
process.exit(missed === 0 ? 0 : 1)
