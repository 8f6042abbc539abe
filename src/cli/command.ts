// What the words after `customer-gateway` mean. Results go to standard output and trouble to standard error; the exit
// code is 0 when all is well, 1 when the command found something wrong, and 2 when it could not be carried out.
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { ConfigurationError } from '../config/problems.ts'

const help = `Usage: customer-gateway <command> [options]

One GraphQL endpoint over the customers of Layer, Sequence and Thred.

  start                    serve; providers without configuration are sandboxes
  sandbox                  only the sandboxes: prints the variables that point a gateway at them
      --customers <n>      how many customers each of them has (default 260)
  check                    tries the credentials of every linked account with one small read
      --json               as JSON, for scripts
  api-key                  a new key for a caller, and its hash for the configuration
  print-schema             the GraphQL schema

  --help, --version

Configuration comes from the environment, from .env, and from the file that GATEWAY_CONFIG names.
Exit codes: 0 all is well; 1 something was found wrong; 2 could not be carried out.
`

const options = {
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean', short: 'v' },
  json: { type: 'boolean' },
  customers: { type: 'string' },
} as const

type Options = ReturnType<typeof readArguments>['values']

interface Command {
  readonly options: readonly (keyof typeof options)[]
  run(values: Options, environment: NodeJS.ProcessEnv): Promise<void>
}

// Each command is loaded when it is wanted: help need not wait for a server to load.
const commands: Readonly<Record<string, Command>> = {
  start: {
    options: [],
    run: async (_, environment) => {
      const { runProgram } = await import('../program.ts')
      await runProgram(environment)
    },
  },
  sandbox: {
    options: ['customers'],
    run: async ({ customers }) => {
      const count = readCount(customers)
      const { runSandboxes } = await import('./run-sandboxes.ts')
      await runSandboxes(count)
    },
  },
  check: {
    options: ['json'],
    run: async ({ json = false }, environment) => {
      const { checkAccounts } = await import('./check-accounts.ts')
      const { isWell, text, untriedCredentials } = await checkAccounts(environment, json ? 'json' : 'text')
      process.stdout.write(text)
      for (const name of untriedCredentials)
        process.stderr.write(
          `credentials.${name} was not tried: no linked account uses it, only businesses that callers name.\n`,
        )
      process.exitCode = isWell === null ? 2 : isWell ? 0 : 1
    },
  },
  'api-key': {
    options: [],
    run: async () => {
      const { createApiKey } = await import('../http/api-keys.ts')
      // The key goes to the caller and is kept nowhere; its hash goes into the configuration.
      const { key, hash } = createApiKey()
      process.stdout.write(`key for the caller:         ${key}\nhash for the configuration: ${hash}\n`)
    },
  },
  'print-schema': {
    options: [],
    run: async () => {
      const { renderSchema } = await import('./render-schema.ts')
      process.stdout.write(renderSchema())
    },
  },
}

class UsageError extends Error {}

/** Carries out one command. What the person who typed it can mend ends with a sentence and without a stack. */
export async function runCommand(parameters: readonly string[], environment: NodeJS.ProcessEnv): Promise<void> {
  try {
    await choose(parameters, environment)
  } catch (error) {
    if (!(error instanceof UsageError || error instanceof ConfigurationError)) throw error
    const hint = error instanceof UsageError ? '\ncustomer-gateway --help tells what there is.' : ''
    process.stderr.write(`${error.message}${hint}\n`)
    process.exitCode = 2
  }
}

async function choose(parameters: readonly string[], environment: NodeJS.ProcessEnv): Promise<void> {
  const { values, positionals } = readArguments(parameters)
  if (values.help === true) return void process.stdout.write(help)
  if (values.version === true) return void process.stdout.write(`${readVersion()}\n`)
  const [name, ...rest] = positionals
  if (name === undefined) throw new UsageError('Which command?')
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined
  if (command === undefined) throw new UsageError(`There is no command "${name}".`)
  if (rest.length > 0) throw new UsageError(`"${name}" takes nothing more than its options.`)
  for (const option of Object.keys(values) as (keyof Options)[])
    if (!command.options.includes(option)) throw new UsageError(`"${name}" has no option --${option}.`)
  await command.run(values, environment)
}

function readArguments(parameters: readonly string[]) {
  try {
    return parseArgs({ args: [...parameters], options, allowPositionals: true })
  } catch (error) {
    // Of Node's explanation the first sentence; the others speak of words that start with a dash.
    throw new UsageError(error instanceof Error ? error.message.replace(/\. [\s\S]*/, '.') : 'Options are wrong.')
  }
}

function readCount(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new UsageError('--customers must be a number from 1 to 999999.')
  return Number(text)
}

function readVersion(): string {
  const manifest = fileURLToPath(import.meta.resolve('customer-gateway/package.json'))
  return JSON.parse(readFileSync(manifest, 'utf8')).version
}
