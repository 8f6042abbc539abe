// Layer over the wire: https://docs.layerfi.com/api-reference/customer/list-customers and its neighbours.
import type { Call } from '../../domain/call.ts'
import type { CustomerRecord } from '../../domain/customer.ts'
import { Failure, type FailureDetails } from '../../domain/failure.ts'
import type { CustomerPage } from '../../domain/page.ts'
import { answerFacts, type JsonAnswer, upstreamCodeFacts } from '../../transport/answer.ts'
import { createTokenSource, type TokenSource } from '../../transport/token-source.ts'
import type { UpstreamUrl } from '../../transport/transport.ts'
import { basicAuthorization, bearerAuthorization, requestToken } from '../bearer.ts'
import type { ClientOptions, ProviderClient, SessionOptions } from '../contract.ts'
import { findExactly, ownExternalId } from '../external-id-search.ts'
import { createRowScanner, type RowContext, toDetailRecord, toListedRows } from '../rows.ts'
import { createUrlBuilder, type UrlQuery } from '../upstream-url.ts'
import { map } from './map.ts'
import type { LayerAccount, LayerCredential } from './settings.ts'
import { readData, readErrorCode, readNextCursor, readTotal, unknownIdCode } from './wire.ts'

/** The provider publishes no maximum; its own package asks for this many. */
const largestPage = 100

const scanList = createRowScanner('data', map)

/** One token serves every business of a client: a session per (token URL, scope, client id). */
export function createSession({ credential, transport, now }: SessionOptions<LayerCredential>): TokenSource {
  return createTokenSource({
    now,
    requestGrant: (call) =>
      requestToken(
        transport,
        {
          provider: 'Layer',
          operation: 'get an access token',
          url: new URL(credential.tokenUrl),
          headers: { 'content-type': 'application/x-www-form-urlencoded' },
          // The client id goes into the form as well as into the Basic header: all published examples have both.
          body: new URLSearchParams({
            grant_type: 'client_credentials',
            scope: credential.scope,
            client_id: credential.clientId,
          }).toString(),
          authorization: basicAuthorization(credential.clientId, credential.clientSecret),
        },
        call,
      ),
  })
}

export function createClient({
  account,
  credential,
  settings,
  session,
  transport,
}: ClientOptions<LayerCredential, LayerAccount, TokenSource>): ProviderClient {
  const authorization = bearerAuthorization(session)

  const url = createUrlBuilder(credential.baseUrl, ['v1', 'businesses', settings.businessId, 'customers'])

  async function send(method: 'GET' | 'POST', operation: string, target: UpstreamUrl, call: Call): Promise<JsonAnswer> {
    try {
      return await transport.sendJson(
        {
          provider: 'Layer',
          operation,
          method,
          url: target,
          authorization,
          isRepeatable: method === 'GET',
          ...(operation === 'list customers' ? { scanList } : {}),
          readErrorCode,
        },
        call,
      )
    } catch (error) {
      if (!(error instanceof Failure) || error.code !== 'INVALID') throw error
      if (error.details.upstreamCode !== unknownIdCode) throw error
      throw new Failure('NOT_FOUND', error.message, error.details)
    }
  }

  async function readOne(
    method: 'GET' | 'POST',
    operation: string,
    nativeId: string,
    parts: readonly string[],
    call: Call,
  ): Promise<CustomerRecord> {
    const answer = await send(method, operation, url([nativeId, ...parts]), call)
    return toDetailRecord(readData(answer.json), nativeId, context(answer), {
      operation: `Layer, ${operation}`,
      facts: refusalFacts(answer),
    })
  }

  function context({ receivedAt, exactOf, isKept }: JsonAnswer): RowContext {
    return { account, map, receivedAt, exactOf, isKept }
  }

  async function list(query: UrlQuery, call: Call): Promise<CustomerPage> {
    const answer = await send('GET', 'list customers', url([], query), call)
    // Any answer may be a 204, which stands for empty `data`.
    const data = answer.status === 204 ? [] : readData(answer.json)
    if (!Array.isArray(data)) {
      const message = 'Layer, list customers: the answer holds no list of customers.'
      throw new Failure('BAD_RESPONSE', message, refusalFacts(answer))
    }
    return { ...toListedRows(data, context(answer)), next: readNextCursor(answer.json), total: readTotal(answer.json) }
  }

  return {
    listPage: ({ page, size, includeArchived, pushed, withTotal }, call) => {
      const query = {
        limit: Math.min(size, largestPage),
        cursor: page,
        // Sent only when asked for, as the literal that the documentation shows.
        include_archived: includeArchived ? true : null,
        name_contains: pushed?.nameContains ?? null,
        // Counting has a cost there.
        show_total_count: withTotal === true ? true : null,
      }
      return list(query, call)
    },
    get: (nativeId, call) => readOne('GET', 'get a customer', nativeId, [], call),
    archive: (nativeId, call) => readOne('POST', 'archive a customer', nativeId, ['archive'], call),
    unarchive: (nativeId, call) => readOne('POST', 'unarchive a customer', nativeId, ['unarchive'], call),
    plan: (change, nativeId) => ({ method: 'POST', url: url([nativeId, change]) }),
    findByExternalId: (externalId, call) =>
      findExactly(externalId, 'Layer, list customers', '', (cursor) => {
        const query = { limit: largestPage, cursor: cursor === '' ? null : cursor, include_archived: true }
        return list({ ...query, external_id: externalId }, call)
      }),
    readExternalIds: async (record) => ownExternalId(record),
  }
}

/** The facts of a 2xx that carries `errors`, with the code of the first of them. */
function refusalFacts(answer: JsonAnswer): FailureDetails {
  return { ...answerFacts(answer), ...upstreamCodeFacts(readErrorCode(answer.json)) }
}
