// An operation that could cause too many requests to providers is refused before any is made.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Answer, type Data, type Rig, startRig } from './rig.ts'

let rig: Rig
let small: Rig
beforeAll(async () => {
  rig = await startRig({ customers: 12 })
  small = await startRig({ customers: 12, maximumCost: 20 })
})
afterAll(() => Promise.all([rig.close(), small.close()]))
beforeEach(() => {
  rig.reset()
  small.reset()
})

const dear = 'customers(first: 500) { nodes { email } }'
const asked = { headers: { 'x-gateway-cost': '1' } }

async function plan(operation: string, variables: Record<string, unknown> = {}): Promise<number> {
  const { errors, extensions } = await rig.query(operation, variables, asked)
  expect(errors).toBeUndefined()
  expect(extensions.cost.actual).toBeLessThanOrEqual(extensions.cost.planned)
  return extensions.cost.planned
}

function upstream({ sandboxes }: Rig): number {
  return Object.values(sandboxes).reduce((sum, { control }) => sum + control.requests.length, 0)
}

describe('the ceiling', () => {
  test('lets one list of 500 with a detail read each pass, and not twenty', async () => {
    expect(await plan(`{ ${dear} }`)).toBe(512)
    rig.reset()
    const twenty = Array.from({ length: 20 }, (_, index) => `a${index}: ${dear}`).join(' ')
    const { data, errors, status, extensions } = await rig.query(`{ ${twenty} }`, {}, asked)
    expect({ data, status }).toEqual({ data: undefined, status: 200 })
    expect(errors).toMatchObject([
      {
        message: expect.stringMatching(
          /^The operation could cause 10240 requests to providers; at most 2500 are allowed\. /,
        ),
        extensions: { code: 'COST_LIMIT_EXCEEDED', planned: 10_240, maximum: 2_500 },
      },
    ])
    expect(errors?.[0]?.extensions?.['fields']).toHaveLength(40)
    expect(extensions.cost).toEqual({ planned: 10_240, actual: 0 })
    expect(upstream(rig)).toBe(0)
  })

  test('is for the operator to choose; the error says which fields cost what', async () => {
    expect((await small.query('{ customers(first: 12) { nodes { displayName } } }')).errors).toBeUndefined()
    small.reset()
    const { errors } = await small.query('{ mine: customers(first: 15) { edges { node { email address: email } } } }')
    expect(errors?.[0]?.extensions).toMatchObject({
      planned: 21,
      fields: [
        { field: 'mine.edges.node.email', requests: 15 },
        { field: 'mine', requests: 6 },
      ],
    })
  })

  test('is a 400 for clients that speak the GraphQL media type', async () => {
    const headers = { accept: 'application/graphql-response+json' }
    const { status, errors } = await small.query(`{ ${dear} }`, {}, { headers })
    expect(status).toBe(400)
    expect(errors?.[0]?.extensions?.['code']).toBe('COST_LIMIT_EXCEEDED')
  })

  test('is held against changes, too', async () => {
    const { data } = await small.query('{ customers(first: 3) { nodes { id } } }')
    small.reset()
    const ids = data.customers.nodes.map(({ id }: Data) => id)
    const archive =
      'mutation ($ids: [ID!]) { archiveCustomers(input: { target: { ids: $ids } }) { summary { changed } } }'
    const { errors } = await small.query(archive, { ids })
    expect(errors?.[0]?.extensions).toMatchObject({
      planned: 21,
      fields: [{ field: 'archiveCustomers', requests: 21 }],
    })
    expect(upstream(small)).toBe(0)
  })

  test('is logged as any other error', async () => {
    await small.query(`query Dear { ${dear} }`)
    expect(small.lines.at(-1)).toMatchObject({ operationName: 'Dear', errorCodes: ['COST_LIMIT_EXCEEDED'] })
  })
})

describe('the cost', () => {
  test('counts what one request answers once, and a field of one name once', async () => {
    const rows = 'first: 9'
    const once = await plan(`{ customers(${rows}) { nodes { email } } }`)
    expect(once).toBe(6 + 9)
    expect(await plan(`{ customers(${rows}) { nodes { email status contacts { name } absences { field } } } }`)).toBe(
      once,
    )
    expect(await plan(`{ customers(${rows}) { nodes { email } edges { node { status } } } }`)).toBe(once)
    expect(await plan(`{ customers(${rows}) { nodes { email } } customers(${rows}) { nodes { status } } }`)).toBe(once)
    const fragments = `{ ...A ...B } fragment A on Query { customers(${rows}) { ...C } } fragment B on Query { customers(${rows}) { ...C } } fragment C on CustomerConnection { nodes { email } }`
    expect(await plan(fragments)).toBe(once)
  })

  test('takes a page for one of the dearest provider, and not for each provider at once', async () => {
    const own = '... on SequenceCustomer { aliases } ... on ThredCustomer { documents { url } }'
    expect(await plan(`{ customers(first: 9) { nodes { providerData { ${own} } } } }`)).toBe(6 + 9)
    expect(await plan(`{ customers(first: 9) { nodes { email providerData { ${own} } } } }`)).toBe(6 + 18)
    expect(
      await plan(`{ customers(first: 9, filter: { providers: [LAYER] }) { nodes { email providerData { ${own} } } } }`),
    ).toBe(1)
  })

  test('follows variables, defaults and skipped fields', async () => {
    const list =
      'query ($first: Int = 9, $all: Boolean!) { customers(first: $first) { nodes { id email @include(if: $all) } } }'
    expect(await plan(list, { all: false })).toBe(6)
    expect(await plan(list, { all: true })).toBe(15)
    expect(await plan(list, { all: true, first: 12 })).toBe(18)
    expect(await plan('{ customers { nodes { email } } }')).toBe(56)
  })

  test('counts a dry run, an id of nobody and a provider that cannot for what they are', async () => {
    const { data } = await rig.query('{ customers(first: 3) { nodes { id } } }')
    const [layer, sequence] = data.customers.nodes.map(({ id }: Data) => id)
    const change = (name: string, id: string, dryRun: boolean): Promise<number> =>
      plan(`mutation { ${name}(input: { id: "${id}", dryRun: ${dryRun} }) { outcome } }`)
    expect(await change('archiveCustomer', layer, true)).toBe(1)
    expect(await change('archiveCustomer', 'nobody', false)).toBe(0)
    expect(await change('unarchiveCustomer', sequence, false)).toBe(0)
    expect(await change('unarchiveCustomer', layer, false)).toBe(7)
  })

  test('bounds what a nest of counterparts can take to reckon', async () => {
    const nest = (depth: number): string =>
      depth === 0
        ? 'id'
        : `a: counterparts { customer { ${nest(depth - 1)} } } b: counterparts { customer { ${nest(depth - 1)} } }`
    const { errors } = await rig.query(`{ customers(first: 1) { nodes { ${nest(3)} } } }`)
    expect(errors?.[0]?.extensions?.['code']).toBe('COST_LIMIT_EXCEEDED')
    expect(upstream(rig)).toBe(0)
  })

  test('follows a fragment once, however often it is spread', async () => {
    const chain = Array.from(
      { length: 8 },
      (_, index) => `fragment F${index} on Customer { ...F${index + 1} ...F${index + 1} }`,
    )
    const operation = `{ customers(first: 9) { nodes { ...F0 } } } ${chain.join(' ')} fragment F8 on Customer { email }`
    expect(await plan(operation)).toBe(15)
  })

  test('is told only when it is asked for', async () => {
    const { extensions }: Answer = await rig.query('{ customers(first: 3) { nodes { id } } }')
    expect(extensions).toBeUndefined()
  })

  test('leaves wrong variables to be told by execution', async () => {
    const { errors } = await rig.query(
      'query ($first: Int!) { customers(first: $first) { isComplete } }',
      { first: 'x' },
      asked,
    )
    expect(errors?.[0]?.message).toContain('$first')
  })
})
