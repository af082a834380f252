import bonusBehaviourPoints from './bonus-behaviour-points.ts'
import clearExpiredNotices from './clear-expired-notices.ts'
import clearSyncTable from './clear-sync-table.ts'
import type { JobDeclaration } from './kit.ts'
import refreshAllYears from './refresh-all-years.ts'
import removeMarkOwners from './remove-mark-owners.ts'
import ruleBasedBehaviours from './rule-based-behaviours.ts'
import temporaryGroupHousekeeping from './temporary-group-housekeeping.ts'

/** Every job there is, a line each, in the order of docs/jobs.md. */
export const jobs = {
  'refresh-all-years': refreshAllYears,
  'temporary-group-housekeeping': temporaryGroupHousekeeping,
  'clear-expired-notices': clearExpiredNotices,
  'clear-sync-table': clearSyncTable,
  'remove-mark-owners': removeMarkOwners,
  'rule-based-behaviours': ruleBasedBehaviours,
  'bonus-behaviour-points': bonusBehaviourPoints,
} as const

export type JobName = keyof typeof jobs

/** The same registry where the differences between the jobs do not matter. */
export const registry: Readonly<Record<string, JobDeclaration>> = jobs as never
