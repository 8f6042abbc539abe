// Test runner settings. The `module-sync` condition makes Node and Vite load one and the same build of graphql;
// without it every Pothos test fails with "another module or realm". (`import` is not among them: they are handed on to
// Node, and CommonJS packages could then require what was made for import.)
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const isContinuousIntegration = process.env['CI'] !== undefined

export default defineConfig({
  resolve: {
    // The package by its own name, as users import it, without a build.
    alias: {
      'customer-gateway/client': fileURLToPath(new URL('client/index.ts', import.meta.url)),
      'customer-gateway': fileURLToPath(new URL('src/index.ts', import.meta.url)),
    },
  },
  ssr: { resolve: { conditions: ['module-sync', 'node'] } },
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 20_000,
    // Polls end as soon as they succeed; a busy machine is no reason to fail.
    expect: { poll: { timeout: 15_000 } },
    // The report is what `.ci/run` counts.
    reporters: isContinuousIntegration
      ? ['default', ['json', { outputFile: 'test-results/vitest.json' }]]
      : ['default'],
    coverage: {
      provider: 'v8',
      include: ['src/**/*.ts'],
      thresholds: {
        'src/service/**': { lines: 90 },
        'src/transport/**': { lines: 90 },
        'src/providers/**': { lines: 90 },
      },
    },
  },
})
