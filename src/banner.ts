// What a person sees at start-up: where to look, which customers are real, and something to try.
import type { LinkedAccount } from './domain/linked-account.ts'

export interface BannerFacts {
  /** As the server gives it: `http://127.0.0.1:4000`. */
  readonly address: string
  readonly hasGraphiql: boolean
  /** Whether callers have to bring a credential. */
  readonly needsCredential: boolean
  readonly accounts: readonly LinkedAccount[]
  /** Provider name (upper case) → where its sandbox is told to fail. */
  readonly sandboxControls: Readonly<Record<string, string>>
}

const query = '{ customers(first: 3) { nodes { displayName provider status } } }'

export function renderBanner({
  address,
  hasGraphiql,
  needsCredential,
  accounts,
  sandboxControls,
}: BannerFacts): string {
  // Listening everywhere is said with an address that nobody can open.
  const endpoint = `${address.replace(/\/\/(0\.0\.0\.0|\[::\])/, '//localhost')}/graphql`
  const rows = accounts.map((account) => {
    const control = account.isSandbox ? sandboxControls[account.provider] : undefined
    return [
      account.name,
      account.provider,
      account.isSandbox ? 'SANDBOX' : 'REAL',
      account.isSandbox ? 'invented customers' : `environment "${account.environment}"`,
      ...(control === undefined ? [] : [`make it fail: ${control}`]),
    ]
  })
  const credential = needsCredential ? " -H 'authorization: Bearer YOUR_KEY'" : ''
  const sections = [
    `${hasGraphiql ? 'GraphiQL' : 'GraphQL '}  ${endpoint}`,
    table(rows),
    `Try:\n\ncurl ${endpoint} -H 'content-type: application/json'${credential} -d '{"query":"${query}"}'`,
  ]
  return `\n${sections.map(indent).join('\n\n')}\n\n`
}

function table(rows: readonly (readonly string[])[]): string {
  const widths: number[] = []
  for (const row of rows) {
    for (const [column, cell] of row.entries()) widths[column] = Math.max(widths[column] ?? 0, cell.length)
  }
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

function indent(section: string): string {
  return section.replaceAll(/^(?=.)/gm, '  ')
}
