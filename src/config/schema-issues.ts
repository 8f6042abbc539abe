// Turns what a schema found into our own words. zod's texts are written for programmers, and only a text that is made
// here is known not to repeat the input.
import type { z } from 'zod'
import { joinWords, type PathPart, type Report } from './problems.ts'

/** Checks `input`, reports every issue below `path`, and returns null when there was one. */
export function check<Output>(
  schema: z.ZodType<Output>,
  input: unknown,
  path: readonly PathPart[],
  report: Report,
): { readonly value: Output } | null {
  const result = schema.safeParse(input)
  if (result.success) return { value: result.data }
  for (const issue of result.error.issues) reportIssue(issue, input, path, report)
  return null
}

function reportIssue(issue: z.core.$ZodIssue, input: unknown, base: readonly PathPart[], report: Report): void {
  const inside = issue.path.map((part) => (typeof part === 'number' ? part : String(part)))
  const path = [...base, ...inside]
  if (issue.code === 'unrecognized_keys') {
    for (const key of issue.keys) report([...path, key], 'is not a known setting')
  } else {
    report(path, valueAt(input, inside) === undefined ? 'is missing' : sentence(issue))
  }
}

function sentence(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${article(issue.expected)}`
    case 'invalid_value':
      return `must be ${joinWords(issue.values.map(String), 'or')}`
    case 'too_small':
      return 'must not be empty'
    case 'custom':
    case 'invalid_union':
    case 'invalid_format':
      // Written by a settings schema of ours, for this very place.
      return issue.message
    default:
      return 'is not valid'
  }
}

function article(type: string): string {
  const word = type === 'record' ? 'object' : type
  return /^[aeiou]/.test(word) ? `an ${word}` : `a ${word}`
}

function valueAt(input: unknown, path: readonly PathPart[]): unknown {
  let value = input
  for (const part of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return undefined
    value = (value as Record<PathPart, unknown>)[part]
  }
  return value
}
