// Sequence over the wire: https://docs.sequencehq.com/reference/2024-07-30/customer/list-customers and its neighbours.
import type { Call } from '../../domain/call.ts'
import { withArchived } from '../../domain/customer.ts'
import { Failure } from '../../domain/failure.ts'
import { answerFacts, type JsonAnswer } from '../../transport/answer.ts'
import type { Authorization } from '../../transport/transport.ts'
import { basicAuthorization } from '../bearer.ts'
import type { ClientOptions, ProviderClient, SessionOptions } from '../contract.ts'
import { type RowContext, toDetailRecord, toListedRows } from '../rows.ts'
import { buildUrl } from '../upstream-url.ts'
import { map } from './map.ts'
import type { SequenceAccount, SequenceCredential } from './settings.ts'
import { apiVersion, readErrorCode, readItems, readNextCursor, readTotal, versionHeader } from './wire.ts'

/** 101 is refused with a 400. */
const largestPage = 100

/** Static Basic credentials: there is no token to fetch, and a 401 is final. */
export function createSession({ credential }: SessionOptions<SequenceCredential>): Authorization {
  return basicAuthorization(credential.clientId, credential.clientSecret)
}

export function createClient({
  account,
  credential,
  session: authorization,
  transport,
  logger,
}: ClientOptions<SequenceCredential, SequenceAccount, Authorization>): ProviderClient {
  let warnedOf: string | undefined

  async function send(
    method: 'GET' | 'POST',
    operation: string,
    parts: readonly string[],
    query: Record<string, string | number | boolean | null>,
    call: Call,
  ): Promise<JsonAnswer> {
    const answer = await transport.sendJson(
      {
        provider: 'Sequence',
        operation,
        method,
        url: buildUrl({ base: credential.baseUrl, parts: ['customers', ...parts], query }),
        headers: { [versionHeader]: apiVersion },
        authorization,
        isRepeatable: method === 'GET',
        readErrorCode,
      },
      call,
    )
    checkVersion(answer)
    return answer
  }

  /** A different version may mean a different shape; the decoders cope or fail by themselves, so this only warns. */
  function checkVersion({ headers }: JsonAnswer): void {
    const answered = headers[versionHeader]
    if (typeof answered !== 'string' || answered === apiVersion || answered === warnedOf) return
    warnedOf = answered
    const facts = { linkedAccount: account.name, asked: apiVersion, answered: answered.slice(0, 32) }
    logger.warn(facts, 'Sequence answered in another API version than the one asked for')
  }

  function context({ receivedAt }: JsonAnswer): RowContext {
    return { account, map, receivedAt }
  }

  return {
    listPage: async ({ page, size, includeArchived, pushed }, call) => {
      const query = { limit: Math.min(size, largestPage), after: page, includeArchived, email: pushed?.email ?? null }
      const answer = await send('GET', 'list customers', [], query, call)
      const items = readItems(answer.json)
      if (items === null) {
        const message = 'Sequence, list customers: the answer holds no list of customers.'
        throw new Failure('BAD_RESPONSE', message, answerFacts(answer))
      }
      // A row without `archivedAt` proves nothing by itself on deployments older than the field.
      const rows = toListedRows(items, context(answer), includeArchived ? undefined : false)
      return { ...rows, next: readNextCursor(answer.json), total: readTotal(answer.json) }
    },
    get: async (nativeId, call) => {
      const operation = 'get a customer'
      const answer = await send('GET', operation, [nativeId], {}, call)
      return toDetailRecord(answer.json, nativeId, context(answer), {
        operation: `Sequence, ${operation}`,
        facts: answerFacts(answer),
      })
    },
    archive: async (nativeId, call) => {
      const operation = 'archive a customer'
      const answer = await send('POST', operation, [nativeId, 'archive'], {}, call)
      const record = toDetailRecord(answer.json, nativeId, context(answer), {
        operation: `Sequence, ${operation}`,
        facts: answerFacts(answer),
      })
      // The answer says ACTIVE and, on older deployments, nothing else: the 2xx is what proves the archiving.
      return withArchived(record, true)
    },
    unarchive: () => Promise.reject(new Failure('NOT_SUPPORTED', 'Sequence cannot unarchive a customer.', { wasSent: false })),
  }
}
