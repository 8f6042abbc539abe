// What every contender is told: where the upstreams are, whose customers to list, and how many there may be.
import { createHash } from 'node:crypto'
import { encodeLinkedAccountId } from '../src/domain/global-id.ts'
import type { StubPorts } from './stubs.ts'
import type { ProviderName } from './wire-rows.ts'

export interface Account {
  readonly provider: ProviderName
  /** Name of the linked account; part of every customer's id. */
  readonly name: string
  readonly businessId: string
}

export interface ServerSettings {
  readonly ports: StubPorts
  readonly accounts: readonly Account[]
  readonly joinReads?: boolean
}

/** The caller's static key, and the hash by which the gateway knows it. */
export const token = 'a-static-key-of-the-benchmark'
export const tokenHash = `sha256:${createHash('sha256').update(token).digest('hex')}`

/** So many linked accounts, the providers in turns. */
export function makeAccounts(count: number): readonly Account[] {
  const names: readonly ProviderName[] = ['LAYER', 'SEQUENCE', 'THRED']
  return Array.from({ length: count }, (_, index): Account => {
    const provider = names[index % names.length] ?? 'LAYER'
    return { provider, name: `${provider.toLowerCase()}-${index}`, businessId: `business-${index}` }
  })
}

/** The settings with which a server's program was started. */
export function readSettings(): ServerSettings {
  return JSON.parse(process.argv[2] ?? '{}') as ServerSettings
}

/** Twelve scalar fields that the rows of every provider's list carry, or that the provider lacks. */
export const fields = [
  'id',
  'provider',
  'nativeId',
  'externalId',
  'displayName',
  'companyName',
  'referenceNumber',
  'isArchived',
  'createdAt',
  'updatedAt',
  'taxStatus',
  'vatNumber',
] as const

/** For so many rows in all. Who has more accounts than these has to say which are meant: then that is said. */
export function operation(rows: number, accounts: readonly Account[]): string {
  const ids = accounts.map(({ provider, name }) => encodeLinkedAccountId(provider, name))
  const filter = ids.length > mostUnnamedAccounts ? `, filter: { linkedAccountIds: ${JSON.stringify(ids)} }` : ''
  return `query Customers { customers(first: ${rows}${filter}) { nodes { ${fields.join(' ')} } } }`
}

const mostUnnamedAccounts = 20
