import type { ConfiguredJob } from '../config/config.ts'
import type { Result } from './result.ts'
import type { Claim } from './run.ts'

/** The end of a run in one line: `refresh-all-years: succeeded, pupils added: 3 (run 12)`. */
export function sentence(configured: ConfiguredJob, claim: Pick<Claim, 'runId'>, result: Result): string {
  const { outcome, counts, message, shadow } = result
  const how = shadow ? 'in shadow; it would have' : outcome.replace('-', ' ')
  const did = outcome === 'succeeded' || outcome === 'partial' ? countsText(configured, counts) : undefined
  const parts = [`${configured.id}: ${how}`, did, message].filter(Boolean)
  return `${parts.join(', ')} (run ${claim.runId})${adviceFor(result, claim.runId)}`
}

/** What a person can do about the end of a run. */
export function adviceFor({ outcome, withheld }: Result, run: number): string {
  if (outcome === 'held') return ` Nothing was changed. To let it go: pars-auto approve ${run}`
  return outcome === 'partial' && Object.keys(withheld).length > 0
    ? ` To let the rest go as well: pars-auto approve ${run}`
    : ''
}

/** Counts that are not zero, in the words of the job's declaration: `pupils added: 3; pupils removed: 1`. */
export function countsText({ job }: Pick<ConfiguredJob, 'job'>, counts: Record<string, number>): string {
  const words = Object.entries(job.counts)
    .filter(([count]) => (counts[count] ?? 0) > 0)
    .map(([count, meaning]) => `${meaning}: ${counts[count]}`)
  return words.length > 0 ? words.join('; ') : NOTHING
}

/** What is said of a run whose counts are all zero. */
export const NOTHING = 'nothing to change'
