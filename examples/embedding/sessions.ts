// The host's own sessions, as short as they can be: a cookie names one, and it knows its user. Yours are whatever you
// have already; all that the gateway wants to know is who asks and which linked accounts they may use.
import type { Viewer } from 'customer-gateway'

export interface User {
  readonly id: string
  readonly linkedAccounts: readonly string[]
  readonly mayArchive: boolean
}

export type Sessions = ReadonlyMap<string, User>

export function userOf(sessions: Sessions, cookies: string | null | undefined): User | null {
  const session = /(?:^|;\s*)session=([^;]+)/.exec(cookies ?? '')?.[1]
  return (session !== undefined && sessions.get(session)) || null
}

/** Null, for somebody without a session, answers 401. */
export function viewerOf(user: User | null): Viewer | null {
  if (user === null) return null
  const { id, linkedAccounts, mayArchive } = user
  return { id, linkedAccounts, scopes: mayArchive ? ['customers:read', 'customers:archive'] : ['customers:read'] }
}
