// The benchmark itself: that it runs, and that what it compares is comparable. How fast anything is, it does not ask.
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))

test('the gateway and the handler written by hand answer the same JSON, with the same three upstream calls', async () => {
  const options = ['--only', 'core,churn', '--no-peers', '--rows', '20', '--rounds', '1', '--seconds', '0.2']
  const { stdout } = await promisify(execFile)(process.execPath, ['bench/run.ts', ...options], { cwd: root })
  const rows = stdout.split('\n').filter((line) => /^\| (hand-written handler|customer-gateway) /.test(line))
  expect(rows).toHaveLength(4)
  for (const row of rows) expect(row).toMatch(/ 3\.00 \|$/)
})
