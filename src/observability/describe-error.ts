// What may be logged of an error that nobody foresaw: its kind, and where it happened. Its message and its members may
// quote what was being worked on, as those of JSON.parse, of a database driver or of an HTTP client do.

export interface ErrorDescription {
  readonly type: string
  /** The error's own code, where it is a plain word. */
  readonly code?: string
  /** Folder, file, line and column, innermost first. */
  readonly at: readonly string[]
  readonly cause?: ErrorDescription
}

const frame = /^ {4}at .*?((?:[\w-]+[/\\])?[\w.-]+\.[cm]?[jt]s:\d+:\d+)\)?$/
const mostFrames = 8
const deepestCause = 3

export function describeError(thrown: unknown, depth = 0): ErrorDescription {
  if (!(thrown instanceof Error)) return { type: thrown === null ? 'null' : typeof thrown, at: [] }
  const { name, cause, code } = thrown as Error & { readonly code?: unknown }
  return {
    type: plainWord(name) ?? 'Error',
    ...(plainWord(code) === null ? {} : { code: String(code) }),
    at: places(thrown),
    ...(cause instanceof Error && depth < deepestCause ? { cause: describeError(cause, depth + 1) } : {}),
  }
}

function places({ stack = '' }: Error): readonly string[] {
  const found = stack.split('\n').flatMap((line) => frame.exec(line)?.[1] ?? [])
  return found.slice(0, mostFrames)
}

function plainWord(value: unknown): string | null {
  return typeof value === 'string' && /^[A-Za-z][A-Za-z0-9_]{0,63}$/.test(value) ? value : null
}
