// Inside an Express app, for the user that an earlier middleware found. Mounted before any body parser: the gateway
// reads the body itself, within its own limits.
import { AsyncLocalStorage } from 'node:async_hooks'
import { createServer, type Server } from 'node:http'
import { createGateway, type GatewayConfig } from 'customer-gateway'
import express from 'express'
import { type Sessions, type User, userOf, viewerOf } from './sessions.ts'

export function createHost(accounts: GatewayConfig, sessions: Sessions): Server {
  const currentUser = new AsyncLocalStorage<User | null>()
  const gateway = createGateway({
    ...accounts,
    mode: 'production',
    // The path as callers see it, with what the app has put in front of it.
    endpoint: '/api/graphql',
    viewer: () => viewerOf(currentUser.getStore() ?? null),
  })
  const app = express()
  app.disable('x-powered-by')
  app.all('/api/graphql', (request, response) => {
    const user = userOf(sessions, request.headers.cookie) // yours: request.user, request.session.user, …
    currentUser.run(user, () => gateway.listener(request, response))
  })
  app.use(express.json())
  app.get('/', (_request, response) => void response.send('The host’s own page.'))
  const server = createServer(app)
  server.once('close', () => void gateway.close())
  return server
}
