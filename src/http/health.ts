// What a load balancer asks. Alive is not ready: `/healthz` says that the process serves, `/readyz` whether it wants new
// requests. A provider that is down takes nothing from the others, so it is reported and changes no status. Neither asks for
// a credential: where callers need one, nothing is told that is not everybody's business.
import type { Source } from '../service/linked-accounts.ts'
import { createJsonAnswer, createRefusal } from './json-answer.ts'
import type { HttpPlugin } from './plugin.ts'

const livenessPath = '/healthz'
const readinessPath = '/readyz'

export interface HealthOptions {
  /** Null: they are not for everybody's eyes. */
  readonly sources: readonly Source[] | null
  /** True once the gateway has been told to stop. */
  readonly isDraining: () => boolean
}

export function useHealth({ sources, isDraining }: HealthOptions): HttpPlugin {
  return {
    onRequest: ({ request, url, fetchAPI, endResponse }) => {
      const { pathname } = url
      if (pathname !== livenessPath && pathname !== readinessPath) return
      if (request.method !== 'GET' && request.method !== 'HEAD') {
        const message = `${pathname} answers GET and HEAD only.`
        endResponse(
          createRefusal(fetchAPI, {
            status: 405,
            code: 'METHOD_NOT_ALLOWED',
            message,
            headers: { allow: 'GET, HEAD' },
          }),
        )
        return
      }
      if (pathname === livenessPath) return endResponse(createJsonAnswer(fetchAPI, { status: 'ok' }))
      const status = isDraining() ? 503 : 200
      const accounts = sources === null ? {} : { linkedAccounts: sources.map(describe) }
      const body = { status: isDraining() ? 'draining' : 'ready', ...accounts }
      endResponse(createJsonAnswer(fetchAPI, body, { status }))
    },
  }
}

function describe({ account, health }: Source) {
  return {
    name: account.name,
    provider: account.provider,
    isSandbox: account.isSandbox,
    status: health.status(),
    lastSuccessAt: health.lastSuccessAt(),
  }
}
