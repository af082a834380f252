import bonusBehaviourPoints from './bonus-behaviour-points.ts'
import busRouteGroups from './bus-route-groups.ts'
import clearExpiredNotices from './clear-expired-notices.ts'
import clearSyncTable from './clear-sync-table.ts'
import consentGroups from './consent-groups.ts'
import deferredBehaviourMirroring from './deferred-behaviour-mirroring.ts'
import detentionReminderNotices from './detention-reminder-notices.ts'
import giftedSenGroups from './gifted-sen-groups.ts'
import type { JobDeclaration } from './kit.ts'
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

/** Every job there is, a line each, in the order of PARS' own list. */
export const jobs = {
  sms,
  'pupil-scan': pupilScan,
  'deferred-behaviour-mirroring': deferredBehaviourMirroring,
  'refresh-school-info': refreshSchoolInfo,
  'remove-mark-owners': removeMarkOwners,
  'clear-sync-table': clearSyncTable,
  'rule-based-behaviours': ruleBasedBehaviours,
  'bonus-behaviour-points': bonusBehaviourPoints,
  'detention-reminder-notices': detentionReminderNotices,
  'gifted-sen-groups': giftedSenGroups,
  'pupil-characteristic-groups': pupilCharacteristicGroups,
  'temporary-group-housekeeping': temporaryGroupHousekeeping,
  'bus-route-groups': busRouteGroups,
  'consent-groups': consentGroups,
  'clear-expired-notices': clearExpiredNotices,
  'medical-groups': medicalGroups,
  'refresh-all-years': refreshAllYears,
  report,
} as const

export type JobName = keyof typeof jobs

/** The same registry where the differences between the jobs do not matter. */
export const registry: Readonly<Record<string, JobDeclaration>> = jobs as never
