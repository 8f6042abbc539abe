// Nothing that an operator typed may come back in an error: what is wrong might be a secret in the wrong place.

import { inspect } from 'node:util'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { generalVariables } from '../../src/config/general.ts'
import { ConfigurationError } from '../../src/config/problems.ts'
import { readConfiguration } from '../../src/config.ts'
import { providers } from '../../src/providers/registry.ts'
import { layerVariables, sequenceVariables, thredVariables } from './settings.ts'

const names = [...generalVariables, ...providers.flatMap(({ environment }) => environment)].map(({ name }) => name)

/** Long enough that it cannot stand in one of our own sentences by chance. */
const secret = fc
  .tuple(
    fc.constantFrom('', 'http://', 'https://user:', 'SECRET_', '{"env": "', '${', '../'),
    fc.stringMatching(/^[ -~]{4,12}§[ -~]{4,12}$/),
  )
  .map(([start, rest]) => `${start}${rest.trim()}`)

/** Also what only looks like a variable's name. */
const secretName = fc.stringMatching(/^[a-z0-9]{8}[A-Z0-9]{12}$/)

const value = fc.oneof(secret, secretName)

function textOf(read: () => unknown): string | null {
  try {
    read()
    return null
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error
    return `${error.message}\n${inspect(error, { depth: null })}\n${JSON.stringify(error)}`
  }
}

describe('a configuration error', () => {
  it('never repeats the value of a variable', () => {
    const environments = fc.record(Object.fromEntries(names.map((name) => [name, value])), { requiredKeys: [] })
    let refused = 0
    fc.assert(
      fc.property(environments, (environment) => {
        const text = textOf(() => readConfiguration(environment, { readFile: (path) => path }))
        if (text === null) return
        refused += 1
        for (const typed of Object.values(environment)) expect(text).not.toContain(String(typed))
      }),
      { numRuns: 500 },
    )
    expect(refused).toBeGreaterThan(400)
  })

  it('never repeats the value of the one variable that is wrong', () => {
    const correct: Record<string, string> = { ...layerVariables, ...sequenceVariables, ...thredVariables }
    fc.assert(
      fc.property(fc.constantFrom(...names), value, (name, typed) => {
        expect(
          textOf(() => readConfiguration({ ...correct, [name]: typed }, { readFile: (path) => path })) ?? '',
        ).not.toContain(typed)
      }),
      { numRuns: 1_000 },
    )
  })

  it('never repeats the value of a misspelt variable', () => {
    fc.assert(
      fc.property(fc.constantFrom(...names), value, (name, typed) => {
        expect(textOf(() => readConfiguration({ [name.replaceAll('_', '')]: typed })) ?? '').not.toContain(typed)
      }),
    )
  })

  it('never repeats what stands in the configuration file', () => {
    const setting = fc.oneof(
      value,
      value.map((env) => ({ env })),
      value.map((env) => ({ env, default: env })),
      fc.array(value),
    )
    const credential = fc.record(
      {
        provider: fc.oneof(value, fc.constantFrom('layer', 'sequence', 'thred')),
        clientId: setting,
        clientSecret: setting,
        apiKey: setting,
        partnerId: setting,
        environment: setting,
        baseUrl: setting,
        tokenMode: setting,
      },
      { requiredKeys: [] },
    )
    const account = fc.record(
      { name: setting, credential: fc.oneof(value, fc.constant('main')), businessId: setting, isSandbox: setting },
      { requiredKeys: [] },
    )
    const file = fc.record(
      {
        credentials: fc.oneof(setting, fc.record({ main: fc.oneof(credential, setting) })),
        linkedAccounts: fc.oneof(setting, fc.array(fc.oneof(account, setting))),
      },
      { requiredKeys: [] },
    )
    let refused = 0
    fc.assert(
      fc.property(file, (content) => {
        const text = textOf(() =>
          readConfiguration({ GATEWAY_CONFIG: 'x' }, { readFile: () => JSON.stringify(content) }),
        )
        if (text === null) return
        refused += 1
        for (const typed of leaves(content)) expect(text).not.toContain(typed)
      }),
      { numRuns: 1_000 },
    )
    expect(refused).toBeGreaterThan(900)
  })

  it('never repeats a file that is not JSON', () => {
    fc.assert(
      fc.property(value, fc.constantFrom('', '{', '{"clientSecret": ', '["'), (typed, start) => {
        expect(
          textOf(() => readConfiguration({ GATEWAY_CONFIG: 'x' }, { readFile: () => start + typed })) ?? '',
        ).not.toContain(typed)
      }),
    )
  })
})

describe('a configuration', () => {
  it('does not print its secrets', () => {
    const { gateway } = readConfiguration({ ...layerVariables, ...sequenceVariables, ...thredVariables })
    const printed = `${inspect(gateway, { depth: null })}${JSON.stringify(gateway)}`
    for (const typed of ['layer-secret', 'sequence-secret', 'thred-key']) expect(printed).not.toContain(typed)
    expect(printed).toContain('[redacted]')
  })
})

function leaves(content: unknown): string[] {
  if (typeof content === 'string') return ['layer', 'sequence', 'thred', 'main'].includes(content) ? [] : [content]
  return typeof content === 'object' && content !== null ? Object.values(content).flatMap(leaves) : []
}
