// The whole graph, put together. Which providers there are comes in as data: no file of this room names one.
import { GraphQLSchema, specifiedDirectives } from 'graphql'
import { createBuilder } from './builder.ts'
import { defineMutations } from './mutations.ts'
import { defineQueries } from './queries.ts'
import { defineScalars } from './scalars.ts'
import type { SchemaProvider } from './schema-provider.ts'
import { semanticNonNullDirective } from './semantic-non-null.ts'
import { defineCustomer } from './types/customer.ts'
import { defineCustomerConnection } from './types/customer-connection.ts'
import { defineCustomerFilter, defineCustomerOrder, defineOrderField } from './types/customer-filter.ts'
import { defineCustomerGroup } from './types/customer-group.ts'
import { defineCustomerStatus } from './types/customer-parts.ts'
import { defineLinkedAccount } from './types/linked-account.ts'
import { defineNode } from './types/node.ts'
import { defineProvider } from './types/provider.ts'
import { defineProviderCustomer } from './types/provider-customer.ts'
import { defineProviderInfo } from './types/provider-info.ts'
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
  const status = defineCustomerStatus(builder)
  const customer = defineCustomer(builder, { node, provider, linkedAccount, providerCustomer, status, providers })
  const sourceReport = defineSourceReport(builder, { provider, linkedAccount })
  const customerConnection = defineCustomerConnection(builder, { customer, sourceReport })
  const orderField = defineOrderField(builder)
  const types = {
    node,
    customer,
    customerConnection,
    customerGroup: defineCustomerGroup(builder, { customer, sourceReport }),
    customerFilter: defineCustomerFilter(builder, { provider, status }),
    customerOrder: defineCustomerOrder(builder, orderField),
    linkedAccount,
    providerInfo: defineProviderInfo(builder, { provider, orderField }),
  }
  defineQueries(builder, types, providers)
  defineMutations(builder, { customer, linkedAccount, sourceReport })
  // In the order of definition, which is how GraphiQL shows it: what matters most comes first.
  const schema = builder.toSchema({ directives: [...specifiedDirectives, semanticNonNullDirective], sortSchema: false })
  return new GraphQLSchema({ ...schema.toConfig(), description })
}
