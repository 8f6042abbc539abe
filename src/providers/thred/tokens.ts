// Thred's two tiers of tokens. The documentation contradicts itself about which one the customer endpoints want, so
// "auto" starts with the lesser one (business) and remembers if only the other (partner) was accepted.
// https://docs.thredfi.com/implementation/authentication, …/api-reference/authentication/get-business-token
import { Failure } from '../../domain/failure.ts'
import { createTokenSource, type TokenSource } from '../../transport/token-source.ts'
import type { Authorization } from '../../transport/transport.ts'
import { basicAuthorization, bearerAuthorization, fixedBearer, type GrantRequest, requestToken } from '../bearer.ts'
import type { ClientOptions, SessionOptions } from '../contract.ts'
import { createUrlBuilder } from '../upstream-url.ts'
import type { ThredAccount, ThredCredential } from './settings.ts'

/** The partner token, shared by all businesses of the partner. */
export function createPartnerTokens({ credential, transport, now }: SessionOptions<ThredCredential>): TokenSource {
  const request: GrantRequest = {
    provider: 'Thred',
    operation: 'get a partner token',
    url: createUrlBuilder(credential.baseUrl, ['v1', 'platform', 'oauth2', 'token'], { hasTrailingSlash: true })(),
    authorization: basicAuthorization(credential.partnerId, credential.apiKey),
  }
  const fields = { grant_type: 'client_credentials', client_id: credential.partnerId }
  const asForm = {
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(fields).toString(),
  }
  const asJson = { headers: { 'content-type': 'application/json' }, body: JSON.stringify(fields) }
  return createTokenSource({
    now,
    requestGrant: async (call) => {
      try {
        return await requestToken(transport, { ...request, ...asForm }, call)
      } catch (error) {
        // The pages disagree about the body; the reference page has it as JSON.
        if (!(error instanceof Failure) || ![400, 415].includes(error.details.upstreamStatus ?? 0)) throw error
        return requestToken(transport, { ...request, ...asJson }, call)
      }
    },
  })
}

type Work<Value> = (authorization: Authorization) => Promise<Value>

export interface TierChoice {
  /** Runs the work with the right token. In "auto", refused work is run once more with the other tier. */
  run<Value>(work: Work<Value>): Promise<Value>
}

type Options = ClientOptions<ThredCredential, ThredAccount, TokenSource>

/** How long a refusal of both tiers is taken for an answer, before "auto" tries the other one again. */
const refusalMilliseconds = 60_000

export function createTierChoice({
  account,
  credential,
  settings,
  session,
  transport,
  logger,
  now,
}: Options): TierChoice {
  // No "businesses" in this path.
  const path = ['v1', 'platform', settings.businessId, 'oauth2', 'token']
  const url = createUrlBuilder(credential.baseUrl, path, { hasTrailingSlash: true })()
  const partner = bearerAuthorization(session)
  const business = bearerAuthorization(
    createTokenSource({
      now,
      requestGrant: async (call) => {
        const request = (partnerToken: string) =>
          requestToken(
            transport,
            {
              provider: 'Thred',
              operation: 'get a business token',
              url,
              authorization: fixedBearer(partnerToken),
            },
            call,
          )
        const token = await session.get(call)
        try {
          return await request(token)
        } catch (error) {
          // A partner token that was revoked before its time must not cost the business token for an hour.
          if (!(error instanceof Failure) || error.details.upstreamStatus !== 401) throw error
          return request(await session.renew(token, call))
        }
      },
    }),
  )
  // Made once: equal reads are joined by what authorizes them.
  const newBusiness = once(business)
  const newPartner = once(partner)
  let tier: 'business' | 'partner' = credential.tokenMode === 'partner' ? 'partner' : 'business'
  /** Once the business token was accepted, a 401 means that it is too old; until then, that it is of the wrong tier. */
  let isAccepted = false
  let bothRefusedUntil = 0

  async function tryBoth<Value>(work: Work<Value>): Promise<Value> {
    let refusal: Failure
    try {
      const value = await work(isAccepted ? business : newBusiness)
      isAccepted = true
      return value
    } catch (error) {
      if (!isRefusal(error)) throw error
      const wasRenewed = isAccepted && error.code === 'CREDENTIALS'
      isAccepted = false
      // Two requests were made already: the partner token's turn is the next time.
      if (wasRenewed) throw error
      refusal = error
    }
    try {
      const value = await work(newPartner)
      tier = 'partner'
      logger.info({ linkedAccount: account.name }, 'Thred accepts the partner token only: using it from now on')
      return value
    } catch (error) {
      if (!isRefusal(error)) throw error
      bothRefusedUntil = now() + refusalMilliseconds
      throw refusal
    }
  }

  return {
    run: (work) => {
      if (tier === 'partner') return work(partner)
      return credential.tokenMode !== 'auto' || now() < bothRefusedUntil ? work(business) : tryBoth(work)
    },
  }
}

/** Without another try after a 401. */
function once(authorization: Authorization): Authorization {
  return { ...authorization, renew: async () => null }
}

function isRefusal(error: unknown): error is Failure {
  return error instanceof Failure && (error.code === 'CREDENTIALS' || error.code === 'FORBIDDEN')
}
