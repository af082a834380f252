import type { JobName, jobs } from '../../../src/jobs/index.ts'
import bonusBehaviourPoints from './bonus-behaviour-points.ts'
import busRouteGroups from './bus-route-groups.ts'
import type { JobCase } from './case.ts'
import clearExpiredNotices from './clear-expired-notices.ts'
import clearSyncTable from './clear-sync-table.ts'
import consentGroups from './consent-groups.ts'
import deferredBehaviourMirroring from './deferred-behaviour-mirroring.ts'
import detentionReminderNotices from './detention-reminder-notices.ts'
import giftedSenGroups from './gifted-sen-groups.ts'
import medicalGroups from './medical-groups.ts'
import pupilCharacteristicGroups from './pupil-characteristic-groups.ts'
import pupilScan from './pupil-scan.ts'
import refreshAllYears from './refresh-all-years.ts'
import refreshSchoolInfo from './refresh-school-info.ts'
import removeMarkOwners from './remove-mark-owners.ts'
import report from './report.ts'
import ruleBasedBehaviours from './rule-based-behaviours.ts'
import sms from './sms.ts'
import temporaryGroupHousekeeping from './temporary-group-housekeeping.ts'

type CountOf<Name extends JobName> = keyof (typeof jobs)[Name]['counts'] & string

/** A job without a case here does not compile. */
export const cases: { [Name in JobName]: JobCase<CountOf<Name>> } = {
  sms,
  'refresh-all-years': refreshAllYears,
  'refresh-school-info': refreshSchoolInfo,
  'temporary-group-housekeeping': temporaryGroupHousekeeping,
  'gifted-sen-groups': giftedSenGroups,
  'pupil-characteristic-groups': pupilCharacteristicGroups,
  'bus-route-groups': busRouteGroups,
  'consent-groups': consentGroups,
  'clear-expired-notices': clearExpiredNotices,
  'clear-sync-table': clearSyncTable,
  'remove-mark-owners': removeMarkOwners,
  'medical-groups': medicalGroups,
  'rule-based-behaviours': ruleBasedBehaviours,
  'bonus-behaviour-points': bonusBehaviourPoints,
  'detention-reminder-notices': detentionReminderNotices,
  'deferred-behaviour-mirroring': deferredBehaviourMirroring,
  'pupil-scan': pupilScan,
  report,
}
