// Folders of `examples` that have packages of their own: installed when a test needs them and nobody has yet.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

export interface ExampleFolder {
  readonly directory: string
  /** Runs a command in it. Throws with what the command printed when it fails. */
  run(command: string, parameters: readonly string[], variables?: Readonly<Record<string, string>>): void
}

export function openExampleFolder(name: string): ExampleFolder {
  const directory = fileURLToPath(new URL(`../examples/${name}`, import.meta.url))
  const run: ExampleFolder['run'] = (command, parameters, variables = {}) => {
    const env = { ...process.env, ...variables }
    const { status, stdout, stderr } = spawnSync(command, parameters, { cwd: directory, env, encoding: 'utf8' })
    if (status !== 0) throw new Error(`${command} ${parameters.join(' ')} failed:\n${stdout}\n${stderr}`)
  }
  if (!existsSync(`${directory}/node_modules`)) run('npm', ['ci'])
  return { directory, run }
}
