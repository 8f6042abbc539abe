// Names the accounts that could not be read, and fetches just the rows that they owe.
import type { UseMutationResult } from '@tanstack/react-query'
import { Button } from 'react-aria-components'
import type { FailedSource } from './use-customers.ts'
import { failureReasons, providerNames } from './words.ts'

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
                {providerNames[provider]} ({linkedAccount.name}) {failureReasons[code] ?? 'could not be read'}.
              </strong>{' '}
              Customers of it are missing below; those of the others are here.
              {retryAfterSeconds !== null && ` It asks to be left alone for ${retryAfterSeconds} s.`}
            </div>
            <Button className="primary" isPending={isAsking} onPress={() => retry.mutate(source)}>
              {isAsking ? 'Fetching…' : `Fetch ${providerNames[provider]}’s missing customers`}
            </Button>
          </div>
        )
      })}
      {retry.error !== null && failed.length > 0 && <p className="bad">Still not: {retry.error.message}</p>}
    </div>
  )
}
