// The scalars beyond GraphQL's own five. All of them are only ever answered, never given, and all pass through what the
// map produced: a date keeps its microseconds and an amount its digits.
import { GraphQLError } from 'graphql'
import type { Builder } from './builder.ts'

export function defineScalars(builder: Builder): void {
  builder.scalarType('DateTime', {
    description:
      'An instant as ISO 8601 text with date, time and offset, e.g. `2024-11-05T09:30:00.123456Z`. Exactly as the provider wrote it, so the number of decimals of a second varies (none, milliseconds, microseconds).',
    specifiedByURL: 'https://scalars.graphql.org/andimarek/date-time.html',
    serialize: (value) => expectText('DateTime', value),
  })
  builder.scalarType('Decimal', {
    description:
      'An exact decimal number as text, in major units, e.g. `"21474836.47"`. Never a JSON number: those are rounded, and an Int of cents ends at 21474836.47.',
    serialize: (value) => expectText('Decimal', value),
  })
  builder.scalarType('JSON', {
    description: 'Any JSON value: an object, a list, text, a number, true, false or null.',
    specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc8259',
    serialize: (value) => value,
  })
  builder.scalarType('URL', {
    description: 'An absolute web address as text, exactly as the provider wrote it.',
    specifiedByURL: 'https://url.spec.whatwg.org/',
    serialize: (value) => expectText('URL', value),
  })
}

function expectText(scalar: string, value: unknown): string {
  if (typeof value === 'string') return value
  throw new GraphQLError(`A ${scalar} must be text.`)
}
