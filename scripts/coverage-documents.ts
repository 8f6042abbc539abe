// The documents that are made of the providers' coverage tables and capabilities: README.md between its markers, and
// docs/coverage.md as a whole. Pure text; scripts/write-documents.ts reads and writes the files.
import { type FieldCoverage, type FieldSupport, supportWords } from '../src/domain/coverage.ts'
import { customerFields } from '../src/domain/customer-fields.ts'
import type { ProviderCapabilities, ProviderDefinition } from '../src/providers/contract.ts'

const supports: Readonly<Record<FieldSupport, string>> = {
  ALWAYS: 'every customer has it, in a list as well as read by id.',
  OPTIONAL: 'may be empty.',
  DETAIL_ONLY:
    'rows of a list lack it. Selecting it costs one request per listed customer, shared by all such fields; it may be empty then.',
  DERIVED: 'the provider has no such field; it is computed from others.',
  NEVER: 'the provider has no such thing: null, or an empty list.',
}

type Tell<Capability extends keyof ProviderCapabilities> = (value: ProviderCapabilities[Capability]) => string

const yesOrNo = (value: boolean): string => (value ? 'yes' : 'no')
const inOrder = (values: readonly string[]): string => values.map((value) => `\`${value}\``).join(', ') || '—'

const capabilities: {
  readonly [Name in keyof ProviderCapabilities]: { readonly title: string; readonly tell: Tell<Name> }
} = {
  archive: { title: 'archive', tell: yesOrNo },
  unarchive: { title: 'unarchive', tell: yesOrNo },
  totalCount: { title: 'count customers', tell: yesOrNo },
  filters: { title: 'filters that the provider applies itself', tell: inOrder },
  orderFields: { title: 'orders that its rows allow', tell: inOrder },
  webhooks: { title: 'webhooks', tell: yesOrNo },
}

/** Capabilities down, providers across. */
export function capabilityTable(providers: readonly ProviderDefinition[]): string {
  const row = <Name extends keyof ProviderCapabilities>(name: Name): string[] => {
    const { title, tell } = capabilities[name]
    return [title, ...providers.map((provider) => tell(provider.capabilities[name]))]
  }
  const names = Object.keys(capabilities) as (keyof ProviderCapabilities)[]
  return table(['', ...providers.map(({ title }) => title)], names.map(row))
}

/** Fields down, providers across, and what the words mean. */
export function coverageTable(providers: readonly ProviderDefinition[]): string {
  const rows = customerFields.map((field) => [
    `\`${field}\``,
    ...providers.map(({ coverage }) => supportWords[coverage[field].support]),
  ])
  return `${table(['field', ...providers.map(({ title }) => title)], rows)}\n\n${legend()}`
}

/** docs/coverage.md: where each field comes from at each provider, with the notes. */
export function coverageDocument(providers: readonly ProviderDefinition[]): string {
  const sections = providers.map(({ title, coverage, documentationUrl }) => {
    const rows = customerFields.map((field) => [`\`${field}\``, ...describeRow(coverage[field])])
    return `## ${title}\n\n[${title}'s documentation](${documentationUrl})\n\n${table(['field', '', 'read from', ''], rows)}`
  })
  return `${[
    '# Coverage',
    'Which fields of `Customer` each provider has, and where in its JSON they are read from. Made by `npm run docs` from\n`src/providers/*/coverage.ts`; `test/providers/coverage.test.ts` holds those tables against what the maps really do.',
    legend(),
    'Why a field of one customer is null is told by `absences`.',
    '## What the providers can do',
    capabilityTable(providers),
    ...sections,
  ].join('\n\n')}\n`
}

function describeRow({ support, nativePaths, note }: FieldCoverage): string[] {
  return [supportWords[support], nativePaths.map((path) => `\`${path}\``).join(', '), note ?? '']
}

function legend(): string {
  return (Object.keys(supports) as FieldSupport[])
    .map((support) => `- **${supportWords[support]}**: ${supports[support]}`)
    .join('\n')
}

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}

/** The text with what stands between the two markers replaced; null when it has not got both, each once, in order. */
export function fillMarkers(text: string, name: string, content: string): string | null {
  const [begin, end] = markersOf(name)
  const [before, rest, ...moreBegins] = text.split(begin)
  const [, after, ...moreEnds] = rest?.split(end) ?? []
  if (before === undefined || after === undefined || moreBegins.length > 0 || moreEnds.length > 0) return null
  return `${before}${begin}\n${content}\n${end}${after}`
}

export function markersOf(name: string): readonly [string, string] {
  return [`<!-- ${name}:begin -->`, `<!-- ${name}:end -->`]
}
