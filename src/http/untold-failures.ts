// Adds to `errors` what the data of the answer does not tell: accounts that failed and were not asked about, and detail
// reads that failed. Must come before the step that masks errors.
import type { HttpPlugin } from './plugin.ts'

export function useUntoldFailures(): HttpPlugin {
  return {
    onExecute: ({ args: { contextValue } }) => ({
      onExecuteDone: ({ result, setResult }) => {
        if (Symbol.asyncIterator in result) return
        const untold = contextValue.ledger.untold(contextValue.service)
        if (untold.length > 0) setResult({ ...result, errors: [...(result.errors ?? []), ...untold] })
      },
    }),
  }
}
