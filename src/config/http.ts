// How the gateway meets its callers: what it shows of itself, and what it takes. Development is open, production closed;
// each can be said otherwise.
import { z } from 'zod'
import { ConfigurationError } from './problems.ts'

/**
 * Requests to providers that one caller may cause in a minute: far above what providers let through, so that only a
 * caller that has run wild meets it.
 */
export const defaultCallerCost = 3_000_000

export interface HttpSettings {
  /** Whether browsers that open the endpoint get GraphiQL. Default: not in production. */
  readonly graphiql?: boolean
  /** Whether callers may read the schema, and errors suggest names ("Did you mean"). Default: not in production. */
  readonly introspection?: boolean
  /** Whether bodies of requests may be compressed with gzip, deflate or br. Default: no. */
  readonly compressedRequests?: boolean
  /**
   * Operations that callers may name by their id in place of their text, by that id. Default: those of
   * `customer-gateway/client`.
   */
  readonly persistedOperations?: Readonly<Record<string, string>>
  /** Whether no other operations are served. Default: no. */
  readonly persistedOnly?: boolean
  /** Origins whose pages may read answers in a browser, e.g. `https://app.example`. Default: none. */
  readonly corsOrigins?: readonly string[]
  /** Requests to providers that one caller, known by the viewer's id, may cause in a minute. Default 3,000,000. */
  readonly callerCostPerMinute?: number
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
  {
    name: 'PERSISTED_ONLY',
    description:
      'Whether only stored operations are served: `true` or `false`. GraphiQL can then send nothing of its own.',
    defaultValue: 'false',
  },
  {
    name: 'PERSISTED_OPERATIONS',
    description:
      "Path of a JSON file with the operations that are stored: an object of ids and documents, as code generators write it. Default: those of this package's client, `client/persisted.json`.",
    defaultValue: '',
  },
  {
    name: 'CORS_ORIGINS',
    description:
      'Origins whose pages may read answers in a browser, separated by commas: `https://app.example,https://admin.example`.',
    defaultValue: '',
  },
  {
    name: 'CALLER_COST_PER_MINUTE',
    description:
      'Requests to providers that one caller may cause in a minute. Without authentication all callers are one.',
    defaultValue: String(defaultCallerCost),
  },
] as const

const originRule = 'must be origins, separated by commas, each with a scheme and without a path: https://app.example'
const costRule = 'must be a whole number from 1 to 1000000000'

/** Of the values of the variables. */
export const httpSettingsSchema = z
  .object({
    GRAPHIQL: z.enum(switches).default('auto'),
    INTROSPECTION: z.enum(switches).default('auto'),
    COMPRESSED_REQUESTS: z.enum(['on', 'off']).default('off'),
    PERSISTED_ONLY: z.enum(['true', 'false']).default('false'),
    CORS_ORIGINS: z
      .string()
      .transform((text) => text.split(',').map((origin) => origin.trim()))
      .refine((origins) => origins.every(isOrigin), { error: originRule })
      .default([]),
    CALLER_COST_PER_MINUTE: z
      .string()
      .regex(/^[1-9]\d{0,8}$|^1000000000$/, { error: costRule })
      .transform(Number)
      .default(defaultCallerCost),
  })
  .transform(
    (set): HttpSettings => ({
      ...(set.GRAPHIQL === 'auto' ? {} : { graphiql: set.GRAPHIQL === 'on' }),
      ...(set.INTROSPECTION === 'auto' ? {} : { introspection: set.INTROSPECTION === 'on' }),
      compressedRequests: set.COMPRESSED_REQUESTS === 'on',
      persistedOnly: set.PERSISTED_ONLY === 'true',
      corsOrigins: set.CORS_ORIGINS,
      callerCostPerMinute: set.CALLER_COST_PER_MINUTE,
    }),
  )

/** What the file that PERSISTED_OPERATIONS names must hold. */
export const persistedOperationsSchema = z.record(
  z.string().regex(/^[\w:.-]{1,256}$/, { error: 'is no id of an operation' }),
  z.string().min(1),
)

/** Throws a ConfigurationError for what is none: `*`, or an address with a path, would never be what a browser sends. */
export function checkOrigins(origins: readonly string[]): readonly string[] {
  if (origins.every(isOrigin)) return origins
  throw new ConfigurationError([{ where: 'corsOrigins', what: originRule }])
}

/** As browsers write it into the Origin header. */
function isOrigin(text: string): boolean {
  return /^https?:\/\/[^*]+$/.test(text) && URL.canParse(text) && new URL(text).origin === text
}
