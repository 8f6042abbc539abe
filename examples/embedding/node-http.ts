// A bare node:http server: the gateway answers `/graphql`, the host everything else.
import { createServer, type Server } from 'node:http'
import { createGateway, type GatewayConfig } from 'customer-gateway'
import { type Sessions, userOf, viewerOf } from './sessions.ts'

export function createHost(accounts: GatewayConfig, sessions: Sessions): Server {
  const gateway = createGateway({
    ...accounts,
    mode: 'production',
    viewer: (request) => viewerOf(userOf(sessions, request.headers.get('cookie'))),
  })
  const server = createServer((request, response) => {
    if (request.url?.startsWith('/graphql')) gateway.listener(request, response)
    else response.end('The host’s own page.')
  })
  // Sees through what has been begun, e.g. an archive whose caller has left, and frees the connections to providers.
  server.once('close', () => void gateway.close())
  return server
}
