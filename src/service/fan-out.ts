// How far one question may spread. A caller with thousands of linked accounts must say which it means: asking all of
// them would take longer than anybody waits, and is hardly ever meant.
import { InvalidArgument } from './invalid-argument.ts'
import type { Source } from './linked-accounts.ts'

/** Linked accounts that one question may go to without naming them. */
export const mostAccounts = 20

export function areTooMany(sources: readonly Source[]): boolean {
  return sources.length > mostAccounts
}

/** Throws InvalidArgument when the viewer's accounts are too many to be asked at once. `instead`: what to do, as a sentence. */
export function checkFanOut(sources: readonly Source[], argument: string, instead: string): void {
  if (!areTooMany(sources)) return
  const message = `You may see ${sources.length} linked accounts, and at most ${mostAccounts} are asked unless they are named. ${instead}`
  throw new InvalidArgument(argument, message)
}
