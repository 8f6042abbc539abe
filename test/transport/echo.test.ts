// A provider that repeats a credential where a code or a request id belongs.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createCall } from '../../src/domain/call.ts'
import { Failure } from '../../src/domain/failure.ts'
import { silentLogger } from '../../src/observability/logger.ts'
import { textMember } from '../../src/transport/answer.ts'
import { createTransport, type Transport } from '../../src/transport/transport.ts'
import { startWireServer, type WireReply, type WireServer } from '../wire-server.ts'

let server: WireServer
let transport: Transport & { close(): Promise<void> }
let reply: WireReply
beforeAll(async () => {
  server = await startWireServer(() => reply)
  transport = createTransport({ logger: silentLogger, retry: { attempts: 1, baseMilliseconds: 0, capMilliseconds: 0 } })
})
afterAll(async () => {
  await transport.close()
  await server.close()
})

const token = 'tok_8d2f61a0c9e4b7'
const basic = Buffer.from('client:s3cret-of-the-client').toString('base64')

async function failure(authorization: string, answer: { id: string; code: string }): Promise<Failure['details']> {
  reply = { status: 400, headers: { 'x-request-id': answer.id }, body: { code: answer.code } }
  const header = { header: async () => authorization, renew: async () => null }
  const request = {
    provider: 'Layer',
    operation: 'list customers',
    method: 'GET',
    url: new URL(server.origin),
    authorization: header,
    isRepeatable: false,
    readErrorCode: (body: unknown) => textMember(body, 'code'),
  } as const
  const error = await transport.sendJson(request, createCall(Date.now() + 5_000)).catch((thrown: unknown) => thrown)
  if (error instanceof Failure) return error.details
  throw new Error('The request did not fail.')
}

test.each([
  ['a token', `Bearer ${token}`, token],
  ['a token inside of other text', `Bearer ${token}`, `token.${token}.expired`],
  ['a part of a token', `Bearer ${token}`, token.slice(0, 12)],
  ['a key', `Basic ${basic}`, 's3cret-of-the-client'],
  ['an encoded key', `Basic ${basic}`, basic.replaceAll('=', '')],
])('%s is told neither as a code nor as a request id', async (_what, authorization, echo) => {
  const details = await failure(authorization, { id: echo, code: echo })
  expect(details).toMatchObject({ upstreamStatus: 400 })
  expect(details.upstreamCode).toBeUndefined()
  expect(details.upstreamRequestId).toBeUndefined()
})

test('what repeats nothing is told', async () => {
  const told = await failure(`Bearer ${token}`, { id: 'req-17', code: 'token.expired' })
  expect(told).toMatchObject({ upstreamCode: 'token.expired', upstreamRequestId: 'req-17' })
})
