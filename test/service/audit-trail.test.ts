// What the audit trail owes while its destination fails, and when it tries again.
import { expect, test } from 'vitest'
import { silentLogger } from '../../src/observability/logger.ts'
import { ChangesRefused, createAuditTrail } from '../../src/service/audit-trail.ts'

type Entry = Parameters<ReturnType<typeof createAuditTrail>['write']>[0]
const entryOf = (nativeId: string): Entry => ({ nativeId }) as Entry

function startTrail() {
  const state = { now: 0, isFull: true, tries: 0, written: [] as (string | null)[] }
  const trail = createAuditTrail({
    auditLogger: {
      write: ({ nativeId }) => {
        state.tries += 1
        if (state.isFull) throw new Error('full')
        state.written.push(nativeId)
      },
    },
    logger: silentLogger,
    now: () => state.now,
  })
  return { trail, state }
}

test('a destination that fails is tried once a second, however many changes are asked for', () => {
  const { trail, state } = startTrail()
  trail.requireWorking()
  trail.write(entryOf('1'))
  trail.write(entryOf('2'))
  for (let asked = 0; asked < 50; asked += 1) expect(() => trail.requireWorking()).toThrow(ChangesRefused)
  expect(state.tries).toBe(1)
  state.now = 999
  expect(() => trail.requireWorking()).toThrow(ChangesRefused)
  state.now = 1_000
  expect(() => trail.requireWorking()).toThrow(ChangesRefused)
  expect(state.tries).toBe(2)
})

test('what is owed is written in order, once, before anything else is changed', () => {
  const { trail, state } = startTrail()
  for (const id of ['1', '2', '3']) trail.write(entryOf(id))
  state.isFull = false
  state.now = 1_000
  trail.requireWorking()
  trail.write(entryOf('4'))
  expect(state.written).toEqual(['1', '2', '3', '4'])
})
