// Thrown when the caller may not do what it asks for, whatever customer it is about. `message` is safe to show: it says
// nothing but what the caller's own credential lacks.
import type { Scope } from '../domain/viewer.ts'

export class MissingScope extends Error {
  readonly scope: Scope

  constructor(scope: Scope) {
    super(missingScopeMessage(scope))
    this.name = 'MissingScope'
    this.scope = scope
  }
}

export function missingScopeMessage(scope: Scope): string {
  return `This needs the scope ${scope}, which your credential does not have.`
}
