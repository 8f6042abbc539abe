// What a provider's client allows to be sent again: reads, and never a change.
import { afterEach, describe, expect, test } from 'vitest'
import { providers } from '../../src/providers/registry.ts'
import type { Sandbox } from '../../src/providers/sandbox-server.ts'
import { call, connect, failureOf, firstId } from './harness.ts'

const open: { close(): Promise<void> }[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()))
})

describe.each(providers)('$title', (definition) => {
  async function start() {
    const sandbox: Sandbox = await definition.startSandbox({ customers: 3, settings: { rateLimit: null } as object })
    const { client, close } = connect(definition, sandbox.environment)
    open.push(sandbox, { close })
    return { client, control: sandbox.control, id: await firstId(client) }
  }

  test.each(['list', 'get'] as const)('a %s that failed once is sent once more, and served', async (operation) => {
    const { client, control, id } = await start()
    const before = control.counters().requests[operation]
    control.setFaults({ name: 'status', status: 503, operations: [operation], times: 1 })
    await (operation === 'get' ? client.get(id, call()) : firstId(client))
    expect(control.counters().requests[operation] - before).toBe(2)
  })

  const changes = (['archive', 'unarchive'] as const).filter((operation) => definition.capabilities[operation])

  test.each(changes)('an %s that failed is not sent again', async (operation) => {
    const { client, control, id } = await start()
    if (operation === 'unarchive') await client.archive(id, call())
    control.setFaults({ name: 'status', status: 503, operations: [operation], times: 1 })
    expect((await failureOf(client[operation](id, call()))).message).toContain(`${definition.title}, `)
    expect(control.counters().requests[operation]).toBe(1)
  })
})
