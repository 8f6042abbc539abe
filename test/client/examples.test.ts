// Every operation in `examples`, run as an app would run it: through its generated document, with its generated types,
// against a whole gateway over sandboxes.
import { readdirSync } from 'node:fs'
import type { TypedDocumentNode } from '@graphql-typed-document-node/core'
import { print } from 'graphql'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as documents from '../../client/generated/graphql.ts'
import { addSandboxes } from '../../src/config.ts'
import { createGateway, type Gateway } from '../../src/gateway.ts'
import { providers } from '../../src/providers/registry.ts'
import type { Sandbox } from '../../src/providers/sandbox-server.ts'

let sandboxes: readonly Sandbox[]
let gateway: Gateway
const ran = new Set<unknown>()

beforeAll(async () => {
  sandboxes = await Promise.all(providers.map((definition) => definition.startSandbox({ customers: 20 })))
  gateway = createGateway(addSandboxes({ credentials: {}, linkedAccounts: [] }, sandboxes))
})

afterAll(async () => {
  await gateway.close()
  await Promise.all(sandboxes.map((sandbox) => sandbox.close()))
})

async function run<Data, Variables>(document: TypedDocumentNode<Data, Variables>, variables: Variables): Promise<Data> {
  ran.add(document)
  const request = new Request('http://gateway.example/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: print(document), variables }),
  })
  const answer = (await (await gateway.handler(request)).json()) as { data: Data; errors?: unknown }
  expect(answer.errors).toBeUndefined()
  return answer.data
}

async function listCustomers(variables: documents.ListCustomersQueryVariables = {}) {
  const { customers } = await run(documents.ListCustomersDocument, variables)
  if (customers === null) throw new Error('There is no list.')
  return customers
}

describe('the examples', () => {
  it('list customers of every provider, page by page', async () => {
    const first = await listCustomers({ first: 5 })
    const second = await listCustomers({ first: 5, after: first.pageInfo.endCursor })
    const ids = [...first.nodes, ...second.nodes].map(({ id }) => id)
    expect(new Set(ids).size).toBe(10)
    expect(new Set(first.nodes.map(({ provider }) => provider))).toEqual(new Set(providers.map(({ name }) => name)))
  })

  it('list customers together with what each linked account contributed', async () => {
    const { customers } = await run(documents.ListCustomersWithSourcesDocument, { first: 6 })
    expect(customers?.isComplete).toBe(true)
    const returned = customers?.sources.map((source) => (source.__typename === 'SourceOk' ? source.returned : 0))
    expect(returned).toEqual([2, 2, 2])
  })

  it('read one customer at each provider', async () => {
    const { nodes } = await listCustomers({ first: 3 })
    expect(nodes).toHaveLength(3)
    for (const { id, provider, displayName } of nodes) {
      const { customer } = await run(documents.GetCustomerDocument, { id })
      expect(customer).toMatchObject({ id, provider, displayName })
      expect(customer?.providerData.__typename.toUpperCase()).toBe(`${provider}CUSTOMER`)
    }
  })

  it('read several customers by their ids', async () => {
    const ids = (await listCustomers({ first: 3 })).nodes.map(({ id }) => id)
    const { nodes } = await run(documents.CustomersByIdDocument, { ids: [...ids, 'bm8tc3VjaA'] })
    expect(nodes.map((node) => node?.id ?? null)).toEqual([...ids, null])
  })

  it('show the linked accounts', async () => {
    const { linkedAccounts } = await run(documents.LinkedAccountsDocument, {})
    expect(linkedAccounts?.map(({ name }) => name)).toEqual(providers.map(({ name }) => name.toLowerCase()))
  })

  it('archive a customer at each provider: then it is listed as archived only', async () => {
    const { nodes } = await listCustomers({ first: 3 })
    for (const { id } of nodes) {
      const { archiveCustomer } = await run(documents.ArchiveCustomerDocument, { id })
      expect(archiveCustomer).toMatchObject({ outcome: 'ARCHIVED', customer: { id, isArchived: true }, userErrors: [] })
    }
    const active = (await listCustomers({ first: 500 })).nodes.map(({ id }) => id)
    const all = (await listCustomers({ first: 500, includeArchived: true })).nodes
    for (const { id } of nodes) {
      expect(active).not.toContain(id)
      expect(all.find((customer) => customer.id === id)).toMatchObject({ status: 'ARCHIVED' })
    }
  })

  // Last, because it looks back on the others.
  it('have all been run', () => {
    const generated = Object.entries(documents).flatMap(([name, value]) => (name.endsWith('Document') ? [value] : []))
    const files = readdirSync(new URL('../../examples', import.meta.url)).filter((name) => name.endsWith('.graphql'))
    expect(generated).toHaveLength(files.length)
    expect(ran).toEqual(new Set(generated))
  })
})
