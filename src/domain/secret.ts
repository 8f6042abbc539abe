// A value that cannot be printed by accident: logs, templates, JSON and util.inspect all show "[redacted]".

const redacted = '[redacted]'

export interface Secret {
  /** The only way to the value. */
  reveal(): string
}

export function createSecret(value: string): Secret {
  const secret = {
    reveal: () => value,
    toString: () => redacted,
    toJSON: () => redacted,
    [Symbol.for('nodejs.util.inspect.custom')]: () => redacted,
    [Symbol.toPrimitive]: () => redacted,
  }
  return Object.freeze(secret)
}

export function isSecret(value: unknown): value is Secret {
  return typeof value === 'object' && value !== null && 'reveal' in value && typeof value.reveal === 'function'
}
