// The audit log's own file: appended to, its owner's alone, and honest about what it could not write.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, test } from 'vitest'
import { type AuditEntry, createAuditLogger } from '../../src/observability/audit-log.ts'

const folder = mkdtempSync(join(tmpdir(), 'audit-'))
afterAll(() => rmSync(folder, { recursive: true }))

const entry: AuditEntry = {
  time: '2026-11-25T10:00:00.000Z',
  requestId: 'r-1',
  viewer: 'ada',
  operation: 'archiveCustomer',
  provider: 'LAYER',
  linkedAccount: 'layer',
  nativeId: 'n-1',
  idHash: null,
  groupHash: null,
  idempotencyKeyHash: null,
  isDryRun: false,
  isReplay: false,
  planned: 'POST /v1/archive',
  outcome: 'ARCHIVED',
  userErrors: [],
  upstreamRequestId: null,
  hasCallerLeft: false,
  milliseconds: 3,
}

function linesOf(path: string): unknown[] {
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))
}

test('an entry is a line of JSON that says which log it belongs to', () => {
  const path = join(folder, 'lines')
  const { write } = createAuditLogger(path)
  write(entry)
  write({ ...entry, outcome: 'NOT_CHANGED' })
  expect(linesOf(path)).toEqual([
    { log: 'audit', ...entry },
    { log: 'audit', ...entry, outcome: 'NOT_CHANGED' },
  ])
})

test('the file is for its owner alone, and what is in it stays', () => {
  const path = join(folder, 'kept')
  createAuditLogger(path).write(entry)
  createAuditLogger(path).write(entry)
  expect(linesOf(path)).toHaveLength(2)
  expect(statSync(path).mode & 0o777).toBe(0o600)
})

test('a file that a rotation has moved away is made anew', () => {
  const path = join(folder, 'rotated')
  const { write } = createAuditLogger(path)
  write(entry)
  renameSync(path, `${path}.1`)
  write(entry)
  expect([linesOf(path), linesOf(`${path}.1`)].map((lines) => lines.length)).toEqual([1, 1])
})

test('a destination that cannot be written to is refused at once', () => {
  expect(() => createAuditLogger(join(folder, 'no', 'such', 'folder'))).toThrow(/ENOENT/)
  expect(() => createAuditLogger(folder)).toThrow(/EISDIR/)
})

test('a line that could not be written is told to the caller, and spoils no later one', () => {
  const path = join(folder, 'gone', 'log')
  execFileSync('mkdir', [join(folder, 'gone')])
  const { write } = createAuditLogger(path)
  rmSync(join(folder, 'gone'), { recursive: true })
  expect(() => write(entry)).toThrow(/ENOENT/)
  execFileSync('mkdir', [join(folder, 'gone')])
  write(entry)
  expect(linesOf(path)).toEqual([{ log: 'audit', ...entry }])
})

test.each(['stdout', 'stderr'])('every line reaches %s although its reader is slow', (destination) => {
  const module = fileURLToPath(new URL('../../src/observability/audit-log.ts', import.meta.url))
  // Whoever is told that a line could not be written comes with it again.
  const program = `
    import { setTimeout as pause } from 'node:timers/promises'
    import { createAuditLogger } from ${JSON.stringify(module)}
    process.${destination}.write('')
    const { write } = createAuditLogger(${JSON.stringify(destination)})
    const entry = { ...${JSON.stringify(entry)}, viewer: 'v'.repeat(1000) }
    for (let line = 0; line < 400; ) {
      try {
        write({ ...entry, milliseconds: line })
        line += 1
      } catch {
        await pause(20)
      }
    }`
  // A pipe holds a few dozen of these lines.
  const command = `"$0" --input-type=module --eval "$1" ${destination === 'stderr' ? '2>&1 >/dev/null' : ''} | (sleep 0.3; cat)`
  const text = execFileSync('sh', ['-c', command, process.execPath, program], { encoding: 'utf8' })
  const written = text.split('\n').flatMap((line) => (isWhole(line) ? [JSON.parse(line).milliseconds] : []))
  expect(written).toEqual(Array.from({ length: 400 }, (_, line) => line))
})

/** A line that the pipe took only a part of is written once more, on a line of its own. */
function isWhole(line: string): boolean {
  return line.startsWith('{') && line.endsWith('}')
}
