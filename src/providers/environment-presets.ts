// Guards against mixed-up environments: production credentials on a sandbox host look like an outage, and sandbox
// credentials on a production host look like a break-in.
import type { z } from 'zod'

type Presets = Readonly<Record<string, Readonly<Record<string, string>>>>

/** Adds an issue for each override that is the documented value of another environment than the one chosen. */
export function refuseForeignPreset(
  presets: Presets,
  credential: Readonly<Record<string, unknown>> & { readonly environment: string },
  keys: readonly string[],
  context: z.RefinementCtx,
): void {
  for (const key of keys) {
    const value = credential[key]
    const [owner] = Object.entries(presets).find(([, preset]) => sameAddress(preset[key], value)) ?? []
    if (owner !== undefined && owner !== credential.environment) {
      const message = `belongs to the environment "${owner}", but the environment is "${credential.environment}"`
      context.addIssue({ code: 'custom', path: [key], message })
    }
  }
}

function sameAddress(preset: string | undefined, value: unknown): boolean {
  return typeof value === 'string' && preset !== undefined && normalize(value) === normalize(preset)
}

/** Case of the host, a default port and slashes at the end make no other address. */
function normalize(address: string): string {
  return (URL.parse(address)?.href ?? address).replace(/\/+$/, '')
}
