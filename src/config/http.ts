// How the gateway meets its callers: what it shows of itself, and what it takes. Development is open, production closed;
// each can be said otherwise.
import { z } from 'zod'

export interface HttpSettings {
  /** Whether browsers that open the endpoint get GraphiQL. Default: not in production. */
  readonly graphiql?: boolean
  /** Whether callers may read the schema, and errors suggest names ("Did you mean"). Default: not in production. */
  readonly introspection?: boolean
  /** Whether bodies of requests may be compressed with gzip, deflate or br. Default: no. */
  readonly compressedRequests?: boolean
}

const switches = ['auto', 'on', 'off'] as const

export const httpVariables = [
  {
    name: 'GRAPHIQL',
    description:
      'Whether browsers that open the endpoint get GraphiQL: `on`, `off`, or `auto` (default: not in production).',
    defaultValue: 'auto',
  },
  {
    name: 'INTROSPECTION',
    description:
      'Whether callers may read the schema, and errors suggest names: `on`, `off`, or `auto` (default: not in production). GraphiQL needs it.',
    defaultValue: 'auto',
  },
  {
    name: 'COMPRESSED_REQUESTS',
    description:
      'Whether bodies of requests may be compressed with gzip, deflate or br: `on` or `off`. A body of at most 1 MB after decompression is taken.',
    defaultValue: 'off',
  },
] as const

/** Of the values of the variables. */
export const httpSettingsSchema = z
  .object({
    GRAPHIQL: z.enum(switches).default('auto'),
    INTROSPECTION: z.enum(switches).default('auto'),
    COMPRESSED_REQUESTS: z.enum(['on', 'off']).default('off'),
  })
  .transform(
    ({ GRAPHIQL, INTROSPECTION, COMPRESSED_REQUESTS }): HttpSettings => ({
      ...(GRAPHIQL === 'auto' ? {} : { graphiql: GRAPHIQL === 'on' }),
      ...(INTROSPECTION === 'auto' ? {} : { introspection: INTROSPECTION === 'on' }),
      compressedRequests: COMPRESSED_REQUESTS === 'on',
    }),
  )
