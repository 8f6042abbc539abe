// Hive Gateway over three REST subgraphs, composed as Mesh composes them: the upstreams' answers are described by a JSON
// schema, the gateway fetches them itself, and one additional resolver makes one list of the three.
import { createServer } from 'node:http'
import { createGatewayRuntime } from '@graphql-hive/gateway-runtime'
import { composeSubgraphs } from '@graphql-mesh/fusion-composition'
import { useJIT } from '@graphql-mesh/plugin-jit'
import { loadJSONSchemaSubgraph } from '@omnigraph/json-schema'
import { serveParent } from '../processes.ts'
import { interleave, lists, typeDefinitions } from '../unify.ts'

const hasJit = process.argv.includes('--jit')

const text = { type: 'string', nullable: true }
const flag = { type: 'boolean', nullable: true }

/** What is read of each provider's rows, and the member of its answer that holds them. */
const shapes = {
  LAYER: {
    member: 'data',
    row: {
      id: text,
      external_id: text,
      individual_name: text,
      company_name: text,
      status: text,
      reference_number: text,
    },
  },
  SEQUENCE: { member: 'items', row: { id: text, createdAt: text, legalName: text, taxStatus: text } },
  THRED: {
    member: 'results',
    row: {
      id: text,
      external_id: text,
      reference_number: text,
      company_name: text,
      display_name: text,
      is_archived: flag,
      created_at: text,
      updated_at: text,
      tax_exempt: flag,
      vat_number: text,
    },
  },
}

/** Mesh wants a log that makes further ones. */
const silent = { log() {}, debug() {}, info() {}, warn() {}, error() {}, child: () => silent }

async function toSubgraph({ provider, origin, path, headers }) {
  const { member, row } = shapes[provider]
  const handle = loadJSONSchemaSubgraph(provider, {
    endpoint: origin,
    operationHeaders: headers,
    operations: [
      {
        type: 'Query',
        field: `list_${provider}`,
        path,
        method: 'GET',
        responseSchema: {
          type: 'object',
          title: `${provider}List`,
          properties: {
            [member]: { type: 'array', items: { type: 'object', title: `${provider}Row`, properties: row } },
          },
        },
      },
    ],
  })
  const { name, schema$ } = handle({ fetch, cwd: process.cwd(), logger: silent })
  return { name, schema: await schema$ }
}

const { supergraphSdl, errors } = composeSubgraphs(await Promise.all(lists.map(toSubgraph)))
if (errors?.length > 0) throw new AggregateError(errors)

async function readCustomers({ provider, read }, context, info) {
  const { member, row } = shapes[provider]
  const answer = await context[provider].Query[`list_${provider}`]({
    context,
    info,
    selectionSet: `{ ${member} { ${Object.keys(row).join(' ')} } }`,
  })
  return read(answer)
}

const gateway = createGatewayRuntime({
  supergraph: supergraphSdl,
  logging: false,
  additionalTypeDefs: typeDefinitions.replace('type Query', 'extend type Query'),
  additionalResolvers: {
    Query: {
      customers: async (_root, _given, context, info) => ({
        nodes: interleave(await Promise.all(lists.map((list) => readCustomers(list, context, info)))),
      }),
    },
  },
  plugins: () => (hasJit ? [useJIT()] : []),
})
const server = createServer(gateway).listen(0, '127.0.0.1', () => serveParent({ port: () => server.address().port }))
