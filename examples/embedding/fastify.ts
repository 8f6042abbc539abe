// Inside a Fastify app, as a plugin: its own scope has no body parser, because the gateway reads the body itself.
import { AsyncLocalStorage } from 'node:async_hooks'
import type { Server } from 'node:http'
import { createGateway, type GatewayConfig } from 'customer-gateway'
import fastify from 'fastify'
import { type Sessions, type User, userOf, viewerOf } from './sessions.ts'

export async function createHost(accounts: GatewayConfig, sessions: Sessions): Promise<Server> {
  const currentUser = new AsyncLocalStorage<User | null>()
  const gateway = createGateway({
    ...accounts,
    mode: 'production',
    viewer: () => viewerOf(currentUser.getStore() ?? null),
  })
  const app = fastify()
  app.get('/', async () => 'The host’s own page.')
  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', (_request, _body, done) => done(null))
    scope.all('/graphql', (request, reply) => {
      const user = userOf(sessions, request.headers.cookie) // yours: request.user, request.session.user, …
      reply.hijack()
      currentUser.run(user, () => gateway.listener(request.raw, reply.raw))
    })
  })
  app.addHook('onClose', () => gateway.close())
  await app.ready()
  return app.server
}
