// The gateway as operators run it, in a process of its own and in production mode, over sandboxes that live here; and
// what it says of its memory while it runs.
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { providers } from '../src/providers/registry.ts'
import type { Sandbox } from '../src/providers/sandbox-server.ts'
import type { ProbeMessage } from './memory-probe.ts'

export interface GatewayProcess {
  /** Of the GraphQL endpoint. */
  readonly address: string
  readonly sandboxes: readonly Sandbox[]
  /** What the process said of its memory last; zeros until it has said something. */
  memory(): Memory
  /** What no process that is in order has: rejections that nobody handled, exceptions, warnings. */
  readonly complaints: readonly string[]
  readonly hasEnded: () => boolean
  /** Stops it in order; its exit code. */
  stop(): Promise<number | null>
}

export interface Memory {
  /** Bytes that the process holds. */
  readonly rss: number
  /** Bytes of it that are the heap. */
  readonly heap: number
  /** Bytes of the heap in use right after the latest full collection. */
  readonly live: number
  /** Bytes of buffers outside of the heap. */
  readonly external: number
}

export interface GatewayProcessOptions {
  /** Per business. */
  readonly customers: number
  readonly nodeOptions?: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
}

export async function startGatewayProcess(options: GatewayProcessOptions): Promise<GatewayProcess> {
  const { customers, nodeOptions = [], environment = {} } = options
  const settings = { rateLimit: null } as object
  const sandboxes = await Promise.all(providers.map(({ startSandbox }) => startSandbox({ customers, settings })))
  const probe = fileURLToPath(new URL('./memory-probe.ts', import.meta.url))
  const child = fork(fileURLToPath(new URL('../src/main.ts', import.meta.url)), {
    execArgv: [...nodeOptions, '--import', probe],
    env: {
      NODE_ENV: 'production',
      PORT: '0',
      LOG_LEVEL: 'warn',
      ...Object.assign({}, ...sandboxes.map((sandbox) => sandbox.environment)),
      ...environment,
    },
    // Its log has nobody to read it here, and must not be kept waiting for a reader either.
    stdio: ['ignore', 'pipe', 'ignore', 'ipc'],
  })
  const complaints: string[] = []
  let memory: Memory = { rss: 0, heap: 0, live: 0, external: 0 }
  child.on('message', (message: ProbeMessage) => {
    if ('complaint' in message) complaints.push(message.complaint)
    else memory = message
  })
  const ended = once(child, 'exit')
  const address = await firstAddress(child)
  return {
    address,
    sandboxes,
    memory: () => memory,
    complaints,
    hasEnded: () => child.exitCode !== null || child.signalCode !== null,
    stop: async () => {
      child.kill('SIGTERM')
      const [code] = (await ended) as [number | null]
      await Promise.all(sandboxes.map((sandbox) => sandbox.close()))
      return code
    },
  }
}

/** From the banner, which is there once the process listens. */
function firstAddress(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = ''
    child.stdout?.on('data', (chunk: Buffer) => {
      text += chunk.toString()
      const address = /http:\S+\/graphql/.exec(text)?.[0]
      if (address !== undefined) resolve(address)
    })
    child.once('exit', (code) => reject(new Error(`The gateway ended with ${code} before it listened.`)))
  })
}
