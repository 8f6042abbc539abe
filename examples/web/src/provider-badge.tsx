import type { Provider } from './generated/graphql.ts'
import { providerNames } from './words.ts'

export function ProviderBadge({ provider }: { readonly provider: Provider }) {
  return <span className={`badge ${provider.toLowerCase()}`}>{providerNames[provider]}</span>
}
