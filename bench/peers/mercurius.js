// Mercurius on Fastify, with its compiler on, and undici's pools for the upstreams.
import fastify from 'fastify'
import mercurius from 'mercurius'
import { Pool } from 'undici'
import { serveParent } from '../processes.ts'
import { interleave, lists, typeDefinitions } from '../unify.ts'

const sources = lists.map((list) => ({ ...list, pool: new Pool(list.origin, { connections: 100, pipelining: 1 }) }))

async function readCustomers({ pool, path, headers, read }) {
  const { body } = await pool.request({ method: 'GET', path, headers })
  return read(await body.json())
}

const app = fastify()
app.register(mercurius, {
  schema: typeDefinitions,
  resolvers: {
    Query: { customers: async () => ({ nodes: interleave(await Promise.all(sources.map(readCustomers))) }) },
  },
  jit: 1,
})
await app.listen({ port: 0, host: '127.0.0.1' })
serveParent({ port: () => app.server.address().port })
