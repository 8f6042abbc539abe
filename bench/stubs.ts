// The three providers' upstreams as a process of their own, made to cost next to nothing: bytes that were put together
// before, written to a raw socket. They speak the providers' paths, tokens and envelopes, and count what is asked.
import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { serveParent } from './processes.ts'
import { type ProviderName, type WireRow, wireRow } from './wire-rows.ts'

export interface StubSettings {
  /** Customers of each linked account. */
  readonly rows: number
  /** How long every list answer takes. Default 0. */
  readonly delayMilliseconds?: number
  /** Whether each answer differs from the one before in every row. Default false. */
  readonly isChanging?: boolean
  /** Whether pages are as long as they are asked for, to be walked; otherwise all rows come on the first. Default false. */
  readonly isPaged?: boolean
}

export interface StubPorts {
  readonly layer: number
  readonly sequence: number
  readonly thred: number
}

/** Requests for a list since they were counted last. */
export interface StubCounts {
  readonly lists: number
  readonly tokens: number
}

/** Eight letters that are in every row, where a changing answer writes its number. */
const fixedVersion = 'as-ever-'

interface ListQuery {
  readonly first: number
  readonly size: number
}

interface Stub {
  readonly provider: ProviderName
  /** Headers of its own. */
  readonly headers: string
  /** What a list request asks for, when pages are walked. */
  readQuery(url: URL): ListQuery
  envelope(rows: readonly WireRow[], query: ListQuery, total: number): unknown
}

const stubs: readonly Stub[] = [
  {
    provider: 'LAYER',
    headers: '',
    readQuery: ({ searchParams }) => ({
      first: Number(searchParams.get('cursor') ?? 0),
      size: Number(searchParams.get('limit')),
    }),
    envelope: (data, { first }, total) => {
      const end = first + data.length
      const pagination = end < total ? { cursor: String(end), has_more: true } : { cursor: null, has_more: false }
      return { data, meta: { pagination } }
    },
  },
  {
    provider: 'SEQUENCE',
    headers: 'sequence-version: 2024-07-30\r\n',
    readQuery: ({ searchParams }) => ({
      first: Number(searchParams.get('after') ?? 0),
      size: Number(searchParams.get('limit')),
    }),
    envelope: (items, { first }, total) => {
      const end = first + items.length
      return { items, pagination: { after: end < total ? String(end) : null, totalResultSize: total } }
    },
  },
  {
    provider: 'THRED',
    headers: '',
    readQuery: ({ searchParams }) => {
      const size = Number(searchParams.get('page_size'))
      return { first: (Number(searchParams.get('page')) - 1) * size, size }
    },
    envelope: (results, { first, size }, total) => ({
      page_info: {
        page: first / size + 1,
        page_size: size,
        total_pages: Math.max(1, Math.ceil(total / size)),
        total_count: total,
      },
      results,
    }),
  },
]

let settings: StubSettings = { rows: 20 }
let version = 0
let counts = { lists: 0, tokens: 0 }
const grant = toAnswer('', JSON.stringify({ access_token: 'a-token', token_type: 'Bearer', expires_in: 86_400 }))

/** One provider's answer to a list request; made anew for every set of settings. */
function createLister(stub: Stub): (head: string) => Buffer {
  const { rows: total, isChanging = false, isPaged = false } = settings
  const page = (query: ListQuery): Buffer => {
    const length = Math.max(0, Math.min(query.size, total - query.first))
    const rows = Array.from({ length }, (_, index) => wireRow(stub.provider, query.first + index, fixedVersion))
    return toAnswer(stub.headers, JSON.stringify(stub.envelope(rows, query, total)))
  }
  if (isPaged) return (head) => page(stub.readQuery(new URL(head.split(' ', 2)[1] ?? '/', 'http://localhost')))
  const whole = page({ first: 0, size: total })
  if (!isChanging) return () => whole
  const places: number[] = []
  for (let at = whole.indexOf(fixedVersion); at >= 0; at = whole.indexOf(fixedVersion, at + 1)) places.push(at)
  return () => {
    // A copy: what was written before may still be on its way out.
    const answer = Buffer.allocUnsafeSlow(whole.length)
    whole.copy(answer)
    version += 1
    const text = String(version).padStart(fixedVersion.length, '0')
    for (const place of places) answer.write(text, place, 'latin1')
    return answer
  }
}

function toAnswer(headers: string, body: string): Buffer {
  const length = Buffer.byteLength(body)
  return Buffer.from(
    `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n${headers}content-length: ${length}\r\n\r\n${body}`,
  )
}

const listers = new Map<Stub, (head: string) => Buffer>()

function configure(given: StubSettings): void {
  settings = given
  for (const stub of stubs) listers.set(stub, createLister(stub))
}

function answerRequest(stub: Stub, socket: Socket, head: string): void {
  if (head.startsWith('POST')) {
    counts.tokens += 1
    socket.write(grant)
    return
  }
  counts.lists += 1
  const answer = listers.get(stub)?.(head) ?? grant
  const { delayMilliseconds = 0 } = settings
  if (delayMilliseconds === 0) socket.write(answer)
  else setTimeout(() => socket.write(answer), delayMilliseconds)
}

function serve(stub: Stub, socket: Socket): void {
  let pending = ''
  socket.setNoDelay(true)
  socket.on('error', () => socket.destroy())
  socket.on('data', (chunk) => {
    pending += chunk.toString('latin1')
    for (;;) {
      const end = pending.indexOf('\r\n\r\n')
      if (end < 0) return
      const head = pending.slice(0, end)
      const length = head.startsWith('POST') ? Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? 0) : 0
      if (pending.length < end + 4 + length) return
      pending = pending.slice(end + 4 + length)
      answerRequest(stub, socket, head)
    }
  })
}

async function listen(stub: Stub): Promise<number> {
  const server = createServer((socket) => serve(stub, socket)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

const [layer = 0, sequence = 0, thred = 0] = await Promise.all(stubs.map(listen))
configure(settings)
serveParent({
  ports: (): StubPorts => ({ layer, sequence, thred }),
  configure: (given) => configure(given as StubSettings),
  takeCounts: (): StubCounts => {
    const taken = counts
    counts = { lists: 0, tokens: 0 }
    return taken
  },
})
