import { defineConfig } from 'vitest/config'

/** The fault tests at full size: `npm run faults`. An hour on two cores; `npm test` runs a quick form. */
export default defineConfig({
  test: {
    include: ['tests/faults/*.test.ts', 'tests/**/killed*.test.ts'],
    env: {
      PARS_FAULTS_PROCESSES: '500',
      PARS_FAULTS_ROUNDS: '3',
      PARS_FAULTS_KILLS: '500',
      PARS_FAULTS_LOST: '1',
      PARS_FAULTS_STATEMENTS: '1',
      PARS_FAULTS_SLOTS: '1000',
      PARS_FAULTS_OUTBOX_KILLS: '2000',
      PARS_FAULTS_WHOLE_WAY_KILLS: '400',
    },
    fileParallelism: false,
    testTimeout: 60_000,
  },
})
