// `npm run web`: the gateway with its sandboxes, and the page of `examples/web` in front of it. Ctrl-C ends both. The page
// comes when the gateway answers, so that its address is the last that is printed and good at once.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const page = fileURLToPath(new URL('../examples/web', import.meta.url))

if (!existsSync(`${page}/node_modules`)) {
  console.log('Installing what the page needs (once)…')
  const { status } = spawnSync('npm', ['ci'], { cwd: page, stdio: 'inherit' })
  if (status !== 0) process.exit(status ?? 1)
}

const port = process.env['PORT'] ?? '4000'
const address = `http://127.0.0.1:${port}`
const children: ChildProcess[] = []
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stop(0))

const gateway = start(['src/main.ts'], root, { PORT: port })
while (gateway.exitCode === null && !(await isAnswering())) await setTimeout(100)
if (process.exitCode === undefined) {
  start(['node_modules/vite/bin/vite.js', '--clearScreen', 'false'], page, { GATEWAY_URL: address })
}

function start(command: readonly string[], directory: string, variables: Record<string, string>): ChildProcess {
  const env = { ...process.env, ...variables }
  const child = spawn(process.execPath, command, { cwd: directory, env, stdio: ['ignore', 'inherit', 'inherit'] })
  children.push(child)
  child.once('exit', (code) => stop(code ?? 1))
  return child
}

function stop(exitCode: number): void {
  process.exitCode ??= exitCode
  for (const child of children) child.kill()
}

async function isAnswering(): Promise<boolean> {
  return fetch(`${address}/healthz`).then(
    ({ ok }) => ok,
    () => false,
  )
}
