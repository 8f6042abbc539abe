// The one list of providers. Everything that depends on which providers there are is derived from it.
import type { ProviderDefinition } from './contract.ts'
import { layer } from './layer/provider.ts'
import { sequence } from './sequence/provider.ts'
import { thred } from './thred/provider.ts'

/** In the order in which the merged list takes turns. */
export const providers: readonly ProviderDefinition[] = [layer, sequence, thred]
