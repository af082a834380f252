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
import refreshAllYears from './refresh-all-years.ts'
import refreshSchoolInfo from './refresh-school-info.ts'
import removeMarkOwners from './remove-mark-owners.ts'
import ruleBasedBehaviours from './rule-based-behaviours.ts'
import temporaryGroupHousekeeping from './temporary-group-housekeeping.ts'

/** Every job there is, a line each, in the order of docs/jobs.md. */
export const jobs = {
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
} as const

export type JobName = keyof typeof jobs

/** The same registry where the differences between the jobs do not matter. */
export const registry: Readonly<Record<string, JobDeclaration>> = jobs as never
