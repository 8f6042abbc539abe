// What a caller's scopes let it do, decided here and nowhere else: whatever the service offers passes here, so that no
// front door can forget to ask. A change that is refused is an answer, and audited like any other.
import { hasScope, type Scope, scopes, type Viewer } from '../domain/viewer.ts'
import type { ArchiveCustomersResult } from './archive-customers.ts'
import type { ArchiveProblem, ArchiveResult } from './archive-result.ts'
import { MissingScope, missingScopeMessage } from './missing-scope.ts'
import type { RequestService } from './service.ts'

/** The service as far as the viewer's scopes reach; what is beyond throws MissingScope. */
export function withinScopes(service: RequestService, viewer: Viewer): RequestService {
  if (scopes.every((scope) => hasScope(viewer, scope))) return service
  const mayRead = hasScope(viewer, 'customers:read')
  return {
    ...service,
    ...(mayRead ? {} : unreadable(service)),
    ...(mayRead && hasScope(viewer, 'customers:raw') ? {} : { rawOf: refusing('customers:raw') }),
  }
}

/** Who may archive and not read is told what became of a customer, and nothing of the customer. */
function unreadable(service: RequestService): Partial<RequestService> {
  const refuse = refusing('customers:read')
  const unseen = <Result extends ArchiveResult>(result: Result): Result => ({ ...result, customer: null })
  return {
    linkedAccounts: refuse,
    listCustomers: refuse,
    getCustomer: refuse,
    getLinkedAccount: refuse,
    customerGroup: refuse,
    archiveCustomer: async (...given) => unseen(await service.archiveCustomer(...given)),
    unarchiveCustomer: async (...given) => unseen(await service.unarchiveCustomer(...given)),
    archiveCustomers: async (...given): Promise<ArchiveCustomersResult> => {
      const result = await service.archiveCustomers(...given)
      return { ...result, results: result.results.map(unseen) }
    },
  }
}

/** Why the viewer may change nothing: the same whatever it asks for, and before anything is looked at. */
export function changeRefusal(viewer: Viewer): ArchiveProblem | null {
  if (hasScope(viewer, 'customers:archive')) return null
  const scope = 'customers:archive'
  return { kind: 'Permission', message: missingScopeMessage(scope), source: null, scope }
}

/** Made when it is thrown: most requests never come to it, and an error with its stack is dear. */
function refusing(scope: Scope): () => never {
  return () => {
    throw new MissingScope(scope)
  }
}
