import type { LogLevel } from '../log/log.ts'
import type { Result } from './result.ts'
import type { Claim } from './run.ts'
import type { School } from './school.ts'

const LEVELS: Record<Result['outcome'], LogLevel> = {
  succeeded: 'info',
  partial: 'warn',
  held: 'warn',
  failed: 'error',
  'timed-out': 'error',
  abandoned: 'error',
}

/** Does a run, and logs its start and its end. What it says for people may name somebody, and stays in its record. */
export async function logged(
  school: School,
  { job, runId, attempt, slot }: Claim,
  run: () => Promise<Result>,
): Promise<Result> {
  const about = { job, run: runId, attempt, slot: slot?.name }
  const started = school.clock()
  school.log('run-start', 'info', about)
  const result = await run()
  const { outcome, shadow, counts, withheld } = result
  school.log('run-end', LEVELS[outcome], {
    ...about,
    outcome,
    shadow,
    counts,
    withheld: Object.keys(withheld).length > 0 ? withheld : undefined,
    ms: Math.round(school.clock() - started),
  })
  return result
}
