import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    testTimeout: process.env.PARS_TEST_MSSQL_URL ? 300_000 : 60_000,
    hookTimeout: process.env.PARS_TEST_MSSQL_URL ? 120_000 : 10_000,
    // Most of them wait for disks and processes: one core is not kept free.
    maxWorkers: '100%',
    reporters: ['default', 'json', './tests/skipped.ts'],
    // CI lists from it what was skipped.
    outputFile: { json: 'dist/test-results.json' },
  },
})
