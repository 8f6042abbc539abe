#!/usr/bin/env node
// The command `customer-gateway`. As with `npm start`, everything else is loaded only after the compile cache is on.
import { existsSync } from 'node:fs'
import { enableCompileCache } from 'node:module'

enableCompileCache()
// Variables of `.env`, where there is one; what is set already wins.
if (existsSync('.env')) process.loadEnvFile('.env')

const { runCommand } = await import('./cli/command.ts')
await runCommand(process.argv.slice(2), process.env)
