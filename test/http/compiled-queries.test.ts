// The short way for queries that come again: which take it, and that whatever leaves it loses nothing on the way.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Rig, startRig } from '../gateway/rig.ts'
import { createCaller } from './callers.ts'

let rig: Rig
beforeAll(async () => {
  rig = await startRig({ customers: 6, joinReads: false })
})
beforeEach(() => rig.reset())
afterAll(() => rig.close())

const list = '{ customers(first: 6) { nodes { displayName } } }'
const requests = (lines: Rig['lines']) => lines.filter(({ msg }) => msg === 'request')
const lastRequest = (lines: Rig['lines']) => requests(lines).at(-1)
const listReads = ({ sandboxes }: Rig) =>
  Object.values(sandboxes).map(({ control }) => control.counters().requests.list)

test('a list is compiled, which only the log tells', async () => {
  const { status, headers, data, text } = await rig.query(list)
  expect(status).toBe(200)
  expect(data.customers.nodes).toHaveLength(6)
  expect(lastRequest(rig.lines)).toMatchObject({ isCompiled: true, operationType: 'query', status: 200 })
  expect(text + JSON.stringify([...headers])).not.toMatch(/compiled/i)
})

test.each([
  ['introspection', '{ __schema { description } }'],
  ['a mutation', 'mutation { archiveCustomer(input: { id: "x" }) { outcome } }'],
  ['a document that is wrong', '{ nothing }'],
  ['variables that are wrong', 'query($first: Int!) { customers(first: $first) { isComplete } }'],
])('%s is not compiled', async (_what, document) => {
  await rig.query(document)
  expect(lastRequest(rig.lines)?.['isCompiled']).toBeUndefined()
})

test('lists that come again are answered for what is asked, whatever was asked before', async () => {
  const fields = ['displayName', 'id nativeId', 'shown: displayName isArchived', '__typename externalId']
  const ask = async (selection: string) => (await rig.query(`{ customers(first: 6) { nodes { ${selection} } } }`)).text
  const first = await Promise.all(fields.map(ask))
  // From the third time on they may be answered from texts that were kept.
  for (let time = 0; time < 4; time += 1)
    for (const [index, selection] of fields.entries()) {
      for (let again = 0; again < 3; again += 1) expect(await ask(selection)).toBe(first[index])
    }
})

describe('what turns out to be unusual', () => {
  test('a failure that `errors` must tell: nobody is asked a second time for it', async () => {
    await rig.query(list)
    const before = listReads(rig)
    rig.sandboxes.thred.control.setFaults({ name: 'status', status: 403, operations: ['list'] })
    const { data, errors } = await rig.query(list)
    expect(data.customers.nodes.length).toBeGreaterThan(0)
    expect(errors).toMatchObject([{ path: ['customers'], extensions: { code: 'FORBIDDEN', provider: 'THRED' } }])
    const [layer = 0, sequence = 0] = listReads(rig).map((count, index) => count - (before[index] ?? 0))
    expect([layer, sequence]).toEqual([1, 1])
    expect(lastRequest(rig.lines)).toMatchObject({ failedSources: [{ linkedAccount: 'thred', code: 'FORBIDDEN' }] })
  })

  test('a field that fails: the list it is of is read once', async () => {
    const failing = '{ first: customers(first: 6) { nodes { id } } second: customers(first: 0) { nodes { id } } }'
    await rig.query(list)
    const before = listReads(rig)
    const { data, errors } = await rig.query(failing)
    expect(data).toMatchObject({ first: { nodes: expect.any(Array) }, second: null })
    expect(errors).toMatchObject([{ path: ['second'], extensions: { code: 'BAD_USER_INPUT', argument: 'first' } }])
    expect(listReads(rig).map((count, index) => count - (before[index] ?? 0))).toEqual([1, 1, 1])
  })

  test('two equal fields are still read each for itself', async () => {
    await rig.query(list)
    const before = listReads(rig)
    await rig.query('{ a: customers(first: 6) { isComplete } b: customers(first: 6) { isComplete } }')
    expect(lastRequest(rig.lines)).toMatchObject({ isCompiled: true })
    expect(listReads(rig).map((count, index) => count - (before[index] ?? 0))).toEqual([2, 2, 2])
  })
})

test('a caller who leaves is noticed, and the log says so', async () => {
  const server = createServer((request, response) => rig.gateway.listener(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`
  const post = (signal?: AbortSignal) =>
    fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: list }),
      ...(signal === undefined ? {} : { signal }),
    })
  for (let time = 0; time < 2; time += 1) await (await post()).text()
  rig.sandboxes.thred.control.setFaults({ name: 'hang', operations: ['list'] })
  const before = rig.sandboxes.thred.control.counters().requests.list
  const caller = new AbortController()
  const answer = post(caller.signal).catch(() => null)
  await expect.poll(() => rig.sandboxes.thred.control.counters().requests.list).toBeGreaterThan(before)
  caller.abort()
  expect(await answer).toBeNull()
  await expect.poll(() => lastRequest(rig.lines)?.['callerLeft']).toBe(true)
  server.closeAllConnections()
  server.close()
})

test('who has no valid credential gets no further than anywhere else', async () => {
  const desk = createCaller('desk', { linkedAccounts: ['layer'] })
  const guarded = await startRig({ customers: 3, auth: { apiKeys: [desk.entry] } })
  const ask = (authorization: string) => guarded.query(list, {}, { headers: { authorization } })
  const known = await ask(desk.headers.authorization)
  expect(lastRequest(guarded.lines)).toMatchObject({ isCompiled: true })
  expect(known.data.customers.nodes).toHaveLength(3)
  const stranger = await ask(`${desk.headers.authorization}x`)
  expect(stranger).toMatchObject({ status: 401, data: undefined })
  expect(stranger.headers.get('www-authenticate')).toMatch(/^Bearer /)
  await guarded.close()
})
