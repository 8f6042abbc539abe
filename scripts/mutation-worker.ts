// The process in which `npm run mutate` tries faults, one after the other: the test runner stays loaded, and a changed
// source is handed to it in place of the file. No file is touched. Whoever started it ends it when a fault hangs.
import { resolve } from 'node:path'
import { createVitest } from 'vitest/node'

export interface Trial {
  readonly file: string
  /** What the file says this time. */
  readonly source: string
  /** Test files, tried in this order until one fails. */
  readonly tests: readonly string[]
}

export interface Verdict {
  /** The test that failed first; null: none did. */
  readonly failed: string | null
}

let planted: { id: string; source: string } | null = null

const vitest = await createVitest(
  'test',
  {
    watch: false,
    bail: 1,
    // One thread that stays: what a fault does not concern is loaded once.
    pool: 'threads',
    maxWorkers: 1,
    isolate: false,
    // A module on disk would hide the fault.
    fsModuleCache: false,
    testTimeout: 10_000,
    expect: { poll: { timeout: 5_000 } },
    reporters: [{}],
    onConsoleLog: () => false,
  },
  {
    plugins: [
      {
        name: 'plant-fault',
        enforce: 'pre',
        load: (id) => (id.split('?')[0] === planted?.id ? planted?.source : undefined),
      },
    ],
  },
)
const project = vitest.getRootProject()

async function judge({ file, source, tests }: Trial): Promise<Verdict> {
  const id = resolve(file)
  if (planted !== null) vitest.invalidateFile(planted.id)
  planted = { id, source }
  vitest.invalidateFile(id)
  for (const test of tests) {
    const specification = project.createSpecification(resolve(test))
    const { unhandledErrors } = await vitest.runTestSpecifications([specification])
    const module = specification.testModule
    const failed = module?.children.allTests('failed').next().value
    if (failed !== undefined) return { failed: `${test}: ${failed.fullName}` }
    if (unhandledErrors.length > 0 || module?.ok() !== true) return { failed: test }
  }
  return { failed: null }
}

process.on('message', async (trial: Trial) => process.send?.(await judge(trial)))
process.on('disconnect', () => process.exit())
