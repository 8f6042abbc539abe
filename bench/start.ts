// How long a start takes: the program as `npm start` runs it, with three configured providers, from the birth of its
// process until it says that it listens; and how much longer than later ones its first answer takes.
import { once } from 'node:events'
import { delimiter, dirname } from 'node:path'
import { graphqlRequest, startScript } from './contenders.ts'
import { askOnce } from './load.ts'
import { median } from './measure.ts'
import { serverCore, spawnOn } from './processes.ts'
import { makeAccounts, tokenHash } from './settings.ts'
import type { Stubs } from './upstreams.ts'

export interface StartFigures {
  /** Milliseconds. */
  readonly listening: number
  readonly firstAnswer: number
  readonly warmAnswer: number
}

export async function measureStart(stubs: Stubs, { rows, starts }: { readonly rows: number; readonly starts: number }) {
  await stubs.configure({ rows, delayMilliseconds: 50 })
  // The first one fills the compile cache, as the first start after an installation does.
  await startOnce(stubs, rows)
  const samples: StartFigures[] = []
  for (let count = 0; count < starts; count += 1) samples.push(await startOnce(stubs, rows))
  return {
    listening: median(samples.map(({ listening }) => listening)),
    firstAnswer: median(samples.map(({ firstAnswer }) => firstAnswer)),
    warmAnswer: median(samples.map(({ warmAnswer }) => warmAnswer)),
  }
}

async function startOnce({ ports }: Stubs, rows: number): Promise<StartFigures> {
  const startedAt = performance.now()
  const child = spawnOn({
    core: serverCore,
    command: ['sh', '-c', startScript],
    directory: new URL('..', import.meta.url).pathname,
    environment: {
      PATH: [dirname(process.execPath), process.env['PATH']].join(delimiter),
      NODE_ENV: 'production',
      PORT: '0',
      AUTH_API_KEY_HASHES: tokenHash,
      LAYER_CLIENT_ID: 'client',
      LAYER_CLIENT_SECRET: 'secret',
      LAYER_BUSINESS_ID: 'business',
      LAYER_BASE_URL: `http://127.0.0.1:${ports.layer}`,
      LAYER_TOKEN_URL: `http://127.0.0.1:${ports.layer}/oauth2/token`,
      SEQUENCE_CLIENT_ID: 'client',
      SEQUENCE_CLIENT_SECRET: 'secret',
      SEQUENCE_BASE_URL: `http://127.0.0.1:${ports.sequence}/api`,
      THRED_PARTNER_ID: 'partner',
      THRED_API_KEY: 'secret',
      THRED_BUSINESS_ID: 'business',
      THRED_BASE_URL: `http://127.0.0.1:${ports.thred}`,
    },
    isRead: true,
  })
  const [said] = await once(child.stdout ?? child, 'data')
  const listening = performance.now() - startedAt
  const port = Number(/http:\/\/127\.0\.0\.1:(\d+)/.exec(String(said))?.[1])
  const target = { port, request: graphqlRequest(rows, makeAccounts(3)) }
  const firstAnswer = await timeOf(() => askOnce(target))
  const later: number[] = []
  for (let count = 0; count < 20; count += 1) later.push(await timeOf(() => askOnce(target)))
  // Not killed: what it compiled is written when it ends.
  child.kill('SIGTERM')
  await once(child, 'exit')
  return { listening, firstAnswer, warmAnswer: median(later.slice(-10)) }
}

async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now()
  await work()
  return performance.now() - startedAt
}
