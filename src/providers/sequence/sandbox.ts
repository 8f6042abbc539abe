// A stand-in for Sequence that speaks its wire: static Basic key, version header read and echoed, cursor paging both
// ways, list rows that lack status and contacts, an archive that never says so in `status`, aliases in an older shape.
// Where Sequence's documents are silent or disagree there is a knob in SequenceSandboxSettings.
import { type CommonSettings, type Sandbox, type SandboxOptions, startSandboxServer } from '../sandbox-server.ts'
import { clientId, clientSecret, sequenceWire } from './sandbox-wire.ts'

export interface SequenceSandboxSettings extends CommonSettings {
  /** The deployment is older than `archivedAt` and `customProperties`: neither is anywhere on a customer. */
  readonly predatesArchivedAt: boolean
  /** Sequence-Version of every answer; null echoes the one that was used. */
  readonly echoVersion: string | null
  /** How an unknown customer is refused: 404 with a body, or 400 without one. */
  readonly unknownId: 404 | 400
  /** Archiving the archived: 200 and no change, or 400 with an empty body. */
  readonly repeatedArchive: 'ok' | 'conflict'
  /** Which of the three published error bodies (or none) errors have. */
  readonly errorShape: 'error' | 'errors' | 'message' | 'none'
  /** Rows of a page when `limit` is missing. */
  readonly defaultLimit: number
  /** Retry-After of a 429, in seconds; null (as far as is documented) sends none. */
  readonly retryAfter: number | null
}

const defaults: SequenceSandboxSettings = {
  rateLimit: { requests: 1_500, seconds: 60 },
  predatesArchivedAt: false,
  echoVersion: null,
  unknownId: 404,
  repeatedArchive: 'conflict',
  errorShape: 'error',
  defaultLimit: 10,
  retryAfter: null,
}

export function startSandbox(
  options: SandboxOptions<SequenceSandboxSettings> = {},
): Promise<Sandbox<SequenceSandboxSettings>> {
  return startSandboxServer({
    provider: 'sequence',
    options,
    defaults,
    wire: (bench) => sequenceWire(bench, options.customers ?? 260, options.businesses ?? 1),
    environment: (origin) => ({
      SEQUENCE_CLIENT_ID: clientId,
      SEQUENCE_CLIENT_SECRET: clientSecret,
      SEQUENCE_ENVIRONMENT: 'sandbox',
      SEQUENCE_BASE_URL: `${origin}/api`,
    }),
  })
}
