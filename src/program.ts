// The gateway as a program. Reads the configuration, starts the sandboxes that are needed, listens,
// and stops in order. The banner for people goes to standard output; the log, one JSON object per line, goes to standard
// error, so that either can be kept without the other.
import { renderBanner } from './banner.ts'
import { ConfigurationError } from './config/problems.ts'
import { addSandboxes, type Configuration, readConfiguration } from './config.ts'
import { createGateway } from './gateway.ts'
import { type RunningServer, startServer } from './http/server.ts'
import { type AuditLogger, createAuditLogger } from './observability/audit-log.ts'
import { describeError } from './observability/describe-error.ts'
import { createLogger } from './observability/logger.ts'
import { logUncaught } from './observability/uncaught.ts'
import type { Sandbox } from './providers/sandbox-server.ts'

/** A second less than the fifteen that an orchestrator may count on, to close what is behind the server. */
const drainMilliseconds = 14_000

/** Runs until a signal ends it. What an operator can mend ends the process with a sentence on standard error and 1. */
export async function runProgram(environment: NodeJS.ProcessEnv): Promise<void> {
  try {
    await start(readConfiguration(environment))
  } catch (error) {
    const reason = reasonOf(error)
    if (reason === null) throw error
    process.stderr.write(`${reason}\n`)
    process.exit(1)
  }
}

async function start(configuration: Configuration): Promise<void> {
  const { host, port, mode, logLevel, maximumCost, orderMaximum, http } = configuration
  const logger = createLogger({ level: logLevel, destination: process.stderr })
  logUncaught(logger)
  const auditLogger = openAuditLog(configuration.auditLog)
  const sandboxes = await Promise.all(configuration.sandboxes.map((definition) => definition.startSandbox()))
  const gateway = createGateway({
    ...addSandboxes(configuration.gateway, sandboxes),
    ...http,
    mode,
    logger,
    auditLogger,
    ...(configuration.auditKey && { auditKey: configuration.auditKey }),
    maximumCost,
    orderMaximum,
  })
  const server = await startServer({ gateway, host, port, drainMilliseconds })
  // From the first moment in which anybody can know that this process serves.
  let isStopping = false
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      // Supervisors may say it twice, and mean it once. A person who presses Ctrl-C again means it.
      if (isStopping && signal === 'SIGINT') process.exit(130)
      if (isStopping) return
      isStopping = true
      logger.info({ signal }, 'stopping')
      void stop(server, gateway, sandboxes).then(() => process.exit(0))
    })
  }

  const accounts = gateway.sources.map(({ account }) => account)
  const sandboxControls = Object.fromEntries(
    sandboxes.map(({ provider, controlAddress }) => [provider.toUpperCase(), controlAddress]),
  )
  logger.info({ address: server.address, accounts: accounts.map(({ name }) => name) }, 'listening')
  if (mode === 'production' && sandboxes.length > 0) {
    const facts = { sandboxes: sandboxes.map(({ provider }) => provider) }
    logger.warn(facts, 'serving invented customers: SANDBOX=off would refuse to')
  }
  const { hasGraphiql } = gateway
  const needsCredential = configuration.gateway.auth !== undefined
  process.stdout.write(
    renderBanner({ address: server.address, hasGraphiql, needsCredential, accounts, sandboxControls }),
  )
}

/** Nothing is served whose changes could not be recorded. */
function openAuditLog(destination: string): AuditLogger {
  try {
    return createAuditLogger(destination)
  } catch (error) {
    const { code = 'no code' } = describeError(error)
    throw new ConfigurationError([{ where: 'AUDIT_LOG', what: `names what cannot be written to (${code})` }])
  }
}

async function stop(
  server: RunningServer,
  gateway: { close(): Promise<void> },
  sandboxes: readonly Sandbox[],
): Promise<void> {
  await server.close()
  await gateway.close()
  await Promise.all(sandboxes.map((sandbox) => sandbox.close()))
}

/** What the operator can do something about, without a stack; null for everything else, which is a defect. */
function reasonOf(error: unknown): string | null {
  if (error instanceof ConfigurationError) return error.message
  switch (error instanceof Error && 'code' in error ? error.code : null) {
    case 'EADDRINUSE':
      return 'The port is in use already. Stop what listens there, or set PORT; PORT=0 takes a free one.'
    case 'EACCES':
      return 'Listening on this port is not permitted. Set PORT to one from 1024 on.'
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return 'HOST is not an address of this machine.'
    default:
      return null
  }
}
