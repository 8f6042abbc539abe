// Names the accounts that could not be read, and fetches just the rows that they owe.
import type { UseMutationResult } from '@tanstack/react-query'
import { Button } from 'react-aria-components'
import type { FailedSource } from './use-customers.ts'
import { providerNames } from './words.ts'

interface SourceBannerProps {
  readonly failed: readonly FailedSource[]
  readonly retry: Pick<UseMutationResult<unknown, Error, FailedSource>, 'mutate' | 'isPending' | 'variables' | 'error'>
}

export function SourceBanner({ failed, retry }: SourceBannerProps) {
  return (
    <div role="status" className="banners">
      {failed.map((source) => {
        const { provider, linkedAccount, code, retryAfterSeconds } = source
        const isAsking = retry.isPending && retry.variables?.linkedAccount.id === linkedAccount.id
        return (
          <div key={linkedAccount.id} className="banner">
            <div>
              <strong>
                {providerNames[provider]} ({linkedAccount.name}): {reasons[code] ?? 'could not be read'}.
              </strong>{' '}
              Its customers are missing below; everything else is here.
              {retryAfterSeconds !== null && ` It asks to be left alone for ${retryAfterSeconds} s.`}
            </div>
            <Button className="primary" isPending={isAsking} onPress={() => retry.mutate(source)}>
              {isAsking ? 'Fetching…' : `Fetch what ${providerNames[provider]} owes`}
            </Button>
          </div>
        )
      })}
      {retry.error !== null && failed.length > 0 && <p className="bad">Still not: {retry.error.message}</p>}
    </div>
  )
}

const reasons: Readonly<Record<FailedSource['code'], string>> = {
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
