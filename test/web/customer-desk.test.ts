// The customer desk in a real browser, with providers that work and providers that do not.
// DESK_SCREENSHOTS=docs/images writes the pictures of the README anew.
import { gzipSync } from 'node:zlib'
import axe from 'axe-core'
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { hasBrowser, launchBrowser, type Watched, watch } from '../browser.ts'
import { buildDesk, builtScripts, type Desk, startDesk } from './desk.ts'

const mostScriptBytes = 180_000

describe.runIf(hasBrowser('the customer desk'))('the customer desk', { timeout: 60_000 }, () => {
  let desk: Desk
  let browser: Browser
  let page: Page
  let watched: Watched

  beforeAll(async () => {
    buildDesk()
    desk = await startDesk(60)
    browser = await launchBrowser()
  }, 180_000)
  afterAll(async () => {
    await browser?.close()
    await desk?.close()
  })
  beforeEach(async () => {
    desk.rig.reset()
    await open()
  })
  afterEach(async () => {
    const hosts = watched.requested.filter((url) => url.startsWith('http')).map((url) => new URL(url).origin)
    expect([...new Set(hosts)]).toEqual([desk.address])
    expect(watched.complaints).toEqual([])
    await page.context().close()
  })

  async function open(options: BrowserContextOptions = {}): Promise<void> {
    await page?.context().close()
    const context = await browser.newContext({
      viewport: { width: 1280, height: 800 },
      colorScheme: 'light',
      locale: 'en-GB',
      ...options,
    })
    page = await context.newPage()
    watched = await watch(page)
    await page.goto(desk.address)
    await expect.poll(() => rows().count()).toBeGreaterThan(3)
  }

  const rows = (): Locator => page.getByRole('row')
  /** By the customer's name, or by a provider's. */
  const row = (text: string): Locator => rows().filter({ hasText: text })
  const status = (): Promise<string> => page.locator('.toolbar [role=status]').innerText()
  const button = (name: string | RegExp): Locator => page.getByRole('button', { name, exact: typeof name === 'string' })
  const drawer = (): Locator => page.getByRole('dialog')
  const dialog = (): Locator => page.getByRole('alertdialog')

  /** What the keyboard is at. */
  const focused = (): Promise<string> => page.evaluate(() => document.activeElement?.textContent ?? '')

  async function openCustomer(text: string): Promise<void> {
    await row(text).first().click()
    await drawer().getByText('Provider’s id').waitFor()
  }

  async function confirm(name: string | RegExp): Promise<void> {
    const press = dialog().getByRole('button', { name })
    await press.waitFor()
    await expect.poll(() => press.isEnabled()).toBe(true)
    await press.click()
    await dialog().getByRole('button', { name: 'Close' }).waitFor()
  }

  async function searchName(text: string): Promise<void> {
    await page.getByRole('searchbox').fill(text)
    await expect.poll(() => allShown(text)).toBe(true)
  }

  async function allShown(text: string): Promise<boolean> {
    const names = await shownNames()
    return names.length > 0 && names.every((name) => name.toLowerCase().includes(text.toLowerCase()))
  }

  /** Names of the rows in sight, from top to bottom, which is not always their order in the document. */
  async function shownNames(): Promise<readonly string[]> {
    const shown = await page.locator('[role=row]:has(.name)').evaluateAll((elements) =>
      elements
        .map((element) => ({
          index: Number(element.getAttribute('aria-rowindex')),
          name: element.querySelector('.name')?.textContent ?? '',
        }))
        .toSorted((one, other) => one.index - other.index),
    )
    return shown.map(({ name }) => name)
  }

  async function scrollUntil(isThere: () => Promise<boolean>): Promise<void> {
    const table = page.getByRole('grid', { name: 'Customers' })
    await expect
      .poll(async () => {
        await table.evaluate((element) => element.scrollBy(0, 400))
        return isThere()
      })
      .toBe(true)
  }

  async function picture(name: string): Promise<void> {
    const folder = process.env['DESK_SCREENSHOTS']
    if (folder !== undefined) await page.screenshot({ path: `${folder}/${name}.png` })
  }

  /** What a screen reader or a keyboard would stumble over, by rule and place. */
  async function violations(): Promise<readonly string[]> {
    await page.evaluate(axe.source)
    const found = await page.evaluate(async () => {
      const results = await (globalThis as unknown as { axe: typeof axe }).axe.run()
      return results.violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`))
    })
    return found
  }

  test('shows the customers of all providers in one table, without a violation', async () => {
    for (const provider of ['Layer', 'Sequence', 'Thred']) {
      expect(await page.locator('.badge', { hasText: provider }).count()).toBeGreaterThan(1)
    }
    expect(await status()).toBe('50 customers so far')
    expect(await violations()).toEqual([])
    await picture('desk')
  })

  test('loads further pages as one scrolls, to the end', async () => {
    await scrollUntil(async () => /^1\d\d customers in all$/.test(await status()))
  })

  test('searches by name, exactly by e-mail address, and by provider', async () => {
    const search = page.getByRole('searchbox')
    await searchName('bakery')
    await search.fill('')
    await button(/Search by/).click()
    await page.getByRole('option', { name: 'E-mail' }).click()
    await search.fill('nobody@nowhere.example')
    await page.getByText('No customers match.').waitFor()
    await search.fill('')
    await button('Thred').click()
    await expect.poll(() => page.locator('.badge', { hasText: /Layer|Sequence/ }).count()).toBe(0)
    await expect.poll(() => page.locator('.badge', { hasText: 'Thred' }).count()).toBeGreaterThan(3)
  })

  test('puts customers in the order of their names', async () => {
    await button(/Order/).click()
    await page.getByRole('option', { name: 'Name, A to Z' }).click()
    await expect
      .poll(async () => {
        const names = await shownNames()
        const sorted = names.toSorted((one, other) => one.localeCompare(other, 'en', { numeric: true }))
        return names.length > 5 && names.join() === sorted.join()
      })
      .toBe(true)
  })

  test('lists archived customers when asked to', async () => {
    const archived = page.locator('.state', { hasText: 'Archived' })
    await scrollUntil(async () => (await status()).endsWith('in all'))
    const active = Number.parseInt(await status(), 10)
    await page.getByText('Include archived').click()
    await scrollUntil(async () => (await archived.count()) > 0)
    await scrollUntil(async () => (await status()).endsWith('in all'))
    expect(Number.parseInt(await status(), 10)).toBeGreaterThan(active)
  })

  test('names a provider that is down, and fetches just the rows that it owes', async () => {
    desk.rig.sandboxes.thred.control.setFaults({ name: 'drop' })
    await open()
    await page.getByText('Thred (thred) is down.').waitFor()
    expect(await page.locator('.badge', { hasText: 'Layer' }).count()).toBeGreaterThan(1)
    expect(await page.locator('.badge', { hasText: 'Thred' }).count()).toBe(0)
    expect(await violations()).toEqual([])
    await picture('desk-provider-down')
    desk.rig.sandboxes.thred.control.clearFaults()
    desk.rig.reset()
    const asked = desk.rig.sandboxes.layer.control.counters().requests.list
    await button('Fetch Thred’s missing customers').click()
    await expect.poll(() => page.locator('.banner').count()).toBe(0)
    expect(desk.rig.sandboxes.layer.control.counters().requests.list).toBe(asked)
    expect(await status()).toMatch(/^(5[1-9]|[6-9]\d) customers|^\d+ customers so far/)
  })

  test('says so when no provider can be read, and tries again', async () => {
    for (const { control } of Object.values(desk.rig.sandboxes)) control.setFaults({ name: 'status', status: 403 })
    await page.reload()
    await button('Try again').waitFor()
    expect(await status()).toBe('No customers could be loaded')
    await page.getByText('Layer does not allow the access. Sequence does').waitFor()
    desk.rig.reset()
    await button('Try again').click()
    await expect.poll(status).toBe('50 customers so far')
  })

  test('shows the whole customer: fields, why some are empty, the provider’s own data and JSON, without a violation', async () => {
    await openCustomer('Sequence')
    await drawer()
      .getByRole('button', { name: /Why \d+ fields are empty/ })
      .click()
    await drawer().getByText('Sequence has no such field').waitFor()
    await drawer().getByRole('button', { name: 'Only at Sequence' }).click()
    await drawer().getByText('API version').waitFor()
    await drawer().getByRole('button', { name: 'The provider’s own JSON' }).click()
    await drawer().getByText('"legalName"').waitFor()
    await expect.poll(() => drawer().getByText('Asking the other providers…').count()).toBe(0)
    expect(await violations()).toEqual([])
    await picture('desk-customer')
  })

  test('finds the same customer at other providers and leads there', async () => {
    const group = await sharedCustomer()
    await searchName(group.name)
    await openCustomer(group.name)
    const match = drawer().locator('.matches li').first()
    await match.waitFor()
    const elsewhere = await match.locator('.badge').innerText()
    await match.getByRole('button').click()
    await expect.poll(() => drawer().locator('.tags .badge').innerText()).toBe(elsewhere)
  })

  test('archives one customer: first the plan, then the outcome, then the row', async () => {
    const name = await nameOf('Thred')
    await openCustomer(name)
    await drawer().getByRole('button', { name: 'Archive…' }).click()
    await dialog().getByText('Nothing has been sent yet').waitFor()
    await dialog()
      .getByText(/^POST .*\/archive\/$/)
      .waitFor()
    expect(await violations()).toEqual([])
    await picture('desk-archive')
    expect(transitions('thred')).toBe(0)
    await confirm('Archive')
    await dialog().getByText('Archived.').waitFor()
    expect(transitions('thred')).toBe(1)
    await dialog().getByRole('button', { name: 'Close' }).click()
    await drawer().getByRole('button', { name: 'Take out of the archive…' }).waitFor()
    await page.keyboard.press('Escape')
    await expect.poll(() => row(name).first().innerText()).toContain('Archived')
  })

  test('tells "already" when somebody else was faster', async () => {
    const name = await nameOf('Layer')
    await openCustomer(name)
    await drawer().getByRole('button', { name: 'Archive…' }).click()
    await dialog().getByText('Nothing has been sent yet').waitFor()
    await archiveBehindTheBack(name)
    await confirm('Archive')
    await dialog().getByText('Was archived already').waitFor()
  })

  test('tells "not known" when the provider leaves it open, and asks again', async () => {
    await openCustomer(await nameOf('Thred'))
    await drawer().getByRole('button', { name: 'Archive…' }).click()
    await dialog().getByText('Nothing has been sent yet').waitFor()
    desk.rig.sandboxes.thred.control.setFaults([
      { name: 'drop', operations: ['archive'] },
      { name: 'drop', operations: ['get', 'list'], after: 1 },
    ])
    await confirm('Archive')
    await dialog().getByText('Not known: the request was sent').waitFor()
    desk.rig.reset()
    await dialog().getByRole('button', { name: 'Ask again' }).click()
    await dialog().getByText('Archived.').waitFor()
  })

  test('tells "not supported" where a provider cannot take an archiving back', async () => {
    const name = await nameOf('Sequence')
    await openCustomer(name)
    await drawer().getByRole('button', { name: 'Archive…' }).click()
    await confirm('Archive')
    await dialog().getByRole('button', { name: 'Close' }).click()
    await drawer().getByRole('button', { name: 'Take out of the archive…' }).click()
    await dialog().getByText('Not changed').waitFor()
    await dialog()
      .getByText(/Sequence.*(cannot|not)/i)
      .first()
      .waitFor()
    expect(await dialog().getByRole('button', { name: 'Take out of the archive' }).isEnabled()).toBe(false)
  })

  test('archives a customer everywhere', async () => {
    const group = await sharedCustomer()
    await searchName(group.name)
    await openCustomer(group.name)
    await drawer().getByRole('button', { name: 'Archive everywhere…' }).click()
    await dialog().getByText('Nothing has been sent yet').waitFor()
    expect(await dialog().locator('.plan > li').count()).toBe(group.members)
    await confirm(/^Archive/)
    await expect.poll(() => dialog().locator('.plan > li').count()).toBe(group.members)
    expect(
      await dialog()
        .getByText(/^(Archived|Was archived already.*)\.$/)
        .count(),
    ).toBe(group.members)
  })

  test('archives many with their progress, and one failure hides no success', async () => {
    const boxes = page.getByRole('row').getByRole('checkbox')
    for (let index = 1; index <= 7; index += 1) await boxes.nth(index).click({ force: true })
    await button('Archive 7 customers…').click()
    await dialog().getByRole('button', { name: 'Cancel' }).click()
    await button('Archive 7 customers…').click()
    await dialog().getByText('Nothing has been sent yet').waitFor()
    expect(await dialog().getByText('It can be undone.').count()).toBe(2)
    await expect.poll(() => isInSight(dialog().getByRole('button', { name: 'Cancel' }))).toBe(true)
    desk.rig.sandboxes.layer.control.setFaults({ name: 'status', status: 422, operations: ['archive'] })
    desk.rig.sandboxes.thred.control.setFaults({ name: 'latency', ms: 300, operations: ['archive'] })
    const press = dialog().getByRole('button', { name: 'Archive 7 customers' })
    await expect.poll(() => press.isEnabled()).toBe(true)
    await press.click()
    await page.getByRole('progressbar').waitFor()
    await dialog()
      .getByText(/4 × archived, 3 × not changed|3 × not changed, 4 × archived/)
      .waitFor()
    expect(transitions('layer')).toBe(0)
    expect(transitions('thred') + transitions('sequence')).toBe(4)
    desk.rig.sandboxes.layer.control.clearFaults()
    await dialog().getByRole('button', { name: 'Ask again' }).click()
    await dialog().getByText('7 × archived.').waitFor()
    await dialog().getByRole('button', { name: 'Close' }).click()
    await expect.poll(() => page.evaluate(() => document.activeElement?.closest('[role=grid]') !== null)).toBe(true)
  })

  test('works by keyboard alone', async () => {
    await page.getByRole('searchbox').focus()
    await page.keyboard.type('bakery')
    await expect.poll(() => allShown('bakery')).toBe(true)
    for (let steps = 0; steps < 12; steps += 1) {
      await page.keyboard.press('Tab')
      const role = await page.evaluate(() => document.activeElement?.getAttribute('role'))
      if (role === 'row' || role === 'grid' || role === 'gridcell') break
    }
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await drawer().getByText('Provider’s id').waitFor()
    const shown = await drawer().getByRole('heading').first().innerText()
    await drawer().getByRole('button', { name: 'Archive…' }).focus()
    await page.keyboard.press('Enter')
    await dialog().getByText('Nothing has been sent yet').waitFor()
    await page.keyboard.press('Escape')
    await expect.poll(focused).toBe('Archive…')
    await page.keyboard.press('Escape')
    await expect.poll(() => drawer().count()).toBe(0)
    await expect.poll(focused).toContain(shown)
  })

  test('is readable in the dark, without a violation', async () => {
    await open({ colorScheme: 'dark' })
    expect(await violations()).toEqual([])
    await openCustomer('Thred')
    expect(await violations()).toEqual([])
    await picture('desk-dark')
  })

  test('works at the width of a phone', async () => {
    await open({ viewport: { width: 390, height: 780 }, hasTouch: true })
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
    expect(await violations()).toEqual([])
    await picture('desk-phone')
    await openCustomer('Layer')
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
    expect(await violations()).toEqual([])
  })

  test('its script stays within its budget', () => {
    const bytes = builtScripts().reduce((sum, script) => sum + gzipSync(script).length, 0)
    expect(bytes).toBeGreaterThan(50_000)
    expect(bytes).toBeLessThanOrEqual(mostScriptBytes)
  })

  /** The name of the first customer of a provider in the table. */
  async function nameOf(provider: string): Promise<string> {
    return row(provider).first().locator('.name').innerText()
  }

  async function isInSight(locator: Locator): Promise<boolean> {
    const box = await locator.boundingBox()
    return box !== null && box.y + box.height <= (page.viewportSize()?.height ?? 0)
  }

  function transitions(provider: 'layer' | 'sequence' | 'thred'): number {
    const counts = Object.values(desk.rig.sandboxes[provider].control.counters().transitions)
    return counts.reduce((sum, count) => sum + count, 0)
  }

  async function archiveBehindTheBack(name: string): Promise<void> {
    const { data } = await desk.rig.query(
      'query ($name: String!) { customers(first: 1, filter: { nameContains: $name }) { nodes { id } } }',
      { name },
    )
    await desk.rig.query('mutation ($id: ID!) { archiveCustomer(input: { id: $id }) { outcome } }', {
      id: data.customers.nodes[0].id,
    })
  }

  /** A customer that several providers know. */
  async function sharedCustomer(): Promise<{ readonly name: string; readonly members: number }> {
    const { data } = await desk.rig.query(
      '{ customers(first: 200, filter: { providers: [LAYER] }) { nodes { displayName externalId } } }',
    )
    for (const { displayName, externalId } of data.customers.nodes) {
      if (externalId === null) continue
      const answer = await desk.rig.query(
        'query ($id: String!) { customerGroup(externalId: $id) { members { id } } }',
        {
          id: externalId,
        },
      )
      const members = answer.data.customerGroup.members.length
      if (members > 1) return { name: displayName, members }
    }
    throw new Error('The sandboxes have no customer in common.')
  }
})
