// What became of an archive, in a sentence. The compiler checks that no outcome is forgotten: a new one in the schema
// makes this file fail to compile, and not the page fail to tell.
import {
  type ArchiveCustomerMutation,
  type ChangeProblemFragment,
  ChangeProblemFragmentDoc,
  readFragment,
} from 'customer-gateway/client'

type Payload = NonNullable<ArchiveCustomerMutation['archiveCustomer']>

export function describeOutcome({ outcome, userErrors }: Payload): string {
  switch (outcome) {
    case 'ARCHIVED':
      return 'Archived.'
    case 'ALREADY_ARCHIVED':
      return 'Was archived already.'
    case 'INDETERMINATE':
      return 'Not known: the request was sent and no clear answer came. Asking again is safe.'
    case 'NOT_CHANGED':
      return `Not changed. ${readFragment(ChangeProblemFragmentDoc, userErrors).map(describeProblem).join(' ')}`
    case 'PLANNED':
      return 'Planned; nothing was sent.'
    case 'UNARCHIVED':
    case 'ALREADY_ACTIVE':
      return 'In use.'
  }
}

function describeProblem(problem: ChangeProblemFragment): string {
  switch (problem.__typename) {
    case 'SourceUnavailableError':
      return problem.isRetryable ? `${problem.message} Try again in a while.` : problem.message
    case 'OperationNotSupportedError':
      return `${problem.message} See ${problem.documentationUrl}`
    default:
      return problem.message
  }
}
