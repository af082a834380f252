import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    testTimeout: 60_000,
    reporters: ['default', 'json'],
    // CI lists from it what was skipped.
    outputFile: { json: 'dist/test-results.json' },
  },
})
