// A stand-in for Layer that speaks its wire: token endpoint, envelope, cursor paging or none, archive without a date,
// rate-limit headers. Where Layer's documents are silent or disagree there is a knob in LayerSandboxSettings.
import { type CommonSettings, type Sandbox, type SandboxOptions, startSandboxServer } from '../sandbox-server.ts'
import { clientId, clientSecret, layerWire } from './sandbox-wire.ts'

export interface LayerSandboxSettings extends CommonSettings {
  /** The scope that the token endpoint insists on. */
  readonly scope: string
  readonly tokenLifetimeSeconds: number
  readonly expiresInAsString: boolean
  /** false: no `meta`, and so no paging: the list is one answer. */
  readonly meta: boolean
  /** Paged in form, but every row comes at once, whatever `limit` says. */
  readonly ignoreLimit: boolean
  /** What a path with a slash at its end gets. */
  readonly trailingSlash: 301 | 404
  /** How an unknown customer is refused. */
  readonly unknownId: 404 | 400
  /** Archiving the archived, unarchiving the active: 200 and no change, or 409. */
  readonly repeatedArchive: 'ok' | 'conflict'
}

const defaults: LayerSandboxSettings = {
  rateLimit: { requests: 100, seconds: 1 },
  scope: 'https://sandbox.layerfi.com/sandbox',
  tokenLifetimeSeconds: 3_600,
  expiresInAsString: false,
  meta: true,
  ignoreLimit: false,
  trailingSlash: 404,
  unknownId: 404,
  repeatedArchive: 'ok',
}

export function startSandbox(
  options: SandboxOptions<LayerSandboxSettings> = {},
): Promise<Sandbox<LayerSandboxSettings>> {
  return startSandboxServer({
    provider: 'layer',
    options,
    defaults,
    wire: (bench) => layerWire(bench, options.customers ?? 260, options.businesses ?? 1),
    environment: (origin, wire) => {
      const scope = options.settings?.scope ?? defaults.scope
      return {
        LAYER_CLIENT_ID: clientId,
        LAYER_CLIENT_SECRET: clientSecret,
        LAYER_BUSINESS_ID: wire.businesses[0] ?? '',
        LAYER_ENVIRONMENT: 'sandbox',
        LAYER_BASE_URL: origin,
        LAYER_TOKEN_URL: `${origin}/oauth2/token`,
        ...(scope === defaults.scope ? {} : { LAYER_SCOPE: scope }),
      }
    },
  })
}
