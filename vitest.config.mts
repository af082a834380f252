import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    testTimeout: 60_000,
    // Most of them wait for disks and processes: one core is not kept free.
    maxWorkers: '100%',
    reporters: ['default', 'json', './tests/skipped.ts'],
    // CI lists from it what was skipped.
    outputFile: { json: 'dist/test-results.json' },
  },
})
