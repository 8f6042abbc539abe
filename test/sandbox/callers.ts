// The least that a caller of each provider must do, in plain fetch: the tests of the sandboxes must not lean on the
// gateway's own clients, or both could share a mistake.
import type { Sandbox } from '../../src/providers/sandbox-server.ts'

export interface Reply {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  // biome-ignore lint/suspicious/noExplicitAny: wire answers have whatever shape the test is about to check.
  readonly json: any
}

export async function send(url: string, init: RequestInit = {}): Promise<Reply> {
  const response = await fetch(url, { redirect: 'manual', ...init })
  const text = await response.text()
  return { status: response.status, headers: response.headers, text, json: parse(text) }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

export function basic(user: string | undefined, password: string | undefined): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`
}

type Call = (path: string, init?: RequestInit) => Promise<Reply>

/** A caller of Layer's customers; `call('')` is the list. */
export async function layerCaller(sandbox: Sandbox): Promise<Call> {
  const authorization = `Bearer ${(await layerToken(sandbox)).json.access_token}`
  const customers = `${sandbox.origin}/v1/businesses/${sandbox.environment.LAYER_BUSINESS_ID}/customers`
  return (path, init) => send(customers + path, { headers: { authorization }, ...init })
}

export function layerToken(sandbox: Sandbox, changes: { form?: object; headers?: object } = {}): Promise<Reply> {
  const { LAYER_TOKEN_URL = '', LAYER_CLIENT_ID, LAYER_CLIENT_SECRET } = sandbox.environment
  const form = {
    grant_type: 'client_credentials',
    scope: 'https://sandbox.layerfi.com/sandbox',
    client_id: LAYER_CLIENT_ID,
    ...changes.form,
  }
  return send(LAYER_TOKEN_URL, {
    method: 'POST',
    headers: {
      authorization: basic(LAYER_CLIENT_ID, LAYER_CLIENT_SECRET),
      'content-type': 'application/x-www-form-urlencoded',
      ...changes.headers,
    },
    body: new URLSearchParams(JSON.parse(JSON.stringify(form))).toString(),
  })
}

/** A caller of Sequence; `call('/customers')` is the list. */
export function sequenceCaller(sandbox: Sandbox): Call {
  const { SEQUENCE_BASE_URL, SEQUENCE_CLIENT_ID, SEQUENCE_CLIENT_SECRET } = sandbox.environment
  const headers = {
    authorization: basic(SEQUENCE_CLIENT_ID, SEQUENCE_CLIENT_SECRET),
    'sequence-version': '2024-07-30',
  }
  return (path, init) => send(SEQUENCE_BASE_URL + path, { headers, ...init })
}

export function thredPartnerToken(sandbox: Sandbox, init: RequestInit = {}): Promise<Reply> {
  const { THRED_BASE_URL, THRED_PARTNER_ID = '', THRED_API_KEY } = sandbox.environment
  return send(`${THRED_BASE_URL}/v1/platform/oauth2/token/`, {
    method: 'POST',
    body: new URLSearchParams({ grant_type: 'client_credentials', client_id: THRED_PARTNER_ID }),
    ...init,
    headers: { authorization: basic(THRED_PARTNER_ID, THRED_API_KEY), ...init.headers },
  })
}

export async function thredTokens(sandbox: Sandbox): Promise<{ partner: string; business: string }> {
  const { THRED_BASE_URL, THRED_BUSINESS_ID } = sandbox.environment
  const partner = `Bearer ${(await thredPartnerToken(sandbox)).json.access_token}`
  const url = `${THRED_BASE_URL}/v1/platform/${THRED_BUSINESS_ID}/oauth2/token/`
  const granted = await send(url, { method: 'POST', headers: { authorization: partner } })
  return { partner, business: `Bearer ${granted.json.access_token}` }
}

/** A caller of Thred's customers with a business token; `call('/')` is the list. */
export async function thredCaller(sandbox: Sandbox, tier: 'business' | 'partner' = 'business'): Promise<Call> {
  const authorization = (await thredTokens(sandbox))[tier]
  const customers = `${sandbox.origin}/v1/platform/businesses/${sandbox.environment.THRED_BUSINESS_ID}/customers`
  return (path, init) =>
    send(customers + path, { headers: { authorization, 'content-type': 'application/json' }, ...init })
}
