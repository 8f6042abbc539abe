// Variables that configure each provider in full, and a short way to what is wrong with a configuration.

import { ConfigurationError, type ConfigurationProblem } from '../../src/config/problems.ts'
import type { ResolvedAccount } from '../../src/config/resolved-account.ts'
import { type ConfigurationOptions, readConfiguration } from '../../src/config.ts'
import type { Secret } from '../../src/domain/secret.ts'

export const layerVariables = {
  LAYER_CLIENT_ID: 'layer-client',
  LAYER_CLIENT_SECRET: 'layer-secret',
  LAYER_BUSINESS_ID: 'business-1',
  LAYER_ENVIRONMENT: 'production',
}

export const sequenceVariables = { SEQUENCE_CLIENT_ID: 'sequence-client', SEQUENCE_CLIENT_SECRET: 'sequence-secret' }

export const thredVariables = { THRED_PARTNER_ID: 'partner-1', THRED_API_KEY: 'thred-key', THRED_BUSINESS_ID: '4821' }

export function problemsOf(
  environment: Readonly<Record<string, string>>,
  options: ConfigurationOptions = {},
): readonly ConfigurationProblem[] {
  try {
    readConfiguration(environment, options)
    return []
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems
    throw error
  }
}

/** The client secret of an account whose credential has one, in plain text. */
export function secretOf(account: ResolvedAccount | undefined): string | undefined {
  return (account?.credential.value as { readonly clientSecret?: Secret } | undefined)?.clientSecret?.reveal()
}
