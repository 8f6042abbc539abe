// Puts an answer on the socket, whole or broken in one of the ways in which networks and servers break answers.
import type { ServerResponse } from 'node:http'
import { gzipSync } from 'node:zlib'
import type { WireAnswer } from './sandbox-server.ts'

export type Delivery =
  | { readonly how: 'hang' }
  | { readonly how: 'headers-only' }
  | { readonly how: 'drop' }
  | { readonly how: 'half' }
  | { readonly how: 'drip'; readonly milliseconds: number }
  | { readonly how: 'padded'; readonly bytes: number; readonly gzip: boolean }

const paddingBlock = Buffer.alloc(1_048_576, ' ')

/** Resolves when the answer is out, or when the caller has left. Held requests end with their socket. */
export async function deliver(response: ServerResponse, answer: WireAnswer, closing: AbortSignal): Promise<void> {
  const payload = encode(answer.body)
  const headers: Record<string, string> = {
    ...(answer.body === undefined ? {} : { 'content-type': 'application/json' }),
    'content-length': String(payload.length),
    ...answer.headers,
  }
  const delivery = answer.delivery
  if (delivery === undefined) {
    response.writeHead(answer.status, headers).end(payload)
    return
  }
  switch (delivery.how) {
    case 'hang':
      return
    case 'drop':
      response.socket?.destroy()
      return
    case 'headers-only':
      response.writeHead(answer.status, headers)
      response.flushHeaders()
      return
    case 'half':
      response.writeHead(answer.status, headers)
      response.write(payload.subarray(0, Math.ceil(payload.length / 2)), () => response.socket?.destroy())
      return
    case 'drip':
      response.writeHead(answer.status, headers)
      return drip(response, payload, delivery.milliseconds, closing)
    case 'padded':
      return pad(response, answer.status, headers, payload, delivery.bytes, delivery.gzip)
  }
}

function encode(body: unknown): Buffer {
  if (body === undefined) return Buffer.alloc(0)
  return Buffer.from(typeof body === 'string' ? body : JSON.stringify(body))
}

function drip(response: ServerResponse, payload: Buffer, milliseconds: number, closing: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    let sent = 0
    const timer = setInterval(() => {
      if (response.destroyed || closing.aborted) return finish()
      response.write(payload.subarray(sent, sent + 1))
      sent += 1
      if (sent >= payload.length) finish()
    }, milliseconds)
    timer.unref()
    response.once('close', finish)
    function finish(): void {
      clearInterval(timer)
      if (!response.destroyed) response.end()
      resolve()
    }
  })
}

// Blanks before the JSON keep the answer valid, so that only its size is wrong. Gzip members may be joined end to end,
// so one packed block, repeated, is a bomb of any size which costs this process nothing to make.
async function pad(
  response: ServerResponse,
  status: number,
  headers: Record<string, string>,
  payload: Buffer,
  bytes: number,
  gzip: boolean,
): Promise<void> {
  const { 'content-length': _unknown, ...others } = headers
  response.writeHead(status, gzip ? { ...others, 'content-encoding': 'gzip' } : others)
  const pack = (block: Buffer): Buffer => (gzip ? gzipSync(block) : block)
  const whole = pack(paddingBlock)
  for (let left = bytes; left > 0 && !response.destroyed; left -= paddingBlock.length) {
    const block = left >= paddingBlock.length ? whole : pack(paddingBlock.subarray(0, left))
    if (!response.write(block)) await drained(response)
  }
  if (!response.destroyed) response.end(pack(payload))
}

function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      response.off('drain', done)
      response.off('close', done)
      resolve()
    }
    response.once('drain', done)
    response.once('close', done)
  })
}
