// Which pages of other origins may read answers, as a browser decides it by the headers of the gateway.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readConfiguration } from '../../src/config.ts'
import { createGateway } from '../../src/index.ts'
import { sequenceVariables } from '../config/settings.ts'
import { type Rig, startRig } from '../gateway/rig.ts'

const listed = 'https://app.example'
const strangers = [
  'https://elsewhere.example',
  'http://app.example',
  'https://app.example:8443',
  'https://app.example.elsewhere.example',
  'https://sub.app.example',
  'https://APP.example',
  'null',
  '*',
  '',
]

let open: Rig
let closed: Rig
beforeAll(async () => {
  open = await startRig({ customers: 1, corsOrigins: [listed, 'http://localhost:5173'] })
  closed = await startRig({ customers: 1 })
})
afterAll(() => Promise.all([open.close(), closed.close()]))

function ask({ send }: Rig, origin: string, init: RequestInit = {}, path = '/graphql'): Promise<Response> {
  return send(path, {
    method: 'POST',
    body: init.method === undefined ? '{"query":"{ __typename }"}' : null,
    ...init,
    headers: { 'content-type': 'application/json', origin, ...init.headers },
  })
}

function preflight(rig: Rig, origin: string): Promise<Response> {
  return ask(rig, origin, { method: 'OPTIONS', headers: { 'access-control-request-method': 'POST' } })
}

function grants({ headers }: Response): string[] {
  return [...headers.keys()].filter((name) => name.startsWith('access-control-'))
}

describe('a page of an origin that is listed', () => {
  test('may read answers, and without cookies', async () => {
    const response = await ask(open, listed)
    expect(response.status).toBe(200)
    expect(response.headers.get('access-control-allow-origin')).toBe(listed)
    expect(response.headers.get('access-control-allow-credentials')).toBeNull()
    expect(response.headers.get('access-control-expose-headers')).toContain('retry-after')
  })

  test('may read what is refused, too', async () => {
    const response = await ask(open, listed, { headers: { 'content-type': 'text/plain' } })
    expect([response.status, response.headers.get('access-control-allow-origin')]).toEqual([415, listed])
  })

  test('is told beforehand what it may send', async () => {
    const response = await preflight(open, listed)
    expect([response.status, await response.text()]).toEqual([204, ''])
    expect(response.headers.get('access-control-allow-origin')).toBe(listed)
    expect(response.headers.get('access-control-allow-methods')).toBe('GET, POST')
    for (const header of ['authorization', 'content-type', 'graphql-require-preflight']) {
      expect(response.headers.get('access-control-allow-headers')).toContain(header)
    }
    expect(response.headers.get('access-control-allow-headers')).not.toContain('*')
  })

  test('is told so before it is asked who it is', async () => {
    const guarded = await startRig({
      customers: 1,
      corsOrigins: [listed],
      viewer: () => {
        throw new Error('Nobody is to be asked.')
      },
    })
    expect((await preflight(guarded, listed)).status).toBe(204)
    await guarded.close()
  })
})

describe('a page of any other origin', () => {
  test.each(strangers)('may read nothing: %j', async (origin) => {
    for (const response of [await ask(open, origin), await preflight(open, origin)]) {
      expect(grants(response)).toEqual([])
    }
    expect((await preflight(open, origin)).status).toBe(405)
  })

  test.each([listed, ...strangers])('may read nothing where no origin is listed: %j', async (origin) => {
    for (const response of [await ask(closed, origin), await preflight(closed, origin)]) {
      expect(grants(response)).toEqual([])
    }
  })
})

describe('caches', () => {
  test('are told that the answer is for one origin only', async () => {
    for (const origin of [listed, 'https://elsewhere.example']) {
      expect((await ask(open, origin)).headers.get('vary')).toBe('Origin')
    }
    expect((await ask(open, listed, {}, '/nope')).headers.get('vary')).toBe('Origin')
    expect((await ask(closed, listed)).headers.get('vary')).toBeNull()
    const page = await open.send('/graphql', { headers: { accept: 'text/html' } })
    expect(page.headers.get('vary')?.toLowerCase()).toBe('accept, accept-encoding, origin')
  })
})

describe('the list', () => {
  test('is read from a variable', () => {
    const { http } = readConfiguration({ CORS_ORIGINS: ' https://app.example , http://localhost:5173' })
    expect(http.corsOrigins).toEqual(['https://app.example', 'http://localhost:5173'])
    expect(readConfiguration({}).http.corsOrigins).toEqual([])
  })

  test.each(['*', 'https://*.example', 'https://app.example/', 'app.example', 'HTTPS://app.example', 'null', 'a,,b'])(
    'has only what a browser can send: not %s',
    (text) => {
      expect(() => readConfiguration({ CORS_ORIGINS: text })).toThrow(/CORS_ORIGINS must be origins/)
      const gateway = () =>
        createGateway({
          ...readConfiguration({ ...sequenceVariables, SANDBOX: 'off' }).gateway,
          corsOrigins: text.split(','),
        })
      expect(gateway).toThrow(/corsOrigins must be origins/)
    },
  )
})
