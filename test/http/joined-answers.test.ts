// One execution for all who ask the same at the same time: who shares it, who never does, and what each of them gets.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { LeaveSignal } from '../../src/domain/leaving.ts'
import type { Viewer } from '../../src/domain/viewer.ts'
import { createJoinedAnswers, type JoinedAnswers, type SharedExecution } from '../../src/http/joined-answers.ts'
import { type Answer, type Rig, type RigOptions, startRig } from '../gateway/rig.ts'
import { createCaller } from './callers.ts'

describe('an execution', () => {
  interface Begun extends SharedExecution<string> {
    readonly signal: LeaveSignal
    isHeard: boolean
    end(answer: string): void
    fail(error: Error): void
  }
  const viewer: Viewer = { id: 'one', linkedAccounts: 'all' }
  let joined: JoinedAnswers<string, Begun>
  let begun: Begun[]

  beforeEach(() => {
    joined = createJoinedAnswers(true)
    begun = []
  })

  function join({ by = viewer, key = 'query', at = 0, among = joined } = {}) {
    return among.join(by, key, at, (signal) => {
      const { promise, resolve, reject } = Promise.withResolvers<string>()
      const execution: Begun = {
        signal,
        answer: promise,
        isHeard: false,
        hasHeard: () => execution.isHeard,
        end: resolve,
        fail: reject,
      }
      begun.push(execution)
      return execution
    })
  }

  test('is one for all who ask the same of the same viewer, until it has ended', async () => {
    const answers = [join(), join({ at: 1_000 }), join({ at: 500 })].map(({ answer }) => answer)
    expect(begun).toHaveLength(1)
    begun[0]?.end('answer')
    expect(await Promise.all(answers)).toEqual(['answer', 'answer', 'answer'])
    join()
    expect(begun).toHaveLength(2)
  })

  test.each([
    ['of another viewer, though it looks alike', { by: { ...viewer } }],
    ['with another key', { key: 'other' }],
    ['whose time ends much later', { at: 1_001 }],
    ['whose time ends earlier', { at: -1 }],
  ])('is not joined by one %s', (_who, other) => {
    join()
    join(other)
    expect(begun).toHaveLength(2)
  })

  test('is not joined once a provider has answered for it', () => {
    join()
    Object.assign(begun[0] ?? {}, { isHeard: true })
    join()
    expect(begun).toHaveLength(2)
  })

  test('is not joined after a change, and goes on for those who wait', async () => {
    const { answer } = join()
    joined.separate()
    join()
    expect(begun).toHaveLength(2)
    begun[0]?.end('old')
    expect(await answer).toBe('old')
    join()
    expect(begun).toHaveLength(2)
  })

  test('is not joined where joining is off', () => {
    const apart = createJoinedAnswers<string, Begun>(false)
    join({ among: apart })
    join({ among: apart })
    expect(begun).toHaveLength(2)
  })

  test('outlives those who leave, and is given up with the last of them', async () => {
    const [first, second] = [join(), join()]
    first.leave()
    first.leave()
    expect(await first.answer).toBeNull()
    expect(begun[0]?.signal.aborted).toBe(false)
    second.leave()
    expect(begun[0]?.signal.aborted).toBe(true)
    begun[0]?.end('too late')
    expect(await second.answer).toBeNull()
    join()
    expect(begun).toHaveLength(2)
  })

  test('that fails fails for all who wait, and for nobody else', async () => {
    const answers = [join(), join()].map(({ answer }) => answer.catch((error: Error) => error.message))
    begun[0]?.fail(new Error('A defect.'))
    expect(await Promise.all(answers)).toEqual(['A defect.', 'A defect.'])
    join()
    expect(begun).toHaveLength(2)
  })
})

describe('callers over HTTP', () => {
  const [desk, other] = [createCaller('desk'), createCaller('other')]
  const layerOnly = createCaller('layer-only', { linkedAccounts: ['layer'] })
  const list = '{ customers(first: 6) { nodes { id displayName } } }'
  const told =
    '{ customers(first: 6) { nodes { id } sources { linkedAccount { name } ... on SourceFailed { code } } } }'
  let rig: Rig

  const start = (options: RigOptions = {}): Promise<Rig> =>
    startRig({ customers: 6, auth: { apiKeys: [desk, other, layerOnly].map(({ entry }) => entry) }, ...options })
  beforeAll(async () => {
    rig = await start()
  })
  beforeEach(() => rig.reset())
  afterAll(() => rig.close())

  const ask = (caller = desk, document = list, variables = {}, init: RequestInit = {}): Promise<Answer> =>
    rig.query(document, variables, { ...init, headers: caller.headers })
  const listReads = () => Object.values(rig.sandboxes).map(({ control }) => control.counters().requests.list)
  const lines = (message: string) => rig.lines.filter(({ msg }) => msg === message)
  const slow = { name: 'latency', operations: ['list'], ms: 1_000 } as const

  /** Lists arrive when all have asked; tokens, documents and forms are there before. */
  async function slowDown(): Promise<void> {
    for (const document of [list, told]) await ask(desk, document)
    for (const { control } of Object.values(rig.sandboxes)) control.setFaults(slow)
    rig.lines.length = 0
  }

  test('get the text that each would have got alone, under their own request ids', async () => {
    const alone = await ask()
    await slowDown()
    const before = listReads()
    const answers = await Promise.all([ask(), ask(), ask()])
    expect(answers.map(({ text, status }) => [status, text])).toEqual(answers.map(() => [200, alone.text]))
    const ids = answers.map(({ headers }) => headers.get('x-request-id'))
    expect(new Set(ids).size).toBe(3)
    expect(lines('request').map(({ requestId }) => requestId)).toEqual(expect.arrayContaining(ids))
    expect(lines('request')).toMatchObject([{ isCompiled: true }, { isCompiled: true }, { isCompiled: true }])
    expect(listReads().map((count, index) => count - (before[index] ?? 0))).toEqual([1, 1, 1])
  })

  test('are told of a failed account each, in the data where they ask for it there', async () => {
    await slowDown()
    rig.sandboxes.thred.control.setFaults([slow, { name: 'status', status: 403, operations: ['list'] }])
    const answers = await Promise.all([ask(desk, told), ask(desk, told), ask(desk, told)])
    for (const { data, errors } of answers) {
      expect(errors).toBeUndefined()
      expect(data.customers.sources[2]).toMatchObject({ code: 'FORBIDDEN' })
    }
    const failedSources = [{ linkedAccount: 'thred', code: 'FORBIDDEN' }]
    expect(lines('request')).toMatchObject([{ failedSources }, { failedSources }, { failedSources }])
    // It was found out once.
    expect(rig.lines.filter(({ level, linkedAccount }) => level === 40 && linkedAccount === 'thred')).toHaveLength(1)
  })

  test('are told of a failed account each, in `errors` where they do not, and nobody is asked again for it', async () => {
    await slowDown()
    rig.sandboxes.thred.control.setFaults([slow, { name: 'status', status: 403, operations: ['list'] }])
    const before = listReads()
    const answers = await Promise.all([ask(), ask(), ask()])
    for (const { data, errors } of answers) {
      expect(data.customers.nodes).toHaveLength(4)
      expect(errors).toMatchObject([{ path: ['customers'], extensions: { code: 'FORBIDDEN', provider: 'THRED' } }])
    }
    const [layer, sequence] = listReads().map((count, index) => count - (before[index] ?? 0))
    expect([layer, sequence]).toEqual([1, 1])
    expect(lines('request')).toHaveLength(3)
  })

  test('who leave hurt nobody who stays, and the log says who left', async () => {
    let admitted = 0
    const count = () => Promise.resolve({ msBeforeNext: 60_000 })
    const callerLimiter = {
      consume: () => {
        admitted += 1
        return count()
      },
      reward: count,
    }
    const counting = await start({ callerLimiter })
    const post = (init: RequestInit = {}) => counting.query(list, {}, { ...init, headers: desk.headers })
    const reads = () => Object.values(counting.sandboxes).map(({ control }) => control.counters().requests.list)
    const requests = () => counting.lines.filter(({ msg }) => msg === 'request')
    for (let time = 0; time < 2; time += 1) await post()
    for (const { control } of Object.values(counting.sandboxes)) control.setFaults(slow)
    counting.lines.length = 0
    const before = reads()
    const leaver = new AbortController()
    const left = post({ signal: leaver.signal }).catch(() => null)
    await expect.poll(() => admitted).toBe(3)
    const stays = post()
    await expect.poll(() => admitted).toBe(4)
    leaver.abort()
    expect(await left).toBeNull()
    await expect.poll(requests).toMatchObject([{ callerLeft: true }])
    expect((await stays).data.customers.nodes).toHaveLength(6)
    expect(requests()[1]?.['callerLeft']).toBeUndefined()
    expect(reads().map((count, index) => count - (before[index] ?? 0))).toEqual([1, 1, 1])
    await counting.close()
  })

  test('who ask after an archive get what is true after it', async () => {
    const [{ id }] = (await ask()).data.customers.nodes
    await slowDown()
    const before = listReads()
    const earlier = ask()
    await expect.poll(() => listReads().map((count, index) => count - (before[index] ?? 0))).toEqual([1, 1, 1])
    const mutation = 'mutation($id: ID!) { archiveCustomer(input: { id: $id }) { outcome } }'
    expect((await ask(other, mutation, { id })).data.archiveCustomer).toEqual({ outcome: 'ARCHIVED' })
    const later = await ask()
    expect(later.data.customers.nodes.map((node: { id: string }) => node.id)).not.toContain(id)
    await earlier
    // The account of the customer was asked once more.
    expect(listReads()[0]).toBe((before[0] ?? 0) + 2)
  })

  test('never share an answer across viewers, accounts, variables or conditions', async () => {
    const document =
      'query($first: Int!, $withName: Boolean!) { customers(first: $first) { nodes { id displayName @include(if: $withName) } } }'
    const wanted = [
      [desk, { first: 4, withName: true }],
      [other, { first: 4, withName: true }],
      [layerOnly, { first: 4, withName: true }],
      [desk, { first: 5, withName: true }],
      [desk, { first: 4, withName: false }],
    ] as const
    const alone: string[] = []
    for (const [caller, variables] of wanted) alone.push((await ask(caller, document, variables)).text)
    expect(new Set(alone).size).toBe(4)
    await slowDown()
    const together = await Promise.all(wanted.map(([caller, variables]) => ask(caller, document, variables)))
    expect(together.map(({ text }) => text)).toEqual(alone)
  })

  test('are counted one by one, and refused one by one', async () => {
    const tight = await start({ callerCostPerMinute: 20 })
    const post = () => tight.query(list, {}, { headers: desk.headers })
    await post()
    for (const { control } of Object.values(tight.sandboxes)) control.setFaults(slow)
    const answers = await Promise.all(Array.from({ length: 8 }, post))
    const codes = answers.map(({ errors }) => errors?.[0]?.extensions?.['code'])
    expect(new Set(codes)).toEqual(new Set([undefined, 'RATE_LIMITED']))
    await tight.close()
  })

  test('are answered one by one where reads are not joined', async () => {
    const apart = await start({ joinReads: false })
    const post = () => apart.query(list, {}, { headers: desk.headers })
    const counts = () => Object.values(apart.sandboxes).map(({ control }) => control.counters().requests.list)
    await post()
    const before = counts()
    for (const { control } of Object.values(apart.sandboxes)) control.setFaults(slow)
    await Promise.all([post(), post()])
    expect(counts().map((count, index) => count - (before[index] ?? 0))).toEqual([2, 2, 2])
    await apart.close()
  })
})
