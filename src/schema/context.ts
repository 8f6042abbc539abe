// What a resolver may use. Made by the front door for each request, and forgotten with it.
import type { RequestService } from '../service/service.ts'
import type { FailureLedger } from './failure-ledger.ts'

export interface SchemaContext {
  readonly service: RequestService
  readonly ledger: FailureLedger
}
