import type { JobName, jobs } from '../../../src/jobs/index.ts'
import type { JobCase } from './case.ts'
import clearExpiredNotices from './clear-expired-notices.ts'
import deferredBehaviourMirroring from './deferred-behaviour-mirroring.ts'
import detentionReminderNotices from './detention-reminder-notices.ts'
import refreshAllYears from './refresh-all-years.ts'
import temporaryGroupHousekeeping from './temporary-group-housekeeping.ts'

type CountOf<Name extends JobName> = keyof (typeof jobs)[Name]['counts'] & string

/** A job without a case here does not compile. */
export const cases: { [Name in JobName]: JobCase<CountOf<Name>> } = {
  'refresh-all-years': refreshAllYears,
  'temporary-group-housekeeping': temporaryGroupHousekeeping,
  'clear-expired-notices': clearExpiredNotices,
  'detention-reminder-notices': detentionReminderNotices,
  'deferred-behaviour-mirroring': deferredBehaviourMirroring,
}
