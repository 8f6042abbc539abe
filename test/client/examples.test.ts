// The operations in `examples`, which people paste: each is run as it is, against a whole gateway over sandboxes.
import { readdirSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { addSandboxes } from '../../src/config.ts'
import { createGateway, type Gateway } from '../../src/gateway.ts'
import { providers } from '../../src/providers/registry.ts'
import type { Sandbox } from '../../src/providers/sandbox-server.ts'

interface Known {
  readonly id: string
  readonly externalId: string
}

/** What the examples are given: the same variables wherever they have the same names. */
const variables = ({ id, externalId }: Known) => ({
  id,
  externalId,
  ids: [id],
  target: { ids: [id] },
  filter: { externalId },
  orderBy: { field: 'DISPLAY_NAME', direction: 'ASC' },
  first: 5,
})

const folder = new URL('../../examples/', import.meta.url)
const files = readdirSync(folder).filter((name) => name.endsWith('.graphql'))
let sandboxes: readonly Sandbox[]
let gateway: Gateway

beforeAll(async () => {
  sandboxes = await Promise.all(providers.map((definition) => definition.startSandbox({ customers: 20 })))
  gateway = createGateway(addSandboxes({ credentials: {}, linkedAccounts: [] }, sandboxes))
})

afterAll(async () => {
  await gateway.close()
  await Promise.all(sandboxes.map((sandbox) => sandbox.close()))
})

async function run(query: string, given: object = {}): Promise<{ data?: unknown; errors?: unknown }> {
  const request = new Request('http://gateway.example/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables: given }),
  })
  return (await (await gateway.handler(request)).json()) as { data?: unknown; errors?: unknown }
}

async function knownCustomer(): Promise<Known> {
  const { data } = await run('{ customers(first: 60, includeArchived: true) { nodes { id externalId } } }')
  const { nodes } = (data as { customers: { nodes: readonly (Known | { externalId: null })[] } }).customers
  const known = nodes.find((node): node is Known => node.externalId !== null)
  if (known === undefined) throw new Error('No customer has an external id.')
  return known
}

it.each(files)('%s runs without an error', async (file) => {
  const query = readFileSync(new URL(file, folder), 'utf8')
  const needed = [...query.matchAll(/\$(\w+): /g)].map(([, name]) => name)
  const given = Object.entries(variables(await knownCustomer())).filter(([name]) => needed.includes(name))
  const { data, errors } = await run(query, Object.fromEntries(given))
  expect(errors).toBeUndefined()
  for (const root of Object.values(data as object)) expect(root).not.toBeNull()
})
