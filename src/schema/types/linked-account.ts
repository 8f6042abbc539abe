// A linked account as callers see it: which business at which provider, and how it is doing. Nothing of its credential.
import type { RateLimitFacts } from '../../domain/credential-condition.ts'
import type { LinkedAccountStatus, Source } from '../../service/linked-accounts.ts'
import { type Builder, defineEnum } from '../builder.ts'
import type { NodeRef } from './node.ts'
import type { ProviderRef } from './provider.ts'

export type LinkedAccountRef = ReturnType<typeof defineLinkedAccount>

const statuses: Readonly<Record<LinkedAccountStatus, string>> = {
  HEALTHY: 'The latest request that said anything about the provider succeeded, or none has been made yet.',
  DEGRADED: 'The latest request failed: a time-out, a lost connection, a rate limit, or an answer that made no sense.',
  CIRCUIT_OPEN:
    'The provider failed too often. It is left alone for some seconds, and then asked once whether it is back.',
  CREDENTIALS_REJECTED: 'The provider refuses the credentials. This stays so until somebody changes them.',
}

export function defineLinkedAccount(builder: Builder, { node, provider }: { node: NodeRef; provider: ProviderRef }) {
  const status = defineEnum(
    builder,
    'LinkedAccountStatus',
    'How a linked account is doing, by what its latest requests met.',
    statuses,
  )
  const rateLimit = builder.objectRef<RateLimitFacts>('RateLimit').implement({
    description: 'How often the provider may be asked with the credential of a linked account.',
    fields: (t) => ({
      limit: t.exposeInt('limit', {
        nullable: true,
        description: 'Requests per window. Null when only a pause is known.',
      }),
      remaining: t.exposeInt('remaining', { nullable: true, description: 'Requests left in the window.' }),
      resetAt: t.field({
        type: 'DateTime',
        nullable: true,
        description: 'When there will be more. Null when there is nothing to wait for.',
        resolve: ({ resetAt }) => resetAt,
      }),
      isEstimated: t.exposeBoolean('isEstimated', {
        description: "True when the gateway reckoned it; false when the provider's latest answer said so.",
      }),
    }),
  })
  return builder.objectRef<Source>('LinkedAccount').implement({
    description:
      'One set of credentials at one provider, for one business. Customers are listed per linked account, and a provider may have several.',
    interfaces: [node],
    fields: (t) => ({
      id: t.id({
        description: 'Opaque. The same for as long as the account is configured under its name.',
        resolve: ({ id }) => id,
      }),
      provider: t.field({
        type: provider,
        description: 'The provider that the account is at.',
        resolve: ({ account }) => account.provider,
      }),
      name: t.string({
        description:
          'The name that the operator of the gateway gave the account, or `minted-…` where your token names the business itself; unique among all linked accounts.',
        resolve: ({ account }) => account.name,
      }),
      businessId: t.string({
        nullable: true,
        description:
          "The provider's id of the business whose customers these are. Null where the credentials alone say which business it is.",
        resolve: ({ account }) => account.businessId,
      }),
      environment: t.string({
        description: "The provider's environment that requests go to, e.g. `sandbox` or `production`.",
        resolve: ({ account }) => account.environment,
      }),
      status: t.field({
        type: status,
        description: 'How the account is doing, by what its latest requests met. Asking this makes no request.',
        resolve: ({ health }) => health.status(),
      }),
      lastSuccessAt: t.field({
        type: 'DateTime',
        nullable: true,
        description: 'When the account last answered well. Null when it has not since the gateway started.',
        resolve: ({ health }) => health.lastSuccessAt(),
      }),
      rateLimit: t.field({
        type: rateLimit,
        nullable: true,
        description: 'How often the provider may be asked at the moment. Null while nothing is known of a limit.',
        resolve: ({ condition }) => condition.rateLimit(),
      }),
    }),
  })
}
