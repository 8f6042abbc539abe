// `npm run web`: the gateway with its sandboxes, and the page of `examples/web` in front of it. Ctrl-C ends both.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const page = fileURLToPath(new URL('../examples/web', import.meta.url))

if (!existsSync(`${page}/node_modules`)) {
  console.log('Installing what the page needs (once)…')
  const { status } = spawnSync('npm', ['ci'], { cwd: page, stdio: 'inherit' })
  if (status !== 0) process.exit(status ?? 1)
}

const port = process.env['PORT'] ?? '4000'
const gateway = start(['src/main.ts'], root, { PORT: port })
const vite = start(['node_modules/vite/bin/vite.js'], page, { GATEWAY_URL: `http://127.0.0.1:${port}` })
for (const child of [gateway, vite]) {
  child.once('exit', (code) => {
    process.exitCode ??= code ?? 1
    gateway.kill()
    vite.kill()
  })
}
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    process.exitCode ??= 0
    gateway.kill()
    vite.kill()
  })
}

function start(command: readonly string[], directory: string, variables: Record<string, string>): ChildProcess {
  const env = { ...process.env, ...variables }
  return spawn(process.execPath, command, { cwd: directory, env, stdio: ['ignore', 'inherit', 'inherit'] })
}
