import { defineConfig } from 'vitest/config'

export default defineConfig({
  root: new URL('../..', import.meta.url).pathname,
  define: { STACK_VERSION: JSON.stringify('0.0.0-test') },
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/e2e/**', 'test/compat/**', 'test/bench/**', 'node_modules/**'],
    testTimeout: 20_000,
    // Some tests mostly wait (for links to break, for timeouts): more workers than cores overlap that.
    maxWorkers: 4,
  },
})
