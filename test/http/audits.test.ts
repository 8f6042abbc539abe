// The GraphQL-over-HTTP specification, as its own project checks servers for it.
import { serverAudits } from 'graphql-http'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type RunningServer, startServer } from '../../src/index.ts'
import { type Rig, startRig } from '../gateway/rig.ts'

let rig: Rig
let server: RunningServer
beforeAll(async () => {
  rig = await startRig({ customers: 1 })
  server = await startServer({ gateway: rig.gateway, host: '127.0.0.1', port: 0 })
})
afterAll(async () => {
  await server.close()
  await rig.close()
})

const audits = serverAudits({ url: () => `${server.address}/graphql`, fetchFn: fetch })

test('there are as many audits as we say that we pass', () => {
  expect(audits).toHaveLength(61)
})

test.each(audits)('$id $name', async (audit) => {
  const result = await audit.fn()
  expect(result).toMatchObject({ status: 'ok' })
})
