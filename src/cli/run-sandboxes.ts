// The sandboxes by themselves, for a gateway in another process or for trying a client of one's own. What is printed is
// a file of variables: `customer-gateway sandbox > .env`, and a gateway that is started beside it asks them.

import { providers } from '../providers/registry.ts'

/** Runs until a signal ends it. */
export async function runSandboxes(customers: number | undefined): Promise<void> {
  const options = customers === undefined ? {} : { customers }
  const sandboxes = await Promise.all(providers.map((definition) => definition.startSandbox(options)))
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      void Promise.all(sandboxes.map((sandbox) => sandbox.close())).then(() => process.exit(0))
    })
  }
  const sections = sandboxes.map(({ provider, controlAddress, environment }) => {
    const variables = Object.entries(environment).map(([name, value]) => `${name}=${value}`)
    return [`# ${provider}; make it fail: ${controlAddress}`, ...variables].join('\n')
  })
  process.stdout.write(`${sections.join('\n\n')}\n`)
}
