#!/usr/bin/env node
// The command `customer-gateway`. As with `npm start`, everything else is loaded only after the compile cache is on.
import { existsSync } from 'node:fs'

// Before anything is loaded that an older Node cannot even read. `engines` is a warning only.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < 22 || (major === 22 && minor < 19)) {
  process.stderr.write(`customer-gateway needs Node 22.19 or newer; this is ${process.version}.\n`)
  process.exit(2)
}

const { enableCompileCache } = await import('node:module')
enableCompileCache()
// Variables of `.env`, where there is one; what is set already wins.
if (existsSync('.env')) process.loadEnvFile('.env')

const { runCommand } = await import('./cli/command.ts')
await runCommand(process.argv.slice(2), process.env)
