import type { Delivery } from '../../reports/delivery/settings.ts'
import { type Draft, type DraftJob, isOn } from '../draft.ts'
import type { Path } from '../problem.ts'

/** A report job whose settings are right by themselves. */
export interface ReportDraft {
  id: string
  path: Path
  params: Delivery
}

/** The report jobs that run. */
export const reportJobs = ({ jobs }: Draft): ReportDraft[] =>
  jobs
    .filter((job) => job.job.name === 'report' && isOn(job))
    .filter(
      (job): job is DraftJob & { params: Delivery & Record<string, unknown> } => job.params !== undefined,
    )
