// Others who put REST APIs behind GraphQL. They have a package of their own, with exact versions, which is installed when
// it is first needed: none of it is ever a dependency of the gateway.
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type Contender, graphqlRequest } from './contenders.ts'

const directory = fileURLToPath(new URL('./peers/', import.meta.url))

const peers: readonly Contender[] = [
  { name: 'Apollo Server 5, datasource-rest', file: 'peers/apollo.js', request: graphqlRequest },
  { name: 'Mercurius, JIT', file: 'peers/mercurius.js', request: graphqlRequest },
  { name: 'Hive Gateway', file: 'peers/hive.js', request: graphqlRequest },
  { name: 'Hive Gateway, JIT', file: 'peers/hive.js', arguments: ['--jit'], request: graphqlRequest },
]

/** Those that can be run here: none when they are not installed and the registry cannot be reached. */
export function installPeers(): readonly Contender[] {
  if (existsSync(`${directory}node_modules/@apollo/server`)) return peers
  try {
    execFileSync('npm', ['ci'], { cwd: directory, stdio: 'ignore' })
    return peers
  } catch {
    return []
  }
}
