// Whether the credentials of every linked account are good: one customer is asked for at each, all at the same time, by
// the code that serves callers. Says what was found and never what a credential is.
import { addSandboxes, readConfiguration } from '../config.ts'
import { createCall } from '../domain/call.ts'
import { toFailure } from '../domain/failure.ts'
import { createGateway } from '../gateway.ts'
import type { Source } from '../service/linked-accounts.ts'
import { type SourceErrorCode, toSourceProblem } from '../service/source-report.ts'

/** Time for a token and a read, with retries. */
const deadlineMilliseconds = 10_000

export interface AccountReport {
  readonly linkedAccount: string
  readonly provider: string
  readonly businessId: string | null
  readonly environment: string
  readonly isSandbox: boolean
  readonly result: 'OK' | SourceErrorCode
  /** Whether it can be well later without anybody changing the configuration. */
  readonly isRetryable: boolean
  readonly message: string
  readonly upstreamStatus: number | null
  readonly upstreamRequestId: string | null
}

export interface AccountsReport {
  /** Null: nothing was tried. */
  readonly isWell: boolean | null
  readonly text: string
  /** Credentials that only serve businesses which callers name: which ones, is not known before somebody asks. */
  readonly untriedCredentials: readonly string[]
}

/** Throws a ConfigurationError when nothing can be tried because the configuration is wrong. */
export async function checkAccounts(environment: NodeJS.ProcessEnv, format: 'json' | 'text'): Promise<AccountsReport> {
  const configuration = readConfiguration(environment)
  const { credentials, linkedAccounts } = configuration.gateway
  const used = new Set(linkedAccounts.map(({ credential }) => credential))
  const sandboxes = await Promise.all(configuration.sandboxes.map((definition) => definition.startSandbox()))
  const gateway = createGateway(addSandboxes(configuration.gateway, sandboxes))
  const reports = await Promise.all(gateway.sources.map(tryAccount))
  await gateway.close()
  await Promise.all(sandboxes.map((sandbox) => sandbox.close()))
  return {
    isWell: reports.length === 0 ? null : reports.every(({ result }) => result === 'OK'),
    untriedCredentials: Object.keys(credentials).filter((name) => !used.has(name)),
    text: format === 'json' ? `${JSON.stringify(reports, null, 2)}\n` : renderReports(reports),
  }
}

async function tryAccount({ account, client }: Source): Promise<AccountReport> {
  const { name, provider, businessId, environment, isSandbox } = account
  const facts = { linkedAccount: name, provider, businessId, environment, isSandbox }
  try {
    const query = { page: null, size: 1, includeArchived: true }
    const { rows } = await client.listPage(query, createCall(Date.now() + deadlineMilliseconds))
    const message = rows.length === 0 ? 'The account can be read; it has no customers.' : 'The account can be read.'
    return { ...facts, result: 'OK', isRetryable: false, message, upstreamStatus: null, upstreamRequestId: null }
  } catch (error) {
    const { code, message, isRetryable, upstreamStatus, upstreamRequestId } = toSourceProblem(toFailure(error))
    return { ...facts, result: code, isRetryable, message, upstreamStatus, upstreamRequestId }
  }
}

function renderReports(reports: readonly AccountReport[]): string {
  if (reports.length === 0) return ''
  const width = (text: (report: AccountReport) => string) =>
    Math.max(...reports.map((report) => text(report).length)) + 2
  const names = width(({ linkedAccount }) => linkedAccount)
  const providers = width(({ provider }) => provider)
  const results = width(({ result }) => result)
  const lines = reports.map(({ linkedAccount, provider, result, message, isSandbox, ...rest }) => {
    const asides = [
      ...(isSandbox ? ['sandbox'] : []),
      ...(rest.upstreamStatus === null ? [] : [`HTTP ${rest.upstreamStatus}`]),
      ...(rest.upstreamRequestId === null ? [] : [`the provider's request id: ${rest.upstreamRequestId}`]),
    ]
    const aside = asides.length === 0 ? '' : ` (${asides.join('; ')})`
    return linkedAccount.padEnd(names) + provider.padEnd(providers) + result.padEnd(results) + message + aside
  })
  return `${lines.join('\n')}\n`
}
