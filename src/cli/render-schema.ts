// The schema that this version of the gateway serves, as text.
import { providers } from '../providers/registry.ts'
import { printGatewaySchema } from '../schema/print.ts'
import { createSchema } from '../schema/schema.ts'

export function renderSchema(): string {
  return printGatewaySchema(createSchema(providers))
}
