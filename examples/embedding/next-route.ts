// A route handler of Next.js: this is `app/api/graphql/route.ts`. The same shape serves every host that speaks fetch.
// There, the accounts and the sessions come from your own modules:
//
// ```ts
// const { handler } = createRoute(accounts, sessions)
// export { handler as GET, handler as POST }
// ```
import { createGateway, type GatewayConfig } from 'customer-gateway'
import { type Sessions, userOf, viewerOf } from './sessions.ts'

export function createRoute(accounts: GatewayConfig, sessions: Sessions) {
  const { handler, close } = createGateway({
    ...accounts,
    mode: 'production',
    endpoint: '/api/graphql',
    viewer: (request) => viewerOf(userOf(sessions, request.headers.get('cookie'))),
  })
  return { handler, close }
}
