// Test runner settings. The `module-sync` condition makes Node and Vite load one and the same build of graphql;
// without it every Pothos test fails with "another module or realm".
import { defineConfig } from 'vitest/config'

export default defineConfig({
  ssr: { resolve: { conditions: ['module-sync', 'node', 'import'] } },
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 20_000,
    coverage: {
      provider: 'v8',
      include: ['src/**/*.ts'],
    },
  },
})
