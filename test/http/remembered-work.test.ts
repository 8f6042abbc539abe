// What the gateway keeps of operations so that they need not be looked at anew. Callers choose how many there are: it must
// have an end, and what was forgotten is made again.
import { type DocumentNode, type GraphQLObjectType, parse } from 'graphql'
import { expect, test, vi } from 'vitest'
import { createCompiledExecutor } from '../../src/execution/executor.ts'
import { createCallerBudget, createMemoryLimiter } from '../../src/http/caller-budget.ts'
import { createCostGate } from '../../src/http/operation-cost.ts'
import { silentLogger } from '../../src/observability/logger.ts'
import { output } from '../../src/projection/output.ts'
import { providers } from '../../src/providers/registry.ts'
import { compileRows } from '../../src/schema/from-record.ts'
import { createSchema } from '../../src/schema/schema.ts'
import { createRequestPlans } from '../../src/service/request-plans.ts'

const schema = createSchema(providers)

test('compiled queries are kept, and forgotten in the end, whatever conditions callers make up', async () => {
  const executor = createCompiledExecutor({ schema, output, compileRows })
  const context = { service: { linkedAccounts: () => [] } }
  // Compiling looks up the fields of a type; executing what is compiled does not.
  const look = vi.spyOn(schema.getQueryType() as GraphQLObjectType, 'getFields')
  async function isCompiledAnew(document: DocumentNode, variables: Record<string, boolean> = {}): Promise<boolean> {
    look.mockClear()
    const operation = executor.prepare(document, undefined)
    const values = operation?.readVariables(variables)
    expect(await operation?.execute(values as NonNullable<typeof values>, context)).not.toBeNull()
    return look.mock.calls.length > 0
  }
  const usual = parse('{ linkedAccounts { name } }')
  const conditions = Array.from({ length: 10 }, (_, index) => `c${index}`)
  const declared = conditions.map((name) => `$${name}: Boolean!`)
  const fields = Array.from({ length: 20 }, (_, index) => `a${index}: linkedAccounts { id name provider status }`)
  const skipped = conditions.map((name) => `... @skip(if: $${name}) { __typename }`)
  const many = parse(`query (${declared}) { ${fields} ${skipped} }`)

  expect(await isCompiledAnew(usual)).toBe(true)
  expect(await isCompiledAnew(usual)).toBe(false)
  for (let form = 0; form < 2 ** conditions.length; form += 1) {
    const chosen = Object.fromEntries(conditions.map((name, bit) => [name, (form & (2 ** bit)) > 0]))
    expect(await isCompiledAnew(many, chosen)).toBe(true)
  }
  expect(await isCompiledAnew(usual)).toBe(true)
})

test('a query is not compiled when its fragments make thousands of fields of it', async () => {
  const executor = createCompiledExecutor({ schema, output, compileRows })
  const context = { service: { getCustomer: async () => null } }
  const aliases = Array.from({ length: 25 }, (_, index) => `a${index}: customer(id: "x") { ...Near }`)
  const near = `fragment Near on Customer { ...Far counterparts { customer { ...Far counterparts { customer { ...Far } } } } }`
  const far = `fragment Far on Customer { ${Array.from({ length: 70 }, (_, index) => `f${index}: id`)} }`
  async function executes(selection: readonly string[]): Promise<boolean> {
    const operation = executor.prepare(parse(`{ ${selection} } ${near} ${far}`), undefined)
    const values = operation?.readVariables({})
    return (await operation?.execute(values as NonNullable<typeof values>, context)) !== null
  }
  expect(await executes(aliases.slice(0, 20))).toBe(true)
  expect(await executes(aliases)).toBe(false)
})

test('the costs of operations are kept, and forgotten in the end, whatever variables callers make up', async () => {
  const budget = createCallerBudget(createMemoryLimiter(1_000_000), silentLogger, Date.now)
  const gate = createCostGate({ schema, maximum: 100, budget })
  const plans = createRequestPlans({ sources: [], orderScanPages: 1, listMaximum: 1 })
  const reckon = vi.spyOn(plans, 'customers')
  const document = parse('query ($id: ID!) { customer(id: $id) { id } }')
  async function isReckonedAnew(id: string): Promise<boolean> {
    reckon.mockClear()
    await gate.admit({ document, variables: { id } }, plans, 'caller')
    return reckon.mock.calls.length > 0
  }

  expect(await isReckonedAnew('usual')).toBe(true)
  expect(await isReckonedAnew('usual')).toBe(false)
  for (let count = 0; count < 10_000; count += 1) expect(await isReckonedAnew(`${count}-${'x'.repeat(900)}`)).toBe(true)
  expect(await isReckonedAnew('usual')).toBe(true)
})
