// What the README says is tried: its query has the answer that it shows, and what it points at is there.
import { existsSync, readFileSync } from 'node:fs'
import { parse, print } from 'graphql'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addSandboxes, readConfiguration } from '../../src/config.ts'
import { createGateway, type Gateway } from '../../src/gateway.ts'
import type { Sandbox } from '../../src/providers/sandbox-server.ts'

const root = new URL('../../', import.meta.url)
const readme = readFileSync(new URL('README.md', root), 'utf8')

/** The text of the first fenced block in this language. */
function block(language: string): string {
  return new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``).exec(readme)?.[1] ?? ''
}

describe('the first query', () => {
  let sandboxes: Sandbox[] = []
  let gateway: Gateway
  beforeAll(async () => {
    const configuration = readConfiguration({})
    sandboxes = await Promise.all(configuration.sandboxes.map((provider) => provider.startSandbox()))
    gateway = createGateway(addSandboxes(configuration.gateway, sandboxes))
  })
  afterAll(async () => {
    await gateway.close()
    await Promise.all(sandboxes.map((sandbox) => sandbox.close()))
  })

  it('has the answer that is shown', async () => {
    const response = await gateway.handler(
      new Request('http://gateway.test/graphql', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query: block('graphql') }),
      }),
    )
    expect(await response.json()).toEqual(JSON.parse(block('json')))
  })

  it('is the one that the shell command sends', () => {
    const body = /-d '(\{"query".*\})'/.exec(readme)?.[1] ?? ''
    expect(print(parse(JSON.parse(body).query))).toBe(print(parse(block('graphql'))))
  })
})

it('points at files that are there', () => {
  const links = [...readme.matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, path]) => String(path))
  expect(links.length).toBeGreaterThan(8)
  for (const path of links) expect(existsSync(new URL(path, root)), path).toBe(true)
})

it('names only scripts that the package has', () => {
  const { scripts } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8'))
  const named = [...readme.matchAll(/npm run ([\w:-]+)/g)].map(([, name]) => String(name))
  expect(named.length).toBeGreaterThan(0)
  for (const name of named) expect(scripts).toHaveProperty([name])
})
