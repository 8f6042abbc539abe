// The whole graph, put together. Which providers there are comes in as data: no file of this room names one.
import { GraphQLSchema } from 'graphql'
import { createBuilder } from './builder.ts'
import { defineMutations } from './mutations.ts'
import { defineQueries } from './queries.ts'
import { defineScalars } from './scalars.ts'
import type { SchemaProvider } from './schema-provider.ts'
import { semanticNonNullDirective } from './semantic-non-null.ts'
import { defineCustomer } from './types/customer.ts'
import { defineCustomerConnection } from './types/customer-connection.ts'
import { defineLinkedAccount } from './types/linked-account.ts'
import { defineNode } from './types/node.ts'
import { defineProvider } from './types/provider.ts'
import { defineProviderCustomer } from './types/provider-customer.ts'
import { defineSourceReport } from './types/source-report.ts'

const description =
  'The customers that a business keeps at several providers, as one list of one type. Start with `customers`; archive with `archiveCustomer`.'

export function createSchema(providers: readonly SchemaProvider[]): GraphQLSchema {
  const builder = createBuilder()
  defineScalars(builder)
  const node = defineNode(builder)
  const provider = defineProvider(builder, providers)
  const linkedAccount = defineLinkedAccount(builder, { node, provider })
  const providerCustomer = defineProviderCustomer(builder, providers)
  const customer = defineCustomer(builder, { node, provider, linkedAccount, providerCustomer })
  const sourceReport = defineSourceReport(builder, { provider, linkedAccount })
  const customerConnection = defineCustomerConnection(builder, { customer, sourceReport })
  defineQueries(builder, { node, customer, customerConnection, linkedAccount })
  defineMutations(builder, { customer, linkedAccount, sourceReport })
  // In the order of definition, which is how GraphiQL shows it: what matters most comes first.
  const schema = builder.toSchema({ directives: [semanticNonNullDirective], sortSchema: false })
  return new GraphQLSchema({ ...schema.toConfig(), description })
}
