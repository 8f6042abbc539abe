// Detail reads of one linked account: each customer at most once, and never many at once.
import DataLoader from 'dataloader'
import type { Call } from '../domain/call.ts'
import type { CustomerRecord } from '../domain/customer.ts'
import { toFailure } from '../domain/failure.ts'
import { limitConcurrency } from './limit-concurrency.ts'
import type { Source } from './linked-accounts.ts'

/** Detail reads at once per linked account: a page of rows must not become a burst at the provider. */
const readsAtOnce = 8

export type DetailLoader = DataLoader<string, CustomerRecord>

export function createDetailLoader(source: Source, callFor: (nativeId: string) => Call): DetailLoader {
  const limit = limitConcurrency(readsAtOnce)
  return new DataLoader((nativeIds) =>
    Promise.all(nativeIds.map((nativeId) => limit(() => readOne(source, nativeId, callFor(nativeId))))),
  )
}

/** A DataLoader batch must answer each key by itself: one that fails is a value here, not an exception. */
async function readOne(source: Source, nativeId: string, call: Call): Promise<CustomerRecord | Error> {
  try {
    const record = await source.client.get(nativeId, call)
    source.health.succeeded()
    return record
  } catch (error) {
    const failure = toFailure(error)
    source.health.failed(failure)
    return failure
  }
}
