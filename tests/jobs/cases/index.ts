import type { JobName, jobs } from '../../../src/jobs/index.ts'
import bonusBehaviourPoints from './bonus-behaviour-points.ts'
import type { JobCase } from './case.ts'
import clearExpiredNotices from './clear-expired-notices.ts'
import clearSyncTable from './clear-sync-table.ts'
import refreshAllYears from './refresh-all-years.ts'
import removeMarkOwners from './remove-mark-owners.ts'
import ruleBasedBehaviours from './rule-based-behaviours.ts'
import temporaryGroupHousekeeping from './temporary-group-housekeeping.ts'

type CountOf<Name extends JobName> = keyof (typeof jobs)[Name]['counts'] & string

/** A job without a case here does not compile. */
export const cases: { [Name in JobName]: JobCase<CountOf<Name>> } = {
  'refresh-all-years': refreshAllYears,
  'temporary-group-housekeeping': temporaryGroupHousekeeping,
  'clear-expired-notices': clearExpiredNotices,
  'clear-sync-table': clearSyncTable,
  'remove-mark-owners': removeMarkOwners,
  'rule-based-behaviours': ruleBasedBehaviours,
  'bonus-behaviour-points': bonusBehaviourPoints,
}
