import type { ConfiguredJob } from '../config/config.ts'
import { reportNamed } from './index.ts'

/** What a job does, in a few words: of one that sends a report, which report. */
export function titleOf({ job, params }: Pick<ConfiguredJob, 'job' | 'params'>): string {
  if (typeof params.report !== 'string') return job.title
  return reportNamed(params.report)?.title ?? `Report ${params.report}`
}
