import { defineConfig } from 'vitest/config'

export default defineConfig({
  root: new URL('../..', import.meta.url).pathname,
  define: { STACK_VERSION: JSON.stringify('0.0.0-test') },
  test: {
    globalSetup: ['test/tools/buildFirst.ts'],
    include: ['test/e2e/**/*.test.ts', 'test/compat/**/*.test.ts'],
    testTimeout: 600_000,
    hookTimeout: 900_000,
    // Hosts, not processors, are what these tests wait for: a few files side by side, each with its own lab.
    maxWorkers: 3,
    fileParallelism: true,
  },
})
