import clearExpiredNotices from './clear-expired-notices.ts'
import deferredBehaviourMirroring from './deferred-behaviour-mirroring.ts'
import detentionReminderNotices from './detention-reminder-notices.ts'
import type { JobDeclaration } from './kit.ts'
import refreshAllYears from './refresh-all-years.ts'
import temporaryGroupHousekeeping from './temporary-group-housekeeping.ts'

/** Every job there is, a line each, in the order of docs/jobs.md. */
export const jobs = {
  'refresh-all-years': refreshAllYears,
  'temporary-group-housekeeping': temporaryGroupHousekeeping,
  'clear-expired-notices': clearExpiredNotices,
  'detention-reminder-notices': detentionReminderNotices,
  'deferred-behaviour-mirroring': deferredBehaviourMirroring,
} as const

export type JobName = keyof typeof jobs

/** The same registry where the differences between the jobs do not matter. */
export const registry: Readonly<Record<string, JobDeclaration>> = jobs as never
