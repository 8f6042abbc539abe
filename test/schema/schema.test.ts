// The graph as a document: what it promises to everybody who reads it, whatever its resolvers do.
import {
  assertValidSchema,
  type GraphQLSchema,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isNonNullType,
  isObjectType,
  isSpecifiedDirective,
  isSpecifiedScalarType,
} from 'graphql'
import { describe, expect, test } from 'vitest'
import { supportWords } from '../../src/domain/coverage.ts'
import { customerFields } from '../../src/domain/customer-fields.ts'
import { providers } from '../../src/providers/registry.ts'
import { printGatewaySchema } from '../../src/schema/print.ts'
import { createSchema } from '../../src/schema/schema.ts'

const schema = createSchema(providers)
const types = Object.values(schema.getTypeMap()).filter(
  (type) => !isIntrospectionType(type) && !isSpecifiedScalarType(type),
)

function objectType(name: string, from: GraphQLSchema = schema) {
  const type = from.getType(name)
  if (!isObjectType(type) && !isInterfaceType(type)) throw new Error(`${name} is no object type.`)
  return type.getFields()
}

function typeOf(type: string, field: string): string {
  return String(objectType(type)[field]?.type)
}

describe('the schema', () => {
  test('is valid', () => {
    expect(() => assertValidSchema(schema)).not.toThrow()
  })

  test('is the one in schema.graphql', async () => {
    await expect(printGatewaySchema(schema)).toMatchFileSnapshot('../../schema.graphql')
  })

  test('describes every type, field, argument, enum value, input field and directive', () => {
    const elements: [string, string | null | undefined][] = [['schema', schema.description]]
    for (const type of types) {
      elements.push([type.name, type.description])
      if (isObjectType(type) || isInterfaceType(type)) {
        for (const field of Object.values(type.getFields())) {
          elements.push([`${type.name}.${field.name}`, field.description])
          for (const given of field.args)
            elements.push([`${type.name}.${field.name}(${given.name}:)`, given.description])
        }
      }
      if (isInputObjectType(type)) {
        for (const field of Object.values(type.getFields()))
          elements.push([`${type.name}.${field.name}`, field.description])
      }
      if (isEnumType(type)) {
        for (const value of type.getValues()) elements.push([`${type.name}.${value.name}`, value.description])
      }
    }
    for (const directive of schema.getDirectives()) {
      if (isSpecifiedDirective(directive)) continue
      elements.push([`@${directive.name}`, directive.description])
      for (const given of directive.args) elements.push([`@${directive.name}(${given.name}:)`, given.description])
    }
    expect(elements.length).toBeGreaterThan(150)
    expect(elements.filter(([, description]) => (description ?? '').trim().length < 5).map(([name]) => name)).toEqual(
      [],
    )
    expect(elements.filter(([, description]) => !/[.`]$/.test(description ?? '')).map(([name]) => name)).toEqual([])
  })

  test('marks what is null only beside an error', () => {
    const marked = [...printGatewaySchema(schema).matchAll(/^.*: (\S+) @semanticNonNull$/gm)].map(([, type]) => type)
    expect(marked.toSorted()).toEqual([
      'ArchiveCustomerPayload',
      'ArchiveCustomersPayload',
      'CustomerConnection',
      'CustomerGroup',
      'UnarchiveCustomerPayload',
      '[LinkedAccount!]',
      '[ProviderInfo!]',
    ])
  })

  test("has GraphQL's own directives", () => {
    expect(schema.getDirectives().map(({ name }) => name)).toEqual(expect.arrayContaining(['include', 'skip', 'oneOf']))
  })

  test('has no name that the schema builder made up', () => {
    const names = types.map(({ name }) => name)
    expect(
      names.filter((name) => /^(Query|Mutation).+|Connection(Edge|Connection)|Payload.*Payload/.test(name)),
    ).toEqual([])
  })
})

describe('providers', () => {
  test('are the values of an enum', () => {
    const provider = schema.getType('Provider')
    if (!isEnumType(provider)) throw new Error('Provider is no enum.')
    expect(provider.getValues().map(({ name }) => name)).toEqual(providers.map(({ name }) => name))
  })

  test('have an object type each for what only they know', () => {
    for (const { customerType } of providers) {
      expect(Object.keys(objectType(customerType.name)).toSorted()).toEqual(Object.keys(customerType.fields).toSorted())
    }
  })

  test('can be added without touching the schema', () => {
    const [first] = providers
    if (first === undefined) throw new Error('There are no providers.')
    const fourth = {
      ...first,
      name: 'FOURTH',
      title: 'Fourth',
      description: 'A provider that does not exist.',
      customerType: {
        name: 'FourthCustomer',
        description: 'What only Fourth knows of a customer.',
        fields: { shoeSize: { type: 'Int', isNullable: true, description: 'In centimetres.', read: () => 27 } },
      },
    } as const
    const wider = createSchema([...providers, fourth])
    expect(String(objectType('FourthCustomer', wider)['shoeSize']?.type)).toBe('Int')
    expect(printGatewaySchema(wider)).toMatch(/union ProviderCustomer = .*FourthCustomer/)
  })
})

describe("Relay's rules", () => {
  test('object identification: node takes an id, and every Node has one', () => {
    expect(typeOf('Query', 'node')).toBe('Node')
    expect(objectType('Query')['node']?.args.map(({ name, type }) => `${name}: ${type}`)).toEqual(['id: ID!'])
    expect(typeOf('Query', 'nodes')).toBe('[Node]!')
    const nodes = types.filter((type) => isObjectType(type) && type.getInterfaces().some(({ name }) => name === 'Node'))
    expect(nodes.map(({ name }) => name).toSorted()).toEqual(['Customer', 'LinkedAccount'])
    for (const { name } of nodes) expect(typeOf(name, 'id')).toBe('ID!')
  })

  test('connections have edges and pageInfo, edges a cursor and a node', () => {
    const connections = types.filter(({ name }) => name.endsWith('Connection'))
    expect(connections).toHaveLength(1)
    for (const { name } of connections) {
      const edge = objectType(name)['edges']
      expect(typeOf(name, 'pageInfo')).toBe('PageInfo!')
      expect(String(edge?.type)).toMatch(/^\[\w+Edge!\]!$/)
      const edgeName = edge === undefined ? '' : getNamedType(edge.type).name
      expect(typeOf(edgeName, 'cursor')).toBe('String!')
      expect(isNonNullType(objectType(edgeName)['node']?.type)).toBe(true)
    }
  })

  test('page info has the four fields', () => {
    expect(
      Object.fromEntries(Object.values(objectType('PageInfo')).map(({ name, type }) => [name, String(type)])),
    ).toEqual({
      hasNextPage: 'Boolean!',
      hasPreviousPage: 'Boolean!',
      startCursor: 'String',
      endCursor: 'String',
    })
  })

  test('lists are asked for forwards with first and after', () => {
    const given = objectType('Query')['customers']?.args.map(({ name, type }) => `${name}: ${type}`)
    expect(given).toEqual([
      'first: Int',
      'after: String',
      'includeArchived: Boolean!',
      'filter: CustomerFilter',
      'orderBy: CustomerOrder',
      'deadlineMs: Int',
    ])
  })

  test('mutations have one input and give the client mutation id back', () => {
    for (const { name, args, type } of Object.values(objectType('Mutation'))) {
      const pascal = `${name.charAt(0).toUpperCase()}${name.slice(1)}`
      expect(args.map((given) => `${given.name}: ${given.type}`)).toEqual([`input: ${pascal}Input!`])
      expect(String(type)).toBe(`${pascal}Payload`)
      expect(typeOf(`${pascal}Payload`, 'clientMutationId')).toBe('String')
      const input = schema.getType(`${pascal}Input`)
      expect(isInputObjectType(input) && String(input.getFields()['clientMutationId']?.type)).toBe('String')
    }
  })
})

describe('what providers have of a customer', () => {
  test('is told with every unified field', () => {
    for (const field of customerFields) {
      const description = objectType('Customer')[field]?.description ?? ''
      for (const { title, coverage } of providers) {
        const { support } = coverage[field]
        const words = support === 'NEVER' ? (field === 'tags' ? 'always empty' : 'always null') : supportWords[support]
        expect(description).toContain(`${title}: ${words}`)
      }
    }
  })

  test('costs what the description says', () => {
    const dear = customerFields.filter((field) =>
      providers.some(({ coverage }) => coverage[field].support === 'DETAIL_ONLY'),
    )
    const warned = customerFields.filter((field) =>
      /one more request/.test(objectType('Customer')[field]?.description ?? ''),
    )
    expect(warned).toEqual(dear)
    expect(warned).toContain('email')
  })
})
