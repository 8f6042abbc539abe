// The tabs with which GraphiQL opens: the operations of `examples`, with the variables of `examples/variables.json`.
// They are written into the gateway, so that it needs no files beside itself when it runs.
import { readFileSync } from 'node:fs'

/** From reading to changing; the first is the one that is open. */
const order = [
  'list-customers',
  'list-with-sources',
  'filter-customers',
  'order-customers',
  'get-customer',
  'explain-customer',
  'counterparts',
  'customer-group',
  'linked-accounts',
  'plan-archive',
  'archive-customer',
  'archive-customers',
] as const

export function graphiqlTabs(): string {
  const folder = new URL('../examples/', import.meta.url)
  const read = (name: string): string => readFileSync(new URL(name, folder), 'utf8')
  const variables: Record<string, unknown> = JSON.parse(read('variables.json'))
  const tabs = order.map((name) => ({
    query: read(`${name}.graphql`),
    ...(variables[name] === undefined ? {} : { variables: JSON.stringify(variables[name], null, 2) }),
  }))
  return `${JSON.stringify(tabs, null, 2)}\n`
}
