// What the graph's words are called on the page.
import type { AbsenceReason, ArchiveOutcome, Provider, SourceErrorCode } from './generated/graphql.ts'

export const providerNames: Readonly<Record<Provider, string>> = {
  LAYER: 'Layer',
  SEQUENCE: 'Sequence',
  THRED: 'Thred',
}

export const providers = Object.keys(providerNames) as readonly Provider[]

/** How an outcome reads, and how it is to be taken. */
export const outcomes: Readonly<Record<ArchiveOutcome, { readonly text: string; readonly tone: Tone }>> = {
  ARCHIVED: { text: 'Archived', tone: 'good' },
  UNARCHIVED: { text: 'Back in use', tone: 'good' },
  ALREADY_ARCHIVED: { text: 'Was archived already; nothing was sent', tone: 'neutral' },
  ALREADY_ACTIVE: { text: 'Was in use already; nothing was sent', tone: 'neutral' },
  PLANNED: { text: 'Planned; nothing was sent', tone: 'neutral' },
  NOT_CHANGED: { text: 'Not changed', tone: 'bad' },
  INDETERMINATE: {
    text: 'Not known: the request was sent, but no clear answer came. Asking again is safe',
    tone: 'doubtful',
  },
}

export type Tone = 'good' | 'neutral' | 'doubtful' | 'bad'

export const absenceReasons: Readonly<Record<AbsenceReason, string>> = {
  NOT_SUPPORTED_BY_PROVIDER: 'The provider has no such field',
  EMPTY_AT_PROVIDER: 'Nothing is filled in at the provider',
  UNMAPPABLE: 'The provider’s value could not be read',
  UPSTREAM_FAILED: 'The provider could not be asked',
}

/** Goes on after the name of a provider. */
export const failureReasons: Readonly<Record<SourceErrorCode, string>> = {
  TIMED_OUT: 'did not answer in time',
  UNAVAILABLE: 'is down',
  RATE_LIMITED: 'is asked too often',
  CIRCUIT_OPEN: 'is down, and is left alone for a moment',
  CREDENTIALS: 'refuses the credentials',
  FORBIDDEN: 'does not allow the access',
  NOT_FOUND: 'does not know the business',
  BAD_RESPONSE: 'gave an answer that makes no sense',
  CANCELLED: 'was not waited for',
}

/** "REVERSE_CHARGED" → "Reverse charged" */
export function wordOf(value: string): string {
  const words = value.toLowerCase().replaceAll('_', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** "paymentTermsDays" → "Payment terms days" */
export function titleOf(field: string): string {
  const words = field.replaceAll(/([A-Z])/g, (letter) => ` ${letter.toLowerCase()}`)
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** The instant as the reader's own locale writes a day; text that is no instant is shown as it is. */
export function dayOf(instant: string | null): string {
  if (instant === null) return ''
  const date = new Date(instant)
  return Number.isNaN(date.getTime()) ? instant : date.toLocaleDateString(undefined, { dateStyle: 'medium' })
}

export function stateOf(isArchived: boolean | null): { readonly text: string; readonly tone: Tone } {
  if (isArchived === null) return { text: 'Not known', tone: 'doubtful' }
  return isArchived ? { text: 'Archived', tone: 'neutral' } : { text: 'In use', tone: 'good' }
}
