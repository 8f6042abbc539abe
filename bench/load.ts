// Makes load over raw sockets, one request at a time on each, so cheaply that it never is what bounds a figure.
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'

export interface Target {
  readonly port: number
  /** The whole request as it goes over the wire. */
  readonly request: Buffer
}

export interface ClosedLoop {
  readonly answers: number
  readonly seconds: number
}

/** Every connection sends its next request as soon as it has its answer. */
export async function runClosedLoop(target: Target, connections: number, milliseconds: number): Promise<ClosedLoop> {
  const callers = await Promise.all(Array.from({ length: connections }, () => openCaller(target)))
  const startedAt = performance.now()
  const endsAt = startedAt + milliseconds
  let answers = 0
  await Promise.all(
    callers.map(async (caller) => {
      while (performance.now() < endsAt) {
        await caller.ask()
        answers += 1
      }
    }),
  )
  const seconds = (performance.now() - startedAt) / 1_000
  for (const caller of callers) caller.close()
  return { answers, seconds }
}

/** Milliseconds that each of so many requests took, sent at a fixed rate whether or not the ones before are answered. */
export async function runOpenLoop(target: Target, perSecond: number, requests: number): Promise<readonly number[]> {
  const idle: Caller[] = []
  const startedAt = performance.now()
  const times = await Promise.all(
    Array.from({ length: requests }, async (_, index) => {
      const dueAt = startedAt + (index * 1_000) / perSecond
      await pause(Math.max(0, dueAt - performance.now()))
      const caller = idle.pop() ?? (await openCaller(target))
      const sentAt = performance.now()
      await caller.ask()
      const time = performance.now() - sentAt
      idle.push(caller)
      return time
    }),
  )
  for (const caller of idle) caller.close()
  return times
}

/** The body of one answer. */
export async function askOnce(target: Target): Promise<string> {
  const caller = await openCaller(target)
  const body = await caller.ask(true)
  caller.close()
  return body
}

export function toRequest(method: 'GET' | 'POST', path: string, headers: Record<string, string>, body = ''): Buffer {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  const length = body === '' ? '' : `content-length: ${Buffer.byteLength(body)}\r\n`
  return Buffer.from(`${method} ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\n${lines.join('')}${length}\r\n${body}`)
}

interface Caller {
  /** Sends the request and waits for the whole answer; its body, when it is wanted. Throws for any other status than 200. */
  ask(wantsBody?: boolean): Promise<string>
  close(): void
}

async function openCaller({ port, request }: Target): Promise<Caller> {
  const socket = connect(port, '127.0.0.1')
  socket.setNoDelay(true)
  await once(socket, 'connect')
  return {
    ask: (wantsBody = false) =>
      new Promise((resolve, reject) => {
        readAnswer(socket, wantsBody, resolve, reject)
        socket.write(request)
      }),
    close: () => socket.destroy(),
  }
}

const endOfHead = Buffer.from('\r\n\r\n')
const endOfChunks = Buffer.from('0\r\n\r\n')

function readAnswer(
  socket: Socket,
  wantsBody: boolean,
  resolve: (body: string) => void,
  reject: (reason: Error) => void,
): void {
  const chunks: Buffer[] = []
  let isHeadRead = false
  let isChunked = false
  /** Bytes of the body that are still to come. */
  let missing = 0

  const stop = (): void => {
    socket.off('data', take)
    socket.off('close', lose)
    socket.off('error', lose)
  }
  const lose = (): void => {
    stop()
    reject(new Error('The server closed the connection.'))
  }
  const finish = (): void => {
    stop()
    const body = wantsBody ? Buffer.concat(chunks).toString('utf8') : ''
    resolve(isChunked ? joinChunks(body) : body)
  }
  const take = (chunk: Buffer): void => {
    let part = chunk
    if (!isHeadRead) {
      const end = chunk.indexOf(endOfHead)
      const head = chunk.toString('latin1', 0, end < 0 ? chunk.length : end)
      if (end < 0 || !head.startsWith('HTTP/1.1 200 ')) {
        stop()
        reject(new Error(`Not the answer that was expected: ${chunk.toString('latin1', 0, 2_000)}`))
        return
      }
      isHeadRead = true
      const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1]
      isChunked = length === undefined
      missing = Number(length ?? 0)
      part = chunk.subarray(end + 4)
    }
    if (wantsBody) chunks.push(part)
    missing -= part.length
    const isOver = isChunked ? part.subarray(-endOfChunks.length).equals(endOfChunks) : missing <= 0
    if (isOver) finish()
  }
  socket.on('data', take)
  socket.on('close', lose)
  socket.on('error', lose)
}

/** Takes the lengths out of a chunked body of plain ASCII. */
function joinChunks(body: string): string {
  let text = ''
  let at = 0
  for (;;) {
    const end = body.indexOf('\r\n', at)
    const length = Number.parseInt(body.slice(at, end), 16)
    if (!(length > 0)) return text
    text += body.slice(end + 2, end + 2 + length)
    at = end + 2 + length + 2
  }
}
