// A real browser for the tests that need one. Without a Chromium they are left out on a developer's machine, with a
// line that says so, and fail in continuous integration.
import { existsSync } from 'node:fs'
import { type Browser, chromium, type Page } from 'playwright-core'

const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
const executablePath = places.find((path) => existsSync(path))
const isRequired = (process.env['CI'] ?? '') !== ''

const withoutNetwork = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** Whether tests in a browser are to run. Says what is left out when they are not. */
export function hasBrowser(what: string): boolean {
  const has = executablePath !== undefined || isRequired
  if (!has) process.stderr.write(`\nNOT TESTED: ${what}, because there is no browser (${places.join(', ')}).\n\n`)
  return has
}

export function launchBrowser(): Promise<Browser> {
  if (executablePath === undefined) throw new Error(`No Chromium at ${places.join(', ')}.`)
  return chromium.launch({ executablePath, args: withoutNetwork })
}

export interface Watched {
  /** URLs of everything that the page asked for. */
  readonly requested: readonly string[]
  /** Errors and warnings of the page, and violations of its content security policy. */
  readonly complaints: string[]
}

/** From now on notes what the page asks for and what it complains of. */
export async function watch(page: Page): Promise<Watched> {
  const requested: string[] = []
  const complaints: string[] = []
  page.on('request', (request) => requested.push(request.url()))
  page.on('console', (message) => {
    if (message.type() !== 'log' && message.type() !== 'info') complaints.push(`${message.type()}: ${message.text()}`)
  })
  page.on('pageerror', (error) => complaints.push(error.message))
  await page.addInitScript(() => {
    globalThis.addEventListener('securitypolicyviolation', (event) => {
      // Read by the console listener above.
      // biome-ignore lint/suspicious/noConsole: this runs in the page.
      console.error('content security policy', JSON.stringify((event as { blockedURI?: string }).blockedURI))
    })
  })
  return { requested, complaints }
}
