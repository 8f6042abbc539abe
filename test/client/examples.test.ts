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

  it('list customers for which a condition holds, and say who applied it', async () => {
    const [wanted] = (await listCustomers({ first: 1 })).nodes
    const filter = { nameContains: wanted?.displayName.slice(1).toUpperCase() ?? '' }
    const { customers } = await run(documents.FilterCustomersDocument, { filter })
    expect(customers?.nodes.map(({ id }) => id)).toContain(wanted?.id)
    const executions = customers?.sources.map((source) =>
      source.__typename === 'SourceOk' ? source.filterExecution : source.__typename,
    )
    expect(executions).toEqual(['PUSHED_DOWN', 'GATEWAY', 'GATEWAY'])
  })

  it('list customers in order, page by page, and say which account has no such order', async () => {
    const orderBy = { field: 'CREATED_AT', direction: 'DESC' } as const
    const first = (await run(documents.OrderCustomersDocument, { orderBy, first: 7 })).customers
    const after = first?.pageInfo.endCursor ?? null
    const second = (await run(documents.OrderCustomersDocument, { orderBy, first: 7, after })).customers
    const dates = [...(first?.nodes ?? []), ...(second?.nodes ?? [])].map(({ createdAt }) => createdAt ?? '')
    expect(dates).toHaveLength(14)
    expect(dates).toEqual(dates.toSorted().toReversed())
    const layer = first?.sources.find(({ provider }) => provider === 'LAYER')
    expect(layer).toMatchObject({ __typename: 'SourceSkipped', reason: 'ORDER_UNSUPPORTED' })
  })

  it('count customers', async () => {
    const { customers } = await run(documents.CountCustomersDocument, { includeArchived: true })
    expect(customers?.totalCount).toEqual({ count: 20 * providers.length, precision: 'EXACT' })
  })

  it('fetch what a failed account owed, once it is back, and go on from there', async () => {
    const thred = sandboxes.find(({ provider }) => provider === 'thred')
    const whole = (await listCustomers({ first: 12 })).nodes.map(({ id }) => id)
    thred?.control.setFaults({ name: 'status', status: 503, operations: ['list'] })
    const page = (await run(documents.CustomersInTimeDocument, { first: 6 })).customers
    thred?.control.clearFaults()
    const failed = page?.sources.find((source) => source.__typename === 'SourceFailed')
    if (failed?.__typename !== 'SourceFailed') throw new Error('Nothing failed.')
    expect(failed).toMatchObject({ provider: 'THRED', isRetryable: true })
    const after = failed.retryCursor
    const owed = (await run(documents.CustomersInTimeDocument, { first: 6, after })).customers
    expect(owed?.nodes.map(({ provider }) => provider)).toEqual(['THRED', 'THRED'])
    const rest = await listCustomers({ first: 6, after: owed?.pageInfo.endCursor ?? null })
    const seen = [...(page?.nodes ?? []), ...(owed?.nodes ?? []), ...rest.nodes].map(({ id }) => id)
    expect(seen.toSorted()).toEqual(whole.toSorted())
  })

  it('read one real-world customer at every account', async () => {
    const { nodes } = await listCustomers({ first: 60 })
    const externalId = nodes.find((node) => node.externalId?.startsWith('crm-'))?.externalId ?? ''
    const { customerGroup } = await run(documents.GetCustomerGroupDocument, { externalId })
    expect(customerGroup).toMatchObject({ externalId, isComplete: true })
    expect(customerGroup?.members.length).toBeGreaterThan(1)
  })

  it('find the same customer at other accounts', async () => {
    const { nodes } = await listCustomers({ first: 60 })
    const shared = nodes.find((node) => node.externalId?.startsWith('crm-'))
    const { customer } = await run(documents.GetCounterpartsDocument, { id: shared?.id ?? '' })
    expect(customer?.counterparts.length).toBeGreaterThan(0)
    for (const match of customer?.counterparts ?? []) {
      expect(match.matchedOn).toContain('EXTERNAL_ID')
      expect(match.customer.provider).not.toBe(shared?.provider)
    }
  })

  it('explain a customer', async () => {
    const { nodes } = await listCustomers({ first: 3 })
    const sequence = nodes.find(({ provider }) => provider === 'SEQUENCE')
    const { customer } = await run(documents.ExplainCustomerDocument, { id: sequence?.id ?? '' })
    expect(customer?.absences).toContainEqual({ field: 'notes', reason: 'NOT_SUPPORTED_BY_PROVIDER' })
    expect(customer?.raw).toHaveProperty('legalName', customer?.displayName)
    expect(customer?.providerData).toMatchObject({ apiVersion: expect.any(String), aliases: expect.any(Array) })
  })

  it('show what the providers can do', async () => {
    const known = (await run(documents.ProvidersDocument, {})).providers
    expect(known?.map(({ provider }) => provider)).toEqual(providers.map(({ name }) => name))
  })

  it('plan an archive without doing it', async () => {
    const { nodes } = await listCustomers({ first: 3 })
    for (const { id } of nodes) {
      const { archiveCustomer } = await run(documents.PlanArchiveDocument, { id })
      expect(archiveCustomer).toMatchObject({ outcome: 'PLANNED', userErrors: [], plan: [{ method: 'POST' }] })
    }
    expect((await listCustomers({ first: 3 })).nodes).toEqual(nodes)
  })

  it('take an archive back where the provider can', async () => {
    const { nodes } = await listCustomers({ first: 3 })
    for (const { id, provider } of nodes) {
      await run(documents.ArchiveCustomerDocument, { id })
      const { unarchiveCustomer } = await run(documents.UnarchiveCustomerDocument, { id, idempotencyKey: `un-${id}` })
      if (provider === 'SEQUENCE') {
        const documentationUrl = expect.stringMatching(/^https:/)
        const userErrors = [{ __typename: 'OperationNotSupportedError', documentationUrl }]
        expect(unarchiveCustomer).toMatchObject({ outcome: 'NOT_CHANGED', userErrors })
      } else {
        const customer = { id, isArchived: false, status: 'ACTIVE' }
        expect(unarchiveCustomer).toMatchObject({ outcome: 'UNARCHIVED', customer, userErrors: [] })
      }
    }
  })

  it('archive many customers, each told by itself', async () => {
    const ids = [...(await listCustomers({ first: 6 })).nodes.map(({ id }) => id), 'bm8tc3VjaA']
    const { archiveCustomers } = await run(documents.ArchiveCustomersDocument, { target: { ids } })
    expect(archiveCustomers?.results.map(({ id }) => id)).toEqual(ids)
    expect(archiveCustomers?.summary).toEqual({ changed: 6, unchanged: 0, failed: 1, indeterminate: 0 })
    expect(archiveCustomers?.results.at(-1)?.userErrors).toMatchObject([
      { __typename: 'InvalidIdError', path: ['input', 'target', 'ids', '6'] },
    ])
  })

  // Last, because it looks back on the others.
  it('have all been run', () => {
    const generated = Object.entries(documents).flatMap(([name, value]) => (name.endsWith('Document') ? [value] : []))
    const files = readdirSync(new URL('../../examples', import.meta.url)).filter((name) => name.endsWith('.graphql'))
    expect(generated).toHaveLength(files.length)
    expect(ran).toEqual(new Set(generated))
  })
})
