// Sequence over the wire: https://docs.sequencehq.com/reference/2024-07-30/customer/list-customers and its neighbours.
import type { Call } from '../../domain/call.ts'
import { type CustomerRecord, readField, withArchived } from '../../domain/customer.ts'
import { Failure } from '../../domain/failure.ts'
import { answerFacts, type JsonAnswer, textMember } from '../../transport/answer.ts'
import type { Authorization } from '../../transport/transport.ts'
import { basicAuthorization } from '../bearer.ts'
import type { ClientOptions, ProviderClient, SessionOptions } from '../contract.ts'
import { createRowScanner, type RowContext, toDetailRecord, toListedRows } from '../rows.ts'
import { createUrlBuilder, encodePathPart, type PathParts, pathPartPattern, type UrlQuery } from '../upstream-url.ts'
import { map } from './map.ts'
import type { SequenceAccount, SequenceCredential } from './settings.ts'
import { apiVersion, readAliases, readErrorCode, readItems, readNextCursor, readTotal, versionHeader } from './wire.ts'

/** 101 is refused with a 400. */
const largestPage = 100

const versionHeaders = { [versionHeader]: apiVersion }

const scanList = createRowScanner('items', map)

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
  const urlOf = createUrlBuilder(credential.baseUrl, ['customers'])
  let warnedOf: string | undefined

  async function send(
    method: 'GET' | 'POST',
    operation: string,
    parts: PathParts,
    query: UrlQuery,
    call: Call,
  ): Promise<JsonAnswer> {
    const answer = await transport.sendJson(
      {
        provider: 'Sequence',
        operation,
        method,
        url: urlOf(parts, query),
        headers: versionHeaders,
        authorization,
        isRepeatable: method === 'GET',
        ...(operation === 'list customers' ? { scanList } : {}),
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

  function context({ receivedAt, exactOf, isKept }: JsonAnswer): RowContext {
    return { account, map, receivedAt, exactOf, isKept }
  }

  async function get(nativeId: string, call: Call): Promise<CustomerRecord> {
    const operation = 'get a customer'
    const answer = await send('GET', operation, [nativeId], {}, call)
    return toDetailRecord(answer.json, nativeId, context(answer), {
      operation: `Sequence, ${operation}`,
      facts: answerFacts(answer),
    })
  }

  /** Whether the list without archived customers holds this one. Where that cannot be told, it does not. */
  async function isListedAsActive({ row, facts }: CustomerRecord, call: Call): Promise<boolean> {
    const query = { limit: largestPage, includeArchived: false, legalName: textMember(row, 'legalName') }
    try {
      const answer = await send('GET', 'list customers', [], query, call)
      return readItems(answer.json)?.some((item) => textMember(item, 'id') === facts.nativeId) === true
    } catch (error) {
      if (error instanceof Failure) return false
      throw error
    }
  }

  /** The id of the customer with this alias, or null. The answer has an older shape, so only its id is taken. */
  async function findId(alias: string, call: Call): Promise<string | null> {
    const operation = 'get a customer by alias'
    try {
      const answer = await send('GET', operation, ['by-alias', encodePathPart(alias)], {}, call)
      const nativeId = textMember(answer.json, 'id')
      if (nativeId !== null && pathPartPattern.test(nativeId)) return nativeId
      throw new Failure('BAD_RESPONSE', `Sequence, ${operation}: the answer is no customer.`, answerFacts(answer))
    } catch (error) {
      // 404 is not documented for this path; a 400 is, and an unknown alias gets it too.
      if (error instanceof Failure && [400, 404].includes(error.details.upstreamStatus ?? 0)) return null
      throw error
    }
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
    get,
    archive: async (nativeId, call) => {
      const operation = 'archive a customer'
      const answer = await send('POST', operation, [nativeId, 'archive'], {}, call)
      if (answer.json === undefined) {
        // Without the customer in it a 2xx proves less: what is read then is believed, where it says something.
        const record = await get(nativeId, call)
        return readField(record, 'isArchived') === false ? record : withArchived(record, true)
      }
      const record = toDetailRecord(answer.json, nativeId, context(answer), {
        operation: `Sequence, ${operation}`,
        facts: answerFacts(answer),
      })
      // The answer says ACTIVE and, on older deployments, nothing else: then the 2xx is believed, unless it is belied.
      const isShown = readField(record, 'archivedAt') !== null
      return withArchived(record, isShown || !(await isListedAsActive(record, call)))
    },
    unarchive: () =>
      Promise.reject(new Failure('NOT_SUPPORTED', 'Sequence cannot unarchive a customer.', { wasSent: false })),
    plan: (change, nativeId) => (change === 'archive' ? { method: 'POST', url: urlOf([nativeId, change]) } : null),
    findByExternalId: async (alias, call, read = (nativeId) => get(nativeId, call)) => {
      const nativeId = await findId(alias, call)
      if (nativeId === null) return []
      try {
        return [await read(nativeId)]
      } catch (error) {
        if (error instanceof Failure && error.code === 'NOT_FOUND') return []
        throw error
      }
    },
    readExternalIds: async ({ facts: { nativeId } }, call) => {
      const operation = 'list the aliases of a customer'
      const answer = await send('GET', operation, [nativeId, 'aliases'], {}, call)
      const aliases = readAliases(answer.json, nativeId)
      if (aliases !== null) return aliases
      const message = `Sequence, ${operation}: the answer holds no list of aliases.`
      throw new Failure('BAD_RESPONSE', message, answerFacts(answer))
    },
  }
}
