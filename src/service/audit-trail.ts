// Sees to it that every change is recorded. When the audit log cannot be written, the lines of what is being done at
// that moment are kept, the log says so as an error, and further changes are refused until the kept lines are written;
// reading goes on.
import { createHmac, randomBytes } from 'node:crypto'
import type { Secret } from '../domain/secret.ts'
import type { AuditEntry, AuditLogger } from '../observability/audit-log.ts'
import { describeError } from '../observability/describe-error.ts'
import type { Logger } from '../observability/logger.ts'

export interface AuditTrail {
  /** Throws ChangesRefused while the audit log cannot be written. */
  requireWorking(): void
  /** Never throws: what is to be recorded has happened already. */
  write(entry: AuditEntry): void
  /** The same for the same parts. Who does not have the key learns nothing from it, however short the parts are. */
  hash(...parts: readonly string[]): string
}

export interface AuditTrailOptions {
  readonly auditLogger: AuditLogger
  readonly logger: Logger
  /** Makes hashes comparable across processes and restarts. Default: a random one, for this process. */
  readonly key?: Secret | undefined
  /** Unix milliseconds. */
  readonly now?: () => number
}

/** A destination that fails may take its time to do so: it is not tried again for every change that is asked for. */
const pauseMilliseconds = 1_000

/** Thrown before anything is done. `message` is safe to show. */
export class ChangesRefused extends Error {
  constructor() {
    super('Nothing is changed while the audit log cannot be written. Try again later.')
    this.name = 'ChangesRefused'
  }
}

export function createAuditTrail({ auditLogger, logger, key, now = Date.now }: AuditTrailOptions): AuditTrail {
  const hashKey = key === undefined ? randomBytes(32) : Buffer.from(key.reveal(), 'utf8')
  /** Entries that are still to be written, oldest first. */
  const owed: AuditEntry[] = []
  let nextTryAt = 0

  function flush(): void {
    if (now() < nextTryAt) return
    for (let entry = owed[0]; entry !== undefined; entry = owed[0]) {
      try {
        auditLogger.write(entry)
      } catch (error) {
        nextTryAt = now() + pauseMilliseconds
        logger.error(
          { owed: owed.length, error: describeError(error) },
          'the audit log cannot be written: changes are refused',
        )
        return
      }
      owed.shift()
    }
  }

  return {
    requireWorking: () => {
      if (owed.length === 0) return
      flush()
      if (owed.length > 0) throw new ChangesRefused()
      logger.info({}, 'the audit log can be written again')
    },
    write: (entry) => {
      owed.push(entry)
      flush()
      // Should the process end before the destination works again, this is the record.
      if (owed.includes(entry)) logger.error({ audit: entry }, 'not in the audit log yet')
    },
    hash: (...parts) => createHmac('sha256', hashKey).update(JSON.stringify(parts)).digest('base64url'),
  }
}
