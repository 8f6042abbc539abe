// GraphiQL in a real browser: that the page works under its own content security policy, and that it asks no other host
// for anything. Needs a Chromium; without one it is left out on a developer's machine, and fails in continuous
// integration. GRAPHIQL_SCREENSHOT=docs/images/graphiql.png writes the picture of the README anew.
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type RunningServer, startServer } from '../../src/index.ts'
import { hasBrowser, launchBrowser, type Watched, watch } from '../browser.ts'
import { type Rig, startRig } from '../gateway/rig.ts'

describe.runIf(hasBrowser('GraphiQL'))('GraphiQL in a browser', { timeout: 60_000 }, () => {
  let rig: Rig
  let server: RunningServer
  let browser: Browser
  let page: Page
  let watched: Watched

  beforeAll(async () => {
    rig = await startRig({ customers: 260 })
    server = await startServer({ gateway: rig.gateway, host: '127.0.0.1', port: 0 })
    browser = await launchBrowser()
    page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
    watched = await watch(page)
    await page.goto(`${server.address}/graphql`)
    await page.locator('[role=tab]').first().waitFor()
  }, 60_000)
  afterAll(async () => {
    await browser?.close()
    await server?.close()
    await rig?.close()
  })

  async function shownVariables(): Promise<unknown> {
    const text = await page.locator('.graphiql-editor-tool .view-lines').first().innerText()
    return text === '' ? null : JSON.parse(text.replaceAll('\u00a0', ' '))
  }

  async function openTab(name: string): Promise<void> {
    await page.locator('[role=tab] button', { hasText: new RegExp(`^${name}$`) }).click()
    await expect.poll(() => page.locator('[role=tab][aria-selected=true]').innerText()).toBe(name)
  }

  /** The editor writes no-break spaces. */
  async function shownAnswer(): Promise<string> {
    return (await page.locator('.graphiql-response').innerText()).replaceAll('\u00a0', ' ')
  }

  /** Presses the button until the page sends something: while it is busy showing a tab it takes no notice. */
  async function run(): Promise<string> {
    for (let presses = 1; ; presses += 1) {
      const answered = page.waitForResponse(
        (response) =>
          response.request().method() === 'POST' && !(response.request().postData() ?? '').includes('__schema'),
        { timeout: 10_000 },
      )
      const caught = answered.catch((error: unknown) => {
        if (presses === 3) throw error
        return null
      })
      await page.locator('.graphiql-execute-button').click()
      const response = await caught
      if (response !== null) return response.text()
    }
  }

  test('opens with a tab for each thing that one does', async () => {
    expect(await page.locator('[role=tab]').allInnerTexts()).toEqual([
      'ListCustomers',
      'ListCustomersWithSources',
      'FilterCustomers',
      'OrderCustomers',
      'GetCustomer',
      'ExplainCustomer',
      'GetCounterparts',
      'GetCustomerGroup',
      'LinkedAccounts',
      'PlanArchive',
      'ArchiveCustomer',
      'ArchiveCustomers',
    ])
    expect(await page.title()).toBe('Customer Gateway')
    await expect.poll(shownVariables).toEqual({ first: 20, includeArchived: false })
  })

  test('lists customers', async () => {
    const { data, errors } = JSON.parse(await run())
    expect(errors).toBeUndefined()
    expect(data.customers.nodes).toHaveLength(20)
    await expect.poll(shownAnswer).toContain(data.customers.nodes[0].displayName)
    const picture = process.env['GRAPHIQL_SCREENSHOT']
    if (picture !== undefined) await page.screenshot({ path: picture })
  })

  test('tells on hover what each provider has of a field', async () => {
    await page
      .locator('.graphiql-query-editor .view-line span', { hasText: /^ *email$/ })
      .last()
      .hover()
    await expect
      .poll(async () => (await page.locator('.monaco-hover').allInnerTexts()).join(' ').replaceAll('\u00a0', ' '))
      .toContain('Sequence: detail only')
  })

  test('tells which account failed', async () => {
    rig.sandboxes.thred.control.setFaults({ name: 'drop' })
    await openTab('ListCustomersWithSources')
    const { data } = JSON.parse(await run())
    expect(data.customers.isComplete).toBe(false)
    await expect.poll(shownAnswer).toContain('SourceFailed')
    rig.sandboxes.thred.control.clearFaults()
  })

  test('archives', async () => {
    await openTab('ArchiveCustomer')
    const { data } = JSON.parse(await run())
    expect(data.archiveCustomer.userErrors).toMatchObject([{ code: 'INVALID_ID' }])
  })

  test('shows the description of the schema', async () => {
    await page.locator('[aria-label*="Documentation"]').first().click()
    await expect.poll(() => page.locator('.graphiql-plugin').innerText()).toContain('Start with customers')
  })

  test('opens an operation that its address holds', async () => {
    const query = encodeURIComponent('query FromTheAddress($first: Int) { customers(first: $first) { isComplete } }')
    await page.goto(`${server.address}/graphql?query=${query}&variables=${encodeURIComponent('{"first":7}')}`)
    await expect.poll(() => page.locator('[role=tab]').allInnerTexts()).toContain('FromTheAddress')
    await expect.poll(shownVariables).toEqual({ first: 7 })
    expect(JSON.parse(await run())).toMatchObject({ data: { customers: { isComplete: true } } })
  })

  test('opens again with nothing but the small page sent, also after operations', async () => {
    await page.goto(`${server.address}/graphql`)
    await page.locator('.graphiql-execute-button').waitFor()
    const sent = await page.evaluate(() => {
      const files = performance.getEntriesByType('resource') as PerformanceResourceTiming[]
      return files
        .filter(({ name }) => name.includes('graphiql-file'))
        .map(({ name, transferSize }) => [name.split('.').at(-1), transferSize])
    })
    expect(sent.toSorted()).toEqual([
      ['css', 0],
      ['js', 0],
    ])
  })

  test('asked no other host, and nothing was complained of', () => {
    const hosts = watched.requested.filter((url) => /^(https?|wss?):/.test(url)).map((url) => new URL(url).origin)
    expect([...new Set(hosts)]).toEqual([server.address])
    expect(watched.complaints).toEqual([])
  })
})
