// The GraphQL-over-HTTP specification, as its own project checks servers for it: all of it in development. In production
// just those checks fail that read the schema or send a GET without the header that is asked for there.
import { serverAudits } from 'graphql-http'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type RunningServer, startServer } from '../../src/index.ts'
import { type Rig, type RigOptions, startRig } from '../gateway/rig.ts'

interface Audited {
  readonly options: RigOptions
  readonly fetchFn?: typeof fetch
  /** Ids of the audits that fail. */
  readonly failing?: readonly string[]
}

function auditAll({ options, fetchFn = fetch, failing = [] }: Audited): void {
  let rig: Rig
  let server: RunningServer
  beforeAll(async () => {
    rig = await startRig({ customers: 1, ...options })
    server = await startServer({ gateway: rig.gateway, host: '127.0.0.1', port: 0 })
  })
  afterAll(async () => {
    await server.close()
    await rig.close()
  })

  const audits = serverAudits({ url: () => `${server.address}/graphql`, fetchFn })
  test('there are as many audits as we say that we pass', () => {
    expect(audits).toHaveLength(61)
    expect(audits.map(({ id }) => id)).toEqual(expect.arrayContaining([...failing]))
  })

  test.each(audits)('$id $name', async (audit) => {
    const { status } = await audit.fn()
    if (failing.includes(audit.id)) expect(status).not.toBe('ok')
    else expect(status).toBe('ok')
  })
}

const sendsHeader: typeof fetch = (url, init) =>
  fetch(url, { ...init, headers: { ...(init?.headers as Record<string, string>), 'graphql-require-preflight': '1' } })

/** GET without the header. */
const withoutHeader = [
  '5A70', // MAY accept application/x-www-form-urlencoded formatted GET requests
  'D6D5', // MAY allow URL-encoded JSON string {variables} parameter in GETs when accepting application/graphql-response+json
  '6A70', // MAY allow URL-encoded JSON string {variables} parameter in GETs when accepting application/json
]
/** Their operation reads the schema, which says nothing of variables. */
const withIntrospection = [
  '2EA1', // SHOULD allow map {variables} parameter when accepting application/graphql-response+json
  '28B9', // MUST allow map {variables} parameter when accepting application/json
]

describe('development', () => auditAll({ options: {} }))

describe('production', () => {
  auditAll({ options: { mode: 'production' }, failing: [...withoutHeader, ...withIntrospection] })
})

describe('production, asked with the header and with introspection switched on', () => {
  auditAll({ options: { mode: 'production', introspection: true }, fetchFn: sendsHeader })
})
