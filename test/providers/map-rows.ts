// Rows of no provider in particular, and the providers' published ones, for the tests of the maps.
import { readFileSync } from 'node:fs'
import type { CustomerMap, CustomerRecord, RowFacts, WireRow } from '../../src/domain/customer.ts'
import type { LinkedAccount } from '../../src/domain/linked-account.ts'

const receivedAt = Date.parse('2026-10-01T12:00:00Z')
const account: LinkedAccount = {
  provider: 'ANY',
  name: 'main',
  credential: 'main',
  businessId: 'business-1',
  environment: 'sandbox',
  isSandbox: true,
}

export function record(map: CustomerMap, row: unknown, facts: Partial<RowFacts> = {}): CustomerRecord {
  return {
    row: row as WireRow,
    map,
    facts: { account, nativeId: 'native-1', isDetail: true, receivedAt, ...facts },
    exactOf: (part) => part,
  }
}

// biome-ignore lint/suspicious/noExplicitAny: a fixture has whatever shape its file has.
export function fixture(name: string): any {
  return JSON.parse(readFileSync(new URL(`../fixtures/${name}.json`, import.meta.url), 'utf8'))
}
