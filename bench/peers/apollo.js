// Apollo Server with one RESTDataSource for each list, as its documentation shows them.
import { RESTDataSource } from '@apollo/datasource-rest'
import { ApolloServer } from '@apollo/server'
import { startStandaloneServer } from '@apollo/server/standalone'
import { serveParent } from '../processes.ts'
import { interleave, lists, typeDefinitions } from '../unify.ts'

class CustomerSource extends RESTDataSource {
  constructor(list) {
    super()
    this.list = list
    this.baseURL = list.origin
  }

  async customers() {
    return this.list.read(await this.get(this.list.path, { headers: { ...this.list.headers } }))
  }
}

const server = new ApolloServer({
  typeDefs: typeDefinitions,
  resolvers: {
    Query: {
      customers: async (_root, _given, { sources }) => ({
        nodes: interleave(await Promise.all(sources.map((source) => source.customers()))),
      }),
    },
  },
})
const { url } = await startStandaloneServer(server, {
  listen: { port: 0, host: '127.0.0.1' },
  context: async () => ({ sources: lists.map((list) => new CustomerSource(list)) }),
})
serveParent({ port: () => Number(new URL(url).port) })
