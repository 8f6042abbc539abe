// Ten thousand connections that are open at once, each with a question: how many get a complete answer.
// `node bench/connections.ts --connections 10000`; exits with 1 when it is less than 99.9 %. The clients are processes of
// their own, as each side of a connection takes a file descriptor.
import { execFileSync, fork } from 'node:child_process'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { startGatewayProcess } from './gateway-process.ts'

const { values } = parseArgs({
  options: {
    connections: { type: 'string', default: '10000' },
    rounds: { type: 'string', default: '2' },
    /** Set in the client processes. */
    address: { type: 'string' },
  },
})
const connections = Number(values.connections)
const rounds = Number(values.rounds)
const clients = 2
const leastShare = 0.999
/** For what a process has open besides. */
const otherFiles = 500
const roundMilliseconds = 60_000

interface Round {
  /** Answers with status 200, all their bytes, and no account missing. */
  readonly complete: number
  /** What the others met. */
  readonly others: Readonly<Record<string, number>>
  readonly milliseconds: number
}
type ClientMessage = { readonly opened: number } | { readonly round: Round }

const query = '{ customers(first: 9) { nodes { id displayName } isComplete } }'

async function measure(): Promise<void> {
  const filesWanted = connections + otherFiles
  const files = openFilesAllowed()
  if (files !== null && files < filesWanted) {
    process.stderr.write(
      `A process may have ${files} files open here, and ${connections} connections take ${filesWanted}: run \`ulimit -n ${filesWanted}\` first.\n`,
    )
    process.exit(2)
  }
  const gateway = await startGatewayProcess({ customers: 30 })
  const share = Math.ceil(connections / clients)
  const script = fileURLToPath(import.meta.url)
  const started = Array.from({ length: clients }, (_, index) => {
    const count = Math.min(share, connections - index * share)
    return fork(script, ['--address', gateway.address, '--connections', String(count), '--rounds', String(rounds)])
  })
  /** One message of each client. */
  const hear = async (): Promise<ClientMessage[]> =>
    Promise.all(started.map(async (client) => ((await once(client, 'message')) as [ClientMessage])[0]))

  const opened = (await hear()).reduce((sum, message) => sum + ('opened' in message ? message.opened : 0), 0)
  process.stdout.write(`${opened} of ${connections} connections are open at once\n`)
  let worst = opened / connections
  for (let round = 1; round <= rounds; round += 1) {
    const heard = hear()
    for (const client of started) client.send('ask')
    const results = (await heard).flatMap((message) => ('round' in message ? [message.round] : []))
    const complete = results.reduce((sum, result) => sum + result.complete, 0)
    const seconds = Math.max(...results.map(({ milliseconds }) => milliseconds)) / 1_000
    worst = Math.min(worst, complete / connections)
    const others = JSON.stringify(results.map((result) => result.others))
    const rss = (gateway.memory().rss / 1_048_576).toFixed(0)
    process.stdout.write(
      `round ${round}: ${complete} of ${connections} answered completely in ${seconds.toFixed(1)} s; RSS ${rss} MB; others: ${others}\n`,
    )
  }
  for (const client of started) client.kill()
  const code = await gateway.stop()
  for (const complaint of new Set(gateway.complaints)) process.stdout.write(`complaint: ${complaint}\n`)
  const isKept = worst >= leastShare && code === 0 && gateway.complaints.length === 0
  process.stdout.write(`${isKept ? 'ok' : 'BROKEN'}: at least ${(worst * 100).toFixed(2)} % in each round\n`)
  process.exit(isKept ? 0 : 1)
}

/** Null where there is no such limit, or no way to ask. */
function openFilesAllowed(): number | null {
  try {
    const text = execFileSync('sh', ['-c', 'ulimit -n'], { encoding: 'utf8' }).trim()
    return text === 'unlimited' ? null : Number(text)
  } catch {
    return null
  }
}

async function runClient(address: URL): Promise<void> {
  const opening = Array.from({ length: connections }, () => open(address))
  const sockets = (await Promise.all(opening)).filter((socket) => socket !== null)
  tell({ opened: sockets.length })
  for (let round = 0; round < rounds; round += 1) {
    await once(process, 'message')
    const startedAt = performance.now()
    const ends = await Promise.all(sockets.map((socket) => ask(socket, address)))
    const others: Record<string, number> = {}
    for (const end of ends) if (end !== 'complete') others[end] = (others[end] ?? 0) + 1
    const complete = ends.filter((end) => end === 'complete').length
    tell({ round: { complete, others, milliseconds: performance.now() - startedAt } })
  }
}

function tell(message: ClientMessage): void {
  process.send?.(message)
}

function open({ hostname, port }: URL): Promise<Socket | null> {
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname)
    socket.once('connect', () => resolve(socket))
    socket.on('error', () => resolve(null))
  })
}

/** `complete`, or what became of it. */
function ask(socket: Socket, { host, pathname }: URL): Promise<string> {
  const body = JSON.stringify({ query })
  return new Promise((resolve) => {
    let text = ''
    const finish = (end: string): void => {
      clearTimeout(timer)
      socket.off('data', read)
      socket.off('close', lose)
      resolve(end)
    }
    const lose = (): void => finish('connection lost')
    const timer = setTimeout(() => finish('no answer'), roundMilliseconds)
    const read = (chunk: Buffer): void => {
      text += chunk.toString('latin1')
      const head = text.indexOf('\r\n\r\n')
      const length = /content-length: (\d+)/i.exec(text)?.[1]
      if (head < 0 || length === undefined || text.length < head + 4 + Number(length)) return
      const status = text.slice(9, 12)
      finish(status === '200' && text.includes('"isComplete":true') ? 'complete' : `status ${status}, not complete`)
    }
    if (socket.destroyed) return finish('connection lost before')
    socket.on('data', read)
    socket.once('close', lose)
    socket.write(
      `POST ${pathname} HTTP/1.1\r\nhost: ${host}\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
    )
  })
}

await (values.address === undefined ? measure() : runClient(new URL(values.address)))
