// Prints one line out of the test report and the checks beside it: "N passed, N failed". JavaScript, and without any
// package, because it must also speak when the installation failed.
//
//   node scripts/count-results.js <vitest's JSON report> <checks passed> <checks failed>
import { existsSync, readFileSync } from 'node:fs'

const [path = '', checksPassed = '0', checksFailed = '0'] = process.argv.slice(2)
const report = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : {}

// A file that cannot even be loaded has no failed test in it, and is a failure all the same.
const brokenFiles = (report.testResults ?? []).filter(
  ({ status, assertionResults }) =>
    status === 'failed' && !assertionResults.some((result) => result.status === 'failed'),
)

const passed = (report.numPassedTests ?? 0) + Number(checksPassed)
const failed = (report.numFailedTests ?? 0) + brokenFiles.length + Number(checksFailed)
const skipped = (report.numPendingTests ?? 0) + (report.numTodoTests ?? 0)
console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`)
