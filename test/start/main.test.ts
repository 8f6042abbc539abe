// The program itself, as an operator starts it: one process, its output, its exit code.
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { providers } from '../../src/providers/registry.ts'
import { ask, killPrograms, listening, startProgram } from './program.ts'

afterEach(killPrograms)

describe('without any configuration, the program', () => {
  it('serves customers of every provider from sandboxes, and says that they are invented', async () => {
    const program = startProgram({})
    const address = await listening(program)
    const { data, errors } = await ask(address, '{ customers(first: 9) { nodes { provider } isComplete } }')
    expect(errors).toBeUndefined()
    expect(data).toMatchObject({ customers: { isComplete: true } })
    for (const { name } of providers) {
      expect(JSON.stringify(data)).toContain(name)
      expect(program.output()).toMatch(
        new RegExp(`${name} +SANDBOX +invented customers +make it fail: http://127\\.0\\.0\\.1:\\d+/__sandbox/`),
      )
    }
  })

  it('prints a command that works as it is printed', async () => {
    const program = startProgram({})
    const address = await listening(program)
    const query = /-d '\{"query":"(.+)"\}'/.exec(program.output())?.[1]
    const { data } = await ask(address, String(query))
    expect(data).toMatchObject({ customers: { nodes: [expect.anything(), expect.anything(), expect.anything()] } })
  })

  it('prints sandbox addresses that answer', async () => {
    const program = startProgram({})
    await listening(program)
    const controls = program.output().match(/http:\S+__sandbox\//g) ?? []
    expect(controls).toHaveLength(providers.length)
    for (const control of controls) expect((await fetch(control)).status).toBe(200)
  })

  it('keeps the log apart from what it prints for people', async () => {
    const program = startProgram({})
    await listening(program)
    const lines = program.errors().trim().split('\n')
    expect(lines.map((line) => JSON.parse(line).msg)).toContain('listening')
    expect(program.output()).not.toContain('"msg"')
  })

  it.each(['SIGTERM', 'SIGINT'] as const)('ends with 0 on %s', async (signal) => {
    const program = startProgram({})
    await listening(program)
    program.process.kill(signal)
    expect(await program.ended).toBe(0)
  })
})

describe('a stop', () => {
  it('reaches the program through npm, which supervisors often start and signal', async () => {
    const npm = startProgram(process.env, { command: ['npm', 'start'] })
    await listening(npm)
    npm.process.kill('SIGTERM')
    // Its pipes close only when the last process that holds them has ended: no orphan is left.
    expect(await npm.ended).toBe(0)
    expect(npm.errors()).toContain('"stopping"')
  }, 40_000)

  it('that is asked for twice is still orderly', async () => {
    const program = startProgram({})
    await listening(program)
    program.process.kill('SIGTERM')
    program.process.kill('SIGTERM')
    expect(await program.ended).toBe(0)
  })
})

describe('what the operator can mend', () => {
  it('ends the program with 1 and a list of problems, without a stack and without a value', async () => {
    const program = startProgram({ PORT: 'four thousand', LAYER_CLIENT_SECRET: 'correct horse' })
    expect(await program.ended).toBe(1)
    for (const name of ['PORT', 'LAYER_CLIENT_ID', 'LAYER_BUSINESS_ID', 'SANDBOX'])
      expect(program.errors()).toContain(`  ${name} `)
    expect(program.errors()).not.toMatch(/ {4}at |four thousand|correct horse/)
    expect(program.output()).toBe('')
  })

  it('is that nothing says who may ask, where other machines can; AUTH=none starts it with a warning', async () => {
    const refused = startProgram({ HOST: '0.0.0.0' })
    expect(await refused.ended).toBe(1)
    expect(refused.errors()).toContain('  AUTH is missing: HOST lets other machines in')
    const open = startProgram({ HOST: '0.0.0.0', AUTH: 'none' })
    await listening(open)
    expect(open.errors()).toContain('everybody who can reach this gateway may read and archive every customer')
  })

  it('is told when the audit log cannot be written to: nothing is served whose changes could not be recorded', async () => {
    const program = startProgram({ AUDIT_LOG: '/no/such/folder/audit.log' })
    expect(await program.ended).toBe(1)
    expect(program.errors()).toContain('  AUDIT_LOG names what cannot be written to (ENOENT)')
    expect(program.errors()).not.toMatch(/ {4}at |no\/such/)
  })

  it('is told in a sentence when the port is in use', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const program = startProgram({ PORT: String((other.address() as AddressInfo).port) })
    expect(await program.ended).toBe(1)
    expect(program.errors()).toContain('The port is in use already.')
    expect(program.errors()).not.toContain('    at ')
    other.close()
  })
})

describe('with SANDBOX=mixed, the program', () => {
  it('says which customers are real', async () => {
    const program = startProgram({
      SANDBOX: 'mixed',
      SEQUENCE_CLIENT_ID: 'client',
      SEQUENCE_CLIENT_SECRET: 'correct horse',
      SEQUENCE_ENVIRONMENT: 'production',
    })
    await listening(program)
    expect(program.output()).toMatch(/sequence +SEQUENCE +REAL +environment "production"\n/)
    expect(program.output()).toMatch(/layer +LAYER +SANDBOX/)
    expect(program.output() + program.errors()).not.toContain('correct horse')
  })
})
