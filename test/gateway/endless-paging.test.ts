// A provider whose paging makes no way, seen by a caller: the walk ends, and what ended it is told.
import { expect, test } from 'vitest'
import { createGateway } from '../../src/gateway.ts'
import { startWireServer } from '../wire-server.ts'

test('a cursor that leads to itself ends the walk with a report, even if the customers on it are new', async () => {
  let served = 0
  const wire = await startWireServer(({ target }) => {
    if (target.includes('token')) return { body: { access_token: 'token', expires_in: 3600 } }
    const data = [1, 2, 3].map((place) => ({
      id: `customer-${served + place}`,
      company_name: 'New',
      status: 'ACTIVE',
    }))
    served += 3
    return { body: { data, meta: { pagination: { cursor: 'SAME', has_more: true } } } }
  })
  const gateway = createGateway({
    credentials: {
      layer: {
        provider: 'layer',
        clientId: 'id',
        clientSecret: 'secret',
        baseUrl: wire.origin,
        tokenUrl: `${wire.origin}/token`,
      },
    },
    linkedAccounts: [{ name: 'layer', credential: 'layer', businessId: 'business' }],
  })
  const query = `query ($after: String) {
    customers(first: 3, after: $after) { nodes { id } pageInfo { hasNextPage endCursor } sources { __typename } } }`
  let after: string | null = null
  let pages = 0
  do {
    const response: Response = await gateway.handler(
      new Request('http://gateway.test/graphql', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query, variables: { after } }),
      }),
    )
    const { pageInfo, sources } = ((await response.json()) as Answer).data.customers
    after = pageInfo.hasNextPage ? pageInfo.endCursor : null
    pages += 1
    if (after === null) expect(sources).toEqual([{ __typename: 'SourceFailed' }])
    expect(pages).toBeLessThan(5)
  } while (after !== null)
  await gateway.close()
  await wire.close()
})

interface Answer {
  readonly data: {
    readonly customers: {
      readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null }
      readonly sources: readonly { readonly __typename: string }[]
    }
  }
}
