// Every operation of the client package, run as an app would run it: through its typed document, with its types,
// against a whole gateway over sandboxes.

import { readFileSync } from 'node:fs'
import type { TypedDocumentNode } from '@graphql-typed-document-node/core'
import * as client from 'customer-gateway/client'
import { type FragmentType, maskFragment, readFragment } from 'customer-gateway/client'
import { buildSchema, isAbstractType, print } from 'graphql'
import { afterAll, beforeAll, describe, expect, expectTypeOf, it } from 'vitest'
import { addSandboxes } from '../../src/config.ts'
import { createGateway, type Gateway } from '../../src/gateway.ts'
import { providers } from '../../src/providers/registry.ts'
import type { Sandbox } from '../../src/providers/sandbox-server.ts'

const unknownId = 'bm8tc3VjaA'
const ran = new Set<unknown>()
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

async function run<Data, Variables>(
  document: TypedDocumentNode<Data, Variables>,
  variables: NoInfer<Variables>,
): Promise<Data> {
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

async function listCustomers(variables: client.ListCustomersQueryVariables = {}) {
  const { customers } = await run(client.ListCustomersDocument, variables)
  if (customers === null) throw new Error('There is no list.')
  return { ...customers, nodes: readFragment(client.CustomerRowFragmentDoc, customers.nodes) }
}

/** One active customer of each provider. */
async function oneOfEach() {
  const { nodes } = await listCustomers({ first: 3 })
  expect(nodes.map(({ provider }) => provider)).toEqual(providers.map(({ name }) => name))
  return nodes
}

/** A customer that is kept at more than one provider. */
async function sharedCustomer() {
  const { nodes } = await listCustomers({ first: 60 })
  const shared = nodes.find(({ externalId }) => externalId?.startsWith('crm-'))
  if (shared?.externalId == null) throw new Error('No customer is kept twice.')
  return { id: shared.id, provider: shared.provider, externalId: shared.externalId }
}

describe('lists', () => {
  it('come page by page', async () => {
    const first = await listCustomers({ first: 5 })
    const second = await listCustomers({ first: 5, after: first.pageInfo.endCursor })
    const ids = [...first.nodes, ...second.nodes].map(({ id }) => id)
    expect(new Set(ids).size).toBe(10)
    expect(new Set(first.nodes.map(({ provider }) => provider))).toEqual(new Set(providers.map(({ name }) => name)))
  })

  it('tell what each linked account contributed, and fetch what a failed one owes', async () => {
    const thred = sandboxes.find(({ provider }) => provider === 'thred')
    const whole = (await listCustomers({ first: 12 })).nodes.map(({ id }) => id)
    thred?.control.setFaults({ name: 'status', status: 503, operations: ['list'] })
    const { customers: page } = await run(client.ListCustomersWithSourcesDocument, { first: 6, deadlineMs: 5000 })
    thred?.control.clearFaults()
    const sources = readFragment(client.SourceOutcomeFragmentDoc, page?.sources ?? [])
    const failed = sources.find((source) => source.__typename === 'SourceFailed')
    expect(page?.isComplete).toBe(false)
    expect(failed).toMatchObject({ provider: 'THRED', isRetryable: true, code: 'UNAVAILABLE' })

    const after = failed?.retryCursor ?? null
    const { customers: owed } = await run(client.ListCustomersWithSourcesDocument, { first: 6, after })
    const rest = await listCustomers({ first: 6, after: owed?.pageInfo.endCursor ?? null })
    const seen = [...(page?.nodes ?? []), ...(owed?.nodes ?? []), ...rest.nodes].map(({ id }) => id)
    expect(seen.toSorted()).toEqual(whole.toSorted())
  })

  it('can be searched', async () => {
    const [wanted] = await oneOfEach()
    const filter = { nameContains: wanted?.displayName.slice(1).toUpperCase() ?? '' }
    const { customers } = await run(client.SearchCustomersDocument, { filter })
    expect(customers?.nodes.map(({ id }) => id)).toContain(wanted?.id)
    const sources = readFragment(client.SourceOutcomeFragmentDoc, customers?.sources ?? [])
    const executions = sources.map((source) => (source.__typename === 'SourceOk' ? source.filterExecution : null))
    expect(executions).toEqual(['PUSHED_DOWN', 'GATEWAY', 'GATEWAY'])
  })

  it('can be put in order, with a filter that everybody passes', async () => {
    const orderBy = { field: 'DISPLAY_NAME', direction: 'ASC' } as const
    const { customers } = await run(client.SearchCustomersDocument, { filter: {}, orderBy, first: 20 })
    const names = readFragment(client.CustomerRowFragmentDoc, customers?.nodes ?? []).map((row) => row.displayName)
    expect(names).toHaveLength(20)
    expect(names).toEqual(names.toSorted((a, b) => a.localeCompare(b, 'en')))
  })

  it('can be counted', async () => {
    const { customers } = await run(client.CountCustomersDocument, { includeArchived: true })
    expect(customers?.totalCount).toEqual({ count: 20 * providers.length, precision: 'EXACT' })
  })
})

describe('customers', () => {
  it('are read one by one, with what only their provider knows', async () => {
    for (const { id, provider, displayName } of await oneOfEach()) {
      const { customer } = await run(client.GetCustomerDocument, { id })
      const details = customer && readFragment(client.CustomerDetailsFragmentDoc, customer)
      expect(details).toMatchObject({ id, provider, displayName })
      expect(details && providerFact(details.providerData)).toEqual(expect.any(String))
    }
  })

  it('are read by their ids, null where there is none', async () => {
    const ids = (await oneOfEach()).map(({ id }) => id)
    const { nodes } = await run(client.GetCustomersDocument, { ids: [...ids, unknownId] })
    expect(nodes.map((node) => node?.id ?? null)).toEqual([...ids, null])
  })

  it('are explained', async () => {
    const sequence = (await oneOfEach()).find(({ provider }) => provider === 'SEQUENCE')
    const { customer } = await run(client.ExplainCustomerDocument, { id: sequence?.id ?? '' })
    expect(customer?.absences).toContainEqual({ field: 'notes', reason: 'NOT_SUPPORTED_BY_PROVIDER' })
    expect(customer?.raw).toHaveProperty('legalName', sequence?.displayName)
  })

  it('are found at the other accounts', async () => {
    const { id, provider } = await sharedCustomer()
    const { customer } = await run(client.GetCounterpartsDocument, { id })
    expect(customer?.counterparts.length).toBeGreaterThan(0)
    for (const match of customer?.counterparts ?? []) {
      expect(match.matchedOn).toContain('EXTERNAL_ID')
      expect(readFragment(client.CustomerNameFragmentDoc, match.customer).provider).not.toBe(provider)
    }
  })

  it('are read as a group', async () => {
    const { externalId } = await sharedCustomer()
    const { customerGroup } = await run(client.GetCustomerGroupDocument, { externalId })
    expect(customerGroup).toMatchObject({ externalId, isComplete: true })
    expect(customerGroup?.members.length).toBeGreaterThan(1)
  })
})

describe('an archive', () => {
  it('is planned without being done', async () => {
    const before = await oneOfEach()
    for (const { id } of before) {
      const { archiveCustomer } = await run(client.PlanArchiveDocument, { id })
      expect(archiveCustomer).toMatchObject({ outcome: 'PLANNED', userErrors: [], plan: [{ method: 'POST' }] })
    }
    expect(await oneOfEach()).toEqual(before)
  })

  it('is done at each provider, and taken back where the provider can', async () => {
    for (const { id, provider } of await oneOfEach()) {
      const { archiveCustomer } = await run(client.ArchiveCustomerDocument, { id, idempotencyKey: `archive ${id}` })
      expect(archiveCustomer).toMatchObject({ outcome: 'ARCHIVED', customer: { id, isArchived: true }, userErrors: [] })
      const { unarchiveCustomer } = await run(client.UnarchiveCustomerDocument, { id })
      const [problem] = readFragment(client.ChangeProblemFragmentDoc, unarchiveCustomer?.userErrors ?? [])
      if (provider === 'SEQUENCE') {
        expect(unarchiveCustomer?.outcome).toBe('NOT_CHANGED')
        expect(problem?.__typename === 'OperationNotSupportedError' && problem.documentationUrl).toMatch(/^https:/)
      } else {
        expect(unarchiveCustomer).toMatchObject({ outcome: 'UNARCHIVED', customer: { id, isArchived: false } })
        expect(problem).toBeUndefined()
      }
    }
  })

  it('of many is planned, and then told for each by itself', async () => {
    const ids = [...(await oneOfEach()).map(({ id }) => id), unknownId]
    const planned = await run(client.PlanArchiveCustomersDocument, { target: { ids } })
    expect(planned.archiveCustomers?.results.map(({ outcome }) => outcome)).toEqual([
      ...['PLANNED', 'PLANNED', 'PLANNED'],
      'NOT_CHANGED',
    ])
    const { archiveCustomers } = await run(client.ArchiveCustomersDocument, { target: { ids } })
    expect(archiveCustomers?.results.map(({ id }) => id)).toEqual(ids)
    expect(archiveCustomers?.summary).toEqual({ changed: 3, unchanged: 0, failed: 1, indeterminate: 0 })
    const problems = readFragment(client.ChangeProblemFragmentDoc, archiveCustomers?.results.at(-1)?.userErrors ?? [])
    expect(problems).toMatchObject([{ __typename: 'InvalidIdError', path: ['input', 'target', 'ids', '3'] }])
  })
})

describe('accounts and providers', () => {
  it('are listed', async () => {
    const { linkedAccounts } = await run(client.LinkedAccountsDocument, {})
    expect(linkedAccounts?.map(({ name }) => name)).toEqual(providers.map(({ name }) => name.toLowerCase()))
    const known = (await run(client.ProvidersDocument, {})).providers
    expect(known?.map(({ provider }) => provider)).toEqual(providers.map(({ name }) => name))
  })
})

describe('a masked fragment', () => {
  const row: client.CustomerNameFragment = {
    id: 'id',
    provider: 'LAYER',
    displayName: 'Larkspur Bakery LLC',
    externalId: null,
    isArchived: false,
    linkedAccount: { id: 'account', name: 'layer' },
  }
  const masked = maskFragment(client.CustomerNameFragmentDoc, row)

  it('is the data itself, and null for null', () => {
    expect(readFragment(client.CustomerNameFragmentDoc, masked)).toBe(row)
    expect(readFragment(client.CustomerNameFragmentDoc, null)).toBe(null)
  })

  it('can be read by those only who name the fragment', () => {
    expectTypeOf(masked).toEqualTypeOf<FragmentType<typeof client.CustomerNameFragmentDoc>>()
    expectTypeOf(masked).not.toHaveProperty('displayName')
    // @ts-expect-error: it is another fragment.
    readFragment(client.CustomerRowFragmentDoc, masked)
    // @ts-expect-error: null has no fields.
    expect(() => readFragment(client.CustomerNameFragmentDoc, null).displayName).toThrow()
  })

  it('keeps the type that it has: one, none, or several', () => {
    const optional = masked as typeof masked | null | undefined
    type Name = client.CustomerNameFragment
    expectTypeOf(readFragment(client.CustomerNameFragmentDoc, masked)).toEqualTypeOf<Name>()
    expectTypeOf(readFragment(client.CustomerNameFragmentDoc, [masked])).toEqualTypeOf<readonly Name[]>()
    expectTypeOf(readFragment(client.CustomerNameFragmentDoc, optional)).toEqualTypeOf<Name | null | undefined>()
  })
})

// Last, because it looks back on the others.
describe('the package', () => {
  it('has no operation that was not run here', () => {
    const operations = Object.entries(client).flatMap(([name, value]) => (name.endsWith('Document') ? [value] : []))
    expect(operations.length).toBeGreaterThan(10)
    expect(ran).toEqual(new Set(operations))
  })

  it('knows which types every interface and union can be', () => {
    const schema = buildSchema(readFileSync(new URL('../../schema.graphql', import.meta.url), 'utf8'))
    const abstract = Object.values(schema.getTypeMap()).filter(isAbstractType)
    const expected = abstract
      .filter(({ name }) => !name.startsWith('__'))
      .map((type) => [type.name, schema.getPossibleTypes(type).map(({ name }) => name)])
    expect(client.possibleTypes).toEqual(Object.fromEntries(expected))
  })
})

/** Something that only this provider says; does not compile when a provider is forgotten. */
function providerFact(data: client.CustomerDetailsFragment['providerData']): string {
  switch (data.__typename) {
    case 'LayerCustomer':
    case 'ThredCustomer':
      return data.businessId
    case 'SequenceCustomer':
      return data.apiVersion
  }
}
