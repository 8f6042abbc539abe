// Lists of providers as bytes, for the tests of what reads and writes them without parsing.
import type { CustomerMap } from '../../src/domain/customer.ts'
import type { LinkedAccount } from '../../src/domain/linked-account.ts'
import { map as layer } from '../../src/providers/layer/map.ts'
import { map as sequence } from '../../src/providers/sequence/map.ts'
import { map as thred } from '../../src/providers/thred/map.ts'

export const maps: Readonly<Record<string, CustomerMap>> = { LAYER: layer, SEQUENCE: sequence, THRED: thred }

export function accountOf(provider: string, name = 'main'): LinkedAccount {
  return { provider, name, credential: name, businessId: 'business', environment: 'sandbox', isSandbox: true }
}

/** As bytes come from a network: somewhere in a larger buffer, with others around them. */
export function placed(text: string | Uint8Array): Buffer {
  const bytes = Buffer.from(text as string)
  return Buffer.concat([Buffer.from('"{[ '), bytes, Buffer.from('"}],0 ')]).subarray(4, 4 + bytes.length)
}
