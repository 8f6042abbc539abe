// Others who put REST APIs behind GraphQL. They have a package of their own, with exact versions, which is installed when
// it is first needed: none of it is ever a dependency of the gateway.
import type { Contender } from './contenders.ts'

/** Those that can be run here. */
export function installPeers(): readonly Contender[] {
  return []
}

/** A sentence about each that cannot. */
export function missingPeers(): readonly string[] {
  return []
}
