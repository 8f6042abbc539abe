// A stand-in for Thred that speaks its wire: two tiers of tokens, a slash at the end of every path and a redirect for
// those without, numbered pages in either envelope, documents on single customers only, five error bodies.
// Where Thred's documents are silent or disagree there is a knob in ThredSandboxSettings.
import { type CommonSettings, type Sandbox, type SandboxOptions, startSandboxServer } from '../sandbox-server.ts'
import { apiKey, partnerId, thredWire } from './sandbox-wire.ts'

export interface ThredSandboxSettings extends CommonSettings {
  /** The tier of token that customer paths accept. */
  readonly customerTokens: 'business' | 'partner' | 'both'
  /** Body of the partner token request: form or JSON with its fields, JSON only, or anything (also nothing). */
  readonly partnerTokenBody: 'form-or-json' | 'json' | 'any'
  /** How a partner token request in the wrong format is refused. */
  readonly wrongFormatStatus: 400 | 415
  readonly tokenLifetimeSeconds: number
  readonly expiresInAsString: boolean
  /** Which of the two documented list envelopes. */
  readonly envelope: 'page-info' | 'next'
  /** Host that `next` and `previous` point at. Nobody may call it. */
  readonly nextOrigin: string
  readonly errorShape: 'documented' | 'message' | 'detail' | 'errors' | 'code'
  /** Archiving the archived, unarchiving the active: 200 and no change, or a 400 validation error. */
  readonly repeatedArchive: 'ok' | 'conflict'
  /** Archive insists on the customer's writable fields, as its page has it. */
  readonly archiveRequiresFields: boolean
  /** List rows carry `documents: []`, as in the list example. */
  readonly documentsInList: boolean
  readonly documentLifetimeSeconds: number
}

const defaults: ThredSandboxSettings = {
  rateLimit: null,
  customerTokens: 'business',
  partnerTokenBody: 'form-or-json',
  wrongFormatStatus: 415,
  tokenLifetimeSeconds: 3_600,
  expiresInAsString: false,
  envelope: 'page-info',
  nextOrigin: 'https://attacker.invalid',
  errorShape: 'documented',
  repeatedArchive: 'conflict',
  archiveRequiresFields: false,
  documentsInList: false,
  documentLifetimeSeconds: 300,
}

export function startSandbox(
  options: SandboxOptions<ThredSandboxSettings> = {},
): Promise<Sandbox<ThredSandboxSettings>> {
  return startSandboxServer({
    provider: 'thred',
    options,
    defaults,
    wire: (bench) => thredWire(bench, options.customers ?? 260, options.businesses ?? 1),
    environment: (origin, wire) => ({
      THRED_PARTNER_ID: partnerId,
      THRED_API_KEY: apiKey,
      THRED_BUSINESS_ID: wire.businesses[0] ?? '',
      THRED_ENVIRONMENT: 'sandbox',
      THRED_BASE_URL: origin,
    }),
  })
}
