// An audit log that a test can read, and that can be told to fail.
import { type AuditEntry, type AuditLogger, createSecret } from '../src/index.ts'
import { type Logger, silentLogger } from '../src/observability/logger.ts'
import { type AuditTrail, createAuditTrail } from '../src/service/audit-trail.ts'

export interface TestAudit {
  readonly entries: AuditEntry[]
  readonly auditLogger: AuditLogger
  readonly trail: AuditTrail
  /** While true nothing can be written. */
  isFull: boolean
}

export function createTestAudit(logger: Logger = silentLogger): TestAudit {
  const entries: AuditEntry[] = []
  const auditLogger: AuditLogger = {
    write: (entry) => {
      if (audit.isFull) throw Object.assign(new Error('no space left on the device'), { code: 'ENOSPC' })
      entries.push(entry)
    },
  }
  const trail = createAuditTrail({ auditLogger, logger, key: createSecret('a key for tests') })
  const audit: TestAudit = { entries, auditLogger, trail, isFull: false }
  return audit
}
