// What is wrong with a configuration, told all at once. A problem names the place (an environment variable, or a path
// in the configuration file) and the rule that was broken. It never holds a value: values may be secrets, and this text
// goes to terminals, logs and tickets.

export interface ConfigurationProblem {
  /** `LAYER_CLIENT_SECRET`, or `credentials.layer-main.clientSecret`. */
  readonly where: string
  /** Reads on from the place: "is missing". */
  readonly what: string
}

/** Thrown before anything is started, with every problem that was found. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError'
  readonly problems: readonly ConfigurationProblem[]

  constructor(problems: readonly ConfigurationProblem[]) {
    const count = problems.length === 1 ? 'one problem' : `${problems.length} problems`
    const lines = problems.map(({ where, what }) => `  ${where} ${what}`)
    super(`The configuration has ${count}:\n${lines.join('\n')}`)
    this.problems = problems
  }
}

export type PathPart = string | number

/** Takes a problem at a path in the configuration's one shape, wherever that configuration came from. */
export type Report = (path: readonly PathPart[], what: string) => void

export interface ProblemList {
  /** Keeps the first problem of each place: a reference that leads nowhere is not also reported as missing. */
  add(where: string, what: string): void
  has(where: string): boolean
  throwIfAny(): void
}

export function createProblemList(): ProblemList {
  const problems = new Map<string, ConfigurationProblem>()
  return {
    add(where, what) {
      if (!problems.has(where)) problems.set(where, { where, what })
    },
    has: (where) => problems.has(where),
    throwIfAny() {
      if (problems.size > 0) throw new ConfigurationError([...problems.values()])
    },
  }
}

/** `linkedAccounts[0].businessId` */
export function formatPath(path: readonly PathPart[]): string {
  const [first, ...rest] = path
  if (first === undefined) return 'The configuration'
  return rest.reduce<string>(
    (text, part) => (typeof part === 'number' ? `${text}[${part}]` : `${text}.${part}`),
    String(first),
  )
}

export function joinWords(words: readonly string[], last: 'and' | 'or' = 'and'): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1)}`
}
