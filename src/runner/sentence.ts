import type { ConfiguredJob } from '../config/config.ts'
import type { Result } from './perform.ts'
import type { Claim } from './run.ts'

/** The end of a run in one line: `refresh-all-years: succeeded, pupils added: 3 (run 12)`. */
export function sentence(configured: ConfiguredJob, claim: Pick<Claim, 'runId'>, result: Result): string {
  const { outcome, message } = result
  const parts = [
    outcome === 'succeeded' || outcome === 'partial' ? countsText(configured, result.counts) : undefined,
  ]
  return `${configured.id}: ${outcome.replace('-', ' ')}${[...parts, message]
    .filter(Boolean)
    .map((part) => `, ${part}`)
    .join('')} (run ${claim.runId})`
}

/** Counts that are not zero, in the words of the job's declaration: `pupils added: 3; pupils removed: 1`. */
export function countsText({ job }: Pick<ConfiguredJob, 'job'>, counts: Record<string, number>): string {
  const words = Object.entries(job.counts)
    .filter(([count]) => (counts[count] ?? 0) > 0)
    .map(([count, meaning]) => `${meaning}: ${counts[count]}`)
  return words.length > 0 ? words.join('; ') : 'nothing to change'
}
